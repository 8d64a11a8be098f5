import { describe, expect, it } from 'vitest';
import { terraformNetwork } from '../../../src/terraform/index.ts';
import { evaluateProject } from '../evaluate/project.ts';

const HEAD = `
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_security_group" "g" {
  name = "g"
  vpc_id = aws_vpc.v.id
}
resource "aws_security_group" "h" {
  name = "h"
  vpc_id = aws_vpc.v.id
}
`;
const G = 'aws_security_group.g';
const H = 'aws_security_group.h';

function read(code: string) {
  const { resources } = evaluateProject({ 'main.tf': HEAD + code });
  return terraformNetwork(resources, { account: '111122223333', region: 'eu-west-1' });
}

/** Interfaces as `subnet: groups`, with a `!` where they are public. */
function interfaces(code: string): readonly string[] {
  return read(code).interfaces.map(
    (eni) =>
      `${eni.subnetId.replace('aws_subnet.', '')}: ${eni.securityGroupIds.join(' ')}${eni.publicIpv4.length > 0 ? ' !' : ''}`,
  );
}

const SUBNETS = '[aws_subnet.a.id, aws_subnet.b.id]';

describe('services put interfaces with groups into subnets', () => {
  it.each<[string, string, readonly string[]]>([
    ['aws_db_proxy', `vpc_security_group_ids = [${G}.id]\nvpc_subnet_ids = ${SUBNETS}`, [`a: ${G}`, `b: ${G}`]],
    ['aws_fsx_openzfs_file_system', `security_group_ids = [${G}.id]\nsubnet_ids = [aws_subnet.a.id]`, [`a: ${G}`]],
    [
      'aws_synthetics_canary',
      `vpc_config {\nsecurity_group_ids = [${G}.id]\nsubnet_ids = ${SUBNETS}\n}`,
      [`a: ${G}`, `b: ${G}`],
    ],
    [
      'aws_emr_cluster',
      `ec2_attributes {\nsubnet_id = aws_subnet.a.id\nemr_managed_master_security_group = ${G}.id\nemr_managed_slave_security_group = ${H}.id\nadditional_master_security_groups = ${H}.id\nadditional_slave_security_groups = "sg-0c, sg-0d"\n}`,
      [`a: ${G} ${H}`, `a: ${H} sg-0c sg-0d`],
    ],
    [
      'aws_cloudwatch_event_target',
      `ecs_target {\nnetwork_configuration {\nsubnets = [aws_subnet.a.id]\nsecurity_groups = [${G}.id]\nassign_public_ip = true\n}\n}`,
      [`a: ${G} !`],
    ],
    [
      'aws_mskconnect_connector',
      `kafka_cluster {\napache_kafka_cluster {\nvpc {\nsecurity_groups = [${G}.id]\nsubnets = [aws_subnet.b.id]\n}\n}\n}`,
      [`b: ${G}`],
    ],
    [
      'aws_spot_fleet_request',
      `launch_specification {\nsubnet_id = aws_subnet.a.id\nvpc_security_group_ids = [${G}.id]\n}\nlaunch_specification {\nsubnet_id = aws_subnet.b.id\nvpc_security_group_ids = [${H}.id]\n}`,
      [`a: ${G}`, `b: ${H}`],
    ],
    ['aws_ec2_instance_connect_endpoint', `subnet_id = aws_subnet.a.id\nsecurity_group_ids = [${G}.id]`, [`a: ${G}`]],
    [
      'aws_vpclattice_resource_gateway',
      `subnet_ids = ${SUBNETS}\nsecurity_group_ids = [${G}.id]`,
      [`a: ${G}`, `b: ${G}`],
    ],
  ])('%s', (type, body, expected) => {
    expect(interfaces(`resource "${type}" "x" {\n${body}\n}`)).toEqual(expected);
  });

  const NETWORK = `security_groups = [${G}.id]\nsubnets = ${SUBNETS}`;
  it.each<[string, string, readonly string[]]>([
    ['a block', `vpc_config {\nsubnet_ids = [aws_subnet.b.id]\nsecurity_group_ids = [${G}.id]\n}`, [`b: ${G}`]],
    [
      'blocks in blocks, with the subnets further out',
      `subnet_ids = ${SUBNETS}\nsettings {\nuser {\nsecurity_groups = [${G}.id]\n}\n}`,
      [`a: ${G}`, `b: ${G}`],
    ],
    [
      'blocks that name a subnet each',
      `security_group_ids = [${G}.id]\nip_address {\nsubnet_id = aws_subnet.a.id\n}\nip_address {\nsubnet_id = aws_subnet.b.id\n}`,
      [`a: ${G}`, `b: ${G}`],
    ],
    ['two blocks', `source {\n${NETWORK}\n}\ntarget {\n${NETWORK}\n}`, [`a: ${G}`, `b: ${G}`, `a: ${G}`, `b: ${G}`]],
    ['ARNs', `security_group_arns = [${G}.arn]\nsubnet_arns = [aws_subnet.a.arn]`, [`a: ${G}`]],
    ['a public address', `assign_public_ip = true\n${NETWORK}`, [`a: ${G} !`, `b: ${G} !`]],
    ['only rules', `source_security_group_id = ${G}.id\nsubnet_ids = ${SUBNETS}`, []],
    ['no subnets', `security_group_id = ${G}.id`, []],
  ])('a service that is not known here: %s', (_, body, expected) => {
    expect(interfaces(`resource "aws_some_day" "x" {\n${body}\n}`)).toEqual(expected);
  });

  const TEMPLATE = `resource "aws_launch_template" "t" {
  name = "t"
  vpc_security_group_ids = [${G}.id]
}
`;
  it('fleets launch what their templates say into the subnets of their overrides', () => {
    const config = (name: string, overrides: string) =>
      `resource "${name}" "f" {\nlaunch_template_config {\nlaunch_template_specification {\n${name === 'aws_ec2_fleet' ? 'launch_template_id = aws_launch_template.t.id' : 'name = aws_launch_template.t.name'}\nversion = 1\n}\n${overrides} {\nsubnet_id = aws_subnet.a.id\n}\n${overrides} {\nsubnet_id = aws_subnet.b.id\n}\n}\n}`;
    expect(interfaces(TEMPLATE + config('aws_ec2_fleet', 'override'))).toEqual([`a: ${G}`, `b: ${G}`]);
    expect(interfaces(TEMPLATE + config('aws_spot_fleet_request', 'overrides'))).toEqual([`a: ${G}`, `b: ${G}`]);
  });

  it('an autoscaling group launches where its template says when it does not say itself', () => {
    const template = `resource "aws_launch_template" "n" {\nnetwork_interfaces {\nsubnet_id = aws_subnet.b.id\nsecurity_groups = [${G}.id]\n}\n}\n`;
    const group = (name: string) =>
      `resource "aws_autoscaling_group" "a" {\nlaunch_template {\nid = aws_launch_template.${name}.id\n}\n}`;
    expect(interfaces(template + group('n'))).toEqual([`b: ${G}`]);
    const { problems } = read(TEMPLATE + group('t'));
    expect(problems.map(({ message }) => message)).toEqual(['which subnets it launches into is not in this code']);
  });

  it('Elastic Beanstalk puts instances and a balancer where its settings say', () => {
    const setting = (namespace: string, name: string, value: string) =>
      `setting {\nnamespace = "${namespace}"\nname = "${name}"\nvalue = ${value}\n}\n`;
    const code = `resource "aws_elastic_beanstalk_configuration_template" "t" {
  name = "t"
  ${setting('aws:autoscaling:launchconfiguration', 'SecurityGroups', `${G}.id`)}
}
resource "aws_elastic_beanstalk_environment" "e" {
  template_name = aws_elastic_beanstalk_configuration_template.t.name
  ${setting('aws:ec2:vpc', 'Subnets', 'aws_subnet.a.id')}
  ${setting('aws:ec2:vpc', 'ELBSubnets', 'aws_subnet.b.id')}
  ${setting('aws:elbv2:loadbalancer', 'SecurityGroups', `${H}.id`)}
}`;
    expect(interfaces(code)).toEqual([`a: ${G}`, `b: ${H} !`]);
    expect(read(code).interfaces[0]?.unknownSecurityGroups?.unknown).toContain('makes one more security group');
    const joined = code.replace('aws_subnet.a.id', `join(",", ${SUBNETS})`);
    expect(interfaces(joined)).toEqual([`a: ${G}`, `b: ${G}`, `b: ${H} !`]);
    const template = code.replace('aws_subnet.a.id', `"\${aws_subnet.a.id}, \${aws_subnet.b.id}"`);
    expect(interfaces(template)).toEqual([`a: ${G}`, `b: ${G}`, `b: ${H} !`]);
    expect(read(joined).problems).toEqual([]);
    const changed = code.replace('aws_subnet.a.id', `upper(join(",", ${SUBNETS}))`);
    expect(interfaces(changed)).toEqual([`: ${G}`, `b: ${H} !`]);
    expect(read(changed).problems[0]?.message).toContain('which subnets its instances is in is unknown');
    const half = code.replace('aws_subnet.a.id', 'join(",", [aws_subnet.a.id, var.more])');
    expect(interfaces(`variable "more" {}\n${half}`)).toEqual([`a: ${G}`, `: ${G}`, `b: ${H} !`]);
  });

  it('a VPC Lattice association holds its groups in no subnet', () => {
    const code = `resource "aws_vpclattice_service_network_vpc_association" "l" {\nvpc_identifier = aws_vpc.v.id\nsecurity_group_ids = [${G}.id]\n}`;
    const { problems } = read(code);
    expect(interfaces(code)).toEqual([`: ${G}`]);
    expect(problems).toEqual([]);
  });

  it('routes lead to the endpoints of a firewall', () => {
    const code = `resource "aws_networkfirewall_firewall" "f" {
  vpc_id = aws_vpc.v.id
  dynamic "subnet_mapping" {
    for_each = ${SUBNETS}
    content { subnet_id = subnet_mapping.value }
  }
}
resource "aws_route_table" "r" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    vpc_endpoint_id = element([for s in tolist(aws_networkfirewall_firewall.f.firewall_status[0].sync_states) : s.attachment[0].endpoint_id if s.attachment[0].subnet_id == aws_subnet.b.id], 0)
  }
}`;
    const { routeTables, vpcEndpoints, interfaces: enis } = read(code);
    const id = 'aws_networkfirewall_firewall.f.endpoint_1';
    expect(routeTables[0]?.routes.map(({ target }) => target)).toEqual([{ kind: 'vpc-endpoint', id }]);
    const endpoint = vpcEndpoints.find((one) => one.id === id);
    expect(endpoint?.type).toBe('GatewayLoadBalancer');
    expect(enis.find((eni) => eni.id === endpoint?.interfaceIds[0])?.subnetId).toBe('aws_subnet.b');
  });

  it('says what AWS adds by itself', () => {
    const [eni] = read(
      `resource "aws_directory_service_directory" "x" {\nvpc_settings {\nvpc_id = aws_vpc.v.id\nsubnet_ids = [aws_subnet.a.id]\n}\n}`,
    ).interfaces;
    expect(eni?.unknownSecurityGroups?.unknown).toContain('AWS makes the security group');
  });

  it('makes an instance of a database cluster public with the groups of its cluster', () => {
    const code = `resource "aws_db_subnet_group" "d" {
  name = "d"
  subnet_ids = ${SUBNETS}
}
resource "aws_rds_cluster" "c" {
  cluster_identifier = "c"
  db_subnet_group_name = aws_db_subnet_group.d.name
  vpc_security_group_ids = [${G}.id]
}
resource "aws_rds_cluster_instance" "i" {
  cluster_identifier = aws_rds_cluster.c.id
  publicly_accessible = true
}`;
    expect(interfaces(code)).toEqual([`a: ${G}`, `a: ${G} !`]);
  });

  it('puts a client VPN into the subnets it is associated with', () => {
    const code = `resource "aws_ec2_client_vpn_endpoint" "v" {\nsecurity_group_ids = [${G}.id]\n}
resource "aws_ec2_client_vpn_network_association" "n" {
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.v.id
  subnet_id = aws_subnet.b.id
}`;
    expect(interfaces(code)).toEqual([`b: ${G}`]);
  });

  it('names what it cannot place', () => {
    const code = `variable "c" {}\nresource "aws_lambda_function" "f" {\nfunction_name = "f"\ndynamic "vpc_config" {\nfor_each = var.c\ncontent {\nsubnet_ids = []\nsecurity_group_ids = []\n}\n}\n}`;
    expect(read(code).problems.map((problem) => problem.resource)).toEqual(['aws_lambda_function.f']);
  });
});

