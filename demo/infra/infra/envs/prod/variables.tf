variable "vpc_id" {
  description = "The production VPC, made by the network team."
  type        = string
}

variable "vpc_cidr" {
  description = "Its IPv4 block."
  type        = string
  default     = "10.20.0.0/16"
}

variable "shared_cidr" {
  description = "The shared services VPC, reached over peering."
  type        = string
  default     = "10.30.0.0/16"
}

variable "monitoring_group_id" {
  description = "Prometheus' security group in the shared services VPC."
  type        = string
}

variable "offices_prefix_list_id" {
  description = "Public addresses of the offices."
  type        = string
}

variable "reporting_allowed_cidrs" {
  description = "Who may query the reporting database from outside the VPC."
  type        = list(string)
  default     = []
}
