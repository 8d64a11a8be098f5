import { output, variable } from './declare.ts';

/** `terraform-aws-modules/vpc/aws//modules/vpc-endpoints`: endpoints, and the group they can bring with them. */
export function vpcEndpointsModule(): string {
  const setting = (name: string, fallback: string): string => `try(each.value.${name}, ${fallback})`;
  const isA = (type: string): string => `${setting('service_type', '"Interface"')} == "${type}"`;
  return [
    variable('create', 'true', 'bool'),
    variable('region', 'null'),
    variable('vpc_id', 'null'),
    variable('endpoints', '{}'),
    variable('security_group_ids', '[]', 'list(string)'),
    variable('subnet_ids', '[]', 'list(string)'),
    variable('create_security_group', 'false', 'bool'),
    variable('security_group_name', 'null'),
    variable('security_group_name_prefix', 'null'),
    variable('security_group_description', 'null'),
    variable('security_group_rules', '{}'),
    variable('security_group_tags', '{}', 'map(string)'),
    variable('tags', '{}', 'map(string)'),
    `data "aws_region" "this" {}
    locals {
      group_ids = concat(var.security_group_ids, aws_security_group.this[*].id)
    }
    resource "aws_vpc_endpoint" "this" {
      for_each = { for key, endpoint in var.endpoints : key => endpoint if var.create && try(endpoint.create, true) }
      region = var.region
      vpc_id = var.vpc_id
      service_name = try(each.value.service_endpoint, each.value.service_name, format("com.amazonaws.%s.%s", coalesce(var.region, data.aws_region.this.name), each.value.service))
      vpc_endpoint_type = ${setting('service_type', '"Interface"')}
      security_group_ids = ${isA('Interface')} ? distinct(concat(local.group_ids, lookup(each.value, "security_group_ids", []))) : null
      subnet_ids = ${isA('Interface')} ? distinct(concat(var.subnet_ids, lookup(each.value, "subnet_ids", []))) : null
      route_table_ids = ${isA('Gateway')} ? lookup(each.value, "route_table_ids", null) : null
      policy = ${setting('policy', 'null')}
      private_dns_enabled = ${isA('Interface')} ? ${setting('private_dns_enabled', 'null')} : null
      tags = merge(var.tags, { Name = replace(each.key, ".", "-") }, ${setting('tags', '{}')})
    }
    resource "aws_security_group" "this" {
      count = var.create && var.create_security_group ? 1 : 0
      region = var.region
      name = var.security_group_name
      name_prefix = var.security_group_name_prefix
      description = var.security_group_description
      vpc_id = var.vpc_id
      tags = merge(var.tags, var.security_group_tags, { Name = try(coalesce(var.security_group_name, var.security_group_name_prefix), "") })
    }
    resource "aws_security_group_rule" "this" {
      for_each = { for key, rule in var.security_group_rules : key => rule if var.create && var.create_security_group }
      region = var.region
      security_group_id = aws_security_group.this[0].id
      protocol = ${setting('protocol', '"tcp"')}
      from_port = ${setting('from_port', '443')}
      to_port = ${setting('to_port', '443')}
      type = ${setting('type', '"ingress"')}
      description = ${setting('description', 'null')}
      cidr_blocks = lookup(each.value, "cidr_blocks", null)
      ipv6_cidr_blocks = lookup(each.value, "ipv6_cidr_blocks", null)
      prefix_list_ids = lookup(each.value, "prefix_list_ids", null)
      self = ${setting('self', 'null')}
      source_security_group_id = lookup(each.value, "source_security_group_id", null)
    }`,
    output('endpoints', 'aws_vpc_endpoint.this'),
    output('security_group_arn', 'try(aws_security_group.this[0].arn, null)'),
    output('security_group_id', 'try(aws_security_group.this[0].id, null)'),
  ].join('\n');
}
