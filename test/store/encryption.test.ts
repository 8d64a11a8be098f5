import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssueView, TrackedFinding } from '../../src/findings/index.ts';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { createCipher } from '../../src/store/cipher.ts';
import { type EmbeddedDatabase, openEmbedded } from '../../src/store/embedded.ts';
import { type EncryptionKeys, StoreError } from '../../src/store/index.ts';
import { migrate } from '../../src/store/migrate.ts';
import { rekey, requireKeys, rowsByKey, SEALED_TABLES } from '../../src/store/rekey.ts';
import type { Database } from '../../src/store/schema.ts';
import { tables } from '../../src/store/store.ts';

let embedded: EmbeddedDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  embedded = await openEmbedded();
  db = new Kysely({ dialect: embedded.dialect });
  await migrate(db);
});
beforeEach(() =>
  sql`truncate delivery, snapshot, snapshot_content, prediction, finding, issue, outbox, rule_history`.execute(db),
);
afterAll(async () => {
  await db.destroy();
  await embedded.close();
});

const ONE = '1'.repeat(64);
const TWO = '2'.repeat(64);
const TAKEN = '2026-01-01T00:00:00.000Z';
const PLACE = { account: '123456789012', region: 'us-east-1' };
const COMPLETENESS = { ...PLACE, complete: ['describe-vpcs'], incomplete: [] };
/** In every value that is written below, in such places that compression leaves it as it is. */
const GIVEAWAY = 'sg-0giveaway';

function snapshot(vpc: string): RegionSnapshot {
  const operations = new Map([['describe-vpcs', { status: 'complete' as const, output: { Vpcs: [{ VpcId: vpc }] } }]]);
  return { ...PLACE, takenAt: TAKEN, operations };
}

const finding: TrackedFinding = {
  ...{ ...PLACE, key: 'k', state: 'open', firstSeen: TAKEN, lastSeen: TAKEN, regressions: 0, handClosures: 0 },
  finding: {
    ...{ ...PLACE, check: 'internet-any', identity: ['k'], severity: 'critical', title: GIVEAWAY, summary: 's' },
    resource: { kind: 'security-group', id: GIVEAWAY },
    ...{ exposure: 'exposed', because: [], exposed: [], fix: { cli: [] } },
  },
};
const action = { type: 'close', key: 'k', issueNumber: 1, comment: GIVEAWAY, reason: 'resolved' } as never;
const issue: IssueView = {
  ...{ number: 1, title: GIVEAWAY, body: GIVEAWAY, state: 'open', labels: [], locked: false },
  ...{ createdAt: TAKEN, updatedAt: TAKEN },
};
const delivery = { guid: 'g', event: 'issues', payload: { issue: { body: GIVEAWAY } } };
const rule = { id: 'sgr-1', groupId: 'sg-1', text: `${GIVEAWAY} ingress tcp 22` };
const seen = { ...PLACE, takenAt: TAKEN, rules: [rule] };

type Tables = ReturnType<typeof tables>;
const storeWith = (keys?: EncryptionKeys): Tables => tables(db, createCipher(keys));

async function write(store: Tables): Promise<void> {
  await store.snapshots('acme').save(snapshot(GIVEAWAY), COMPLETENESS);
  await store.findings.save('acme/infra', [finding]);
  await store.issues.save('acme/infra', [{ issue, account: PLACE.account }]);
  await store.outbox.add('acme/infra', [action]);
  await store.predictions.keep('acme/infra', 1, 'sha', [{ account: PLACE.account, data: { giveaway: GIVEAWAY } }]);
  await store.predictions.merged('acme/infra', 1, 'sha', new Date(TAKEN));
  await store.rules.of('acme').seen(seen);
  await store.deliveries.record([delivery]);
}

async function expectAll(store: Tables): Promise<void> {
  expect((await store.snapshots('acme').newest(PLACE.account, PLACE.region, 'any'))?.snapshot).toEqual(
    snapshot(GIVEAWAY),
  );
  expect(await store.findings.list('acme/infra')).toEqual([finding]);
  expect(await store.issues.list('acme/infra', [PLACE.account])).toEqual([issue]);
  expect(await store.findings.bySeverity()).toMatchObject({ critical: 1 });
  expect((await store.outbox.pending('acme/infra')).map((entry) => entry.action)).toEqual([action]);
  expect(await store.predictions.open(PLACE.account)).toMatchObject([{ data: { giveaway: GIVEAWAY } }]);
  expect((await store.rules.of('acme').history(['sgr-1'])).get('sgr-1')?.text).toBe(rule.text);
  expect(await store.deliveries.get('g')).toEqual(delivery);
  // What is seen again unchanged is neither gone nor new.
  await store.rules.of('acme').seen(seen);
  expect((await store.rules.of('acme').history(['sgr-1'])).get('sgr-1')?.closedAt).toBeUndefined();
}

