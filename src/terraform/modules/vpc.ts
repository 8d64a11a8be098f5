import { output, variable } from './declare.ts';

/**
 * `terraform-aws-modules/vpc/aws`, majors 5 and 6: what its documented inputs make of the network (subnets, gateways, routes,
 * ACLs, the default group, whether there is a flow log). Written anew from the inputs, with the module's resource addresses. DHCP
 * options decide nothing about who can reach what and are left out.
 */
export function vpcModule(): string {
  return [...VARIABLES, COMMON, ...TIERS.flatMap(tier), ROUTING, NAT, VPN, DEFAULTS, ...OUTPUTS].join('\n');
}

const TIERS = ['public', 'private', 'database', 'redshift', 'elasticache', 'intra', 'outpost'] as const;
type Tier = (typeof TIERS)[number];

/** Suffixes of names where they are not the tier's own name. */
const SUFFIX: Partial<Readonly<Record<Tier, string>>> = { database: 'db' };

const ALLOW_ALL = `[
  { rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }
]`;

const DEFAULT_ACL = `[
  { rule_no = 100, action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" },
  { rule_no = 101, action = "allow", from_port = 0, to_port = 0, protocol = "-1", ipv6_cidr_block = "::/0" }
]`;

const FLAGS_ON = [
  'create_vpc',
  'putin_khuylo',
  'create_igw',
  'create_egress_only_igw',
  'create_private_nat_gateway_route',
  'create_database_subnet_group',
  'create_redshift_subnet_group',
  'create_elasticache_subnet_group',
  'manage_default_security_group',
  'manage_default_network_acl',
  'manage_default_route_table',
];

const FLAGS_OFF = [
  'use_ipam_pool',
  'enable_ipv6',
  'map_public_ip_on_launch',
  'create_multiple_public_route_tables',
  'create_multiple_intra_route_tables',
  'create_database_subnet_route_table',
  'create_database_internet_gateway_route',
  'create_database_nat_gateway_route',
  'create_redshift_subnet_route_table',
  'create_elasticache_subnet_route_table',
  'enable_public_redshift',
  'enable_nat_gateway',
  'single_nat_gateway',
  'one_nat_gateway_per_az',
  'reuse_nat_ips',
  'enable_vpn_gateway',
  'propagate_intra_route_tables_vgw',
  'propagate_private_route_tables_vgw',
  'propagate_public_route_tables_vgw',
  'manage_default_vpc',
  'enable_flow_log',
];

const OTHERS: Readonly<Record<string, string>> = {
  name: '""',
  region: 'null',
  cidr: '"10.0.0.0/16"',
  ipv4_ipam_pool_id: 'null',
  ipv4_netmask_length: 'null',
  ipv6_cidr: 'null',
  ipv6_ipam_pool_id: 'null',
  ipv6_netmask_length: 'null',
  instance_tenancy: '"default"',
  enable_dns_hostnames: 'true',
  enable_dns_support: 'true',
  azs: '[]',
  secondary_cidr_blocks: '[]',
  outpost_az: 'null',
  nat_gateway_destination_cidr_block: '"0.0.0.0/0"',
  external_nat_ip_ids: '[]',
  external_nat_ips: '[]',
  vpn_gateway_id: '""',
  vpc_block_public_access_options: '{}',
  vpc_block_public_access_exclusions: '{}',
  default_vpc_name: 'null',
  default_security_group_name: 'null',
  default_security_group_ingress: '[]',
  default_security_group_egress: '[]',
  default_network_acl_name: 'null',
  default_network_acl_ingress: DEFAULT_ACL,
  default_network_acl_egress: DEFAULT_ACL,
  default_route_table_name: 'null',
  default_route_table_propagating_vgws: '[]',
  default_route_table_routes: '[]',
  database_subnet_group_name: 'null',
  redshift_subnet_group_name: 'null',
  elasticache_subnet_group_name: 'null',
};

