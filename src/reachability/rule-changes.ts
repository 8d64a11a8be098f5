import { isUnknown, type SecurityGroup, type SecurityGroupRule } from '../network/index.ts';
import type { Side } from './changes.ts';
import { atomIndex, classKeys } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { mayConnect } from './connect.ts';
import { exposedStretches, rangeSet } from './exposure.ts';
import {
  type AddressSet,
  ALL_ADDRESSES,
  addressSet,
  hasAddresses,
  intersectAddresses,
  NO_ADDRESSES,
  unionAddresses,
} from './sets/addresses.ts';
import { equals, unionAll } from './sets/boundaries.ts';
import {
  ALL_SERVICES,
  hasServices,
  NO_SERVICES,
  type ServiceSet,
  serviceSet,
  subtractServices,
  unionServices,
} from './sets/services.ts';

/** A pair of sides whose packets may fare differently, with everyone it speaks for. */
export interface AffectedPair {
  readonly from: Side;
  readonly to: Side;
}

/** What the added and removed rules of a group match, in one direction. */
interface RuleDelta {
  readonly groupId: string;
  readonly direction: 'ingress' | 'egress';
  readonly addresses: AddressSet;
  readonly groupIds: ReadonlySet<string>;
  readonly services: ServiceSet;
  /** Whether rules were only added, or only removed. */
  readonly kind: 'added' | 'removed' | 'mixed';
}

/**
 * Of two networks that differ in rules alone: the pairs of sides whose packets some added or removed rule matches. All
 * other packets meet the same rules on both sides.
 */
export function* pairsOfRules(before: Compiled, after: Compiled): Generator<AffectedPair> {
  const deltas = [...ruleDeltas(before, after)];
  const classesOf = classifier(before, deltas);
  const holders = holdersOf(before);
  const done = new Set<string>();
  for (const delta of deltas) {
    const own = classesOf(holders.get(delta.groupId) ?? []);
    if (own.length === 0) continue;
    const others = classesOf(matchedBy(before, delta));
    for (const holder of own) {
      const side: Side = { kind: 'hosts', ids: holder.ids, example: holder.ids[0]! };
      const outside: Side = { kind: 'outside', within: delta.addresses };
      const isIngress = delta.direction === 'ingress';
      if (hasAddresses(delta.addresses)) yield isIngress ? { from: outside, to: side } : { from: side, to: outside };
      if (isIngress && isOpenToInternet(before, after, delta, holder.hosts[0]!)) continue;
      for (const other of others) {
        const [from, to] = isIngress ? [other, holder] : [holder, other];
        if (done.has(`${from.key}>${to.key}`) || !mayConnect(before, from.hosts[0]!, to.hosts[0]!)) continue;
        done.add(`${from.key}>${to.key}`);
        const pair = distinctPair(from.ids, to.ids);
        if (pair)
          yield {
            from: { kind: 'hosts', ids: from.ids, example: pair[0] },
            to: { kind: 'hosts', ids: to.ids, example: pair[1] },
          };
      }
    }
  }
}

/** One interface of each, not the same; undefined when both sides are one and the same interface. */
export function distinctPair(from: readonly string[], to: readonly string[]): readonly [string, string] | undefined {
  const [first] = from;
  const other = to.find((id) => id !== first);
  if (first !== undefined && other !== undefined) return [first, other];
  const sender = from.find((id) => id !== to[0]);
  return sender !== undefined && to[0] !== undefined ? [sender, to[0]] : undefined;
}

function* ruleDeltas(before: Compiled, after: Compiled): Generator<RuleDelta> {
  const ids = new Set([...before.groups.keys(), ...after.groups.keys()]);
  for (const groupId of [...ids].sort()) {
    const [old, now] = [before.groups.get(groupId)?.group, after.groups.get(groupId)?.group];
    if (old === now) continue;
    for (const direction of ['ingress', 'egress'] as const) {
      const rules = changedRules(old, now, direction);
      const isVague =
        old?.unknownRules?.unknown !== now?.unknownRules?.unknown || (old === undefined) !== (now === undefined);
      if (rules.length === 0 && !isVague) continue;
      const groupIds = new Set(rules.flatMap(({ peer }) => (peer.kind === 'security-group' ? [peer.groupId] : [])));
      const sets = rules.map((rule) => peerAddresses(before, rule));
      const addresses = isVague ? ALL_ADDRESSES : sets.reduce(unionAddresses, NO_ADDRESSES);
      const services = rules.map(({ service }) => (isUnknown(service) ? ALL_SERVICES : serviceSet(service)));
      const kind = isVague ? 'mixed' : kindOf(rules, now);
      yield { groupId, direction, addresses, groupIds, services: services.reduce(unionServices, NO_SERVICES), kind };
    }
  }
}

function kindOf(rules: readonly SecurityGroupRule[], now: SecurityGroup | undefined): RuleDelta['kind'] {
  const added = rules.filter((rule) => now?.rules.includes(rule)).length;
  return added === rules.length ? 'added' : added === 0 ? 'removed' : 'mixed';
}

/**
 * Whether the whole internet gets, on the side that has the rules, all that they admit. Then neighbours get nothing that the
 * row of the internet does not say, and need not be asked one by one.
 */
