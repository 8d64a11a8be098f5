import { classKeys } from '../classes.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';
import { hasServices, type ServiceSet } from '../sets/services.ts';
import { cellsInto } from './cells.ts';
import { type Entry, sendersOf } from './senders.ts';
import { receiversOf, waysOf } from './ways.ts';

/** Services that certainly get through, both ways, from each of some interfaces to each of others, itself excepted. */
export interface ReachableBlock {
  readonly from: Neighbours;
  readonly to: readonly Host[];
  readonly services: ServiceSet;
}

/** A stretch of a long list that many blocks share: `entries[first]` up to `end`. */
export interface Neighbours {
  readonly entries: readonly Pick<Entry, 'host'>[];
  readonly first: number;
  readonly end: number;
}

/**
 * All pairs of interfaces between which something certainly gets through, exhaustively. Blocks may overlap: what an
 * interface may do to another is the union over all blocks that hold the two.
 *
 * Receivers are looked at class by class, senders as they differ to a receiver: places from which the way is the same are
 * one, and in them those whose egress says the same; ingress rules cut what is left by address, or name some by their groups.
 * So the cost grows with classes and rules, not with interfaces squared.
 */
export function* pairs(net: Compiled): Generator<ReachableBlock> {
  const ways = waysOf(net);
  const senders = sendersOf(net);
  for (const to of Map.groupBy(net.hosts, classKeys(net)).values())
    for (const receiver of receiversOf(net, to[0]!)) {
      const { places } = senders[receiver.family];
      for (const { entries, first, end, decision } of cellsInto(net, ways, senders[receiver.family], places, receiver))
        if (hasServices(decision.allowed)) yield { from: { entries, first, end }, to, services: decision.allowed };
    }
}