const TAGS = [
  '',
  'vpc_',
  'igw_',
  'nat_gateway_',
  'nat_eip_',
  'vpn_gateway_',
  'default_vpc_',
  'default_security_group_',
  'default_network_acl_',
  'default_route_table_',
  ...TIERS.flatMap((name) => [`${name}_subnet_`, `${name}_acl_`, `${name}_route_table_`]),
];

/** Tiers whose subnets take tags by zone. */
const PER_ZONE: ReadonlySet<Tier> = new Set(['public', 'private']);

const VARIABLES: readonly string[] = [
  ...[...PER_ZONE].map((name) => variable(`${name}_subnet_tags_per_az`, '{}', 'map(map(string))')),
  ...FLAGS_ON.map((name) => variable(name, 'true', 'bool')),
  ...FLAGS_OFF.map((name) => variable(name, 'false', 'bool')),
  ...Object.entries(OTHERS).map(([name, fallback]) => variable(name, fallback)),
  ...TAGS.map((name) => variable(`${name}tags`, '{}', 'map(string)')),
  ...TIERS.flatMap((name) => [
    variable(`${name}_subnets`, '[]', 'list(string)'),
    variable(`${name}_subnet_ipv6_prefixes`, '[]', 'list(string)'),
    variable(`${name}_subnet_ipv6_native`, 'false', 'bool'),
    variable(`${name}_subnet_assign_ipv6_address_on_creation`, 'false', 'bool'),
    variable(`${name}_subnet_enable_dns64`, 'true', 'bool'),
    variable(`${name}_subnet_names`, '[]', 'list(string)'),
    variable(`${name}_subnet_suffix`, `"${SUFFIX[name] ?? name}"`, 'string'),
    variable(`${name}_dedicated_network_acl`, 'false', 'bool'),
    variable(`${name}_inbound_acl_rules`, ALLOW_ALL, 'list(map(string))'),
    variable(`${name}_outbound_acl_rules`, ALLOW_ALL, 'list(map(string))'),
  ]),
];

const COMMON = `
locals {
  create_vpc = var.create_vpc && var.putin_khuylo
  vpc_id = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, "")
  ${TIERS.map((name) => `${name}_count = local.create_vpc ? max(length(var.${name}_subnets), length(var.${name}_subnet_ipv6_prefixes)) : 0`).join('\n')}
  widest = max(${['public', 'private', 'database', 'redshift', 'elasticache'].map((name) => `local.${name}_count`).join(', ')})
  nat_count = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : local.widest
}
resource "aws_vpc" "this" {
  count = local.create_vpc ? 1 : 0
  region = var.region
  cidr_block = var.use_ipam_pool ? null : var.cidr
  ipv4_ipam_pool_id = var.ipv4_ipam_pool_id
  ipv4_netmask_length = var.ipv4_netmask_length
  assign_generated_ipv6_cidr_block = var.enable_ipv6 && !var.use_ipam_pool ? true : null
  ipv6_cidr_block = var.ipv6_cidr
  ipv6_ipam_pool_id = var.ipv6_ipam_pool_id
  ipv6_netmask_length = var.ipv6_netmask_length
  instance_tenancy = var.instance_tenancy
  enable_dns_hostnames = var.enable_dns_hostnames
  enable_dns_support = var.enable_dns_support
  tags = merge({ Name = var.name }, var.tags, var.vpc_tags)
}
resource "aws_flow_log" "this" {
  count = local.create_vpc && var.enable_flow_log ? 1 : 0
  region = var.region
  vpc_id = local.vpc_id
}
resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count = local.create_vpc ? length(var.secondary_cidr_blocks) : 0
  region = var.region
  vpc_id = aws_vpc.this[0].id
  cidr_block = var.secondary_cidr_blocks[count.index]
}
resource "aws_vpc_block_public_access_options" "this" {
  count = local.create_vpc && length(var.vpc_block_public_access_options) > 0 ? 1 : 0
  region = var.region
  internet_gateway_block_mode = try(var.vpc_block_public_access_options["internet_gateway_block_mode"], null)
}
resource "aws_vpc_block_public_access_exclusion" "this" {
  for_each = { for key, exclusion in var.vpc_block_public_access_exclusions : key => exclusion if local.create_vpc }
  region = var.region
  vpc_id = try(each.value.exclude_vpc, false) ? local.vpc_id : null
  subnet_id = try(each.value.exclude_subnet, false) ? {
    ${TIERS.map((name) => `${name} = aws_subnet.${name}[*].id`).join('\n')}
  }[each.value.subnet_type][each.value.subnet_index] : null
  internet_gateway_exclusion_mode = each.value.internet_gateway_exclusion_mode
}`;

