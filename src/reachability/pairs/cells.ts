import type { AddressNumber } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import { and, type Decision, NOTHING, or } from '../compile/decision.ts';
import { segmentAt, type Table } from '../compile/table.ts';
import { intersectServices, NO_SERVICES, unionServices } from '../sets/services.ts';
import { ingressBound } from '../walk/filters.ts';
import { lowerBound, ownOf, shownOf } from './asked.ts';
import { decisionAt, type Guard, guardOf, namedDecision, tableOf } from './guards.ts';
import type { Entry, Place, Roll, Senders } from './senders.ts';
import type { Receiver, Way, Ways } from './ways.ts';

/** Neighbours in a roll, `entries[first]` up to `end`, and what a receiver gets from each of them. */
export interface Cell {
  readonly entries: readonly Entry[];
  readonly first: number;
  readonly end: number;
  readonly decision: Decision;
  /** What the receiver's groups say of them: by address, and by the groups they hold. */
  readonly granted: Decision;
  readonly named: Decision;
  /** What stands between them, for the reasons of a doubt. */
  readonly way: Way;
  readonly guards: readonly [egress: Guard, ingress: Guard];
}

/**
 * What a receiver gets from some places, in as few cells as the tables allow. What it gets from one sender is all that the
 * cells say that hold it: one by its address, one by its groups.
 */
export function* cellsInto(
  net: Compiled,
  ways: Ways,
  senders: Senders,
  places: readonly Place[],
  receiver: Receiver,
): Generator<Cell> {
  const guard = guardOf(net, receiver.host, 'ingress');
  for (const { way, rolls } of ways.streams(receiver, senders, places))
    for (const roll of rolls) yield* laid(net, roll, way, receiver, guard, NOTHING);
  const isAsked = places === senders.places ? undefined : new Set(places);
  for (const { place, roll, decision } of senders.named(guard)) {
    if (isAsked?.has(place) === false) continue;
    const way = ways.to(receiver, place);
    if (way.isNamed) yield* laid(net, roll, way, receiver, guard, decision);
  }
}

/** Lays the groups of both ends over a way. `named`: what the receiver's groups grant all of the roll by the groups it holds. */
function* laid(
  net: Compiled,
  roll: Roll,
  way: Way,
  receiver: Receiver,
  guard: Guard,
  named: Decision,
): Generator<Cell> {
  const out = and(way.decision, egressDecision(roll.guard, way, receiver));
  if (out.possible.length === 0) return;
  const guards = [roll.guard, guard] as const;
  const { entries } = roll;
  const whole = (decision: Decision, granted: Decision): Cell => {
    return { entries, first: 0, end: entries.length, decision, granted, named, way, guards };
  };
  if (way.isLost) {
    const bound = named === NOTHING ? ingressBound(net, receiver.host, receiver.family, undefined) : named.possible;
    const possible = intersectServices(out.possible, bound);
    if (possible.length > 0) yield whole({ allowed: NO_SERVICES, possible }, NOTHING);
    return;
  }
  if (typeof way.seen !== 'string') {
    const granted = way.seen.map((address) => decisionAt(guard, address)).reduce(either);
    const decision = and(out, or(granted, named));
    if (decision.possible.length > 0) yield whole(decision, granted);
    return;
  }
  const order = way.seen === 'own' ? entries : roll.shown();
  const addressOf = way.seen === 'own' ? ownOf : shownOf;
  for (const { first, end, value: granted } of runs(tableOf(guard, addressOf(order[0]!)), order, addressOf)) {
    const decision = and(out, or(granted, named));
    if (decision.possible.length > 0) yield { entries: order, first, end, decision, granted, named, way, guards };
  }
  if (way.seen === 'own')
    for (const entry of roll.wide)
      for (const granted of beyond(tableOf(guard, entry.own), entry)) {
        const decision = and(out, or(granted, named));
        if (decision.possible.length > 0)
          yield { entries: [entry], first: 0, end: 1, decision, granted, named, way, guards };
      }
}

/** Where either of two may hold: certain is what both let pass. */
function either(a: Decision, b: Decision): Decision {
  if (a === b) return a;
  return {
    allowed: intersectServices(a.allowed, b.allowed),
    possible: unionServices(a.possible, b.possible),
  };
}

/** What a table says of a stretch of addresses beyond its first. */
function* beyond({ starts, values }: Table<Decision>, { own, end }: Entry): Generator<Decision> {
  const first = segmentAt({ starts, values }, own);
  for (let at = first + 1; at < starts.length && starts[at]! < end!; at++) yield values[at]!;
}

function egressDecision(guard: Guard, { isNamedOut }: Way, { host, own, shown }: Receiver): Decision {
  const decision = decisionAt(guard, shown ?? own);
  return isNamedOut ? or(decision, namedDecision(guard, host)) : decision;
}

/** Runs of entries of which a table says the same, whatever it says of addresses nobody has. */
function* runs(
  { starts, values }: Table<Decision>,
  order: readonly Entry[],
  addressOf: (entry: Entry) => AddressNumber,
): Generator<{ readonly first: number; readonly end: number; readonly value: Decision }> {
  let segment = segmentAt({ starts, values }, addressOf(order[0]!));
  let first = 0;
  let value = values[segment]!;
  for (;;) {
    const limit = starts[segment + 1];
    const end = limit === undefined ? order.length : lowerBound(order, addressOf, limit, first);
    if (end === order.length) break;
    segment = segmentAt({ starts, values }, addressOf(order[end]!));
    if (values[segment] === value) continue;
    yield { first, end, value };
    first = end;
    value = values[segment]!;
  }
  yield { first, end: order.length, value };
}