/** The sealed columns as they are stored, by table. */
async function storedValues(): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ table: string; value: string }>`
    select 'snapshot_content' as table, encode(gzip, 'hex') as value from snapshot_content
    union all select 'prediction', encode(gzip, 'hex') from prediction
    union all select 'finding', data::text from finding
    union all select 'outbox', action::text from outbox
    union all select 'delivery', payload::text from delivery
    union all select 'rule_history', text from rule_history`.execute(db);
  return new Map(rows.map(({ table, value }) => [table, value]));
}

/** `1f8b`: how gzip begins. */
async function readable(): Promise<readonly string[]> {
  const values = [...(await storedValues())];
  return values.filter(([, value]) => value.includes(GIVEAWAY) || value.startsWith('1f8b')).map(([table]) => table);
}

describe('with a key', () => {
  it('nothing of the network, the findings, the reviews or webhooks is readable in the database', async () => {
    const store = storeWith({ current: ONE });
    await write(store);
    await expectAll(store);
    expect([...(await storedValues()).keys()]).toHaveLength(6);
    expect(await readable()).toEqual([]);
  });

  it('a value put in place of another is refused', async () => {
    const store = storeWith({ current: ONE });
    await store.snapshots('acme').save(snapshot('vpc-a'), COMPLETENESS);
    await store.snapshots('acme').save({ ...snapshot('vpc-b'), region: 'eu-west-1' }, COMPLETENESS);
    await sql`update snapshot_content set gzip = (select max(gzip) from snapshot_content)`.execute(db);
    const read = ['us-east-1', 'eu-west-1'].map((region) =>
      store.snapshots('acme').newest(PLACE.account, region, 'any'),
    );
    const refused = (await Promise.allSettled(read)).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { message: expect.stringMatching(/changed, or moved/) } }]);
  });

  it('the service does not start without it, nor with another', async () => {
    await write(storeWith({ current: ONE }));
    for (const keys of [undefined, { current: TWO }, { previous: TWO }])
      await expect(requireKeys(db, createCipher(keys))).rejects.toThrow(StoreError);
    for (const keys of [{ current: ONE }, { previous: ONE }, { current: TWO, previous: ONE }])
      await requireKeys(db, createCipher(keys));
  });

  it('one value sealed twice is never the same', () => {
    const cipher = createCipher({ current: ONE });
    const [first, second] = [cipher.seal(Buffer.from('x'), 'p'), cipher.seal(Buffer.from('x'), 'p')];
    expect(Buffer.from(first.value).equals(second.value)).toBe(false);
    expect(Buffer.from(cipher.open(first, 'p')).toString()).toBe('x');
  });
});

describe('a key is', () => {
  it.each<readonly [string, EncryptionKeys | undefined, EncryptionKeys, EncryptionKeys | undefined]>([
    ['introduced', undefined, { current: ONE }, { current: ONE }],
    ['changed', { current: ONE }, { current: TWO, previous: ONE }, { current: TWO }],
    ['given up', { current: ONE }, { previous: ONE }, undefined],
  ])('%s, and then nothing needs the one before', async (_, before, during, after) => {
    await write(storeWith(before));
    await expectAll(storeWith(during));
    const cipher = createCipher(during);
    expect(await rekey(db, cipher)).toBe(7);
    expect(await rekey(db, cipher)).toBe(0);
    expect([...(await rowsByKey(db))]).toEqual([[cipher.keyId ?? '', 7]]);
    await requireKeys(db, createCipher(after));
    await expectAll(storeWith(after));
    expect(await readable()).toHaveLength(after === undefined ? 6 : 0);
  });

  it('changed in every table that has one', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.columns where column_name = 'key_id' and table_schema = 'public'`.execute(
      db,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...SEALED_TABLES].sort());
  });

  it('changed for more rows than fit into one batch', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ ...finding, key: `k${index}` }));
    await storeWith().findings.save('acme/infra', many);
    expect(await rekey(db, createCipher({ current: ONE }))).toBe(250);
    expect(await storeWith({ current: ONE }).findings.list('acme/infra')).toHaveLength(250);
  });
});
