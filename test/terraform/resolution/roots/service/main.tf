locals {
  tiers = {
    web = { port = 443, from = { world = { cidr_ipv4 = "0.0.0.0/0" }, peers = { referenced_security_group_id = "self" } } }
    api = { port = 8443, from = { web = { referenced_security_group_id = module.web.security_group_id } } }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.20.0.0/16"
}

module "web" {
  source = "./modules/service"

  name                         = "web"
  vpc_id                       = aws_vpc.this.id
  security_group_ingress_rules = { for name, peer in local.tiers.web.from : name => merge({ from_port = local.tiers.web.port }, peer) }
}

module "api" {
  source   = "./modules/service"
  for_each = toset(["blue", "green"])

  name   = "api-${each.key}"
  vpc_id = aws_vpc.this.id
  security_group_ingress_rules = merge(
    { for name, peer in local.tiers.api.from : name => merge({ from_port = local.tiers.api.port }, peer) },
    { metrics = { from_port = 9100, to_port = 9101, cidr_ipv4 = cidrsubnet(aws_vpc.this.cidr_block, 4, 1) } },
  )
  security_group_egress_rules = {
    dns  = { ip_protocol = "udp", from_port = 53, cidr_ipv4 = "${cidrhost(aws_vpc.this.cidr_block, 2)}/32" }
    self = { ip_protocol = "-1", referenced_security_group_id = "self" }
  }
}

module "off" {
  source = "./modules/service"

  create                       = false
  name                         = "off"
  vpc_id                       = aws_vpc.this.id
  security_group_ingress_rules = { world = { from_port = 22, cidr_ipv4 = "0.0.0.0/0" } }
}
