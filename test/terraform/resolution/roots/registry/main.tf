locals {
  name = "shop"
  azs  = [for letter in ["a", "b", "c"] : "eu-west-1${letter}"]
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"

  name               = local.name
  cidr               = "10.50.0.0/16"
  azs                = local.azs
  private_subnets    = [for index, _ in local.azs : cidrsubnet("10.50.0.0/16", 8, index)]
  public_subnets     = [for index, _ in local.azs : cidrsubnet("10.50.0.0/16", 8, index + 100)]
  enable_nat_gateway = true
  single_nat_gateway = true
}

module "alb_sg" {
  source  = "terraform-aws-modules/security-group/aws"
  version = "~> 5.1"

  name                = "${local.name}-alb"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = ["0.0.0.0/0"]
  ingress_rules       = ["http-80-tcp", "https-443-tcp"]
  egress_cidr_blocks  = module.vpc.private_subnets_cidr_blocks
  egress_rules        = ["all-tcp"]
}

module "app_sg" {
  source = "terraform-aws-modules/security-group/aws"

  name   = "${local.name}-app"
  vpc_id = module.vpc.vpc_id
  computed_ingress_with_source_security_group_id = [
    { rule = "http-8080-tcp", source_security_group_id = module.alb_sg.security_group_id },
  ]
  number_of_computed_ingress_with_source_security_group_id = 1
  ingress_with_self                                        = [{ rule = "all-all" }]
  egress_rules                                             = ["all-all"]
}

module "db_sg" {
  source  = "terraform-aws-modules/security-group/aws//modules/postgresql"
  version = "5.3.0"

  name                = "${local.name}-db"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = module.vpc.private_subnets_cidr_blocks
}
