import { type Kysely, sql } from 'kysely';

/** Which key a row's values are sealed under; null: none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['delivery', 'snapshot_content', 'finding', 'outbox', 'prediction', 'rule_history'])
    await sql`alter table ${sql.table(table)} add column key_id text`.execute(db);
}