/** `eu-west-1a` is a zone's name, `euw1-az1` its id. */
function zoneByForm(zone: string): string {
  return `availability_zone = length(regexall("^[a-z]{2}-", ${zone})) > 0 ? ${zone} : null
      availability_zone_id = length(regexall("^[a-z]{2}-", ${zone})) == 0 ? ${zone} : null`;
}

/** What every kind of subnet has: the subnets, and an ACL of their own where one is asked for. */
function tier(name: Tier): string[] {
  const zone = name === 'outpost' ? 'var.outpost_az' : 'element(var.azs, count.index)';
  const count =
    name === 'public'
      ? '(!var.one_nat_gateway_per_az || local.public_count >= length(var.azs) ? local.public_count : 0)'
      : `local.${name}_count`;
  return [
    `resource "aws_subnet" "${name}" {
      count = ${count}
      region = var.region
      vpc_id = local.vpc_id
      ${name === 'outpost' ? `availability_zone = ${zone}` : zoneByForm(zone)}
      cidr_block = var.${name}_subnet_ipv6_native ? null : element(concat(var.${name}_subnets, [""]), count.index)
      ipv6_cidr_block = var.enable_ipv6 && length(var.${name}_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.${name}_subnet_ipv6_prefixes[count.index]) : null
      ipv6_native = var.enable_ipv6 && var.${name}_subnet_ipv6_native
      assign_ipv6_address_on_creation = var.enable_ipv6 && var.${name}_subnet_ipv6_native ? true : var.${name}_subnet_assign_ipv6_address_on_creation
      ${name === 'public' ? 'map_public_ip_on_launch = var.map_public_ip_on_launch' : ''}
      tags = merge(
        { Name = try(var.${name}_subnet_names[count.index], format("%s-%s-%s", var.name, var.${name}_subnet_suffix, ${zone})) },
        var.tags, var.${name}_subnet_tags${PER_ZONE.has(name) ? `, lookup(var.${name}_subnet_tags_per_az, ${zone}, {})` : ''})
    }
    resource "aws_network_acl" "${name}" {
      count = local.${name}_count > 0 && var.${name}_dedicated_network_acl ? 1 : 0
      region = var.region
      vpc_id = local.vpc_id
      subnet_ids = aws_subnet.${name}[*].id
      tags = merge({ Name = format("%s-%s", var.name, var.${name}_subnet_suffix) }, var.tags, var.${name}_acl_tags)
    }`,
    aclRules(name, 'inbound'),
    aclRules(name, 'outbound'),
  ];
}

function aclRules(name: Tier, bound: 'inbound' | 'outbound'): string {
  const list = `var.${name}_${bound}_acl_rules`;
  const optional = ['from_port', 'to_port', 'icmp_code', 'icmp_type', 'cidr_block', 'ipv6_cidr_block'];
  return `resource "aws_network_acl_rule" "${name}_${bound}" {
    count = local.${name}_count > 0 && var.${name}_dedicated_network_acl ? length(${list}) : 0
    region = var.region
    network_acl_id = aws_network_acl.${name}[0].id
    egress = ${bound === 'outbound'}
    ${['rule_number', 'rule_action', 'protocol'].map((field) => `${field} = ${list}[count.index]["${field}"]`).join('\n')}
    ${optional.map((field) => `${field} = lookup(${list}[count.index], "${field}", null)`).join('\n')}
  }`;
}

function routeTable(name: Tier, count: string, many: string): string {
  return `resource "aws_route_table" "${name}" {
    count = ${count}
    region = var.region
    vpc_id = local.vpc_id
    tags = merge(
      { Name = ${many} ? format("%s-%s-%s", var.name, var.${name}_subnet_suffix, element(var.azs, count.index)) : format("%s-%s", var.name, var.${name}_subnet_suffix) },
      var.tags, var.${name}_route_table_tags)
  }`;
}

