import { type Kysely, sql } from 'kysely';

/** Rules that came and went between two scans, as far as events tell what they were. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table rule_change
     add column group_id text not null default '', add column text text not null default '', add column key_id text`,
  'create index rule_history_by_place on rule_history (owner, account, region)',
];
