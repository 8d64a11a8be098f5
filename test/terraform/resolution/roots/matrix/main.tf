locals {
  offices = ["198.51.100.0/24", "203.0.113.0/25"]
  ports   = { ssh = 22, https = 443, "high" = [8000, 8099] }
  pairs   = [for pair in setproduct(keys(local.ports), local.offices) : { name = pair[0], cidr = pair[1] }]
  range   = { for name, port in local.ports : name => [min(flatten([port])...), max(flatten([port])...)] }
  closed  = toset([])
}

resource "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = "vpc-0123456789abcdef0"
  tags   = merge({ Name = "bastion" }, { for name in ["team", "cost"] : title(name) => "platform" })
}

resource "aws_security_group_rule" "office" {
  count             = length(local.pairs)
  security_group_id = aws_security_group.bastion.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = local.range[local.pairs[count.index].name][0]
  to_port           = local.range[local.pairs[count.index].name][1]
  cidr_blocks       = [local.pairs[count.index].cidr]
}

resource "aws_security_group_rule" "none" {
  for_each          = local.closed
  security_group_id = aws_security_group.bastion.id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = [each.value]
}

resource "aws_security_group_rule" "ping" {
  security_group_id = aws_security_group.bastion.id
  type              = "ingress"
  protocol          = "icmp"
  from_port         = 8
  to_port           = 0
  cidr_blocks       = local.offices
}

resource "aws_security_group_rule" "self" {
  for_each          = { for protocol in ["tcp", "udp"] : protocol => [0, 65535] }
  security_group_id = aws_security_group.bastion.id
  type              = "ingress"
  protocol          = each.key
  from_port         = each.value[0]
  to_port           = each.value[1]
  self              = true
}

resource "aws_default_security_group" "default" {
  vpc_id = "vpc-0123456789abcdef0"
}
