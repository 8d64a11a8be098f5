locals {
  anywhere_ipv4 = "0.0.0.0/0"
  anywhere_ipv6 = "::/0"

  # The network team hands the halves out separately from next year.
  vpc_halves = [cidrsubnet(var.vpc_cidr, 1, 0), cidrsubnet(var.vpc_cidr, 1, 1)]

  tags = {
    Environment = "production"
    ManagedBy   = "terraform"
  }
}
