import { type AddressNumber, type Family, parseAddress, parseCidr } from '../../network/index.ts';
import { atomsOf } from '../classes.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Decision } from '../compile/decision.ts';
import type { Host } from '../compile/places.ts';
import { once } from '../once.ts';
import { type Boundaries, intervals } from '../sets/boundaries.ts';
import { type Guard, guardOf, namedDecision } from './guards.ts';
import { type PlaceKey, placeKeys } from './places.ts';

/** An interface by one of its addresses, or by a stretch of a delegated prefix that nothing cuts. */
export interface Entry {
  readonly host: Host;
  readonly own: AddressNumber;
  /** The public address behind it; null while its value is not known. */
  readonly shown: number | null | undefined;
  /** Where a stretch ends that is more than one address. */
  readonly end?: AddressNumber;
  /** The number of its interface in lists of answers. */
  readonly owner: number;
  /** The key of its place. */
  readonly spot: string;
}

/** Senders that share an egress guard, in the order of their addresses. */
export interface Roll {
  readonly guard: Guard;
  readonly entries: readonly Entry[];
  /** The same in the order of public addresses, for receivers that see those. */
  readonly shown: () => readonly Entry[];
  /** Those of them that are more than one address. */
  readonly wide: readonly Entry[];
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
  /** Where somebody holds a group, or may hold groups nobody knows. */
  readonly placesOf: (groupId: string) => readonly Place[];
  readonly entries: readonly Entry[];
}

/** How senders are arranged where two networks are compared: what both are to have in common. */
export interface Arrangement {
  readonly owner: (host: Host) => number;
  readonly spot: PlaceKey;
  /** The networks whose CIDR blocks cut delegated prefixes. */
  readonly nets: readonly Compiled[];
}

const cache = new WeakMap<Compiled, Record<Family, Senders>>();

/** All senders of a network. */
export function sendersOf(net: Compiled): Record<Family, Senders> {
  const known = cache.get(net) ?? sendersAmong(net, net.hosts);
  cache.set(net, known);
  return known;
}

/** Some of a network's interfaces as senders. NAT gateways start no flows of their own. */
export function sendersAmong(
  net: Compiled,
  hosts: readonly Host[],
  { owner, spot, nets }: Arrangement = { owner: ({ index }) => index, spot: placeKeys(net), nets: [net] },
): Record<Family, Senders> {
  const make = (family: Family) => {
    const entries: Entry[] = [];
    for (const host of hosts)
      if (host.nat === undefined)
        for (const stretch of stretchesOf(host, family, nets)) {
          const shown = typeof stretch.own === 'number' ? host.publics.get(stretch.own) : undefined;
          entries.push({ ...stretch, host, shown, owner: owner(host), spot: spot(host, stretch.own) });
        }
    return arrange(net, entries);
  };
  return { 4: make(4), 6: make(6) };
}

function arrange(net: Compiled, entries: readonly Entry[]): Senders {
  const places = groupBy(entries, ({ spot }) => spot).map(
    (members, id): Place => ({
      id,
      entries: members,
      rolls: [...Map.groupBy(members, ({ host }) => guardOf(net, host, 'egress'))].map(([guard, alike]) =>
        rollOf(guard, alike),
      ),
    }),
  );
  const crews = once(() => crewsOf(places));
  return {
    places,
    entries,
    named: crewsNamed(crews),
    placesOf: (id) => [...(crews().get(id) ?? []), ...(crews().get(UNKNOWN) ?? [])].map(({ place }) => place),
  };
}

type Stretch = Pick<Entry, 'own' | 'end'>;

/** An interface's addresses, each by itself; delegated prefixes in stretches, cut where anything makes a difference. */
export function stretchesOf(host: Host, family: Family, nets: readonly Compiled[]): readonly Stretch[] {
  const { ipv4Prefixes, ipv6Prefixes, privateIpv4, ipv6 } = host.interface;
  if (ipv4Prefixes.length === 0 && ipv6Prefixes.length === 0)
    return family === 4 ? eachOf(host.addresses.v4) : eachOf(host.addresses.v6);
  const [singles, prefixes] = family === 4 ? [privateIpv4, ipv4Prefixes] : [ipv6, ipv6Prefixes];
  const alone = singles.map((text) => parseAddress(text).value);
  const cuts: AddressNumber[] = [...alone, ...alone.map(next)];
  for (const net of nets) cuts.push(...(family === 4 ? atomsOf(net).v4 : atomsOf(net).v6));
  return [
    ...alone.map((own): Stretch => ({ own })),
    ...prefixes.map(parseCidr).flatMap(({ first, end }) => {
      const inside = new Set(cuts.filter((cut) => first < cut && cut < end));
      const starts = [first, ...[...inside].sort((a, b) => (a < b ? -1 : 1))];
      return starts.map((own, at): Stretch => ({ own, end: starts[at + 1] ?? end }));
    }),
  ];
}

function eachOf<T extends AddressNumber>(set: Boundaries<T>): readonly Stretch[] {
  if (set.length === 2 && next(set[0]!) === set[1]) return [{ own: set[0]! }];
  const all: Stretch[] = [];
  for (const [first, end] of intervals(set))
    for (let own: AddressNumber = first; own < end; own = next(own)) all.push({ own });
  return all;
}

function next(address: AddressNumber): AddressNumber {
  return typeof address === 'number' ? address + 1 : address + 1n;
}

/** A roll of senders with one guard, in any order. */
export function rollOf(guard: Guard, members: readonly Entry[]): Roll {
  const entries = members.toSorted((a, b) => (a.own < b.own ? -1 : 1));
  return {
    guard,
    entries,
    shown: once(() => members.toSorted((a, b) => Number(a.shown) - Number(b.shown))),
    wide: entries.filter(({ end }) => end !== undefined),
  };
}

function crewsNamed(crews: () => ReadonlyMap<string, readonly Crew[]>): Senders['named'] {
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
      for (const members of groupBy(entries, ({ host }) => crewKey(host))) {
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

function crewKey({ groupKey, unknownGroups, interface: eni }: Host): string {
  return unknownGroups ? eni.id : groupKey;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): T[][] {
  return [...Map.groupBy(items, keyOf).values()];
}
