locals {
  anywhere_ipv4 = "0.0.0.0/0"
  anywhere_ipv6 = "::/0"

  tags = {
    Environment = "production"
    ManagedBy   = "terraform"
  }
}
