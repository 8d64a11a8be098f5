import { describe, expect, test } from 'vitest';
import type { Network } from '../../../src/network/index.ts';
import { codeNetworks } from '../../../src/overlay/index.ts';
import { readTerraformDirectory } from '../../../src/terraform/index.ts';

function read(code: string): Network {
  const files = {
    read: (path: string) => (path === 'main.tf' ? code : undefined),
    list: (dir: string) => (/^\.?$/.test(dir) ? ['main.tf'] : []),
  };
  return readTerraformDirectory(files, '', { account: '123456789012', region: 'eu-west-1' }).network;
}

function whole(code: string): Network {
  const network = read(code);
  return codeNetworks(network, network).after;
}

const rules = (network: Network, id: string): string[] =>
  network.securityGroups
    .find((g) => g.id === id)!
    .rules.map(({ direction, service, peer }) => {
      const what =
        'unknown' in service
          ? '?'
          : 'ports' in service
            ? `${service.protocol}/${service.ports.join('-')}`
            : String(service.protocol);
      const who =
        peer.kind === 'cidr'
          ? peer.cidr
          : peer.kind === 'security-group'
            ? peer.groupId
            : peer.kind === 'prefix-list'
              ? peer.prefixListId
              : `unknown: ${peer.unknown}`;
      return `${direction} ${what} ${who}`;
    });

describe('security group rules', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['none: Terraform removes the default egress rule', 'resource "aws_security_group" "g" {}', []],
    [
      'one rule per peer of a block',
      `resource "aws_security_group" "g" {
        ingress {
          from_port = 443
          to_port = 443
          protocol = "tcp"
          cidr_blocks = ["10.0.0.0/8", "10.1.2.3/16"]
          ipv6_cidr_blocks = ["::/0"]
          prefix_list_ids = ["pl-1"]
          security_groups = ["sg-9", "210987654321/sg-8"]
          self = true
        }
      }`,
      [
        'ingress 6/443-443 10.0.0.0/8',
        'ingress 6/443-443 10.1.0.0/16',
        'ingress 6/443-443 ::/0',
        'ingress 6/443-443 pl-1',
        'ingress 6/443-443 sg-9',
        'ingress 6/443-443 sg-8',
        'ingress 6/443-443 aws_security_group.g',
      ],
    ],
    [
      'an attribute instead of blocks, protocol -1 without regard to ports',
      `resource "aws_security_group" "g" {
        egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }]
      }`,
      ['egress all 0.0.0.0/0'],
    ],
    [
      'separate rules of both generations',
      `resource "aws_security_group" "g" {}
       resource "aws_security_group_rule" "a" {
         type = "egress"
         security_group_id = aws_security_group.g.id
         protocol = "udp"
         from_port = 53
         to_port = 53
         self = true
       }
       resource "aws_vpc_security_group_ingress_rule" "b" {
         security_group_id = aws_security_group.g.id
         ip_protocol = "-1"
         referenced_security_group_id = aws_security_group.g.id
       }`,
      ['egress 17/53-53 aws_security_group.g', 'ingress all aws_security_group.g'],
    ],
    [
      'a variable without a value stays, with its reason',
      `variable "cidr" {}
       resource "aws_security_group" "g" {
         ingress {
           from_port = 22
           to_port = 22
           protocol = "tcp"
           cidr_blocks = [var.cidr]
         }
       }`,
      [expect.stringMatching(/^ingress 6\/22-22 unknown: .*var\.cidr/) as unknown as string],
    ],
    [
      'a rule of which nobody knows whether it exists',
      `variable "on" { type = bool }
       resource "aws_security_group" "g" {}
       resource "aws_vpc_security_group_ingress_rule" "b" {
         count = var.on ? 1 : 0
         security_group_id = aws_security_group.g.id
         ip_protocol = "tcp"
         from_port = 22
         to_port = 22
         cidr_ipv4 = "0.0.0.0/0"
       }`,
      [expect.stringMatching(/^ingress 6\/22-22 unknown: whether .* exists is unknown/) as unknown as string],
    ],
  ];
  test.each(cases)('%s', (_, code, expected) => {
    expect(rules(read(code), 'aws_security_group.g')).toEqual(expected);
  });

  test('a rule names its block and the line of its peer', () => {
    const network = read(`variable "open" {
  default = ["0.0.0.0/0"]
}
resource "aws_security_group" "g" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.open
  }
}`);
    expect(network.securityGroups[0]!.rules[0]!.origin).toMatchObject({
      kind: 'code',
      address: 'aws_security_group.g',
      location: { file: 'main.tf', line: 5 },
      cause: { file: 'main.tf', line: 2 },
    });
  });
});

