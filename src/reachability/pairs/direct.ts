import type { AddressNumber, Family } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';
import { mayConnect } from '../connect.ts';
import { hasServices, intersectServices, NO_SERVICES, type ServiceSet, unionServices } from '../sets/services.ts';
import { sweep } from '../sweep.ts';
import type { IdentityScope } from '../walk/trail.ts';
import { type Guard, guardsOf, type Segment, segmentsBetween } from './guards.ts';
import type { ReachableBlock } from './pairs.ts';
import { type Roll, type SubnetSide, subnetSides, within } from './sides.ts';

/** What the way between two stretches of addresses lets pass, there and back, groups aside. */
interface Passage {
  readonly sources: readonly [first: AddressNumber, end: AddressNumber];
  readonly destinations: readonly [first: AddressNumber, end: AddressNumber];
  readonly services: ServiceSet;
  readonly scope: IdentityScope;
}

/**
 * Everything that gets through between interfaces addressed by their own addresses. The way depends on the two subnets and
 * address stretches alone, so it is walked once for each pair of subnets; groups are then laid over it by rolls of
 * interfaces whose rules say the same. Cost grows with subnets and rules, not with interfaces squared.
 */
export function* directBlocks(net: Compiled, hosts: readonly Host[], family: Family): Generator<ReachableBlock> {
  const ingress = guardsOf(net, 'ingress');
  const egress = guardsOf(net, 'egress');
  const identity = identityKeys(net);
  const senders = subnetSides(hosts, family, egress, keyedBy(egress));
  const receivers = subnetSides(hosts, family, ingress, (host) => `${keyedBy(ingress)(host)}|${identity(host)}`);
  const holders = holdersBySubnet(senders);
  for (const from of senders)
    for (const to of receivers)
      for (const passage of passages(net, from, to)) yield* blocksOf(passage, from, to, holders);
}

const guardIds = new WeakMap<Guard, string>();
let guardCount = 0;

function keyedBy(guardOf: (host: Host) => Guard): (host: Host) => string {
  return (host) => {
    const guard = guardOf(host);
    const id = guardIds.get(guard) ?? String(guardCount++);
    guardIds.set(guard, id);
    return id;
  };
}

/** The groups of an interface that some egress rule names: receivers differ by them. */
function identityKeys(net: Compiled): (host: Host) => string {
  const named = new Set(
    net.network.securityGroups.flatMap(({ rules }) =>
      rules.flatMap(({ direction, peer }) =>
        direction === 'egress' && peer.kind === 'security-group' ? [peer.groupId] : [],
      ),
    ),
  );
  return ({ groupIds }) =>
    [...groupIds]
      .filter((id) => named.has(id))
      .sort()
      .join();
}

function passages(net: Compiled, from: SubnetSide, to: SubnetSide): readonly Passage[] {
  const sender = from.rolls[0]!.hosts[0]!;
  const receiver = anotherHost(to, sender);
  if (receiver === undefined || !mayConnect(net, sender, receiver)) return [];
  const range = (side: SubnetSide) =>
    typeof side.first === 'number'
      ? { v4: [side.first, Number(side.end)], v6: [] }
      : { v4: [], v6: [side.first, BigInt(side.end)] };
  const destination = { target: { kind: 'host' as const, host: receiver }, addresses: range(to) };
  const found: Passage[] = [];
  for (const { sources, destinations, evaluation } of sweep(
    net,
    { kind: 'host', host: sender },
    range(from),
    destination,
    { bare: true },
  ))
    if (hasServices(evaluation.both.allowed))
      found.push({ sources, destinations, services: evaluation.both.allowed, scope: evaluation.way.scope });
  return found;
}

/** Somebody of a side who is not the sender; the sender itself where it is alone: a way to oneself is never taken. */
function anotherHost({ rolls }: SubnetSide, sender: Host): Host | undefined {
  for (const { hosts } of rolls) for (const host of hosts) if (host !== sender) return host;
  return undefined;
}

/** The members of a roll that hold some group. */
interface Holder {
  readonly roll: Roll;
  readonly member: Roll;
}

type Holders = ReadonlyMap<SubnetSide, ReadonlyMap<string, readonly Holder[]>>;

/** By subnet and group: the senders that hold it, in each roll. */
function holdersBySubnet(sides: readonly SubnetSide[]): Holders {
  return new Map(
    sides.map((side) => {
      const groups = new Map<string, { roll: Roll; member: Roll }[]>();
      for (const roll of side.rolls) {
        const members = new Map<string, { hosts: Host[]; addresses: AddressNumber[] }>();
        roll.hosts.forEach((host, index) => {
          for (const id of host.groupIds) {
            const member = members.get(id) ?? { hosts: [], addresses: [] };
            member.hosts.push(host);
            member.addresses.push(roll.addresses[index]!);
            members.set(id, member);
          }
        });
        for (const [id, member] of members)
          groups.set(id, [...(groups.get(id) ?? []), { roll, member: { guard: roll.guard, ...member } }]);
      }
      return [side, groups];
    }),
  );
}

/** Lays the groups of both sides over a passage. Blocks may overlap; what a pair may do is their union. */
function* blocksOf(passage: Passage, from: SubnetSide, to: SubnetSide, holders: Holders): Generator<ReachableBlock> {
  const { sources, destinations, services, scope } = passage;
  const isNamedOut = scope === 'vpc' || scope === 'peering';
  const holdersHere = scope === 'none' ? undefined : holders.get(from);
  const leaving = from.rolls.map((senders) => ({ senders, exits: segmentsBetween(senders.guard, ...destinations) }));
  for (const receivers of to.rolls) {
    const entries = segmentsBetween(receivers.guard, ...sources);
    const named = namedEntries(receivers.guard, holdersHere);
    if (entries.length === 0 && named.length === 0) continue;
    for (const { senders, exits } of leaving) {
      const way = isNamedOut ? withNamed(exits, senders.guard, receivers, destinations) : exits;
      for (const exit of way) {
        const outward = intersectServices(services, exit.services);
        if (!hasServices(outward)) continue;
        const target = within(receivers, exit.first, exit.end);
        if (target.length === 0) continue;
        for (const entry of entries) {
          const passed = intersectServices(outward, entry.services);
          if (!hasServices(passed)) continue;
          const source = within(senders, entry.first, entry.end);
          if (source.length > 0) yield { from: source, to: target, services: passed };
        }
        for (const { roll, member, allowed } of named) {
          if (roll !== senders) continue;
          const passed = intersectServices(outward, allowed);
          const source = hasServices(passed) ? within(member, ...sources) : [];
          if (source.length > 0) yield { from: source, to: target, services: passed };
        }
      }
    }
  }
}

/** What receivers let in by the sender's group, for the groups that somebody on the sending side holds. */
function namedEntries({ byGroup }: Guard, holders: ReadonlyMap<string, readonly Holder[]> | undefined) {
  if (holders === undefined || byGroup.size === 0) return [];
  return [...byGroup].flatMap(([id, allowed]) => (holders.get(id) ?? []).map((holder) => ({ ...holder, allowed })));
}

/** What senders may send to receivers: by address, and by the groups the receivers hold. */
function withNamed(
  exits: readonly Segment[],
  guard: Guard,
  receivers: Roll,
  [first, end]: Passage['destinations'],
): readonly Segment[] {
  if (guard.byGroup.size === 0) return exits;
  let named = NO_SERVICES;
  for (const id of receivers.hosts[0]!.groupIds) named = unionServices(named, guard.byGroup.get(id) ?? NO_SERVICES);
  return hasServices(named) ? [...exits, { first, end, services: named }] : exits;
}
