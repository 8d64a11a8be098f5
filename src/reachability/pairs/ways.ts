import type { AddressNumber, Family } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import { type Decision, NOTHING } from '../compile/decision.ts';
import type { Host } from '../compile/places.ts';
import { cursor } from '../compile/table.ts';
import type { ServiceSet } from '../sets/services.ts';
import { evaluate, isLost, mayBeNamed } from '../walk/evaluate.ts';
import type { Target } from '../walk/journey.ts';
import type { Step } from '../walk/trail.ts';
import { placeKeys } from './places.ts';
import { type Entry, type Place, type Roll, rollOf, type Senders, stretchesOf } from './senders.ts';

/** An interface by one of the addresses that others may send to: its own ones and its public ones. */
export interface Receiver {
  readonly host: Host;
  readonly family: Family;
  readonly own: AddressNumber;
  /** The public address that senders use, where it is not the own one. */
  readonly shown: number | undefined;
  /** Receivers with the same key are reached by the same ways. */
  readonly key: string;
}

/** What the way from one place to another lets pass, there and back, groups aside, and who stands at its ends for groups. */
export interface Way {
  readonly decision: Decision;
  /** The sender's address as the receiver's groups see it: its own, its public one, or those of a NAT gateway. */
  readonly seen: 'own' | 'shown' | readonly number[];
  /** Whether ingress rules may name the sender by its groups (rule 4), and egress rules the receiver. */
  readonly isNamed: boolean;
  readonly isNamedOut: boolean;
  /** Lost sight of before it arrived. */
  readonly isLost: boolean;
  readonly doubts: string;
}

/** Places from which the way to a receiver is the same, with their senders as one. */
export interface Stream {
  readonly way: Way;
  readonly rolls: readonly Roll[];
}

/** The ways of a network, each walked once, when first asked for. */
export interface Ways {
  readonly net: Compiled;
  readonly to: (receiver: Receiver, place: Place) => Way;
  readonly streams: (receiver: Receiver, senders: Senders, places: readonly Place[]) => readonly Stream[];
}

const cache = new WeakMap<Compiled, Ways>();

export function waysOf(net: Compiled): Ways {
  const known = cache.get(net) ?? makeWays(net);
  cache.set(net, known);
  return known;
}

export function makeWays(net: Compiled): Ways {
  const byReceiver = new Map<string, Map<Place, Way>>();
  const distinct = new Map<string, Way>();
  const same = (way: Way): Way => {
    const key = keyOf(way);
    const known = distinct.get(key) ?? way;
    distinct.set(key, known);
    return known;
  };
  const to = (receiver: Receiver, place: Place): Way => {
    const known = byReceiver.get(receiver.key) ?? new Map<Place, Way>();
    byReceiver.set(receiver.key, known);
    const found = known.get(place);
    if (found) return found;
    const way = walk(net, place.entries[0]!, receiver);
    const shared = way === NOWHERE ? way : same(way);
    known.set(place, shared);
    return shared;
  };
  const pools = new WeakMap<Senders, Map<string, readonly Roll[]>>();
  const make = (receiver: Receiver, senders: Senders, places: readonly Place[]): readonly Stream[] => {
    const joined = Map.groupBy(places, (place) => to(receiver, place));
    const known = pools.get(senders) ?? new Map<string, readonly Roll[]>();
    pools.set(senders, known);
    return [...joined].flatMap(([way, members]) => {
      if (way.decision.possible.length === 0) return [];
      const key = members.map(({ id }) => id).join();
      const rolls = known.get(key) ?? mergeRolls(members);
      known.set(key, rolls);
      return [{ way, rolls }];
    });
  };
  const whole = new WeakMap<Senders, Map<string, readonly Stream[]>>();
  const streams = (receiver: Receiver, senders: Senders, places: readonly Place[]): readonly Stream[] => {
    if (places !== senders.places) return make(receiver, senders, places);
    const known = whole.get(senders) ?? new Map<string, readonly Stream[]>();
    whole.set(senders, known);
    const found = known.get(receiver.key) ?? make(receiver, senders, places);
    known.set(receiver.key, found);
    return found;
  };
  return { net, to, streams };
}