const VPC = `
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "pub" {
  vpc_id = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
  map_public_ip_on_launch = true
}
resource "aws_subnet" "priv" {
  vpc_id = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_route_table" "pub" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table_association" "pub" {
  subnet_id = aws_subnet.pub.id
  route_table_id = aws_route_table.pub.id
}
resource "aws_security_group" "g" { vpc_id = aws_vpc.v.id }
`;

describe('a VPC', () => {
  test('comes with its default group, ACL, main table and local routes', () => {
    const network = whole(VPC);
    expect(network.routeTables.map((t) => [t.id, t.main, t.routes.map((r) => r.target.kind)])).toEqual([
      ['aws_route_table.pub', false, ['local', 'internet-gateway']],
      ['aws_vpc.v.default_route_table_id', true, ['local']],
    ]);
    expect(network.networkAcls).toMatchObject([{ isDefault: true, subnetIds: ['aws_subnet.pub', 'aws_subnet.priv'] }]);
    expect(rules(network, 'aws_vpc.v.default_security_group_id')).toEqual([
      'ingress all aws_vpc.v.default_security_group_id',
      'egress all 0.0.0.0/0',
    ]);
  });

  test('adopted defaults are those defaults', () => {
    const network = whole(`${VPC}
      resource "aws_default_security_group" "d" { vpc_id = aws_vpc.v.id }
      resource "aws_default_route_table" "d" { default_route_table_id = aws_vpc.v.default_route_table_id }
      resource "aws_default_network_acl" "d" { default_network_acl_id = aws_vpc.v.default_network_acl_id }`);
    expect(rules(network, 'aws_vpc.v.default_security_group_id')).toEqual([]);
    expect(network.routeTables.filter((t) => t.main)).toMatchObject([
      { id: 'aws_vpc.v.default_route_table_id', vpcId: 'aws_vpc.v' },
    ]);
    expect(network.networkAcls).toMatchObject([
      {
        id: 'aws_vpc.v.default_network_acl_id',
        vpcId: 'aws_vpc.v',
        isDefault: true,
        entries: [{ ruleNumber: 32767 }, { ruleNumber: 32767 }],
      },
    ]);
  });
});

describe('what holds a group is an interface', () => {
  const SG = 'aws_security_group.g.id';
  const cases: readonly [string, string, readonly object[]][] = [
    [
      'an instance in a subnet that gives public addresses',
      `resource "aws_instance" "x" {
        subnet_id = aws_subnet.pub.id
        vpc_security_group_ids = [${SG}]
      }`,
      [
        {
          instanceId: 'aws_instance.x',
          subnetId: 'aws_subnet.pub',
          securityGroupIds: ['aws_security_group.g'],
          publicIpv4: [{ publicIp: null }],
        },
      ],
    ],
    [
      'an instance that refuses one, in the default group',
      `resource "aws_instance" "x" {
        subnet_id = aws_subnet.pub.id
        associate_public_ip_address = false
      }`,
      [{ securityGroupIds: ['aws_vpc.v.default_security_group_id'], publicIpv4: [] }],
    ],
    [
      'an instance with an Elastic IP',
      `resource "aws_instance" "x" {
        subnet_id = aws_subnet.priv.id
        private_ip = "10.0.2.9"
        vpc_security_group_ids = [${SG}]
      }
      resource "aws_eip" "e" { instance = aws_instance.x.id }`,
      [{ privateIpv4: ['10.0.2.9'], publicIpv4: [{ privateIp: '10.0.2.9', publicIp: null }] }],
    ],
    [
      'a load balancer, in each subnet',
      `resource "aws_lb" "x" {
        subnets = [aws_subnet.pub.id, aws_subnet.priv.id]
        security_groups = [${SG}]
      }`,
      [{ id: 'aws_lb.x/aws_subnet.pub', publicIpv4: [{ publicIp: null }] }, { id: 'aws_lb.x/aws_subnet.priv' }],
    ],
    [
      'a database in its subnet group',
      `resource "aws_db_subnet_group" "s" {
        name = "data"
        subnet_ids = [aws_subnet.priv.id]
      }
      resource "aws_db_instance" "x" {
        db_subnet_group_name = aws_db_subnet_group.s.name
        vpc_security_group_ids = [${SG}]
      }`,
      [{ subnetId: 'aws_subnet.priv', securityGroupIds: ['aws_security_group.g'], publicIpv4: [] }],
    ],
    [
      'a function',
      `resource "aws_lambda_function" "x" {
        function_name = "f"
        vpc_config {
          subnet_ids = [aws_subnet.priv.id]
          security_group_ids = [${SG}]
        }
      }`,
      [{ type: 'lambda', subnetId: 'aws_subnet.priv', securityGroupIds: ['aws_security_group.g'] }],
    ],
    [
      'an autoscaling group, by its launch template',
      `resource "aws_launch_template" "t" {
        network_interfaces {
          associate_public_ip_address = true
          security_groups = [${SG}]
        }
      }
      resource "aws_autoscaling_group" "x" {
        vpc_zone_identifier = [aws_subnet.priv.id]
        launch_template { id = aws_launch_template.t.id }
      }`,
      [{ subnetId: 'aws_subnet.priv', securityGroupIds: ['aws_security_group.g'], publicIpv4: [{ publicIp: null }] }],
    ],
    [
      'a NAT gateway holds none, and is public',
      `resource "aws_nat_gateway" "x" { subnet_id = aws_subnet.pub.id }`,
      [{ type: 'nat_gateway', securityGroupIds: [], publicIpv4: [{ publicIp: null }] }],
    ],
  ];
  test.each(cases)('%s', (_, code, expected) => {
    const found = whole(VPC + code).interfaces;
    expect(found).toMatchObject(expected as object[]);
    for (const eni of found) {
      expect(eni.privateIpv4[0]).toMatch(/^10\.0\.[12]\.\d+$/);
      for (const pair of eni.publicIpv4) expect(eni.privateIpv4).toContain(pair.privateIp);
    }
  });
});

