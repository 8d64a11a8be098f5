# What the internet sees first.

resource "aws_security_group" "alb" {
  name        = "alb"
  description = "Public load balancer of the shop"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "alb" })

  ingress {
    description      = "HTTPS"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }

  ingress {
    description = "Redirect to HTTPS"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = [local.anywhere_ipv4]
  }

  egress {
    description     = "To the application"
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.app.id]
  }
}

resource "aws_security_group" "edge" {
  name        = "edge"
  description = "Edge proxies"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "edge" })

  ingress {
    description      = "HTTPS"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }

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

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Jump host"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "bastion" })

  ingress {
    description     = "SSH from the offices"
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = [var.offices_prefix_list_id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}
