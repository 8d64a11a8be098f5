resource "aws_security_group" "app" {
  name        = "app"
  description = "Application servers"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "app" })

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}

# Apart from the group, since the load balancer's group refers back to it.

resource "aws_vpc_security_group_ingress_rule" "app_from_alb" {
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = aws_security_group.alb.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_ingress_rule" "app_from_edge" {
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = aws_security_group.edge.id
  description                  = "From the edge proxies"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_ingress_rule" "app_ssh" {
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = aws_security_group.bastion.id
  description                  = "SSH from the bastion"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
}

resource "aws_security_group" "worker" {
  name        = "worker"
  description = "Queue workers"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "worker" })

  ingress {
    description     = "SSH from the bastion"
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    security_groups = [aws_security_group.bastion.id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}

resource "aws_security_group" "payments" {
  name        = "payments"
  description = "Payment service"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "payments" })

  ingress {
    description     = "Payment API"
    from_port       = 8443
    to_port         = 8443
    protocol        = "tcp"
    security_groups = [aws_security_group.app.id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}

resource "aws_security_group" "orders_lambda" {
  name        = "orders-lambda"
  description = "Order export function"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "orders-lambda" })

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}
