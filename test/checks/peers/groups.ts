import type { PeerCase } from './broken.ts';

/** A group in the older and the newer ways to write its rules, open to the world on one port. */
function ports(port: number): string {
  const [below, above] = [port - 2, port + 5];
  return `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "other" {
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group" "fail_inline" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "fail_strings" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = "${port}"
    to_port     = "${port}"
    protocol    = "6"
    cidr_blocks = ["192.168.0.0/16", "0.0.0.0/0"]
  }
}
resource "aws_security_group" "fail_ipv6" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port        = ${port}
    to_port          = ${port}
    protocol         = "tcp"
    ipv6_cidr_blocks = ["::/0"]
  }
}
resource "aws_security_group" "fail_long_ipv6" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port        = ${port}
    to_port          = ${port}
    protocol         = "TCP"
    ipv6_cidr_blocks = ["0000:0000:0000:0000:0000:0000:0000:0000/0"]
  }
}
resource "aws_security_group" "fail_range" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = ${below}
    to_port     = ${above}
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "fail_attribute" {
  vpc_id = aws_vpc.main.id
  ingress = [
    {
      description      = "from within"
      from_port        = 443
      to_port          = 443
      protocol         = "tcp"
      cidr_blocks      = ["10.0.0.0/16"]
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    },
    {
      description      = "from anywhere"
      from_port        = ${port}
      to_port          = ${port}
      protocol         = "tcp"
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = null
      prefix_list_ids  = null
      security_groups  = null
      self             = null
    },
  ]
}
resource "aws_security_group" "fail_everything" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "fail_beside_group" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port       = ${port}
    to_port         = ${port}
    protocol        = "tcp"
    cidr_blocks     = ["0.0.0.0/0"]
    security_groups = [aws_security_group.other.id]
  }
}
resource "aws_default_security_group" "fail_default" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "pass_private" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16", "192.168.1.0/24"]
  }
}
resource "aws_security_group" "pass_office" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port        = ${port}
    to_port          = ${port}
    protocol         = "tcp"
    cidr_blocks      = ["198.51.100.7/32"]
    ipv6_cidr_blocks = ["2001:470::/48"]
  }
}
resource "aws_security_group" "pass_other_port" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "pass_egress" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "pass_group" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port       = ${port}
    to_port         = ${port}
    protocol        = "tcp"
    security_groups = [aws_security_group.other.id]
  }
}
resource "aws_security_group" "pass_self" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }
}
resource "aws_security_group" "pass_udp" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "pass_nothing" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "fail" {
  type              = "ingress"
  from_port         = ${port}
  to_port           = ${port}
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.other.id
}
resource "aws_security_group_rule" "fail_ipv6" {
  type              = "ingress"
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
  ipv6_cidr_blocks  = ["::/0"]
  security_group_id = aws_security_group.other.id
}
resource "aws_security_group_rule" "fail_elsewhere" {
  type              = "ingress"
  from_port         = ${port}
  to_port           = ${port}
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-123456"
}
resource "aws_security_group_rule" "fail_undeclared" {
  type              = "ingress"
  from_port         = ${port}
  to_port           = ${port}
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.nowhere.id
}
resource "aws_security_group_rule" "pass_egress" {
  type              = "egress"
  from_port         = ${port}
  to_port           = ${port}
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.other.id
}
resource "aws_security_group_rule" "pass_source_group" {
  type                     = "ingress"
  from_port                = ${port}
  to_port                  = ${port}
  protocol                 = "tcp"
  source_security_group_id = "sg-123456"
  security_group_id        = aws_security_group.other.id
}
resource "aws_security_group_rule" "pass_list" {
  type              = "ingress"
  from_port         = ${port}
  to_port           = ${port}
  protocol          = "tcp"
  prefix_list_ids   = ["pl-12345"]
  security_group_id = aws_security_group.other.id
}
resource "aws_vpc_security_group_ingress_rule" "fail" {
  security_group_id = aws_security_group.other.id
  from_port         = ${port}
  to_port           = ${port}
  ip_protocol       = "tcp"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_vpc_security_group_ingress_rule" "fail_ipv6" {
  security_group_id = aws_security_group.other.id
  from_port         = "${below}"
  to_port           = "${above}"
  ip_protocol       = "tcp"
  cidr_ipv6         = "::/0"
}
resource "aws_vpc_security_group_ingress_rule" "fail_everything" {
  security_group_id = aws_security_group.other.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_vpc_security_group_ingress_rule" "pass" {
  security_group_id = aws_security_group.other.id
  from_port         = ${port}
  to_port           = ${port}
  ip_protocol       = "tcp"
  cidr_ipv4         = "10.0.0.0/8"
}
resource "aws_vpc_security_group_ingress_rule" "pass_group" {
  security_group_id            = aws_security_group.other.id
  from_port                    = ${port}
  to_port                      = ${port}
  ip_protocol                  = "tcp"
  referenced_security_group_id = aws_security_group.pass_nothing.id
}
resource "aws_vpc_security_group_egress_rule" "pass" {
  security_group_id = aws_security_group.other.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
`;
}

