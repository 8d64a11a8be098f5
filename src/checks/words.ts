import {
  type Instance,
  isUnknown,
  type NetworkInterface,
  portName,
  protocolName,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
  type ServiceMatch,
  type Unknown,
} from '../network/index.ts';
import type { Cause, ServiceRange } from '../reachability/index.ts';
import { placeOf } from './cause.ts';
import type { CheckContext } from './context.ts';
import {
  type AddressSet,
  isNearlyInternet,
  isWholeInternet,
  type ServiceSet,
  toCidrs,
  toServiceRanges,
  unionAddresses,
} from './engine.ts';
import type { ExposedInterface } from './finding.ts';

/** `web (sg-0abc…)`; where code adds a rule to a group nobody knows, the group of that rule. */
export function groupText(group: SecurityGroup): string {
  const rule = /^(.+)\.security_group_id$/.exec(group.id)?.[1];
  if (rule !== undefined) return `the group of ${rule}`;
  const name = group.groupName || group.name;
  return name && name !== group.id ? `${name} (${group.id})` : group.id;
}

/** `bastion (i-0abc…)`. */
export function instanceText({ id, name }: Instance): string {
  return name && name !== id ? `${name} (${id})` : id;
}

/** `1 rule`, `3 rules`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `3 instances`, or interfaces where some belong to none. */
export function memberText(interfaces: readonly NetworkInterface[]): string {
  if (interfaces.length === 0 || interfaces.some((each) => each.instanceId === undefined))
    return count(interfaces.length, 'interface');
  return count(new Set(interfaces.map((each) => each.instanceId)).size, 'instance');
}

/** `tcp/22 (SSH), tcp/3389 (RDP)`, `everything`, `tcp/8000-8099`; at most `max` items. */
export function serviceText(set: ServiceSet, max = 4): string {
  const items = toServiceRanges(set).flatMap(rangeItems);
  const more = items.length - max;
  return more > 0 ? `${items.slice(0, max).join(', ')} and ${more} more` : items.join(', ');
}

function rangeItems(range: ServiceRange): readonly string[] {
  const { protocol } = range;
  if ('ports' in range) return range.ports.map(([from, to]) => portItem(protocol, from, to));
  if ('types' in range)
    return range.types.map(([type, code]) =>
      type === -1 ? `all ${protocol}` : `${protocol} type ${type} code ${code}`,
    );
  return [protocol === 'all' ? 'everything' : `protocol ${protocol}`];
}

function portItem(protocol: string, from: number, to: number): string {
  if (from === 0 && to === 65_535) return `all ${protocol} ports`;
  if (from !== to) return `${protocol}/${from}-${to}`;
  const name = portName(from);
  return name ? `${protocol}/${from} (${name})` : `${protocol}/${from}`;
}

/** Who: `the internet`, `the IPv6 internet`, or the blocks. The network's own addresses make no difference to it. */
export function sourceText(sources: AddressSet, { ownAddresses }: CheckContext): string {
  // What rules grant is whole by itself; what arrives lacks the network's own, of which there may be thousands.
  if (isWholeInternet(sources, 4)) return 'the internet';
  const all = unionAddresses(sources, ownAddresses);
  if (isWholeInternet(all, 4)) return 'the internet';
  if (isWholeInternet(all, 6)) return sources.v4.length === 0 ? 'the IPv6 internet' : 'the internet';
  if (isNearlyInternet(all)) return 'nearly all of the internet';
  const cidrs = toCidrs(sources);
  const more = cidrs.length - 2;
  return `a part of the internet (${cidrs.slice(0, 2).join(', ')}${more > 0 ? ` and ${count(more, 'block')} more` : ''})`;
}

/** `tcp 22`, `all traffic`, as rules are written. */
export function matchText(match: ServiceMatch | Unknown): string {
  if (isUnknown(match)) return `an unknown service (${match.unknown})`;
  if (match.protocol === 'all') return 'all traffic';
  const name = protocolName(match.protocol);
  if ('ports' in match) {
    const [from, to] = match.ports;
    return from === 0 && to === 65_535 ? `all ${name}` : `${name} ${from === to ? from : `${from}-${to}`}`;
  }
  if (!('icmpType' in match)) return `protocol ${match.protocol}`;
  if (match.icmpType === -1) return `all ${name}`;
  return `${name} type ${match.icmpType}${match.icmpCode === -1 ? '' : ` code ${match.icmpCode}`}`;
}

export function peerText(peer: RulePeer): string {
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

/** A rule as a cause, in the words the engine uses for it too. */
export function ruleCause(group: SecurityGroup, rule: SecurityGroupRule): Cause {
  return {
    text: `${groupText(group)} ${rule.direction} ${matchText(rule.service)} ${rule.direction === 'ingress' ? 'from' : 'to'} ${peerText(rule.peer)}`,
    ...(rule.id !== undefined && { ruleId: rule.id }),
    resource: group.id,
    ...placeOf(rule.origin),
  };
}

/** An interface as a person looks it up. */
export function exposedInterface(each: NetworkInterface, { instances }: CheckContext): ExposedInterface {
  const name = (each.instanceId && instances.get(each.instanceId)?.name) || each.name;
  const publicIp = each.publicIpv4.find((address) => address.publicIp !== null)?.publicIp ?? each.ipv6[0];
  const privateIp = each.privateIpv4[0];
  return {
    interfaceId: each.id,
    ...(each.instanceId !== undefined && { instanceId: each.instanceId }),
    ...(name && { name }),
    ...(publicIp && { publicIp }),
    ...(privateIp !== undefined && { privateIp }),
    subnetId: each.subnetId,
  };
}