function association(name: Tier, tables: string, index: string, label: string = name, condition = 'true'): string {
  return `resource "aws_route_table_association" "${label}" {
    count = ${condition} ? local.${name}_count : 0
    region = var.region
    subnet_id = element(aws_subnet.${name}[*].id, count.index)
    route_table_id = element(${tables}, ${index})
  }`;
}

function route(label: string, count: string, table: string, destination: string, target: string): string {
  const family = destination.includes('::') ? 'destination_ipv6_cidr_block' : 'destination_cidr_block';
  return `resource "aws_route" "${label}" {
    count = ${count}
    region = var.region
    route_table_id = ${table}
    ${family} = ${destination}
    ${target}
  }`;
}

const ownOrPrivate = (name: Tier): string =>
  `coalescelist(aws_route_table.${name}[*].id, aws_route_table.private[*].id)`;
const perZone = (name: Tier): string =>
  `var.single_nat_gateway || var.create_${name}_subnet_route_table ? 0 : count.index`;

const DATABASE_TABLES = 'local.database_count > 0 && var.create_database_subnet_route_table';
const DATABASE_TO_NAT = `${DATABASE_TABLES} && !var.create_database_internet_gateway_route && var.create_database_nat_gateway_route && var.enable_nat_gateway`;
const ONE_DATABASE_TABLE = 'var.single_nat_gateway || var.create_database_internet_gateway_route';
const PUBLIC_TABLES = 'local.public_count > 0 ? (var.create_multiple_public_route_tables ? local.public_count : 1) : 0';
const INTERNET_GATEWAY = 'gateway_id = aws_internet_gateway.this[0].id';
const EGRESS_GATEWAY = 'egress_only_gateway_id = aws_egress_only_internet_gateway.this[0].id';

