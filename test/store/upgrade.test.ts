import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openStore, restoreBackup, StoreError } from '../../src/store/index.ts';
import { MIGRATIONS, migrate } from '../../src/store/migrate.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sallyport-store-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Opens the folder's database as it is, runs `work` and closes it. */
async function bare<T>(folder: string, work: (db: Kysely<unknown>) => Promise<T>): Promise<T> {
  const embedded = await openEmbedded(folder);
  const db = new Kysely<unknown>({ dialect: embedded.dialect });
  try {
    return await work(db);
  } finally {
    await db.destroy();
    await embedded.close();
  }
}

const schema = (db: Kysely<unknown>) =>
  sql<object>`select table_name, column_name, data_type, is_nullable, column_default
    from information_schema.columns where table_schema = 'public' order by 1, 2`
    .execute(db)
    .then(({ rows }) => rows);
const indexes = (db: Kysely<unknown>) =>
  sql<object>`select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1`
    .execute(db)
    .then(({ rows }) => rows);

/** What a service of any version may have written. */
const ROWS = [
  `insert into delivery (guid, event, payload) values ('guid-1', 'push', '{"a":1}')`,
  `insert into snapshot_content (hash, gzip) values ('h', '\\x1f8b')`,
  `insert into snapshot (owner, account, region, taken_at, content_hash, complete, completeness)
   values ('acme', '123456789012', 'us-east-1', '2026-01-01', 'h', true, '{}')`,
  `insert into finding (repository, key, account, region, state, issue_number, data)
   values ('acme/infra', 'k', '123456789012', 'us-east-1', 'open', 7,
     '{"key":"k","account":"123456789012","region":"us-east-1","state":"open","firstSeen":"2026-01-01","lastSeen":"2026-01-01","regressions":0,"handClosures":0}')`,
  `insert into waiver (repository, key, granted_by, reason, until) values ('acme/infra', 'k', 'ada', 'why', '2027-01-01')`,
  `insert into config (owner, good_text, good_sha, errors, checked_at) values ('acme', 'accounts: []', 'sha', '[]', now())`,
  `insert into audit (actor, action, subject, detail) values ('ada', 'accept', 'acme/infra#7', '{}')`,
];

// Each opens five databases on the disk.
describe.each(Object.keys(MIGRATIONS))('a database of version %s', { timeout: 240_000 }, (version) => {
  it('is brought to this version and loses nothing', async () => {
    const until = Object.keys(MIGRATIONS).indexOf(version) + 1;
    await bare(dir, async (db) => {
      await migrate(db, Object.fromEntries(Object.entries(MIGRATIONS).slice(0, until)));
      for (const row of ROWS) await sql.raw(row).execute(db);
    });

    const store = await openStore({ dataDir: dir });
    expect(await store.deliveries.get('guid-1')).toMatchObject({ event: 'push', payload: { a: 1 } });
    expect(await store.snapshots('acme').taken('123456789012', 'us-east-1')).toHaveLength(1);
    expect(await store.findings.list('acme/infra')).toMatchObject([
      { key: 'k', issueNumber: 7, waiver: { by: 'ada', reason: 'why', until: '2027-01-01' } },
    ]);
    expect(await store.configs.get('acme')).toMatchObject({ good: { text: 'accounts: []', sha: 'sha' } });
    expect(await store.audit.of('acme/infra#7')).toMatchObject([{ actor: 'ada', action: 'accept' }]);
    await store.close();

    const upgraded = await bare(dir, async (db) => [await schema(db), await indexes(db)]);
    const fresh = join(dir, 'fresh');
    await (await openStore({ dataDir: fresh })).close();
    expect(upgraded).toEqual(await bare(fresh, async (db) => [await schema(db), await indexes(db)]));
  }, 120_000);
});

it('a database of a newer version is left alone, and the message says what to do', { timeout: 120_000 }, async () => {
  const embedded = await openEmbedded();
  const db = new Kysely<unknown>({ dialect: embedded.dialect });
  try {
    await migrate(db);
    const fewer = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, -1));
    await expect(migrate(db, fewer)).rejects.toThrow(
      /belongs to a newer version of Sallyport \(it has 0\d+-[\w-]+\)\. Start that version/,
    );
    await migrate(db);
  } finally {
    await db.destroy();
    await embedded.close();
  }
});

describe('the backup of an embedded database', () => {
  it('holds everything, and comes back in another folder', async () => {
    const store = await openStore({ dataDir: dir });
    await store.audit.append({ actor: 'ada', action: 'accept', subject: 'one', detail: {} });
    await store.backup();
    await store.audit.append({ actor: 'ada', action: 'accept', subject: 'too late', detail: {} });
    await store.close();

    const elsewhere = join(dir, 'elsewhere');
    await restoreBackup(join(dir, 'backup.tar.gz'), elsewhere);
    const restored = await openStore({ dataDir: elsewhere });
    expect(await restored.audit.of('one')).toHaveLength(1);
    expect(await restored.audit.of('too late')).toEqual([]);
    await restored.close();
  });

  it('never replaces a database, and must be one', async () => {
    const store = await openStore({ dataDir: dir });
    await store.backup();
    await expect(restoreBackup(join(dir, 'backup.tar.gz'), dir)).rejects.toThrow(/Another Sallyport process/);
    await store.close();
    await expect(restoreBackup(join(dir, 'backup.tar.gz'), dir)).rejects.toThrow(/holds a database already/);
    await expect(restoreBackup(join(dir, 'none.tar.gz'), join(dir, 'other'))).rejects.toBeInstanceOf(StoreError);
  });
});