function isOpenToInternet(before: Compiled, after: Compiled, delta: RuleDelta, holder: Host): boolean {
  if (delta.kind === 'mixed' || delta.groupIds.size > 0) return false;
  const net = delta.kind === 'added' ? after : before;
  const host = net.hostById.get(holder.interface.id);
  if (host === undefined) return false;
  let open = NO_ADDRESSES;
  for (const { sources, evaluation } of exposedStretches(net, host))
    if (!hasServices(subtractServices(delta.services, evaluation.both.allowed)))
      open = unionAddresses(open, rangeSet(sources));
  const isWhole = (family: 'v4' | 'v6') =>
    delta.addresses[family].length === 0 ||
    host.addresses[family].length === 0 ||
    equals<number | bigint>(intersectAddresses(open, net.internet)[family], net.internet[family]);
  return isWhole('v4') && isWhole('v6');
}

/** The rules of all groups that only one of two networks has. */
export function rulesOfOneSide(before: Compiled, after: Compiled): ReadonlySet<SecurityGroupRule> {
  const rules = new Set<SecurityGroupRule>();
  for (const id of new Set([...before.groups.keys(), ...after.groups.keys()])) {
    const [old, now] = [before.groups.get(id)?.group, after.groups.get(id)?.group];
    if (old === now) continue;
    for (const direction of ['ingress', 'egress'] as const)
      for (const rule of changedRules(old, now, direction)) rules.add(rule);
  }
  return rules;
}

/** Rules that only one side has. Where a rule is written, and what it is called, makes no difference to packets. */
function changedRules(
  old: SecurityGroup | undefined,
  now: SecurityGroup | undefined,
  direction: 'ingress' | 'egress',
): readonly SecurityGroupRule[] {
  const keyed = (group: SecurityGroup | undefined) =>
    new Map(
      (group?.rules ?? [])
        .filter((rule) => rule.direction === direction)
        .map((rule) => [JSON.stringify([rule.service, rule.peer]), rule]),
    );
  const [a, b] = [keyed(old), keyed(now)];
  const only = (one: typeof a, other: typeof a) => [...one].flatMap(([key, rule]) => (other.has(key) ? [] : [rule]));
  return [...only(a, b), ...only(b, a)];
}

function peerAddresses({ network }: Compiled, { peer }: SecurityGroupRule): AddressSet {
  switch (peer.kind) {
    case 'cidr':
      return addressSet([peer.cidr]);
    case 'prefix-list': {
      const list = network.prefixLists.find(({ id }) => id === peer.prefixListId);
      return list === undefined || isUnknown(list.cidrs) ? ALL_ADDRESSES : addressSet(list.cidrs);
    }
    case 'security-group':
      return NO_ADDRESSES;
    case 'unknown':
      return ALL_ADDRESSES;
  }
}

/** The interfaces that a delta's peers may mean: by group, by address, or by the address a NAT gateway gives them. */
function matchedBy(net: Compiled, { addresses, groupIds }: RuleDelta): readonly Host[] {
  const nats = [...net.nats.values()].flatMap(({ privateIp, publicIp }) => [privateIp ?? [], publicIp ?? []].flat());
  const isMet = (address: number) =>
    hasAddresses(intersectAddresses(addresses, { v4: [address, address + 1], v6: [] }));
  if (nats.some(isMet)) return net.hosts;
  return net.hosts.filter(
    (host) =>
      [...groupIds].some((id) => host.groupIds.has(id)) ||
      (hasAddresses(addresses) &&
        (hasAddresses(intersectAddresses(host.addresses, addresses)) ||
          [...host.publics.values()].some((address) => address === null || isMet(address)))),
  );
}

const holderIndexes = new WeakMap<readonly Host[], ReadonlyMap<string, readonly Host[]>>();

function holdersOf({ hosts }: Compiled): ReadonlyMap<string, readonly Host[]> {
  const known = holderIndexes.get(hosts);
  if (known) return known;
  const holders = new Map<string, Host[]>();
  for (const host of hosts)
    for (const id of host.groupIds) {
      const members = holders.get(id);
      if (members) members.push(host);
      else holders.set(id, [host]);
    }
  holderIndexes.set(hosts, holders);
  return holders;
}

interface RuleClass {
  readonly key: string;
  readonly ids: readonly string[];
  readonly hosts: readonly Host[];
}

/** Groups interfaces that neither the network before nor the changed rules tell apart. */
function classifier(net: Compiled, deltas: readonly RuleDelta[]): (hosts: readonly Host[]) => readonly RuleClass[] {
  const keyOf = classKeys(net);
  const atoms = {
    v4: unionAll(deltas.map(({ addresses }) => addresses.v4)),
    v6: unionAll(deltas.map(({ addresses }) => addresses.v6)),
  };
  const cuts = (host: Host) => {
    const publics = [...host.publics.values()].flatMap((address) => address ?? []);
    return (
      [...host.addresses.v4, ...publics].map((at) => atomIndex(atoms.v4, at)).join() +
      host.addresses.v6.map((at) => atomIndex(atoms.v6, at)).join()
    );
  };
  return (hosts) => {
    const classes = new Map<string, Host[]>();
    for (const host of hosts) {
      const key = `${keyOf(host)}#${cuts(host)}`;
      const members = classes.get(key);
      if (members) members.push(host);
      else classes.set(key, [host]);
    }
    return [...classes].map(([key, members]) => ({
      key,
      hosts: members,
      ids: members.map((host) => host.interface.id),
    }));
  };
}