const ROUTING = [
  `resource "aws_internet_gateway" "this" {
    count = local.public_count > 0 && var.create_igw ? 1 : 0
    region = var.region
    vpc_id = local.vpc_id
    tags = merge({ Name = var.name }, var.tags, var.igw_tags)
  }
  resource "aws_egress_only_internet_gateway" "this" {
    count = local.create_vpc && var.create_egress_only_igw && var.enable_ipv6 && local.widest > 0 ? 1 : 0
    region = var.region
    vpc_id = local.vpc_id
    tags = merge({ Name = var.name }, var.tags, var.igw_tags)
  }`,
  routeTable('public', PUBLIC_TABLES, 'var.create_multiple_public_route_tables'),
  association('public', 'aws_route_table.public[*].id', 'var.create_multiple_public_route_tables ? count.index : 0'),
  route(
    'public_internet_gateway',
    `var.create_igw ? (${PUBLIC_TABLES}) : 0`,
    'aws_route_table.public[count.index].id',
    '"0.0.0.0/0"',
    INTERNET_GATEWAY,
  ),
  route(
    'public_internet_gateway_ipv6',
    `var.create_igw && var.enable_ipv6 ? (${PUBLIC_TABLES}) : 0`,
    'aws_route_table.public[count.index].id',
    '"::/0"',
    INTERNET_GATEWAY,
  ),
  routeTable('private', 'local.private_count > 0 && local.widest > 0 ? local.nat_count : 0', '!var.single_nat_gateway'),
  association('private', 'aws_route_table.private[*].id', 'var.single_nat_gateway ? 0 : count.index'),
  route(
    'private_ipv6_egress',
    'var.create_egress_only_igw && var.enable_ipv6 && local.private_count > 0 ? local.nat_count : 0',
    'element(aws_route_table.private[*].id, count.index)',
    '"::/0"',
    EGRESS_GATEWAY,
  ),
  routeTable(
    'database',
    `${DATABASE_TABLES} ? (${ONE_DATABASE_TABLE} ? 1 : local.database_count) : 0`,
    `!(${ONE_DATABASE_TABLE})`,
  ),
  association(
    'database',
    ownOrPrivate('database'),
    `var.create_database_subnet_route_table && (${ONE_DATABASE_TABLE}) ? 0 : count.index`,
  ),
  route(
    'database_internet_gateway',
    `${DATABASE_TABLES} && var.create_igw && var.create_database_internet_gateway_route && !var.create_database_nat_gateway_route ? 1 : 0`,
    'aws_route_table.database[0].id',
    '"0.0.0.0/0"',
    INTERNET_GATEWAY,
  ),
  route(
    'database_ipv6_egress',
    `${DATABASE_TABLES} && var.create_egress_only_igw && var.enable_ipv6 && var.create_database_internet_gateway_route ? 1 : 0`,
    'aws_route_table.database[0].id',
    '"::/0"',
    EGRESS_GATEWAY,
  ),
  ...(['redshift', 'elasticache'] as const).map((name) =>
    routeTable(name, `local.${name}_count > 0 && var.create_${name}_subnet_route_table ? 1 : 0`, 'false'),
  ),
  association('redshift', ownOrPrivate('redshift'), perZone('redshift'), 'redshift', '!var.enable_public_redshift'),
  association(
    'redshift',
    'coalescelist(aws_route_table.redshift[*].id, aws_route_table.public[*].id)',
    perZone('redshift'),
    'redshift_public',
    'var.enable_public_redshift',
  ),
  association('elasticache', ownOrPrivate('elasticache'), perZone('elasticache')),
  routeTable(
    'intra',
    'local.intra_count > 0 ? (var.create_multiple_intra_route_tables ? local.intra_count : 1) : 0',
    'var.create_multiple_intra_route_tables',
  ),
  association('intra', 'aws_route_table.intra[*].id', 'var.create_multiple_intra_route_tables ? count.index : 0'),
  association('outpost', 'aws_route_table.private[*].id', 'var.single_nat_gateway ? 0 : count.index'),
  ...(
    [
      ['aws_db_subnet_group', 'database'],
      ['aws_redshift_subnet_group', 'redshift'],
      ['aws_elasticache_subnet_group', 'elasticache'],
    ] as const
  ).map(
    ([type, name]) => `resource "${type}" "${name}" {
      count = local.${name}_count > 0 && var.create_${name}_subnet_group ? 1 : 0
      region = var.region
      name = lower(coalesce(var.${name}_subnet_group_name, var.name))
      subnet_ids = aws_subnet.${name}[*].id
    }`,
  ),
].join('\n');

const NAT_TARGET = 'nat_gateway_id = element(aws_nat_gateway.this[*].id, count.index)';
const DATABASE_NAT_COUNT = 'var.single_nat_gateway ? 1 : local.database_count';

const NAT = [
  `resource "aws_eip" "nat" {
    count = local.create_vpc && var.enable_nat_gateway && !var.reuse_nat_ips ? local.nat_count : 0
    region = var.region
    domain = "vpc"
    tags = merge({ Name = format("%s-%s", var.name, element(var.azs, var.single_nat_gateway ? 0 : count.index)) }, var.tags, var.nat_eip_tags)
  }
  resource "aws_nat_gateway" "this" {
    count = local.create_vpc && var.enable_nat_gateway ? local.nat_count : 0
    region = var.region
    allocation_id = element(var.reuse_nat_ips ? var.external_nat_ip_ids : aws_eip.nat[*].id, var.single_nat_gateway ? 0 : count.index)
    subnet_id = element(aws_subnet.public[*].id, var.single_nat_gateway ? 0 : count.index)
    tags = merge({ Name = format("%s-%s", var.name, element(var.azs, var.single_nat_gateway ? 0 : count.index)) }, var.tags, var.nat_gateway_tags)
  }`,
  route(
    'private_nat_gateway',
    'local.create_vpc && var.enable_nat_gateway && var.create_private_nat_gateway_route ? local.nat_count : 0',
    'element(aws_route_table.private[*].id, count.index)',
    'var.nat_gateway_destination_cidr_block',
    NAT_TARGET,
  ),
  route(
    'private_dns64_nat_gateway',
    'local.create_vpc && var.enable_nat_gateway && var.enable_ipv6 && var.private_subnet_enable_dns64 ? local.nat_count : 0',
    'element(aws_route_table.private[*].id, count.index)',
    '"64:ff9b::/96"',
    NAT_TARGET,
  ),
  route(
    'database_nat_gateway',
    `${DATABASE_TO_NAT} ? (${DATABASE_NAT_COUNT}) : 0`,
    'element(aws_route_table.database[*].id, count.index)',
    '"0.0.0.0/0"',
    NAT_TARGET,
  ),
  route(
    'database_dns64_nat_gateway',
    `${DATABASE_TO_NAT} && var.enable_ipv6 && var.private_subnet_enable_dns64 ? (${DATABASE_NAT_COUNT}) : 0`,
    'element(aws_route_table.database[*].id, count.index)',
    '"64:ff9b::/96"',
    NAT_TARGET,
  ),
].join('\n');

