import { type Kysely, sql } from 'kysely';
import type { ScanCompleteness } from '../findings/index.ts';
import type { RegionSnapshot } from '../snapshot/index.ts';
import type { Cipher } from './cipher.ts';
import { StoreError } from './error.ts';
import { packed, unpacked } from './pack.ts';
import type { Database } from './schema.ts';

interface StoredSnapshot {
  readonly snapshot: RegionSnapshot;
  readonly completeness: ScanCompleteness;
}

/**
 * Snapshots of the accounts one GitHub owner links. Two owners may both write an account's id into their configuration;
 * only one of them holds its role, and the other must never see what was read there. Contents are kept once per hash: an account in which nothing changed costs a row. They are
 * compressed bytes, not jsonb: 20 MB of jsonb take ten times as long to read.
 */
export function snapshots(db: Kysely<Database>, cipher: Cipher) {
  return (gitHubOwner: string) => snapshotsOf(db, cipher, gitHubOwner.toLowerCase());
}

/** What one owner's accounts were seen to hold. */
export type Snapshots = ReturnType<typeof snapshotsOf>;

/** Days are UTC's, counted back from the newest snapshot: an account nobody reads any more keeps its last 90. */
function lastOfEachDay(owner: string, account: string, region: string) {
  return sql<string>`(
    select distinct on (day) id
    from (select id, taken_at, date_trunc('day', taken_at at time zone 'UTC') as day,
                 max(taken_at) over () - interval '90 days' as since
          from snapshot where owner = ${owner} and account = ${account} and region = ${region}) of_region
    where taken_at > since
    order by day, taken_at desc, id desc)`;
}

/** What the content of a hash is sealed for. */
export const contentPlace = (hash: string) => `snapshot:${hash}`;

function snapshotsOf(db: Kysely<Database>, cipher: Cipher, owner: string) {
  return {
    /** Keeps a snapshot that says when it was taken. */
    async save(
      { account, region, takenAt, operations }: RegionSnapshot,
      completeness: ScanCompleteness,
    ): Promise<void> {
      if (takenAt === undefined)
        throw new StoreError(`The snapshot of ${account} ${region} does not say when it was taken.`);
      const { hash, gzip } = await packed(operations);
      const { key_id, value } = cipher.seal(gzip, contentPlace(hash));
      // One statement: between two, another worker's prune could take the content nobody refers to yet.
      await db
        .with('content', (query) =>
          query
            .insertInto('snapshot_content')
            .values({ hash, key_id, gzip: value })
            .onConflict((conflict) => conflict.column('hash').doNothing()),
        )
        .insertInto('snapshot')
        .values({
          owner,
          account,
          region,
          taken_at: new Date(takenAt),
          content_hash: hash,
          complete: completeness.incomplete.every(({ beside }) => beside),
          completeness: JSON.stringify(completeness),
        })
        .execute();
    },

    /** When the snapshots that are kept of an account and Region were taken, newest first. */
    async taken(account: string, region: string): Promise<readonly Date[]> {
      const rows = await db
        .selectFrom('snapshot')
        .select('taken_at')
        .where('owner', '=', owner)
        .where('account', '=', account)
        .where('region', '=', region)
        .orderBy('taken_at', 'desc')
        .execute();
      return rows.map(({ taken_at }) => taken_at);
    },

    /** The newest snapshot of an account and Region; `complete`: the newest that lacks nothing of the network. */
    async newest(account: string, region: string, of: 'any' | 'complete'): Promise<StoredSnapshot | undefined> {
      const row = await db
        .selectFrom('snapshot')
        .innerJoin('snapshot_content', 'hash', 'content_hash')
        .select(['taken_at', 'completeness', 'hash', 'gzip', 'key_id'])
        .where('owner', '=', owner)
        .where('account', '=', account)
        .where('region', '=', region)
        .$if(of === 'complete', (query) => query.where('complete', '=', true))
        .orderBy('taken_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { hash, key_id, gzip } = row;
      const operations = await unpacked(cipher.open({ key_id, value: gzip }, contentPlace(hash)));
      const snapshot = { account, region, takenAt: row.taken_at.toISOString(), operations };
      return { snapshot, completeness: row.completeness };
    },

    /**
     * Forgets the snapshots of an account and Region but the newest `keep`, the newest complete one, and for 90 days the last
     * of each day. Their contents go at the next upkeep.
     */
    async prune(account: string, region: string, keep: number): Promise<void> {
      const ofRegion = db
        .selectFrom('snapshot')
        .select('id')
        .where('owner', '=', owner)
        .where('account', '=', account)
        .where('region', '=', region)
        .orderBy('taken_at', 'desc')
        .orderBy('id', 'desc');
      await db
        .deleteFrom('snapshot')
        .where('owner', '=', owner)
        .where('account', '=', account)
        .where('region', '=', region)
        .where('id', 'not in', ofRegion.limit(keep))
        .where('id', 'not in', ofRegion.where('complete', '=', true).limit(1))
        .where('id', 'not in', lastOfEachDay(owner, account, region))
        .execute();
    },
  };
}
