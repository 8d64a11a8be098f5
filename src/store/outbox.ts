import type { Kysely } from 'kysely';
import type { IssueAction } from '../findings/index.ts';
import { type Cipher, openJson, sealJson } from './cipher.ts';
import type { Database } from './schema.ts';

export interface OutboxEntry {
  readonly id: string;
  readonly key: string;
  readonly action: IssueAction;
  /** Tried before, with an outcome nobody recorded: it may have happened. */
  readonly attempted: boolean;
}

/** What the action of a finding is sealed for. */
export const actionPlace = (key: string) => `action:${key}`;

/** What is to be done on GitHub, written in the transaction that decided it, done in that order, each once. */
export function outbox(db: Kysely<Database>, cipher: Cipher) {
  return {
    async add(repository: string, actions: readonly IssueAction[]): Promise<void> {
      if (actions.length === 0) return;
      const rows = actions.map((each) => {
        const { key_id, value: action } = sealJson(cipher, each, actionPlace(each.key));
        return { repository, key: each.key, action, key_id };
      });
      await db.insertInto('outbox').values(rows).execute();
    },

    async pending(repository: string): Promise<readonly OutboxEntry[]> {
      const rows = await db
        .selectFrom('outbox')
        .select(['id', 'key', 'action', 'key_id', 'attempted_at'])
        .where('repository', '=', repository)
        .where('done_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(({ id, key, action: value, key_id, attempted_at }) => ({
        id,
        key,
        action: openJson(cipher, { key_id, value }, actionPlace(key)) as IssueAction,
        attempted: attempted_at !== null,
      }));
    },

    /** @param at null: it did not happen after all */
    async attempt(id: string, at: Date | null): Promise<void> {
      await db.updateTable('outbox').set({ attempted_at: at }).where('id', '=', id).execute();
    },

    /** @param error set when GitHub refused the action for good, so that trying again is useless */
    async done(id: string, at: Date, error?: string): Promise<void> {
      await db
        .updateTable('outbox')
        .set({ done_at: at, error: error ?? null })
        .where('id', '=', id)
        .execute();
    },

    /** Repositories with work left over, e.g. by a crash. */
    async repositories(): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('outbox')
        .select('repository')
        .distinct()
        .where('done_at', 'is', null)
        .orderBy('repository')
        .execute();
      return rows.map((row) => row.repository);
    },
  };
}
