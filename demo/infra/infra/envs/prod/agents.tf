# What runs beside the services.

resource "aws_security_group" "agent_metrics" {
  name        = "agent-metrics"
  description = "Metrics agent, scraped by shared monitoring"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "agent-metrics" })

  ingress {
    description     = "Prometheus"
    from_port       = 9100
    to_port         = 9110
    protocol        = "tcp"
    security_groups = [var.monitoring_group_id]
  }

  ingress {
    description = "Ping"
    from_port   = 8
    to_port     = -1
    protocol    = "icmp"
    cidr_blocks = [var.shared_cidr]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}

resource "aws_security_group" "agent_ssm" {
  name        = "agent-ssm"
  description = "Session Manager agent"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "agent-ssm" })

  egress {
    description     = "SSM endpoints"
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.endpoints.id]
  }
}

resource "aws_security_group" "endpoints" {
  name        = "endpoints"
  description = "VPC interface endpoints"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "endpoints" })

  ingress {
    description = "From the VPC"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [var.vpc_cidr]
  }

  egress = []
}

resource "aws_security_group" "tls_client" {
  name        = "tls-client"
  description = "Calls the certificate authority"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "tls-client" })

  egress {
    description = "Internal certificate authority"
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["10.30.20.0/22"]
  }
}
