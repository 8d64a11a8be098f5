import type { PeerCase } from './broken.ts';

const VPC = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
`;

/** A network ACL with these lines as its entries, `rule_no action protocol from to cidr`, for `ingress` unless they start with `egress`. */
function acl(name: string, ...entries: readonly string[]): string {
  const blocks = entries.map((line) => {
    const [number, action, protocol, from, to, cidr] = line.replace('egress ', '').split(' ');
    return `  ${line.startsWith('egress') ? 'egress' : 'ingress'} {
    rule_no    = ${number}
    action     = "${action}"
    protocol   = "${protocol}"
    from_port  = ${from}
    to_port    = ${to}
    ${cidr?.includes(':') ? 'ipv6_cidr_block' : 'cidr_block'} = "${cidr}"
  }
`;
  });
  return `resource "aws_network_acl" "${name}" {\n  vpc_id = aws_vpc.main.id\n${blocks.join('')}}\n`;
}

/** The same as a resource of its own, in an ACL of its own. */
function aclRule(name: string, line: string): string {
  const [number, action, protocol, from, to, cidr] = line.replace('egress ', '').split(' ');
  return `resource "aws_network_acl" "of_${name}" {
  vpc_id = aws_vpc.main.id
}
resource "aws_network_acl_rule" "${name}" {
  network_acl_id = aws_network_acl.of_${name}.id
  rule_number    = ${number}
  egress         = ${line.startsWith('egress')}
  rule_action    = "${action}"
  protocol       = "${protocol}"
  from_port      = ${from}
  to_port        = ${to}
  ${cidr?.includes(':') ? 'ipv6_cidr_block' : 'cidr_block'} = "${cidr}"
}
`;
}

function aclPort(port: number): string {
  return [
    VPC,
    acl('fail', `100 allow tcp ${port} ${port} 0.0.0.0/0`),
    acl('fail_number', `100 allow 6 ${port} ${port} 0.0.0.0/0`),
    acl('fail_ipv6', `100 allow tcp ${port} ${port} ::/0`),
    acl('fail_range', `100 allow tcp 19 4000 0.0.0.0/0`),
    acl('fail_all', '100 allow -1 0 0 0.0.0.0/0'),
    acl('fail_late_deny', `100 allow tcp ${port} ${port} 0.0.0.0/0`, `200 deny tcp ${port} ${port} 0.0.0.0/0`),
    acl(
      'fail_ipv6_beside',
      `90 deny tcp ${port} ${port} 0.0.0.0/0`,
      '100 allow -1 0 0 0.0.0.0/0',
      `110 allow tcp ${port} ${port} ::/0`,
    ),
    acl('pass_private', `100 allow tcp ${port} ${port} 10.0.0.0/8`),
    acl('pass_deny', `100 deny tcp ${port} ${port} 0.0.0.0/0`),
    acl('pass_egress', `egress 100 allow tcp ${port} ${port} 0.0.0.0/0`),
    acl('pass_other', '100 allow tcp 443 443 0.0.0.0/0'),
    acl('pass_early_deny', `90 deny tcp ${port} ${port} 0.0.0.0/0`, `100 allow tcp ${port} ${port} 0.0.0.0/0`),
    acl('pass_none'),
    aclRule('fail', `100 allow tcp ${port} ${port} 0.0.0.0/0`),
    aclRule('fail_ipv6', `100 allow tcp ${port} ${port} ::/0`),
    aclRule('fail_all', '100 allow -1 0 0 0.0.0.0/0'),
    aclRule('pass_private', `100 allow tcp ${port} ${port} 10.0.0.0/8`),
    aclRule('pass_egress', `egress 100 allow tcp ${port} ${port} 0.0.0.0/0`),
    aclRule('pass_deny', `100 deny tcp ${port} ${port} 0.0.0.0/0`),
    `
