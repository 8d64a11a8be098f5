import { type Family, isUnknown, type SecurityGroup, type SecurityGroupRule } from '../network/index.ts';
import { outsideKeys, outsidePairs, pairsInto } from './affected.ts';
import type { AffectedPair } from './changes.ts';
import { atomIndex, classKeys } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { holdersOf } from './holders.ts';
import { once } from './once.ts';
import { type Peers, placesMatched } from './pairs/asked.ts';
import { type Asked, comparer } from './pairs/compare.ts';
import { type Direction, guardOf, isSameGuard } from './pairs/guards.ts';
import { sendersOf } from './pairs/senders.ts';
import {
  type AddressSet,
  ALL_ADDRESSES,
  addressSet,
  hasAddresses,
  NO_ADDRESSES,
  overlapAddresses,
  unionAddresses,
} from './sets/addresses.ts';
import { unionAll } from './sets/boundaries.ts';

/** The added and removed rules of a group in one direction, and what they match. */
export interface RuleDelta extends Peers {
  readonly groupId: string;
  readonly direction: Direction;
  readonly rules: readonly SecurityGroupRule[];
  /** Of packets that they may match. */
  readonly families: readonly Family[];
}

/**
 * Of two networks that differ in rules alone: the pairs of sides whose packets some added or removed rule matches. All
 * other packets meet the same rules on both sides.
 */
export function* pairsOfRules(
  before: Compiled,
  after: Compiled,
  deltas: readonly RuleDelta[],
): Generator<AffectedPair> {
  const holders = holdersOf(before);
  const of = (direction: RuleDelta['direction']) => deltas.filter((delta) => delta.direction === direction);
  for (const { groupId, direction, addresses } of deltas) {
    if (!hasAddresses(addresses)) continue;
    for (const members of Map.groupBy(holders.get(groupId) ?? [], outsideKeys(before)).values())
      yield* outsidePairs(members.map(idOf), [direction], addresses);
  }
  yield* pairsInside(before, after, of('ingress'), of('egress'));
}

/** Receivers whose ingress changed are asked about whom the changed rules name; others about senders whose egress changed. */
function* pairsInside(
  before: Compiled,
  after: Compiled,
  ingress: readonly RuleDelta[],
  egress: readonly RuleDelta[],
): Generator<AffectedPair> {
  const holders = holdersOf(before);
  const differing = (deltas: readonly RuleDelta[], direction: Direction) =>
    deltas.flatMap(({ groupId }) => holders.get(groupId) ?? []).filter(isDiffering(before, after, direction));
  const guarded = new Set(differing(ingress, 'ingress'));
  const changed = new Set(differing(egress, 'egress').map(idOf));
  if (guarded.size === 0 && changed.size === 0) return;
  const senders = sendersOf(before);
  const families = new Set([...ingress, ...egress].flatMap((delta) => delta.families));
  const parts = once(() => comparer({ before, after, changed, isOfRules: true, families }));
  const receivers = changed.size === 0 ? guarded : new Set([...guarded, ...before.hosts.filter(isMetBy(egress))]);
  const asked = (own: readonly RuleDelta[]): Asked => {
    if (own.length === 0) return 'changed';
    const peers = own.reduce(join, NOBODY);
    return mayBeTranslated(before, peers) ? 'all' : placesMatched(senders, peers);
  };
  const known = new Map<string, Asked>();
  for (const members of Map.groupBy(receivers, receiverKeys(before, egress)).values()) {
    const [host] = members as [Host];
    const own = ingress.filter(({ groupId }) => host.groupIds.has(groupId));
    const key = own.map(({ groupId }) => groupId).join();
    const whom = known.get(key) ?? asked(own);
    known.set(key, whom);
    if (changed.size === 0 && typeof whom === 'object' && whom[4].length + whom[6].length === 0) continue;
    yield* pairsInto(members.map(idOf), parts()(host, after.hostById.get(host.interface.id), whom));
  }
}

/** Whether the groups of an interface together, not just each by itself, say something else than before. */
function isDiffering(before: Compiled, after: Compiled, direction: Direction): (host: Host) => boolean {
  return (host) => {
    const now = after.hostById.get(host.interface.id);
    return now === undefined || !isSameGuard(guardOf(before, host, direction), guardOf(after, now, direction));
  };
}

