import type { AffectedPair, Side } from './changes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { exposureKey } from './exposure.ts';
import type { Part } from './pairs/compare.ts';
import { placeKeys } from './pairs/places.ts';
import { stretchesOf } from './pairs/senders.ts';
import type { AddressSet } from './sets/addresses.ts';

/** Senders, by how they fare, with the receivers they fare so with. */
export function* pairsInto(receivers: readonly string[], parts: readonly Part[]): Generator<AffectedPair> {
  for (const { ids, lines } of parts) {
    const senders = receivers.length === 1 ? ids.filter((id) => id !== receivers[0]) : ids;
    yield* pairOf(senders, receivers, lines);
  }
}

/** The same pair, of some of its senders. */
export function amongSenders({ to, lines = [] }: AffectedPair, ids: readonly string[]): readonly AffectedPair[] {
  return to.kind === 'hosts' ? pairOf(ids, to.ids, lines) : [];
}

function pairOf(
  senders: readonly string[],
  receivers: readonly string[],
  lines: Part['lines'],
): readonly AffectedPair[] {
  const pair = distinctPair(senders, receivers);
  if (pair === undefined) return [];
  return [
    {
      from: { kind: 'hosts', ids: senders, example: pair[0] },
      to: { kind: 'hosts', ids: receivers, example: pair[1] },
      lines,
    },
  ];
}

/** One interface of each, not the same; undefined when both sides are one and the same interface. */
function distinctPair(from: readonly string[], to: readonly string[]): readonly [string, string] | undefined {
  const [first] = from;
  const other = to.find((id) => id !== first);
  if (first !== undefined && other !== undefined) return [first, other];
  const sender = from.find((id) => id !== to[0]);
  return sender !== undefined && to[0] !== undefined ? [sender, to[0]] : undefined;
}

/** What may come in to interfaces from outside the network, and go out. */
export function* outsidePairs(
  ids: readonly string[],
  directions: readonly ('ingress' | 'egress')[] = ['ingress', 'egress'],
  within?: AddressSet,
): Generator<AffectedPair> {
  const side: Side = { kind: 'hosts', ids, example: ids[0]! };
  const outside: Side = { kind: 'outside', ...(within && { within }) };
  if (directions.includes('ingress')) yield { from: outside, to: side };
  if (directions.includes('egress')) yield { from: side, to: outside };
}

/** A key of interfaces that nobody outside the network can tell apart. */
export function outsideKeys(net: Compiled): (host: Host) => string {
  const spot = placeKeys(net);
  return (host) => {
    const spots = ([4, 6] as const).flatMap((family) =>
      stretchesOf(host, family, [net]).map(({ own }) => spot(host, own)),
    );
    return `${exposureKey(host)}#${spots.join()}`;
  };
}
