import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What is known of one organisation's configuration. */
export interface StoredConfig {
  /** The last text that was valid; it stays in force while a later one is not. */
  readonly good?: { readonly text: string; readonly sha: string };
  /** Why the newest text is not in force; empty when it is. */
  readonly errors: readonly object[];
}

/** Last good configuration and current errors, per owner of installations. */
export function configs(db: Kysely<Database>) {
  return {
    async get(owner: string): Promise<StoredConfig | undefined> {
      const row = await db.selectFrom('config').selectAll().where('owner', '=', owner).executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        ...(row.good_text === null ? {} : { good: { text: row.good_text, sha: row.good_sha ?? '' } }),
        errors: row.errors,
      };
    },

    async accept(owner: string, good: { text: string; sha: string }, at: Date): Promise<void> {
      const values = { good_text: good.text, good_sha: good.sha, errors: '[]', checked_at: at };
      await db
        .insertInto('config')
        .values({ owner, ...values })
        .onConflict((conflict) => conflict.column('owner').doUpdateSet(values))
        .execute();
    },

    /** Keeps the last good text in force. */
    async reject(owner: string, errors: readonly object[], at: Date): Promise<void> {
      const values = { errors: JSON.stringify(errors), checked_at: at };
      await db
        .insertInto('config')
        .values({ owner, good_text: null, good_sha: null, ...values })
        .onConflict((conflict) => conflict.column('owner').doUpdateSet(values))
        .execute();
    },
  };
}
