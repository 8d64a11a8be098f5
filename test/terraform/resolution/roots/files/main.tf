locals {
  policy = yamldecode(file("${path.module}/policy.yaml"))
  peers  = jsondecode(templatefile("${path.module}/peers.json.tftpl", { block = "10.60.0.0/14" }))
  rules = merge([
    for name, group in local.policy.groups : {
      for index, rule in group.ingress : "${name}/${index}" => merge({ protocol = "tcp", to = rule.from }, rule, { group = name })
    }
  ]...)
}

resource "aws_security_group" "group" {
  for_each    = local.policy.groups
  name        = format("%s-%s", local.policy.environment, each.key)
  description = try(each.value.description, "managed")
}

resource "aws_security_group_rule" "ingress" {
  for_each          = local.rules
  security_group_id = aws_security_group.group[each.value.group].id
  type              = "ingress"
  protocol          = each.value.protocol
  from_port         = each.value.from
  to_port           = each.value.to
  cidr_blocks       = [for peer in each.value.peers : lookup(local.peers, peer, peer)]
}

resource "aws_ec2_managed_prefix_list" "peers" {
  name           = "peers"
  address_family = "IPv4"
  max_entries    = length(local.peers)
  dynamic "entry" {
    for_each = local.peers
    content {
      cidr        = entry.value
      description = entry.key
    }
  }
}

resource "aws_vpc_security_group_egress_rule" "peers" {
  for_each          = aws_security_group.group
  security_group_id = each.value.id
  ip_protocol       = "-1"
  prefix_list_id    = aws_ec2_managed_prefix_list.peers.id
}