describe('EKS', () => {
  const CLUSTER = `resource "aws_eks_cluster" "k" {
  name = "k"
  vpc_config {
    subnet_ids = ${SUBNETS}
    security_group_ids = [${G}.id]
  }
}
`;
  const OWN = 'aws_eks_cluster.k.cluster_security_group_id';

  it('makes a group with the cluster, which nodes get', () => {
    const nodes = `resource "aws_eks_node_group" "n" {\ncluster_name = aws_eks_cluster.k.name\nsubnet_ids = [aws_subnet.b.id]\n}`;
    expect(interfaces(CLUSTER + nodes)).toEqual([`a: ${G} ${OWN}`, `b: ${G} ${OWN}`, `b: ${OWN}`]);
    const group = read(CLUSTER).securityGroups.find((one) => one.id === OWN);
    expect(group?.vpcId).toBe('aws_vpc.v');
    expect(group?.rules.map((rule) => [rule.direction, rule.peer])).toEqual([
      ['ingress', { kind: 'security-group', groupId: OWN }],
      ['egress', { kind: 'cidr', cidr: '0.0.0.0/0' }],
    ]);
  });

  it('adds rules of the code to that group', () => {
    const rule = `resource "aws_vpc_security_group_ingress_rule" "r" {
  security_group_id = aws_eks_cluster.k.vpc_config[0].cluster_security_group_id
  ip_protocol = "tcp"
  from_port = 443
  to_port = 443
  cidr_ipv4 = "10.0.0.0/8"
}`;
    expect(read(CLUSTER + rule).securityGroups.find((one) => one.id === OWN)?.rules).toHaveLength(3);
  });

  it('goes by the launch template where it names groups', () => {
    const nodes = `resource "aws_launch_template" "t" {\nvpc_security_group_ids = [${H}.id]\n}
resource "aws_eks_node_group" "n" {
  cluster_name = "k"
  subnet_ids = [aws_subnet.a.id]
  launch_template {
    id = aws_launch_template.t.id
    version = 1
  }
}`;
    expect(interfaces(CLUSTER + nodes)).toContain(`a: ${H}`);
  });
});

it('tells which resource names a group or an address whose use the network does not hold', () => {
  const { securityGroups, elasticIps } = read(`
resource "aws_launch_template" "t" { vpc_security_group_ids = [${G}.id] }
resource "aws_security_group_rule" "r" {
  type = "ingress"
  protocol = "tcp"
  from_port = 1
  to_port = 1
  security_group_id = ${G}.id
  source_security_group_id = ${H}.id
}
resource "aws_eip" "e" {}
resource "aws_eip" "free" {}
resource "aws_transfer_server" "s" {
  endpoint_details { address_allocation_ids = [aws_eip.e.id] }
}
`);
  expect(securityGroups.map(({ id, namedBy }) => [id, namedBy])).toEqual([
    [G, 'aws_launch_template.t'],
    [H, undefined],
  ]);
  expect(elasticIps.map(({ id, namedBy }) => [id, namedBy])).toEqual([
    ['aws_eip.e', 'aws_transfer_server.s'],
    ['aws_eip.free', undefined],
  ]);
});
