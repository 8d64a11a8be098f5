# Written by scripts/role-templates.ts from the calls the collector makes; a test holds the two equal. Don't edit.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 4.0"
    }
  }
}

variable "trusted_principal_arn" {
  description = "ARN of the role (or user) the Sallyport service runs as. It alone may assume the role made here."
  type        = string
}

variable "external_id" {
  description = "The external id of your GitHub organisation, 32 hexadecimal digits (see docs/install.md)."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.external_id) >= 16
    error_message = "The external id has at least 16 characters."
  }
}

variable "role_name" {
  description = "Name of the role, as accounts[].role in sallyport.yml has it."
  type        = string
  default     = "SallyportReadOnly"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

# None of these actions can be limited to single resources; all of them only read.
data "aws_iam_policy_document" "read_network" {
  statement {
    resources = ["*"]
    actions = [
      "ec2:DescribeAddresses",                               # Elastic IP addresses, also unassociated ones
      "ec2:DescribeEgressOnlyInternetGateways",              # outbound-only IPv6 gateways
      "ec2:DescribeInstances",                               # instances, to name what an interface belongs to
      "ec2:DescribeInternetGateways",                        # internet gateways and their VPCs
      "ec2:DescribeManagedPrefixLists",                      # prefix lists that rules and routes refer to
      "ec2:DescribeNatGateways",                             # NAT gateways, public and private
      "ec2:DescribeNetworkAcls",                             # network ACLs of subnets
      "ec2:DescribeNetworkInterfaces",                       # network interfaces: addresses, groups, what they are attached to
      "ec2:DescribePrefixLists",                             # addresses of the services behind gateway endpoints
      "ec2:DescribeRegions",                                 # which Regions the account has enabled
      "ec2:DescribeRouteTables",                             # routes of subnets and gateways
      "ec2:DescribeSecurityGroupRules",                      # the ids of rules, so that a fix names exactly one
      "ec2:DescribeSecurityGroupVpcAssociations",            # groups used in further VPCs
      "ec2:DescribeSecurityGroups",                          # security groups and their rules
      "ec2:DescribeSubnets",                                 # subnets, their zones and address blocks
      "ec2:DescribeTransitGatewayAttachments",               # what is attached to them, and which table routes it
      "ec2:DescribeTransitGatewayPeeringAttachments",        # peerings between transit gateways
      "ec2:DescribeTransitGatewayRouteTables",               # route tables of transit gateways
      "ec2:DescribeTransitGatewayVpcAttachments",            # in which subnets a VPC is attached
      "ec2:DescribeTransitGateways",                         # transit gateways and their options
      "ec2:DescribeVpcBlockPublicAccessExclusions",          # what VPC Block Public Access leaves out
      "ec2:DescribeVpcBlockPublicAccessOptions",             # whether VPC Block Public Access is on
      "ec2:DescribeVpcEndpoints",                            # gateway and interface endpoints
      "ec2:DescribeVpcPeeringConnections",                   # peerings with other VPCs, also of other accounts
      "ec2:DescribeVpcs",                                    # VPCs and their address blocks
      "ec2:DescribeVpnConnections",                          # VPN connections and their static routes; pre-shared keys are thrown away unread
      "ec2:DescribeVpnGateways",                             # virtual private gateways and their VPCs
      "ec2:GetManagedPrefixListEntries",                     # the addresses in those prefix lists
      "ec2:GetTransitGatewayRouteTablePropagations",         # which attachments those tables learn from
      "ec2:SearchTransitGatewayRoutes",                      # the routes in those tables
      "elasticloadbalancing:DescribeListeners",              # the ports load balancers listen on
      "elasticloadbalancing:DescribeLoadBalancerAttributes", # whether a load balancer crosses zones
      "elasticloadbalancing:DescribeLoadBalancers",          # classic load balancers, their listeners and instances; application, network and gateway load balancers
      "elasticloadbalancing:DescribeRules",                  # the target groups listeners forward to
      "elasticloadbalancing:DescribeTargetGroupAttributes",  # whether targets see the client address
      "elasticloadbalancing:DescribeTargetGroups",           # target groups: protocol, port, kind of target
      "elasticloadbalancing:DescribeTargetHealth",           # the targets themselves
    ]
  }
}

resource "aws_iam_role" "sallyport" {
  name                 = var.role_name
  description          = "Read by Sallyport."
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "read_network" {
  name   = "read-network"
  role   = aws_iam_role.sallyport.id
  policy = data.aws_iam_policy_document.read_network.json
}

output "role_arn" {
  description = "ARN of the role."
  value       = aws_iam_role.sallyport.arn
}
