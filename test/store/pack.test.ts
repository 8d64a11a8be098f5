import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Recorded } from '../../src/snapshot/index.ts';
import { packed, unpacked } from '../../src/store/pack.ts';

const output = fc.oneof(
  fc.dictionary(fc.string(), fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()), { noNullPrototype: true }),
  fc.jsonValue(),
);
const recorded: fc.Arbitrary<Recorded> = fc.oneof(
  fc.record({ status: fc.constant('complete' as const), output }),
  fc.record({ status: fc.constant('truncated' as const), reason: fc.string(), output }),
  fc.record({ status: fc.constant('denied' as const), reason: fc.string() }),
);
const operations = fc
  .dictionary(fc.stringMatching(/^[a-z-]{1,12}$/), recorded, { noNullPrototype: true })
  .map((entries) => new Map(Object.entries(entries)));

test('a packed snapshot is what JSON.stringify makes of it, and comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (map) => {
      const { hash, gzip } = await packed(map);
      const text = JSON.stringify(Object.fromEntries(map));
      expect(gunzipSync(gzip).toString()).toBe(text);
      expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
      expect(JSON.stringify(Object.fromEntries(await unpacked(gzip)))).toBe(text);
    }),
  );
});

test('a list longer than a piece is whole', async () => {
  const items = Array.from({ length: 40_000 }, (_, at) => ({ NetworkInterfaceId: `eni-${at}` }));
  const map = new Map<string, Recorded>([['describe-network-interfaces', { status: 'complete', output: { items } }]]);
  expect(await unpacked((await packed(map)).gzip)).toEqual(map);
});
