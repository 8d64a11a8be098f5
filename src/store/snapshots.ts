import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { ScanCompleteness } from '../findings/index.ts';
import type { Database } from './schema.ts';

/** One account and Region as they were at one time. `content` is plain JSON data. */
export interface StoredSnapshot<Content> {
  readonly account: string;
  readonly region: string;
  readonly takenAt: Date;
  readonly completeness: ScanCompleteness;
  readonly content: Content;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Snapshots, newest first. Contents are kept once per hash: an account in which nothing changed costs a row. They are
 * compressed bytes, not jsonb: 20 MB of jsonb take ten times as long to read.
 */
export function snapshots<Content extends object>(db: Kysely<Database>) {
  return {
    async save(snapshot: StoredSnapshot<Content>): Promise<void> {
      const text = JSON.stringify(snapshot.content);
      const hash = createHash('sha256').update(text).digest('hex');
      await db
        .insertInto('snapshot_content')
        .values({ hash, gzip: await compress(text, { level: 3 }) })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute();
      await db
        .insertInto('snapshot')
        .values({
          account: snapshot.account,
          region: snapshot.region,
          taken_at: snapshot.takenAt,
          content_hash: hash,
          complete: snapshot.completeness.incomplete.length === 0,
          completeness: JSON.stringify(snapshot.completeness),
        })
        .execute();
    },

    /** The newest snapshot of an account and Region; `complete`: the newest that lacks nothing. */
    async newest(
      account: string,
      region: string,
      of: 'any' | 'complete',
    ): Promise<StoredSnapshot<Content> | undefined> {
      const row = await db
        .selectFrom('snapshot')
        .innerJoin('snapshot_content', 'hash', 'content_hash')
        .select(['taken_at', 'completeness', 'gzip'])
        .where('account', '=', account)
        .where('region', '=', region)
        .$if(of === 'complete', (query) => query.where('complete', '=', true))
        .orderBy('taken_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const content = JSON.parse((await decompress(row.gzip)).toString('utf8')) as Content;
      return { account, region, takenAt: row.taken_at, completeness: row.completeness, content };
    },

    /** Forgets all but the newest `keep` snapshots of an account and Region, and the newest complete one. */
    async prune(account: string, region: string, keep: number): Promise<void> {
      const ofRegion = db
        .selectFrom('snapshot')
        .select('id')
        .where('account', '=', account)
        .where('region', '=', region)
        .orderBy('taken_at', 'desc')
        .orderBy('id', 'desc');
      await db
        .deleteFrom('snapshot')
        .where('account', '=', account)
        .where('region', '=', region)
        .where('id', 'not in', ofRegion.limit(keep))
        .where('id', 'not in', ofRegion.where('complete', '=', true).limit(1))
        .execute();
      await db
        .deleteFrom('snapshot_content')
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('snapshot').select('id').whereRef('content_hash', '=', 'hash'))),
        )
        .execute();
    },
  };
}
