variable "services" {
  type = map(object({
    port      = number
    callers   = optional(list(string), [])
    public    = optional(bool, false)
    extra     = optional(map(string), {})
    protocols = optional(set(string), ["tcp"])
  }))
}

variable "cidr" {
  type    = string
  default = "10.40.0.0/16"
}

locals {
  zones   = ["a", "b", "c"]
  private = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 4, index) }
  public  = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 4, index + 8) }
  edges = {
    for edge in flatten([
      for callee, service in var.services : [
        for caller in service.callers : [
          for protocol in service.protocols : {
            key      = "${caller}-${callee}-${protocol}"
            caller   = caller
            callee   = callee
            port     = service.port
            protocol = protocol
          }
        ]
      ]
    ]) : edge.key => edge
  }
}

resource "aws_vpc" "main" {
  cidr_block                       = var.cidr
  assign_generated_ipv6_cidr_block = true
  tags                             = { Name = "platform" }
}

resource "aws_subnet" "private" {
  for_each          = local.private
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

module "service" {
  source   = "./modules/service"
  for_each = var.services

  name    = each.key
  vpc_id  = aws_vpc.main.id
  port    = each.value.port
  public  = each.value.public
  extra   = each.value.extra
  subnets = values(local.private)
}

resource "aws_vpc_security_group_ingress_rule" "edge" {
  for_each                     = local.edges
  security_group_id            = module.service[each.value.callee].security_group_id
  referenced_security_group_id = module.service[each.value.caller].security_group_id
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = "${each.value.caller} calls ${each.value.callee}"
}