function idOf({ interface: { id } }: Host): string {
  return id;
}

const NOBODY: Peers = { addresses: NO_ADDRESSES, groupIds: new Set() };

function join(a: Peers, b: Peers): Peers {
  return { addresses: unionAddresses(a.addresses, b.addresses), groupIds: new Set([...a.groupIds, ...b.groupIds]) };
}

/** Whether a NAT gateway's address is meant: then whoever sends through it is. */
function mayBeTranslated(net: Compiled, { addresses }: Peers): boolean {
  const nats = [...net.nats.values()]
    .flat()
    .flatMap(({ privateIp, publicIp }) => [privateIp ?? [], publicIp ?? []].flat());
  return nats.some((address) => overlapAddresses(addresses, single(address)));
}

function single(address: number): AddressSet {
  return { v4: [address, address + 1], v6: [] };
}

/** Whether a receiver is one that changed egress rules name, by group or by an address. */
function isMetBy(deltas: readonly RuleDelta[]): (host: Host) => boolean {
  return (host) =>
    deltas.some(
      ({ addresses, groupIds }) =>
        [...groupIds].some((id) => host.groupIds.has(id)) ||
        (groupIds.size > 0 && host.unknownGroups !== undefined) ||
        (hasAddresses(addresses) &&
          (overlapAddresses(host.addresses, addresses) ||
            [...host.publics.values()].some(
              (address) => address === null || overlapAddresses(addresses, single(address)),
            ))),
    );
}

/** Receivers that neither the network before nor changed egress rules tell apart. */
function receiverKeys(net: Compiled, egress: readonly RuleDelta[]): (host: Host) => string {
  const keyOf = classKeys(net);
  if (egress.length === 0) return keyOf;
  const atoms = {
    v4: unionAll(egress.map(({ addresses }) => addresses.v4)),
    v6: unionAll(egress.map(({ addresses }) => addresses.v6)),
  };
  return (host) => {
    const publics = [...host.publics.values()].flatMap((address) => address ?? []);
    const cuts = [...host.addresses.v4, ...publics].map((at) => atomIndex(atoms.v4, at));
    return `${keyOf(host)}#${cuts.join()} ${host.addresses.v6.map((at) => atomIndex(atoms.v6, at)).join()}`;
  };
}

/** How the rules of groups differ between two networks. */
export function ruleDeltas(before: Compiled, after: Compiled): readonly RuleDelta[] {
  const changed: string[] = [];
  for (const [id, { group }] of after.groups) if (before.groups.get(id)?.group !== group) changed.push(id);
  for (const id of before.groups.keys()) if (!after.groups.has(id)) changed.push(id);
  return changed.sort().flatMap((id) => DIRECTIONS.flatMap((direction) => deltaOf(before, after, id, direction) ?? []));
}

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

function deltaOf(before: Compiled, after: Compiled, groupId: string, direction: Direction): RuleDelta | undefined {
  const [old, now] = [before.groups.get(groupId)?.group, after.groups.get(groupId)?.group];
  const rules = changedRules(old, now, direction);
  const isVague =
    old?.unknownRules?.unknown !== now?.unknownRules?.unknown || (old === undefined) !== (now === undefined);
  if (rules.length === 0 && !isVague) return undefined;
  const groupIds = new Set(rules.flatMap(({ peer }) => (peer.kind === 'security-group' ? [peer.groupId] : [])));
  const sets = rules.map((rule) => peerAddresses(before, rule));
  const addresses = isVague ? ALL_ADDRESSES : sets.reduce(unionAddresses, NO_ADDRESSES);
  // A group may be named by addresses of any family; and what is in doubt of one is told of all.
  const isOfAll = groupIds.size > 0 || rules.some(({ service }) => isUnknown(service));
  const families = ([4, 6] as const).filter(
    (family) => isOfAll || (family === 4 ? addresses.v4 : addresses.v6).length > 0,
  );
  return { groupId, direction, rules, addresses, groupIds, families };
}

/** Rules that only one side has. Where a rule is written, and what it is called, makes no difference to packets. */
export function changedRules(
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
