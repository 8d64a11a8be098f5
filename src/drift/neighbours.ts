import type { Network } from '../network/index.ts';
import type { RegionSnapshot } from '../snapshot/index.ts';
import type { Snapshots } from '../store/index.ts';

export interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * The snapshots an account and Region must be looked at together with: the newest of every linked place that its
 * peerings and transit gateways lead to, and that those lead to in turn, nearest first. What is not linked stays
 * unknown to the engine, which says so.
 * @param snapshots of the owner who links them
 * @param toNetwork what a snapshot holds
 * @param limit places at most, so that one scan's memory is bounded
 */
export async function withNeighbours(
  snapshots: Pick<Snapshots, 'newest'>,
  snapshot: RegionSnapshot,
  linked: readonly Place[],
  toNetwork: (region: RegionSnapshot) => Network,
  limit = 20,
): Promise<readonly RegionSnapshot[]> {
  const open = new Set(linked.map(nameOf));
  open.delete(nameOf(snapshot));
  const found = [snapshot];
  for (let at = 0; at < found.length && found.length < limit && open.size > 0; at++)
    for (const place of leadsTo(toNetwork(tiesOf(found[at]!)))) {
      if (found.length >= limit || !open.delete(nameOf(place))) continue;
      const stored = await snapshots.newest(place.account, place.region, 'any');
      if (stored) found.push(stored.snapshot);
    }
  return found;
}

/** What of a snapshot tells of other places: making all of a large one a network takes half a second. */
function tiesOf({ operations, ...region }: RegionSnapshot): RegionSnapshot {
  return { ...region, operations: new Map([...operations].filter(([name]) => /peering|transit-gateway/.test(name))) };
}

function leadsTo(network: Network): readonly Place[] {
  return [
    ...network.peerings.flatMap(({ requester, accepter }) => [requester, accepter]),
    ...network.transitGatewayAttachments.map(({ resourceAccount, region }) => ({ account: resourceAccount, region })),
    ...network.transitGateways.map(({ owner, region }) => ({ account: owner, region })),
  ];
}

function nameOf({ account, region }: Place): string {
  return `${account} ${region}`;
}
