import {
  ICMP,
  ICMPV6,
  isUnknown,
  type NetworkAclEntry,
  type Origin,
  protocolName,
  type Route,
  type SecurityGroupRule,
  type ServiceMatch,
  type Unknown,
} from '../network/index.ts';
import type { Cause } from './answer.ts';
import type { CompiledGroup, CompiledRule } from './compile/security-groups.ts';
import type { ServicePoint } from './sets/services.ts';

/** Where a fact is written, in the words of a cause. */
export function sourceOf(origin: Origin): Pick<Cause, 'address' | 'file' | 'line' | 'sensitive'> {
  if (origin.kind === 'live') return {};
  const at = origin.cause ?? origin.location;
  return {
    address: origin.address,
    ...(at && { file: at.file, line: at.line }),
    ...(isSensitive(origin) && { sensitive: true }),
  };
}

function isSensitive(origin: Origin): boolean {
  return origin.kind === 'code' && origin.sensitive === true;
}

/** Stands where a value would be that the code keeps to itself. */
const SENSITIVE = '(sensitive)';

/** `web (sg-0abc…)`, or the id alone when it has no other name. */
export function groupName({ id, group }: CompiledGroup): string {
  const name = group?.groupName ?? group?.name;
  return name && name !== id ? `${name} (${id})` : id;
}

/** `tcp 22`, `tcp 1024-65535`, `icmp type 8`, `all traffic`. */
export function matchText(match: ServiceMatch | Unknown): string {
  if (isUnknown(match)) return `an unknown service (${match.unknown})`;
  if (match.protocol === 'all') return 'all traffic';
  const name = protocolName(match.protocol);
  if ('ports' in match) {
    const [from, to] = match.ports;
    if (from === 0 && to === 65_535) return `all ${name}`;
    return `${name} ${from === to ? from : `${from}-${to}`}`;
  }
  if ('icmpType' in match) {
    if (match.icmpType === -1) return `all ${name}`;
    return `${name} type ${match.icmpType}${match.icmpCode === -1 ? '' : ` code ${match.icmpCode}`}`;
  }
  return `protocol ${match.protocol}`;
}

/** One concrete service: `tcp 22`. */
export function pointText({ protocol, port, icmpType, icmpCode }: ServicePoint): string {
  if (port !== undefined) return `${protocolName(protocol)} ${port}`;
  if (protocol === ICMP || protocol === ICMPV6) return `${protocolName(protocol)} type ${icmpType} code ${icmpCode}`;
  return `protocol ${protocolName(protocol)}`;
}

export function peerText({ peer }: SecurityGroupRule): string {
  switch (peer.kind) {
    case 'cidr':
      return peer.cidr;
    case 'security-group':
      return peer.groupId;
    case 'prefix-list':
      return peer.prefixListId;
    case 'unknown':
      return `an unknown peer (${peer.unknown})`;
  }
}

const ruleCauses = new WeakMap<CompiledRule, Cause>();

/** A rule as a cause; the same object every time. */
export function ruleCause(compiled: CompiledRule): Cause {
  const cause = ruleCauses.get(compiled) ?? describeRule(compiled);
  ruleCauses.set(compiled, cause);
  return cause;
}

/** Why it is in doubt what a rule means. */
export function ruleDoubt({ group, reason }: CompiledRule): string | undefined {
  return reason && `${group.group?.groupName ?? group.id}: ${reason}`;
}

function describeRule({ rule, group }: CompiledRule): Cause {
  const preposition = rule.direction === 'ingress' ? 'from' : 'to';
  const what = isSensitive(rule.origin) ? SENSITIVE : `${matchText(rule.service)} ${preposition} ${peerText(rule)}`;
  return {
    text: `${groupName(group)} ${rule.direction} ${what}`,
    ...(rule.id !== undefined && { ruleId: rule.id }),
    resource: group.id,
    ...sourceOf(rule.origin),
  };
}

export function entryCause(aclId: string, entry: NetworkAclEntry): Cause {
  const cidr = isUnknown(entry.cidr) ? 'an unknown CIDR' : entry.cidr;
  const preposition = entry.direction === 'ingress' ? 'from' : 'to';
  const what = isSensitive(entry.origin) ? SENSITIVE : `${matchText(entry.service)} ${preposition} ${cidr}`;
  return {
    text: `${aclId} ${entry.direction} entry ${entry.ruleNumber} ${entry.action === 'allow' ? 'allows' : 'denies'} ${what}`,
    ruleId: `${aclId}:${entry.direction}:${entry.ruleNumber}`,
    resource: aclId,
    ...sourceOf(entry.origin),
  };
}

export function routeText({ destination, target, origin }: Route): string {
  const to = isSensitive(origin)
    ? SENSITIVE
    : destination.kind === 'cidr'
      ? destination.cidr
      : destination.kind === 'prefix-list'
        ? destination.prefixListId
        : 'an unknown destination';
  return `${to} → ${target.id}`;
}

export function routeCause(tableId: string, route: Route): Cause {
  return {
    text: `${tableId} routes ${routeText(route)}`,
    ruleId: `${tableId}:${routeText(route)}`,
    resource: tableId,
    ...sourceOf(route.origin),
  };
}

/** By code units: the same order in every locale. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By their words; those of the same words by their ids. */
export function compareCauses(a: Cause, b: Cause): number {
  return compareTexts(a.text, b.text) || compareTexts(a.ruleId ?? a.address ?? '', b.ruleId ?? b.address ?? '');
}
