import type { ResourceInstance, Value } from '../terraform/index.ts';
import { uncertain, type Worlds } from './evaluate.ts';
import { reshape, SHAPES } from './shape.ts';

/** What a group's own lists of rules say. */
export interface InlineRules {
  readonly ingress: Worlds;
  readonly egress: Worlds;
}

/**
 * A security group with the rules that it certainly has, and those that depend on conditions nobody can decide yet. Unlike
 * Terraform, CloudFormation keeps AWS's rule that lets everything out, unless the template states another egress rule.
 */
export function withRules(
  group: ResourceInstance,
  { ingress, egress }: InlineRules,
  all: readonly ResourceInstance[],
): ResourceInstance {
  const separate = all.filter(
    ({ type, values }) =>
      type === 'aws_vpc_security_group_egress_rule' && isSame(values.get('security_group_id'), symbol(group)),
  );
  const hasOther = separate.some(({ countUnknown }) => countUnknown === undefined);
  const everything = hasOther ? undefined : allTraffic(group, all);
  const worlds = egress.values.map((stated) => (everything && isEmpty(stated) ? [everything] : itemsOf(stated)));
  // Where a separate rule is made, it takes the place of AWS's own.
  if (everything && separate.length > 0 && egress.values.some(isEmpty)) worlds.push([]);
  const rules = reshape(
    new Map([
      ['SecurityGroupIngress', merged(ingress.values.map(itemsOf), ingress.reason)],
      ['SecurityGroupEgress', merged(worlds, egress.reason ?? separate[0]?.countUnknown, everything)],
    ]),
    SHAPES['EC2::SecurityGroup']!,
  );
  return { ...group, values: new Map([...group.values, ...rules]) };
}

/** What all worlds have is certain, the rest is not. */
function merged(worlds: readonly (readonly Value[])[], reason = '', everything?: Value): Value {
  if (worlds.length === 1) return { kind: 'list', items: worlds[0]! };
  const keyed = worlds.map((items) => ({
    items: new Map(items.map((item) => [keyOf(item), item])),
    isOpen: everything !== undefined && items.includes(everything),
  }));
  const all = new Map(keyed.flatMap(({ items }) => [...items]));
  const isCertain = (key: string, item: Value) =>
    keyed.every(({ items, isOpen }) => items.has(key) || (isOpen && covers(everything!, item)));
  return {
    kind: 'list',
    items: [...all].map(([key, item]) => (isCertain(key, item) ? item : uncertain(item, reason))),
  };
}

/** By IPv6, too, where the template gives the VPC such addresses. */
function allTraffic(group: ResourceInstance, all: readonly ResourceInstance[]): Value {
  const vpc = group.values.get('vpc_id');
  const hasIpv6 = all.some(
    ({ type, values }) => type === 'aws_vpc_ipv6_cidr_block_association' && isSame(values.get('vpc_id'), vpc),
  );
  const text = (value: string): Value => ({ kind: 'string', value });
  const entries = new Map([
    ['IpProtocol', text('-1')],
    ['CidrIp', text('0.0.0.0/0')],
    ...(hasIpv6 ? ([['CidrIpv6', text('::/0')]] as const) : []),
  ]);
  return { kind: 'object', entries, ...(group.location && { at: group.location }) };
}

/** What else a rule may name than IPv4 addresses may have IPv6 ones. */
function covers(everything: Value, rule: Value): boolean {
  const isIpv4 = rule.kind === 'object' && rule.entries.has('CidrIp');
  return isIpv4 || (everything.kind === 'object' && everything.entries.has('CidrIpv6'));
}

function itemsOf(value: Value): readonly Value[] {
  if (value.kind === 'null') return [];
  return value.kind === 'list' ? value.items : [value];
}

function isEmpty(value: Value): boolean {
  return itemsOf(value).length === 0;
}

function symbol({ address }: ResourceInstance): Value {
  return { kind: 'symbol', address, attribute: ['id'] };
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a?.kind === 'symbol' && b?.kind === 'symbol') return a.address === b.address;
  return a?.kind === 'string' && b?.kind === 'string' && a.value === b.value;
}

/** Equal for equal values, wherever they are written. */
function keyOf(value: Value): string {
  return JSON.stringify(value, (key, inner: unknown) =>
    key === 'at' || key === 'parts' ? undefined : inner instanceof Map ? [...inner].sort() : inner,
  );
}