const VPN = `
resource "aws_vpn_gateway" "this" {
  count = local.create_vpc && var.enable_vpn_gateway ? 1 : 0
  region = var.region
  vpc_id = local.vpc_id
  tags = merge({ Name = var.name }, var.tags, var.vpn_gateway_tags)
}
resource "aws_vpn_gateway_attachment" "this" {
  count = var.vpn_gateway_id != "" ? 1 : 0
  region = var.region
  vpc_id = local.vpc_id
  vpn_gateway_id = var.vpn_gateway_id
}
${(
  [
    ['public', '1'],
    ['private', 'local.private_count'],
    ['intra', 'local.intra_count'],
  ] as const
)
  .map(
    ([name, count]) => `resource "aws_vpn_gateway_route_propagation" "${name}" {
  count = local.create_vpc && var.propagate_${name}_route_tables_vgw && (var.enable_vpn_gateway || var.vpn_gateway_id != "") ? ${count} : 0
  region = var.region
  route_table_id = element(aws_route_table.${name}[*].id, count.index)
  vpn_gateway_id = element(concat(aws_vpn_gateway.this[*].id, aws_vpn_gateway_attachment.this[*].vpn_gateway_id), count.index)
}`,
  )
  .join('\n')}`;

/** Nested blocks of a default resource: one per element of an input. */
function dynamicBlocks(type: string, input: string, fields: readonly string[]): string {
  return `dynamic "${type}" {
    for_each = var.${input}
    content {
      ${fields.join('\n')}
    }
  }`;
}

const groupRules = (direction: 'ingress' | 'egress'): string =>
  dynamicBlocks(direction, `default_security_group_${direction}`, [
    `self = lookup(${direction}.value, "self", null)`,
    ...['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'].map(
      (field) => `${field} = compact(split(",", lookup(${direction}.value, "${field}", "")))`,
    ),
    `description = lookup(${direction}.value, "description", null)`,
    ...['from_port', 'to_port'].map((field) => `${field} = lookup(${direction}.value, "${field}", 0)`),
    `protocol = lookup(${direction}.value, "protocol", "-1")`,
  ]);

const aclBlocks = (direction: 'ingress' | 'egress'): string =>
  dynamicBlocks(direction, `default_network_acl_${direction}`, [
    ...['action', 'from_port', 'to_port', 'protocol', 'rule_no'].map(
      (field) => `${field} = ${direction}.value.${field}`,
    ),
    ...['cidr_block', 'ipv6_cidr_block', 'icmp_code', 'icmp_type'].map(
      (field) => `${field} = lookup(${direction}.value, "${field}", null)`,
    ),
  ]);

const ROUTE_TARGETS = [
  'ipv6_cidr_block',
  'egress_only_gateway_id',
  'gateway_id',
  'instance_id',
  'nat_gateway_id',
  'network_interface_id',
  'transit_gateway_id',
  'vpc_endpoint_id',
  'vpc_peering_connection_id',
];

const named = (what: string): string => `coalesce(var.default_${what}_name, format("%s-default", var.name))`;

