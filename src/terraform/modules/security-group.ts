import { output, variable } from './declare.ts';
import { namedRules } from './named-rules.ts';
import { RULE_SETS } from './rule-sets.ts';

/**
 * `terraform-aws-modules/security-group/aws`, majors 4 and 5: what its documented inputs make. Written anew from the inputs,
 * with the module's resource addresses, so that plans, states and `moved` blocks name the same things.
 */
export function securityGroupModule(major: number): string {
  return [
    variable('create', 'true'),
    variable('putin_khuylo', 'true'),
    variable('create_sg', 'true'),
    variable('security_group_id', 'null'),
    variable('vpc_id', 'null'),
    variable('name', 'null'),
    variable('use_name_prefix', 'true'),
    variable('description', '"Security Group managed by Terraform"'),
    variable('revoke_rules_on_delete', 'false'),
    variable('tags', '{}', 'map(string)'),
    variable('rules', namedRules()),
    ...DIRECTIONS.flatMap(inputsOf),
    `locals {
      create = var.create && var.putin_khuylo
      group_id = var.create_sg ? one(concat(aws_security_group.this[*].id, aws_security_group.this_name_prefix[*].id)) : var.security_group_id
    }`,
    group('this', '!var.use_name_prefix', 'name = var.name'),
    group('this_name_prefix', 'var.use_name_prefix', 'name_prefix = format("%s-", var.name)'),
    ...DIRECTIONS.flatMap((direction) =>
      ['', 'computed_'].flatMap((computed) => FORMS.map((form) => rules(direction, computed, form, major))),
    ),
    ...['arn', 'id', 'vpc_id', 'owner_id', 'name', 'description'].map((attribute) =>
      output(
        `security_group_${attribute}`,
        `try(aws_security_group.this[0].${attribute}, aws_security_group.this_name_prefix[0].${attribute}, "")`,
      ),
    ),
  ].join('\n');
}

/** A submodule: the module with some rules on by default. Undefined when there is none of the name. */
export function securityGroupSubmodule(name: string, major: number): string | undefined {
  const set = RULE_SETS.get(name)?.filter((rule) => major >= 5 || rule !== 'consul-grpc-tcp-tls');
  if (!set) return undefined;
  const automatic = ['', 'computed_'].flatMap((computed) =>
    DIRECTIONS.flatMap((direction) => {
      const rules = computed !== '' ? [] : direction === 'ingress' ? set : ['all-all'];
      const withSelf = computed === '' && direction === 'ingress' ? '[{ rule = "all-all" }]' : '[]';
      return [
        variable(`auto_${computed}${direction}_rules`, JSON.stringify(rules), 'list(string)'),
        variable(`auto_${computed}${direction}_with_self`, withSelf, 'list(map(string))'),
        ...(computed === ''
          ? []
          : [
              variable(`auto_number_of_${computed}${direction}_rules`, '0'),
              variable(`auto_number_of_${computed}${direction}_with_self`, '0'),
            ]),
      ];
    }),
  );
  const own = [
    variable('create', 'true'),
    variable('putin_khuylo', 'true'),
    variable('vpc_id', 'null'),
    variable('name', 'null'),
    variable('use_name_prefix', 'true'),
    variable('description', '"Security Group managed by Terraform"'),
    variable('revoke_rules_on_delete', 'false'),
    variable('tags', '{}', 'map(string)'),
  ];
  const declared = [...own, ...DIRECTIONS.flatMap(inputsOf)];
  const handed = declared
    .map((text) => /^variable "(\w+)"/.exec(text)![1]!)
    .map((input) => `${input} = ${value(input)}`);
  const outputs = ['arn', 'id', 'vpc_id', 'owner_id', 'name', 'description'].map((attribute) =>
    output(`security_group_${attribute}`, `module.sg.security_group_${attribute}`),
  );
  return [...declared, ...automatic, `module "sg" {\nsource = "../../"\n${handed.join('\n')}\n}`, ...outputs].join(
    '\n',
  );
}

/** What a submodule hands on for an input: what it got, after what it opens by itself. */
function value(input: string): string {
  if (/^(computed_)?(in|e)gress_rules$/.test(input))
    return `sort(compact(distinct(concat(var.auto_${input}, var.${input}))))`;
  if (/^(computed_)?(in|e)gress_with_self$/.test(input)) return `concat(var.auto_${input}, var.${input})`;
  if (/^number_of_computed_(in|e)gress_(rules|with_self)$/.test(input)) return `var.auto_${input} + var.${input}`;
  return `var.${input}`;
}

