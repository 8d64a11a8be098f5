variable "partner_cidrs" {
  description = "Has no value anywhere: what depends on it is not known."
  type        = list(string)
}

data "aws_vpc" "shared" {
  tags = { Name = "shared" }
}

resource "aws_security_group" "hub" {
  name   = "hub"
  vpc_id = data.aws_vpc.shared.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = var.partner_cidrs
  }

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["198.51.100.7/32"]
  }
}
