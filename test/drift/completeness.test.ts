import { expect, it } from 'vitest';
import { completenessOf } from '../../src/drift/completeness.ts';
import type { Recorded } from '../../src/snapshot/index.ts';

it('tells what the network needs from what lies beside it', () => {
  const denied = { status: 'denied', reason: 'no' } as const;
  expect(
    completenessOf({
      ...{ account: '123456789012', region: 'us-east-1' },
      operations: new Map<string, Recorded>([
        ['describe-vpcs', { status: 'complete', output: { Vpcs: [] } }],
        ['describe-network-acls', denied],
        ['cloudtrail-lookup-events', denied],
      ]),
    }),
  ).toEqual({
    ...{ account: '123456789012', region: 'us-east-1', complete: ['describe-vpcs'] },
    incomplete: [
      { operation: 'describe-network-acls', reason: 'no' },
      { operation: 'cloudtrail-lookup-events', reason: 'no', beside: true },
    ],
  });
});