const DIRECTIONS = ['ingress', 'egress'] as const;
type Direction = (typeof DIRECTIONS)[number];

const FORMS = [
  'rules',
  'with_source_security_group_id',
  'with_cidr_blocks',
  'with_ipv6_cidr_blocks',
  'with_self',
  'with_prefix_list_ids',
] as const;
type Form = (typeof FORMS)[number];

function inputsOf(direction: Direction): string[] {
  const [ipv4, ipv6] = direction === 'egress' ? ['["0.0.0.0/0"]', '["::/0"]'] : ['[]', '[]'];
  const typeOf = (form: Form): string => (form === 'rules' ? 'list(string)' : 'list(map(string))');
  return [
    variable(`${direction}_cidr_blocks`, ipv4, 'list(string)'),
    variable(`${direction}_ipv6_cidr_blocks`, ipv6, 'list(string)'),
    variable(`${direction}_prefix_list_ids`, '[]', 'list(string)'),
    ...FORMS.flatMap((form) => [
      variable(`${direction}_${form}`, '[]', typeOf(form)),
      variable(`computed_${direction}_${form}`, '[]', typeOf(form)),
      variable(`number_of_computed_${direction}_${form}`, '0'),
    ]),
  ];
}

function group(name: string, condition: string, naming: string): string {
  return `resource "aws_security_group" "${name}" {
    count = local.create && var.create_sg && ${condition} ? 1 : 0
    ${naming}
    description = var.description
    vpc_id = var.vpc_id
    tags = merge({ Name = format("%s", var.name) }, var.tags)
  }`;
}

function rules(direction: Direction, computed: string, form: Form, major: number): string {
  const input = `var.${computed}${direction}_${form}`;
  const count = computed === '' ? `length(${input})` : `var.number_of_${computed}${direction}_${form}`;
  // The module reads these from the list that is not computed, for ingress.
  const list = form === 'with_prefix_list_ids' && direction === 'ingress' ? `var.${direction}_${form}` : input;
  const item = `${list}[count.index]`;
  const field = (name: string, index: number): string =>
    form === 'rules'
      ? `var.rules[${item}][${index}]`
      : `lookup(${item}, "${name}", var.rules[lookup(${item}, "rule", "_")][${index}])`;
  const description =
    form === 'rules' ? `var.rules[${item}][3]` : `lookup(${item}, "description", "${TITLE[direction]}")`;
  return `resource "aws_security_group_rule" "${computed}${direction}_${form}" {
    count = local.create ? ${count} : 0
    security_group_id = local.group_id
    type = "${direction}"
    description = ${description}
    from_port = ${field('from_port', 0)}
    to_port = ${field('to_port', 1)}
    protocol = ${field('protocol', 2)}
    ${PEERS[form](direction, item)}
    ${form === 'with_cidr_blocks' && major < 5 ? `prefix_list_ids = var.${direction}_prefix_list_ids` : ''}
  }`;
}

const TITLE = { ingress: 'Ingress Rule', egress: 'Egress Rule' } as const;

/** The far side of the rules of each form. */
const PEERS: Readonly<Record<Form, (direction: Direction, item: string) => string>> = {
  rules: (direction) => `cidr_blocks = var.${direction}_cidr_blocks
    ipv6_cidr_blocks = var.${direction}_ipv6_cidr_blocks
    prefix_list_ids = var.${direction}_prefix_list_ids`,
  with_source_security_group_id: (direction, item) => `source_security_group_id = ${item}["source_security_group_id"]
    prefix_list_ids = var.${direction}_prefix_list_ids`,
  with_cidr_blocks: (direction, item) => split('cidr_blocks', direction, item),
  with_ipv6_cidr_blocks: (direction, item) => `${split('ipv6_cidr_blocks', direction, item)}
    prefix_list_ids = var.${direction}_prefix_list_ids`,
  with_self: (direction, item) => `self = lookup(${item}, "self", true)
    prefix_list_ids = var.${direction}_prefix_list_ids`,
  with_prefix_list_ids: (direction, item) => split('prefix_list_ids', direction, item),
};

/** A list written as one text with commas, else the list all rules of the direction share. */
function split(name: string, direction: Direction, item: string): string {
  return `${name} = compact(split(",", lookup(${item}, "${name}", join(",", var.${direction}_${name}))))`;
}