const NOWHERE: Way = {
  decision: NOTHING,
  seen: 'own',
  isNamed: false,
  isNamedOut: false,
  isLost: false,
  doubts: '',
};

function walk(net: Compiled, { host: sender, own, shown }: Entry, receiver: Receiver): Way {
  const [from, to] = [hostIn(net, sender), hostIn(net, receiver.host)];
  if (from === undefined || to === undefined) return NOWHERE;
  const translated = receiver.shown === undefined ? {} : { translated: cursor(receiver.own) };
  const target: Target = { kind: 'host', host: to, ...translated };
  const destination = cursor(receiver.shown ?? receiver.own);
  const { both, way } = evaluate(net, { kind: 'host', host: from }, cursor(own), target, destination, { bare: true });
  if (both.possible.length === 0) return NOWHERE;
  let met: Extract<Step, { kind: 'security-group' }> | undefined;
  let doubts = '';
  for (const step of way.steps)
    if (step.kind === 'security-group') met = step;
    else if (step.kind === 'doubt') doubts += `${step.text}\n`;
  const at = met?.remote.at ?? own;
  const lost = isLost(way);
  const seen = at === own ? 'own' : at === shown ? 'shown' : [...new Set([at, ...way.alternatives].map(Number))];
  if (typeof seen !== 'string' && seen.length > 1) doubts += 'a NAT gateway may send from any of its addresses\n';
  return {
    decision: both,
    seen,
    isNamed: lost ? mayBeNamed(way, target) : met?.identity !== undefined,
    isNamedOut: (way.scope === 'vpc' || way.scope === 'peering') && (!lost || mayBeNamed(way, target)),
    isLost: lost,
    doubts,
  };
}

/** An interface that may come from another compilation, which has the same one in the same place. */
function hostIn({ hosts, hostById }: Compiled, host: Host): Host | undefined {
  return hosts[host.index] === host ? host : hostById.get(host.interface.id);
}

/** Two ways with the same key are the same. */
function keyOf({ decision, seen, isNamed, isNamedOut, isLost, doubts }: Way): string {
  const { allowed, possible } = decision;
  const passed = allowed === possible ? textOf(allowed) : `${textOf(allowed)}/${textOf(possible)}`;
  return `${passed}|${seen}|${isNamed}|${isNamedOut}|${isLost}|${doubts}`;
}

const texts = new WeakMap<ServiceSet, string>();

function textOf(services: ServiceSet): string {
  const text = texts.get(services) ?? services.join();
  texts.set(services, text);
  return text;
}

function mergeRolls(places: readonly Place[]): readonly Roll[] {
  if (places.length === 1) return places[0]!.rolls;
  const rolls = Map.groupBy(
    places.flatMap((place) => place.rolls),
    ({ guard }) => guard,
  );
  return [...rolls].map(([guard, parts]) =>
    rollOf(
      guard,
      parts.flatMap(({ entries }) => entries),
    ),
  );
}

/** An interface by each address that others may send to, as far as they are known. */
export function receiversOf(net: Compiled, host: Host, ways = waysOf(net)): readonly Receiver[] {
  const keyOf = placeKeys(ways.net);
  const direct = ([4, 6] as const).flatMap((family) =>
    stretchesOf(host, family, [net]).map(
      ({ own }): Receiver => ({ host, family, own, shown: undefined, key: keyOf(host, own) }),
    ),
  );
  const translated = [...host.publics].flatMap(([own, shown]): Receiver[] =>
    shown === null ? [] : [{ host, family: 4, own, shown, key: `public ${keyOf(host, own)}` }],
  );
  return [...direct, ...translated];
}
