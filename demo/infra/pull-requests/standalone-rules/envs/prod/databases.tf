module "orders_db" {
  source = "../../modules/database"

  name        = "orders-db"
  description = "Orders database"
  vpc_id      = var.vpc_id
  port        = 5432
  tags        = local.tags

  allowed_groups = {
    "Application"  = aws_security_group.app.id
    "Workers"      = aws_security_group.worker.id
    "Order export" = aws_security_group.orders_lambda.id
  }
}

# In the public subnets, for the reporting tool at head office.
module "reporting_db" {
  source = "../../modules/database"

  name        = "reporting-db"
  description = "Reporting database"
  vpc_id      = var.vpc_id
  port        = 5432
  tags        = local.tags

  allowed_cidrs  = var.reporting_allowed_cidrs
  allowed_groups = { "Nightly load" = aws_security_group.worker.id }
}

resource "aws_security_group" "cache" {
  name        = "cache"
  description = "Session cache"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "cache" })

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = [local.anywhere_ipv4]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}

resource "aws_vpc_security_group_ingress_rule" "cache" {
  for_each = {
    "Application" = aws_security_group.app.id
    "Replication" = aws_security_group.cache.id
  }

  security_group_id            = aws_security_group.cache.id
  referenced_security_group_id = each.value
  description                  = each.key
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}
