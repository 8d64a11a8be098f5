variable "name" { type = string }
variable "vpc_id" { type = string }
variable "port" { type = number }
variable "subnets" { type = list(string) }
variable "public" {
  type    = bool
  default = false
}
variable "extra" {
  type    = map(number)
  default = {}
}

locals {
  world = var.public ? { ipv4 = "0.0.0.0/0", ipv6 = "::/0" } : {}
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = var.extra
    iterator = rule
    content {
      description = upper(rule.key)
      protocol    = "tcp"
      from_port   = rule.value
      to_port     = rule.value
      cidr_blocks = var.subnets
      self        = true
    }
  }

  egress {
    protocol         = -1
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "world" {
  for_each          = local.world
  security_group_id = aws_security_group.this.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.key == "ipv4" ? each.value : null
  cidr_ipv6         = each.key == "ipv6" ? each.value : null
}

output "security_group_id" {
  value = aws_security_group.this.id
}
