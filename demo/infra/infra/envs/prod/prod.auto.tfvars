vpc_id                 = "vpc-01c946e0a3c24f38f"
monitoring_group_id    = "sg-0cc41da3998e1d9d6"
offices_prefix_list_id = "pl-0236194531c1519c3"

reporting_allowed_cidrs = ["198.51.100.0/24"]