/** Ways to say the same by variables, locals, conditions, loops and modules. */
function language(port: number): string {
  return `
variable "world" {
  default = ["0.0.0.0/0"]
}
variable "port" {
  type    = number
  default = ${port}
}
variable "office" {
  type    = list(string)
  default = ["198.51.100.0/24"]
}
variable "unset" {
  type = list(string)
}
locals {
  anywhere = { v4 = "0.0.0.0/0", v6 = "::/0" }
  rules = {
    open   = { port = var.port, from = local.anywhere.v4 }
    closed = { port = var.port, from = "10.0.0.0/8" }
    https  = { port = 443, from = "0.0.0.0/0" }
  }
  is_open = true
}
resource "aws_security_group" "fail_variable" {
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = var.world
  }
}
resource "aws_security_group" "pass_variable" {
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = var.office
  }
}
resource "aws_security_group" "pass_unset" {
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = var.unset
  }
}
resource "aws_security_group" "fail_dynamic" {
  dynamic "ingress" {
    for_each = local.rules
    content {
      from_port   = ingress.value.port
      to_port     = ingress.value["port"]
      protocol    = "tcp"
      cidr_blocks = [ingress.value.from]
    }
  }
}
resource "aws_security_group" "fail_condition" {
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = local.is_open ? concat(var.office, ["0.0.0.0/0"]) : var.office
  }
}
resource "aws_security_group_rule" "each" {
  for_each          = local.rules
  type              = "ingress"
  from_port         = each.value.port
  to_port           = each.value.port
  protocol          = "tcp"
  cidr_blocks       = [each.value.from]
  security_group_id = "sg-12345678"
}
# fails: aws_security_group_rule.each["open"]
resource "aws_security_group" "counted" {
  count = length([22, 23])
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = [count.index == 0 ? "0.0.0.0/0" : "10.0.0.0/8"]
  }
}
# fails: aws_security_group.counted[0]
resource "aws_security_group" "pass_none" {
  count = local.is_open ? 0 : 1
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
module "open" {
  source = "./group"
  port   = var.port
}
# fails: module.open.aws_security_group.this
module "closed" {
  source = "./group"
  port   = var.port
  from   = "10.1.0.0/16"
}
`;
}

const MODULE = `
variable "port" {}
variable "from" {
  default = "0.0.0.0/0"
}
resource "aws_security_group" "this" {
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = [var.from]
  }
}
`;

function written(port: number): PeerCase[2] {
  return { 'main.tf': language(port), 'group/main.tf': MODULE };
}

/** A group of these blocks; a name that starts with `fail` breaks the rule. */
function group(name: string, ...blocks: readonly string[]): string {
  return `resource "aws_security_group" "${name}" {\n  vpc_id = aws_vpc.main.id\n${blocks.join('')}}\n`;
}

