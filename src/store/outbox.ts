import type { Kysely } from 'kysely';
import type { IssueAction } from '../findings/index.ts';
import type { Database } from './schema.ts';

export interface OutboxEntry {
  readonly id: string;
  readonly key: string;
  readonly action: IssueAction;
  /** Tried before, with an outcome nobody recorded: it may have happened. */
  readonly attempted: boolean;
}

/** What is to be done on GitHub, written in the transaction that decided it, done in that order, each once. */
export function outbox(db: Kysely<Database>) {
  return {
    async add(repository: string, actions: readonly IssueAction[]): Promise<void> {
      if (actions.length === 0) return;
      const rows = actions.map((action) => ({ repository, key: action.key, action: JSON.stringify(action) }));
      await db.insertInto('outbox').values(rows).execute();
    },

    async pending(repository: string): Promise<readonly OutboxEntry[]> {
      const rows = await db
        .selectFrom('outbox')
        .select(['id', 'key', 'action', 'attempted_at'])
        .where('repository', '=', repository)
        .where('done_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(({ id, key, action, attempted_at }) => ({
        id,
        key,
        action: action as IssueAction,
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