const DEFAULTS = `
resource "aws_default_vpc" "this" {
  count = var.manage_default_vpc ? 1 : 0
  region = var.region
  tags = merge({ Name = coalesce(var.default_vpc_name, "default") }, var.tags, var.default_vpc_tags)
}
resource "aws_default_security_group" "this" {
  count = local.create_vpc && var.manage_default_security_group ? 1 : 0
  region = var.region
  vpc_id = aws_vpc.this[0].id
  ${groupRules('ingress')}
  ${groupRules('egress')}
  tags = merge({ Name = ${named('security_group')} }, var.tags, var.default_security_group_tags)
}
resource "aws_default_network_acl" "this" {
  count = local.create_vpc && var.manage_default_network_acl ? 1 : 0
  region = var.region
  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
  ${aclBlocks('ingress')}
  ${aclBlocks('egress')}
  tags = merge({ Name = ${named('network_acl')} }, var.tags, var.default_network_acl_tags)
}
resource "aws_default_route_table" "default" {
  count = local.create_vpc && var.manage_default_route_table ? 1 : 0
  region = var.region
  default_route_table_id = aws_vpc.this[0].default_route_table_id
  propagating_vgws = var.default_route_table_propagating_vgws
  ${dynamicBlocks('route', 'default_route_table_routes', [
    'cidr_block = route.value.cidr_block',
    ...ROUTE_TARGETS.map((field) => `${field} = lookup(route.value, "${field}", null)`),
  ])}
  tags = merge({ Name = ${named('route_table')} }, var.tags, var.default_route_table_tags)
}`;

/** Outputs that are an attribute of the one resource of a type. */
const SINGLE: Readonly<Record<string, string>> = {
  vpc_id: 'aws_vpc.this[0].id',
  vpc_arn: 'aws_vpc.this[0].arn',
  vpc_cidr_block: 'aws_vpc.this[0].cidr_block',
  default_security_group_id: 'aws_vpc.this[0].default_security_group_id',
  default_network_acl_id: 'aws_vpc.this[0].default_network_acl_id',
  default_route_table_id: 'aws_vpc.this[0].default_route_table_id',
  vpc_main_route_table_id: 'aws_vpc.this[0].main_route_table_id',
  vpc_ipv6_cidr_block: 'aws_vpc.this[0].ipv6_cidr_block',
  vpc_ipv6_association_id: 'aws_vpc.this[0].ipv6_association_id',
  vpc_owner_id: 'aws_vpc.this[0].owner_id',
  vpc_instance_tenancy: 'aws_vpc.this[0].instance_tenancy',
  vpc_enable_dns_support: 'aws_vpc.this[0].enable_dns_support',
  vpc_enable_dns_hostnames: 'aws_vpc.this[0].enable_dns_hostnames',
  igw_id: 'aws_internet_gateway.this[0].id',
  igw_arn: 'aws_internet_gateway.this[0].arn',
  egress_only_internet_gateway_id: 'aws_egress_only_internet_gateway.this[0].id',
  database_subnet_group: 'aws_db_subnet_group.database[0].id',
  database_subnet_group_name: 'aws_db_subnet_group.database[0].name',
  redshift_subnet_group: 'aws_redshift_subnet_group.redshift[0].id',
  elasticache_subnet_group: 'aws_elasticache_subnet_group.elasticache[0].id',
  elasticache_subnet_group_name: 'aws_elasticache_subnet_group.elasticache[0].name',
  public_internet_gateway_route_id: 'aws_route.public_internet_gateway[0].id',
  public_internet_gateway_ipv6_route_id: 'aws_route.public_internet_gateway_ipv6[0].id',
  database_internet_gateway_route_id: 'aws_route.database_internet_gateway[0].id',
  database_ipv6_egress_route_id: 'aws_route.database_ipv6_egress[0].id',
  vgw_arn: 'aws_vpn_gateway.this[0].arn',
  default_vpc_id: 'aws_default_vpc.this[0].id',
  default_vpc_arn: 'aws_default_vpc.this[0].arn',
  default_vpc_cidr_block: 'aws_default_vpc.this[0].cidr_block',
  default_vpc_default_security_group_id: 'aws_default_vpc.this[0].default_security_group_id',
  default_vpc_default_network_acl_id: 'aws_default_vpc.this[0].default_network_acl_id',
  default_vpc_default_route_table_id: 'aws_default_vpc.this[0].default_route_table_id',
};

