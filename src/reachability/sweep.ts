import type { AddressNumber } from '../network/index.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { cursor } from './compile/table.ts';
import type { AddressSet } from './sets/addresses.ts';
import { intervals } from './sets/boundaries.ts';
import { type EvaluateOptions, type Evaluation, evaluate, type Source } from './walk/evaluate.ts';
import type { Target } from './walk/journey.ts';

/** A range of packets that all fare alike: half-open ranges of source and destination addresses of one family. */
export interface Stretch {
  readonly from: Source;
  readonly sources: readonly [first: AddressNumber, end: AddressNumber];
  readonly target: Target;
  readonly destinations: readonly [first: AddressNumber, end: AddressNumber];
  readonly evaluation: Evaluation;
}

/** Destination addresses of one target; `translated` when they are a public address of it. */
export interface Destination {
  readonly target: Target;
  readonly addresses: AddressSet;
}

/**
 * Visits every pair of addresses of a source and a destination, in the fewest stretches the tables allow: each evaluation
 * says how far its answer holds, and the sweep goes on from there.
 */
export function* sweep(
  net: Compiled,
  from: Source,
  sources: AddressSet,
  { target, addresses }: Destination,
  options: EvaluateOptions = {},
): Generator<Stretch> {
  yield* sweepFamily(
    net,
    from,
    [...intervals<AddressNumber>(sources.v4)],
    target,
    [...intervals<AddressNumber>(addresses.v4)],
    options,
  );
  yield* sweepFamily(
    net,
    from,
    [...intervals<AddressNumber>(sources.v6)],
    target,
    [...intervals<AddressNumber>(addresses.v6)],
    options,
  );
}

type Range = readonly [first: AddressNumber, end: AddressNumber];

function* sweepFamily(
  net: Compiled,
  from: Source,
  sources: readonly Range[],
  target: Target,
  destinations: readonly Range[],
  options: EvaluateOptions,
): Generator<Stretch> {
  if (destinations.length === 0) return;
  for (const [first, end] of sources) {
    for (let at = first; at < end; ) {
      let until = end;
      const row: { destinations: Range; evaluation: Evaluation }[] = [];
      for (const [low, high] of destinations) {
        for (let to = low; to < high; ) {
          const source = cursor(at);
          const destination = cursor(to);
          const evaluation = evaluate(net, from, source, target, destination, options);
          until = min(until, source.until);
          const next = min(high, destination.until);
          row.push({ destinations: [to, next], evaluation });
          to = next;
        }
      }
      for (const { destinations, evaluation } of row)
        yield { from, sources: [at, until], target, destinations, evaluation };
      at = until;
    }
  }
}

function min(a: AddressNumber, b: AddressNumber): AddressNumber {
  return b < a ? b : a;
}

/** The ways to address an interface: its own addresses, and its public ones as far as their values are known. */
export function destinationsOf(host: Host, addresses: AddressSet, publics: readonly number[]): Destination[] {
  const direct: Destination = { target: { kind: 'host', host }, addresses };
  const translated = publics.flatMap((privateIp): Destination[] => {
    const publicIp = host.publics.get(privateIp);
    if (typeof publicIp !== 'number') return [];
    return [
      {
        target: { kind: 'host', host, translated: cursor(privateIp) },
        addresses: { v4: [publicIp, publicIp + 1], v6: [] },
      },
    ];
  });
  return [direct, ...translated];
}

/** The ways the internet addresses an interface: by public IPv4, known or not yet, and by IPv6. */
export function internetDestinationsOf(host: Host, addresses: AddressSet, publics: readonly number[]): Destination[] {
  const translated = publics.map((privateIp): Destination => {
    const shown = host.publics.get(privateIp) ?? privateIp;
    return {
      target: { kind: 'host', host, translated: cursor(privateIp) },
      addresses: { v4: [shown, shown + 1], v6: [] },
    };
  });
  return [...translated, { target: { kind: 'host', host }, addresses }];
}

/** The resolver, metadata and time sync answer every interface there is: no news when there is a new one. */
export function isAmazonService({ evaluation }: Stretch): boolean {
  return evaluation.way.delivered === 'service' && evaluation.way.legs.length === 0;
}
