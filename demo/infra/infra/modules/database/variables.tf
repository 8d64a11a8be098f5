variable "name" {
  type = string
}

variable "description" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "port" {
  type = number
}

variable "allowed_cidrs" {
  description = "Address ranges that may connect."
  type        = list(string)
  default     = []
}

variable "allowed_groups" {
  description = "Security groups that may connect, by what they are for."
  type        = map(string)
  default     = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}