const tables = (name: Tier): string => `aws_route_table.${name}[*].id`;

const OUTPUTS: readonly string[] = [
  ...Object.entries(SINGLE).map(([name, value]) => output(name, `try(${value}, null)`)),
  ...TIERS.flatMap((name) => [
    output(`${name}_subnets`, `aws_subnet.${name}[*].id`),
    output(`${name}_subnet_arns`, `aws_subnet.${name}[*].arn`),
    output(`${name}_subnet_objects`, `aws_subnet.${name}`),
    output(`${name}_subnets_cidr_blocks`, `compact(aws_subnet.${name}[*].cidr_block)`),
    output(`${name}_subnets_ipv6_cidr_blocks`, `compact(aws_subnet.${name}[*].ipv6_cidr_block)`),
    output(`${name}_network_acl_id`, `try(aws_network_acl.${name}[0].id, null)`),
    output(`${name}_network_acl_arn`, `try(aws_network_acl.${name}[0].arn, null)`),
    output(`${name}_route_table_association_ids`, `aws_route_table_association.${name}[*].id`),
  ]),
  output('vpc_secondary_cidr_blocks', 'compact(aws_vpc_ipv4_cidr_block_association.this[*].cidr_block)'),
  output(
    'vpc_block_public_access_exclusions',
    '{ for key, one in aws_vpc_block_public_access_exclusion.this : key => one.id }',
  ),
  output('public_route_table_ids', tables('public')),
  output('private_route_table_ids', tables('private')),
  output('intra_route_table_ids', tables('intra')),
  output(
    'database_route_table_ids',
    `length(${tables('database')}) > 0 ? ${tables('database')} : ${tables('private')}`,
  ),
  output(
    'redshift_route_table_ids',
    `length(${tables('redshift')}) > 0 ? ${tables('redshift')} : (var.enable_public_redshift ? ${tables('public')} : ${tables('private')})`,
  ),
  output('elasticache_route_table_ids', `try(coalescelist(${tables('elasticache')}, ${tables('private')}), [])`),
  output('private_nat_gateway_route_ids', 'aws_route.private_nat_gateway[*].id'),
  output('private_ipv6_egress_route_ids', 'aws_route.private_ipv6_egress[*].id'),
  output('database_nat_gateway_route_ids', 'aws_route.database_nat_gateway[*].id'),
  output('redshift_public_route_table_association_ids', 'aws_route_table_association.redshift_public[*].id'),
  output('nat_ids', 'aws_eip.nat[*].id'),
  output('nat_public_ips', 'var.reuse_nat_ips ? var.external_nat_ips : aws_eip.nat[*].public_ip'),
  output('natgw_ids', 'aws_nat_gateway.this[*].id'),
  output('natgw_interface_ids', 'aws_nat_gateway.this[*].network_interface_id'),
  output('vgw_id', 'try(aws_vpn_gateway.this[0].id, aws_vpn_gateway_attachment.this[0].vpn_gateway_id, null)'),
  output('azs', 'var.azs'),
  output('name', 'var.name'),
];

/** `terraform-aws-modules/vpc/aws//modules/flow-log`: of whatever it is a log, it is made when it is called. */
export function flowLogModule(): string {
  const of = ['vpc_id', 'subnet_id', 'eni_id', 'transit_gateway_id', 'transit_gateway_attachment_id'];
  return [
    variable('create', 'true', 'bool'),
    variable('region', 'null'),
    ...of.map((name) => variable(name, 'null')),
    `resource "aws_flow_log" "this" {
      count = var.create ? 1 : 0
      region = var.region
      ${of.map((name) => `${name} = var.${name}`).join('\n')}
    }`,
    output('id', 'try(aws_flow_log.this[0].id, null)'),
    output('arn', 'try(aws_flow_log.this[0].arn, null)'),
  ].join('\n');
}