test('network ACL entries: numbers, families, ICMP', () => {
  const [acl] = read(`${VPC}
    resource "aws_network_acl" "a" {
      vpc_id = aws_vpc.v.id
      subnet_ids = [aws_subnet.pub.id]
      ingress {
        rule_no = 100
        action = "deny"
        protocol = "tcp"
        from_port = 22
        to_port = 22
        cidr_block = "0.0.0.0/0"
      }
    }
    resource "aws_network_acl_rule" "r" {
      network_acl_id = aws_network_acl.a.id
      egress = true
      rule_number = 200
      rule_action = "allow"
      protocol = "icmpv6"
      icmp_type = 128
      icmp_code = -1
      ipv6_cidr_block = "::/0"
    }`).networkAcls;
  expect(acl).toMatchObject({ vpcId: 'aws_vpc.v', subnetIds: ['aws_subnet.pub'] });
  expect(acl!.entries.filter((e) => e.ruleNumber < 32767)).toMatchObject([
    {
      direction: 'ingress',
      ruleNumber: 100,
      action: 'deny',
      cidr: '0.0.0.0/0',
      service: { protocol: 6, ports: [22, 22] },
    },
    {
      direction: 'egress',
      ruleNumber: 200,
      action: 'allow',
      cidr: '::/0',
      service: { protocol: 58, icmpType: 128, icmpCode: -1 },
    },
  ]);
});

test('a transit gateway: default table, association, propagation, static route', () => {
  const network = read(`${VPC}
    resource "aws_ec2_transit_gateway" "t" {}
    resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
      transit_gateway_id = aws_ec2_transit_gateway.t.id
      vpc_id = aws_vpc.v.id
      subnet_ids = [aws_subnet.priv.id]
    }
    resource "aws_ec2_transit_gateway_route" "r" {
      destination_cidr_block = "10.9.0.0/16"
      transit_gateway_attachment_id = aws_ec2_transit_gateway_vpc_attachment.a.id
      transit_gateway_route_table_id = aws_ec2_transit_gateway.t.association_default_route_table_id
    }`);
  const table = 'aws_ec2_transit_gateway.t.association_default_route_table_id';
  const attachment = 'aws_ec2_transit_gateway_vpc_attachment.a';
  expect(network.transitGatewayAttachments).toMatchObject([
    { id: attachment, resourceId: 'aws_vpc.v', associatedRouteTableId: table },
  ]);
  expect(network.transitGatewayRouteTables).toMatchObject([
    {
      id: table,
      propagations: [attachment],
      routes: [{ cidr: '10.9.0.0/16', type: 'static', attachmentIds: [attachment] }],
    },
  ]);
});