resource "aws_network_acl_rule" "fail_elsewhere" {
  network_acl_id = "acl-12345678"
  rule_number    = "200"
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = "${port}"
  to_port        = "${port}"
  cidr_block     = "0.0.0.0/0"
}
resource "aws_default_network_acl" "fail" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
  subnet_ids             = ["subnet-1"]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = ${port}
    to_port    = ${port}
    cidr_block = "0.0.0.0/0"
  }
}
`,
  ].join('');
}

export const NETWORK: readonly PeerCase[] = [
  ['CKV_AWS_230', 'ACL for FTP data', aclPort(20)],
  ['CKV_AWS_229', 'ACL for FTP', aclPort(21)],
  ['CKV_AWS_232 AWS-0105', 'ACL for SSH', aclPort(22)],
  ['CKV_AWS_231 AWS-0105', 'ACL for RDP', aclPort(3389)],
  [
    'CKV_AWS_352 AWS-0102',
    'ACL for everything',
    [
      VPC,
      acl('fail', '100 allow -1 0 0 0.0.0.0/0'),
      acl('fail_word', '100 allow all 0 0 0.0.0.0/0'),
      acl('fail_ipv6', '100 allow -1 0 0 ::/0'),
      acl('fail_partly_denied', '90 deny tcp 22 22 0.0.0.0/0', '100 allow -1 0 0 0.0.0.0/0'),
      acl('pass_private', '100 allow -1 0 0 10.0.0.0/16'),
      acl('pass_egress', 'egress 100 allow -1 0 0 0.0.0.0/0'),
      acl('pass_port', '100 allow tcp 443 443 0.0.0.0/0'),
      acl('pass_deny', '100 deny -1 0 0 0.0.0.0/0'),
      acl('pass_shut', '90 deny -1 0 0 0.0.0.0/0', '100 allow -1 0 0 0.0.0.0/0'),
      aclRule('fail', '100 allow -1 0 0 0.0.0.0/0'),
      aclRule('fail_ipv6', '100 allow all 0 0 ::/0'),
      aclRule('pass', '100 allow tcp 443 443 0.0.0.0/0'),
      aclRule('pass_egress', 'egress 100 allow -1 0 0 0.0.0.0/0'),
    ].join(''),
  ],
  [
    'CKV2_AWS_1 EC2.16 vpc-network-acl-unused-check ec2_networkacl_unused',
    'ACLs of no subnet',
    `${VPC}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_subnet" "c" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index + 10)
}
resource "aws_network_acl" "pass" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_network_acl" "pass_association" {
  vpc_id = aws_vpc.main.id
}
resource "aws_network_acl_association" "b" {
  network_acl_id = aws_network_acl.pass_association.id
  subnet_id      = aws_subnet.b.id
}
resource "aws_network_acl" "pass_many" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = aws_subnet.c[*].id
}
resource "aws_network_acl" "pass_elsewhere" {
  vpc_id     = "vpc-1234"
  subnet_ids = var.subnets
}
variable "subnets" {
  type = list(string)
}
resource "aws_network_acl" "fail" {
  vpc_id = aws_vpc.main.id
}
resource "aws_network_acl" "fail_empty" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = []
}
`,
  ],
  [
    'CKV2_AWS_35',
    'the default route of a private subnet',
    `${VPC}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_nat_gateway" "main" {
  subnet_id = "subnet-1234"
}
resource "aws_route_table" "pass" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}
resource "aws_route_table" "pass_internet" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table" "pass_inspection" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block           = "10.9.0.0/16"
    network_interface_id = "eni-1234"
  }
}
resource "aws_route_table" "fail" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block  = "0.0.0.0/0"
    instance_id = "i-1234"
  }
}
resource "aws_route_table" "fail_interface" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block           = "0.0.0.0/0"
    network_interface_id = "eni-1234"
  }
}
resource "aws_route_table" "empty" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route" "fail" {
  route_table_id         = aws_route_table.empty.id
  destination_cidr_block = "0.0.0.0/0"
  instance_id            = "i-1234"
}
resource "aws_route" "fail_ipv6" {
  route_table_id              = aws_route_table.empty.id
  destination_ipv6_cidr_block = "::/0"
  network_interface_id        = "eni-1234"
}
resource "aws_route" "fail_elsewhere" {
  route_table_id         = "rtb-1234"
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = "eni-1234"
}
resource "aws_route" "pass" {
  route_table_id         = "rtb-5678"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}
`,
  ],
  [
    'CKV2_AWS_44 vpc_peering_routing_tables_with_least_privilege',
    'routes to a peering',
    `${VPC}
