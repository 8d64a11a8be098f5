import { type AddressNumber, type Family, parseAddress, parseCidr } from '../../network/index.ts';
import { type Atoms, atomsOf } from '../classes.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Decision } from '../compile/decision.ts';
import type { Host } from '../compile/places.ts';
import { once } from '../once.ts';
import { type Boundaries, intervals } from '../sets/boundaries.ts';
import { type Guard, guardOf, namedDecision } from './guards.ts';
import { placeKeys } from './places.ts';

/** An interface by one of its addresses, or by a stretch of a delegated prefix that nothing cuts. */
export interface Entry {
  readonly host: Host;
  readonly own: AddressNumber;
  /** The public address behind it; null while its value is not known. */
  readonly shown: number | null | undefined;
  /** Its place in the lists of answers. */
  readonly number: number;
}

/** Senders that share an egress guard, in the order of their addresses. */
export interface Roll {
  readonly guard: Guard;
  readonly entries: readonly Entry[];
  /** The same in the order of public addresses, for receivers that see those. */
  readonly shown: () => readonly Entry[];
}

/** Senders at one place, by egress guard. */
export interface Place {
  readonly id: number;
  readonly entries: readonly Entry[];
  readonly rolls: readonly Roll[];
}

/** Senders at one place that hold the same groups. */
export interface Crew {
  readonly place: Place;
  readonly roll: Roll;
}

export interface Named extends Crew {
  readonly decision: Decision;
}

/** The senders of one family, arranged by all that can make a difference to some receiver. */
export interface Senders {
  readonly places: readonly Place[];
  /** The crews that an ingress guard names by some group, with all that it grants them for their groups. */
  readonly named: (guard: Guard) => readonly Named[];
  readonly entries: readonly Entry[];
}

/** What the numbers of entries go by; the same on two sides of a comparison. */
export type Numbering = (hostId: string, own: AddressNumber) => number;

const cache = new WeakMap<Compiled, Record<Family, Senders>>();

/** All senders of a network. */
export function sendersOf(net: Compiled): Record<Family, Senders> {
  const known = cache.get(net) ?? { 4: sendersAmong(net, net.hosts, 4), 6: sendersAmong(net, net.hosts, 6) };
  cache.set(net, known);
  return known;
}

/** Some of a network's interfaces as senders. NAT gateways start no flows of their own. */
export function sendersAmong(
  net: Compiled,
  hosts: readonly Host[],
  family: Family,
  numbering?: Numbering,
  atoms: Atoms = atomsOf(net),
): Senders {
  const keyOf = placeKeys(net);
  const entries: Entry[] = [];
  for (const host of hosts)
    if (host.nat === undefined)
      for (const own of addressesOf(host, family, atoms))
        entries.push({
          host,
          own,
          shown: typeof own === 'number' ? host.publics.get(own) : undefined,
          number: numbering ? numbering(host.interface.id, own) : entries.length,
        });
  const places = groupBy(entries, ({ host, own }) => keyOf(host, own)).map(
    (members, id): Place => ({
      id,
      entries: members,
      rolls: groupBy(members, ({ host }) => guardOf(net, host, 'egress')).map((alike) =>
        rollOf(guardOf(net, alike[0]!.host, 'egress'), alike),
      ),
    }),
  );
  return { places, entries, named: crewsNamed(places) };
}

/** Where an interface's addresses begin: each by itself, delegated prefixes cut where anything makes a difference within. */
export function addressesOf(host: Host, family: Family, atoms: Atoms): readonly AddressNumber[] {
  const { ipv4Prefixes, ipv6Prefixes, privateIpv4, ipv6 } = host.interface;
  if (ipv4Prefixes.length === 0 && ipv6Prefixes.length === 0)
    return family === 4 ? eachOf(host.addresses.v4) : eachOf(host.addresses.v6);
  const [singles, prefixes] = family === 4 ? [privateIpv4, ipv4Prefixes] : [ipv6, ipv6Prefixes];
  const cuts: AddressNumber[] = singles.map((text) => parseAddress(text).value);
  const starts = new Set(cuts);
  cuts.push(...cuts.map(next), ...(family === 4 ? atoms.v4 : atoms.v6));
  for (const { first, end } of prefixes.map(parseCidr)) {
    starts.add(first);
    for (const cut of cuts) if (first < cut && cut < end) starts.add(cut);
  }
  return [...starts];
}

function eachOf<T extends AddressNumber>(set: Boundaries<T>): readonly AddressNumber[] {
  if (set.length === 2 && next(set[0]!) === set[1]) return [set[0]!];
  const all: AddressNumber[] = [];
  for (const [first, end] of intervals(set)) for (let at: AddressNumber = first; at < end; at = next(at)) all.push(at);
  return all;
}

function next(address: AddressNumber): AddressNumber {
  return typeof address === 'number' ? address + 1 : address + 1n;
}

/** A roll of senders with one guard, in any order. */
export function rollOf(guard: Guard, members: readonly Entry[]): Roll {
  const entries = members.toSorted((a, b) => (a.own < b.own ? -1 : 1));
  return { guard, entries, shown: once(() => members.toSorted((a, b) => Number(a.shown) - Number(b.shown))) };
}

function crewsNamed(places: readonly Place[]): Senders['named'] {
  const crews = once(() => crewsOf(places));
  const known = new WeakMap<Guard, readonly Named[]>();
  return (guard) => {
    if (guard.byGroup.size === 0) return [];
    const named = known.get(guard) ?? [...namedBy(guard, crews())];
    known.set(guard, named);
    return named;
  };
}

function* namedBy(guard: Guard, crews: ReadonlyMap<string, readonly Crew[]>): Generator<Named> {
  const done = new Set<Crew>();
  for (const id of [...guard.byGroup.keys(), UNKNOWN])
    for (const crew of crews.get(id) ?? [])
      if (!done.has(crew)) {
        done.add(crew);
        yield { ...crew, decision: namedDecision(guard, crew.roll.entries[0]!.host) };
      }
}

/** Stands for groups that an interface may hold and nobody knows. */
const UNKNOWN = '';

/** Crews by each group they hold. */
function crewsOf(places: readonly Place[]): ReadonlyMap<string, readonly Crew[]> {
  const crews = new Map<string, Crew[]>();
  for (const place of places)
    for (const { guard, entries } of place.rolls)
      for (const members of groupBy(entries, ({ host }) => groupKey(host))) {
        const crew = { place, roll: rollOf(guard, members) };
        const { groupIds, unknownGroups } = members[0]!.host;
        for (const id of unknownGroups ? [...groupIds, UNKNOWN] : groupIds) {
          const known = crews.get(id);
          if (known) known.push(crew);
          else crews.set(id, [crew]);
        }
      }
  return crews;
}

function groupKey({ groupIds, unknownGroups, interface: eni }: Host): string {
  return unknownGroups ? eni.id : [...groupIds].sort().join();
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): T[][] {
  return [...Map.groupBy(items, keyOf).values()];
}
