import { afterAll, beforeAll, expect, it } from 'vitest';
import { withNeighbours } from '../../src/drift/index.ts';
import { EMPTY_NETWORK, type Network, type PeeringSide } from '../../src/network/index.ts';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore({});
  for (const account of ['a', 'b', 'c', 'd', 'e'])
    await store.snapshots('acme').save(at(account), { account, region: 'r', complete: [], incomplete: [] });
});
afterAll(() => store.close());

const at = (account: string): RegionSnapshot => ({
  ...{ account, region: 'r', takenAt: '2026-01-01T00:00:00.000Z', operations: new Map() },
});
const origin = { kind: 'live', account: 'a', region: 'r', operation: 'describe-vpc-peering-connections' } as const;
/** a–b–c are peered in a row, and b with an account nobody linked; d hangs on c's transit gateway; e is alone. */
const LINKS: Readonly<Record<string, readonly string[]>> = { a: ['b'], b: ['a', 'c', 'stranger'], c: ['b'] };

function networkOf({ account, region }: RegionSnapshot): Network {
  const side = (of: string): PeeringSide => ({ vpcId: `vpc-${of}`, account: of, region, cidrs: [] });
  const attachment = {
    ...{ account, region, origin, id: 'tgw-attach-1', transitGatewayId: 'tgw-1', state: 'available' },
  };
  return {
    ...EMPTY_NETWORK,
    peerings: (LINKS[account] ?? []).map((to) => ({
      ...{ id: `pcx-${account}-${to}`, account, region, origin, status: 'active' },
      ...{ requester: side(account), accepter: side(to) },
    })),
    transitGatewayAttachments:
      account === 'c' ? [{ ...attachment, resourceType: 'vpc', resourceId: 'vpc-d', resourceAccount: 'd' }] : [],
  };
}
const linked = ['a', 'b', 'c', 'd', 'e'].map((account) => ({ account, region: 'r' }));
const accounts = async (limit?: number, places = linked) =>
  (await withNeighbours(store.snapshots('acme'), at('a'), places, networkOf, limit)).map(({ account }) => account);

it('follows peerings and transit gateways to every linked place they lead to', async () => {
  expect(await accounts()).toEqual(['a', 'b', 'c', 'd']);
});

it('stops at the limit, nearest first', async () => {
  expect(await accounts(2)).toEqual(['a', 'b']);
});

it('never goes through a place that is not linked', async () => {
  expect(
    await accounts(
      20,
      linked.filter(({ account }) => account !== 'b'),
    ),
  ).toEqual(['a']);
});
