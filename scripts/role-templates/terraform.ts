import { actionLines, ROLE_NAME } from './policy.ts';

/** The role for one account as a Terraform module of a single file. */
export function terraformModule(): string {
  return `# Written by scripts/role-templates.ts from the calls the collector makes; a test holds the two equal. Don't edit.

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
  default     = "${ROLE_NAME}"
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
${actionLines((action) => `      "${action}",`)}
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
`;
}