const VPC = `resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n`;

/** `in` or `out`, `tcp 22-23`, from or to. */
function rule(direction: 'in' | 'out', service: string, ...peers: readonly string[]): string {
  const [protocol, range = '0'] = service.split(' ');
  const [from, to = from] = range.split(/(?<=\d)-/);
  const ofFamily = (isIpv6: boolean) => peers.filter((each) => each.includes(':') === isIpv6);
  const list = (name: string, cidrs: readonly string[]) =>
    cidrs.length > 0 ? `    ${name} = ${JSON.stringify(cidrs)}\n` : '';
  return `  ${direction === 'in' ? 'ingress' : 'egress'} {
    protocol  = "${protocol}"
    from_port = ${from}
    to_port   = ${to}
${list('cidr_blocks', ofFamily(false))}${list('ipv6_cidr_blocks', ofFamily(true))}  }
`;
}

const WORLD = ['0.0.0.0/0', '::/0'];

export const GROUPS: readonly PeerCase[] = [
  ['CKV_AWS_24 AWS-0107', 'SSH', ports(22)],
  ['CKV_AWS_25 AWS-0107', 'RDP', ports(3389)],
  ['CKV_AWS_260', 'HTTP', ports(80)],
  ['CKV_AWS_24', 'SSH, by the language', written(22)],
  ['CKV_AWS_25', 'RDP, by the language', written(3389)],
  ['CKV_AWS_260', 'HTTP, by the language', written(80)],
  [
    'CKV_AWS_277',
    'every port and protocol',
    [
      VPC,
      group('fail', rule('in', '-1', '0.0.0.0/0')),
      group('fail_ipv6', rule('in', '-1', '::/0')),
      group('fail_all', rule('in', 'all', '0.0.0.0/0')),
      group('fail_beside', rule('in', 'tcp 443', '0.0.0.0/0'), rule('in', '-1', ...WORLD)),
      group('pass_private', rule('in', '-1', '10.0.0.0/8')),
      group('pass_egress', rule('out', '-1', ...WORLD)),
      group('pass_port', rule('in', 'tcp 443', ...WORLD)),
      `
resource "aws_security_group_rule" "fail" {
  security_group_id = aws_security_group.pass_port.id
  type              = "ingress"
  protocol          = -1
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_security_group_rule" "pass" {
  security_group_id = aws_security_group.pass_port.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_security_group_rule" "pass_self" {
  security_group_id = aws_security_group.pass_port.id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  self              = true
}
resource "aws_vpc_security_group_ingress_rule" "fail" {
  security_group_id = aws_security_group.pass_port.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}
resource "aws_vpc_security_group_ingress_rule" "pass" {
  security_group_id = aws_security_group.pass_port.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}
`,
    ].join(''),
  ],
  [
    'CKV_AWS_382 AWS-0104',
    'everything out',
    [
      VPC,
      group('fail', rule('out', '-1', '0.0.0.0/0')),
      group('fail_ipv6', rule('out', '-1', '::/0')),
      group('fail_beside', rule('out', 'tcp 443', '0.0.0.0/0'), rule('out', 'all', ...WORLD)),
      group('pass_https', rule('out', 'tcp 443', ...WORLD)),
      group('pass_private', rule('out', '-1', '10.0.0.0/8')),
      group('pass_ingress', rule('in', '-1', ...WORLD)),
      group('pass_none'),
      `
resource "aws_security_group_rule" "fail" {
  security_group_id = aws_security_group.pass_none.id
  type              = "egress"
  protocol          = "-1"
  from_port         = -1
  to_port           = -1
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_security_group_rule" "pass" {
  security_group_id = aws_security_group.pass_none.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_vpc_security_group_egress_rule" "fail" {
  security_group_id = aws_security_group.pass_none.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_vpc_security_group_egress_rule" "fail_ipv6" {
  security_group_id = "sg-12345678"
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}
resource "aws_vpc_security_group_egress_rule" "pass" {
  security_group_id = aws_security_group.pass_none.id
  ip_protocol       = "-1"
  prefix_list_id    = "pl-1234"
}
resource "aws_vpc_security_group_egress_rule" "pass_group" {
  security_group_id            = aws_security_group.pass_none.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.pass_https.id
}
`,
    ].join(''),
  ],
  [
    'internet-icmp ec2-security-group-opens-icmp-to-all',
    'ICMP in all its spellings',
    [
      VPC,
      group('fail', rule('in', 'icmp -1', '0.0.0.0/0')),
      group('fail_number', rule('in', '1 -1', '0.0.0.0/0')),
      group('fail_ipv6', rule('in', 'icmpv6 -1', '::/0')),
      group('fail_ipv6_number', rule('in', '58 -1', '::/0')),
      group('fail_both', rule('in', 'icmp -1', '0.0.0.0/0'), rule('in', 'icmpv6 -1', '::/0')),
      group('pass_echo', rule('in', 'icmp 8-0', '0.0.0.0/0')),
      group('pass_echo_any_code', rule('in', 'icmp 8--1', '0.0.0.0/0')),
      group('pass_echo_reply', rule('in', 'icmp 0-0', '0.0.0.0/0')),
      group('pass_unreachable', rule('in', 'icmp 3-4', '0.0.0.0/0')),
      group('pass_echo_ipv6', rule('in', '58 128-0', '::/0')),
      group('pass_private', rule('in', 'icmp -1', '10.0.0.0/8')),
      group('pass_out', rule('out', 'icmp -1', '0.0.0.0/0')),
    ].join(''),
  ],
  [
    'internet-database-port restricted-common-ports',
    'data stores',
    [
      VPC,
      ...[1433, 1521, 3306, 5432, 6379, 9042, 9092, 9200, 11211, 27017].flatMap((port) => [
        group(`fail_${port}`, rule('in', `tcp ${port}`, '0.0.0.0/0')),
        group(`pass_${port}`, rule('in', `tcp ${port}`, '10.0.0.0/16')),
      ]),
      group('fail_memcached', rule('in', 'udp 11211', '::/0')),
      group('fail_range', rule('in', 'tcp 3300-3310', '0.0.0.0/0')),
    ].join(''),
  ],
  [
    'EC2.18 vpc-sg-open-only-to-authorized-ports',
    'ports that are not meant for everybody',
    [
      VPC,
      group('fail_8081', rule('in', 'tcp 8081', '0.0.0.0/0')),
      group('fail_smtp', rule('in', 'tcp 25', '::/0')),
      group('fail_syslog', rule('in', 'udp 514', '0.0.0.0/0')),
      group('fail_range', rule('in', 'tcp 8000-8100', ...WORLD)),
      group('fail_around', rule('in', 'tcp 443-445', ...WORLD)),
      group('fail_wide', rule('in', 'tcp 10000-20000', ...WORLD)),
      group('fail_all', rule('in', '-1', ...WORLD)),
      group('pass_https', rule('in', 'tcp 443', ...WORLD)),
      group('pass_quic', rule('in', 'udp 443', ...WORLD)),
      group('pass_private', rule('in', 'tcp 8081', '10.0.0.0/8')),
      group('pass_out', rule('out', 'tcp 8081', ...WORLD)),
    ].join(''),
  ],
  [
    'wide-port-range ec2-security-group-opens-port-range',
    'wide ranges',
    [
      VPC,
      group('fail', rule('in', 'tcp 10000-20000', '0.0.0.0/0')),
      group('fail_udp', rule('in', 'udp 30000-60000', '::/0')),
      group('pass', rule('in', 'tcp 8000-8010', '0.0.0.0/0')),
    ].join(''),
  ],
  [
    'ec2_securitygroup_allow_wide_open_public_ipv4',
    'wide public blocks',
    [
      VPC,
      group('fail', rule('in', 'tcp 443', '52.0.0.0/10')),
      group('fail_sixteen', rule('in', 'tcp 443', '54.12.0.0/16')),
      group('pass', rule('in', 'tcp 443', '198.51.100.0/24')),
      group('pass_private', rule('in', 'tcp 443', '10.0.0.0/8')),
    ].join(''),
  ],
  [
    'wide-private-cidr',
    'all of the VPC, or of a private range',
    [
      VPC,
      group('fail', rule('in', 'tcp 443', '10.0.0.0/16')),
      group('fail_range', rule('in', 'tcp 443', '10.0.0.0/8')),
      group('fail_halves', rule('in', 'tcp 443', '10.0.0.0/17'), rule('in', 'tcp 443', '10.0.128.0/17')),
      group('pass', rule('in', 'tcp 443', '10.0.1.0/24')),
      group('pass_elsewhere', rule('in', 'tcp 443', '10.1.0.0/16')),
      group('pass_out', rule('out', 'tcp 443', '10.0.0.0/8')),
    ].join(''),
  ],
  [
    'CKV_AWS_23',
    'rules and groups without a description',
    `
resource "aws_security_group" "pass" {
  description = "web servers"
  ingress {
    description = "TLS from the load balancer"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    description = "updates"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "fail_group" {
  ingress {
    description = "TLS from the load balancer"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group" "fail_ingress" {
  description = "web servers"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group" "fail_egress" {
  description = "web servers"
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "fail_second" {
  description = "web servers"
  ingress {
    description = "TLS from the load balancer"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
  ingress {
    description = ""
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group_rule" "pass" {
  description       = "TLS from the load balancer"
  security_group_id = aws_security_group.pass.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_blocks       = ["10.1.0.0/16"]
}
resource "aws_security_group_rule" "fail" {
  security_group_id = aws_security_group.pass.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8444
  to_port           = 8444
  cidr_blocks       = ["10.1.0.0/16"]
}
resource "aws_security_group_rule" "fail_out" {
  security_group_id = aws_security_group.pass.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = 8444
  to_port           = 8444
  cidr_blocks       = ["10.1.0.0/16"]
}
resource "aws_vpc_security_group_ingress_rule" "fail" {
  security_group_id = aws_security_group.pass.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.2.0.0/16"
}
resource "aws_vpc_security_group_egress_rule" "pass" {
  description       = "to the database"
  security_group_id = aws_security_group.pass.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = "10.2.0.0/16"
}
`,
  ],
  [
    'AWS-0099',
    'groups without a description',
    `
resource "aws_security_group" "pass" {
  description = "web servers"
}
resource "aws_security_group" "fail" {
  name = "web"
}
resource "aws_security_group" "fail_default" {
  description = "Managed by Terraform"
}
`,
  ],
  [
    'AWS-0124',
    'rules without a description',
    `
resource "aws_security_group" "fail" {
  description = "web servers"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group" "pass" {
  ingress {
    description = "TLS"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group_rule" "fail" {
  security_group_id = "sg-1234"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8444
  to_port           = 8444
  cidr_blocks       = ["10.1.0.0/16"]
}
`,
  ],
  [
    'CKV2_AWS_12 EC2.2 vpc-default-security-group-closed',
    'default groups with rules',
    `
resource "aws_vpc" "pass" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_default_security_group" "pass" {
  vpc_id = aws_vpc.pass.id
}
resource "aws_vpc" "fail" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_default_security_group" "fail" {
  vpc_id = aws_vpc.fail.id
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_vpc" "fail_unwritten" {
  cidr_block = "10.2.0.0/16"
}
`,
  ],
  [
    'AWS-0173',
    'default groups with rules, by the group',
    `
data "aws_vpc" "there" {
  id = "vpc-1234"
}
resource "aws_default_security_group" "fail" {
  vpc_id = data.aws_vpc.there.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_default_security_group" "pass" {
  vpc_id = "vpc-5678"
}
`,
  ],
];