resource "aws_vpc" "peer" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_vpc_peering_connection" "peer" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.peer.id
  auto_accept = true
}
resource "aws_route_table" "pass" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block                = "10.1.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-1234"
  }
}
resource "aws_route_table" "pass_subnet" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block                = "10.1.3.0/24"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}
resource "aws_route_table" "fail" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block                = "0.0.0.0/0"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}
resource "aws_route_table" "fail_wider" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block                = "10.0.0.0/8"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}
resource "aws_route_table" "empty" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route" "fail" {
  route_table_id            = aws_route_table.empty.id
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-1234"
}
resource "aws_route" "fail_ipv6" {
  route_table_id              = "rtb-1234"
  destination_ipv6_cidr_block = "::/0"
  vpc_peering_connection_id   = "pcx-1234"
}
resource "aws_route" "pass" {
  route_table_id            = "rtb-1234"
  destination_cidr_block    = "10.8.0.0/16"
  vpc_peering_connection_id = "pcx-1234"
}
resource "aws_default_route_table" "fail" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  route {
    cidr_block                = "0.0.0.0/0"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}
`,
  ],
  [
    'CKV_AWS_331 EC2.23 ec2-transit-gateway-auto-vpc-attach-disabled',
    'transit gateways',
    `
resource "aws_ec2_transit_gateway" "pass" {
  description = "hub"
}
resource "aws_ec2_transit_gateway" "pass_disabled" {
  auto_accept_shared_attachments = "disable"
}
resource "aws_ec2_transit_gateway" "fail" {
  auto_accept_shared_attachments = "enable"
}
variable "accept" {
  default = true
}
resource "aws_ec2_transit_gateway" "fail_variable" {
  auto_accept_shared_attachments = var.accept ? "enable" : "disable"
}
`,
  ],
  [
    'CKV_AWS_130 AWS-0164 EC2.15 subnet-auto-assign-public-ip-disabled vpc_subnet_no_public_ip_by_default',
    'subnets that give public addresses',
    `${VPC}
resource "aws_subnet" "pass" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "pass_false" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.2.0/24"
  map_public_ip_on_launch = false
}
resource "aws_subnet" "pass_string" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.3.0/24"
  map_public_ip_on_launch = "false"
}
resource "aws_subnet" "fail" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.4.0/24"
  map_public_ip_on_launch = true
}
resource "aws_subnet" "fail_string" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.5.0/24"
  map_public_ip_on_launch = "true"
}
resource "aws_subnet" "fail_elsewhere" {
  vpc_id                  = "vpc-1234"
  cidr_block              = "172.16.5.0/24"
  map_public_ip_on_launch = true
}
resource "aws_subnet" "each" {
  for_each                = { public = true, private = false }
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.\${each.value ? 6 : 7}.0/24"
  map_public_ip_on_launch = each.value
}
# fails: aws_subnet.each["public"]
`,
  ],
  [
    'CKV_AWS_148 AWS-0101',
    'default VPCs',
    `${VPC}
resource "aws_default_vpc" "fail" {
}
data "aws_vpc" "default" {
  default = true
}
`,
  ],
  [
    'CKV2_AWS_11 AWS-0178 EC2.6 vpc-flow-logs-enabled vpc_flow_logs_enabled',
    'flow logs',
    `
resource "aws_vpc" "pass" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_flow_log" "pass" {
  vpc_id          = aws_vpc.pass.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}
resource "aws_vpc" "counted" {
  count      = 2
  cidr_block = "10.\${count.index + 1}.0.0/16"
}
resource "aws_flow_log" "counted" {
  count           = 1
  vpc_id          = aws_vpc.counted[0].id
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}
# fails: aws_vpc.counted[1]
resource "aws_vpc" "fail" {
  cidr_block = "10.3.0.0/16"
}
resource "aws_vpc" "fail_other" {
  cidr_block = "10.4.0.0/16"
}
resource "aws_flow_log" "elsewhere" {
  vpc_id          = "vpc-1234"
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}
resource "aws_security_group" "pass_of_a_vpc_made_elsewhere" {
  vpc_id = "vpc-5678"
}
resource "aws_vpc" "pass_subnets" {
  cidr_block = "10.5.0.0/16"
}
resource "aws_subnet" "logged" {
  vpc_id     = aws_vpc.pass_subnets.id
  cidr_block = "10.5.1.0/24"
}
resource "aws_flow_log" "subnet" {
  subnet_id       = aws_subnet.logged.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}
`,
  ],
  [
    'public-route-private-subnet no-unrestricted-route-to-igw vpc_subnet_separate_private_public',
    'subnets meant private',
    `${VPC}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
  tags       = { Name = "app-private-a" }
}
resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
  tags       = { Name = "app-public-a" }
}
resource "aws_route_table" "fail" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.fail.id
}
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
`,
  ],
];
