import type { Network } from '../../src/network/index.ts';
import { type RegionSnapshot, type Snapshot, toNetwork } from '../../src/snapshot/index.ts';

/** One Region recorded completely, by operation. */
export function region(
  outputs: Readonly<Record<string, unknown>>,
  where: { readonly account?: string; readonly region?: string } = {},
): RegionSnapshot {
  return {
    account: '111111111111',
    region: 'us-east-1',
    ...where,
    operations: new Map(Object.entries(outputs).map(([name, output]) => [name, { status: 'complete', output }])),
  };
}

export function snapshot(...regions: readonly RegionSnapshot[]): Snapshot {
  return { regions };
}

/** The network of one Region recorded completely. */
export function networkOf(outputs: Readonly<Record<string, unknown>>): Network {
  return toNetwork(snapshot(region(outputs)));
}
