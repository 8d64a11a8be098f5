import { type Kysely, sql } from 'kysely';

/** What reviews said of changes, kept until a scan shows whether it came true. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table prediction (
     repository text not null, number integer not null, account text not null, head_sha text not null,
     gzip bytea not null, merged_at timestamptz, outcome text,
     primary key (repository, number, account))`,
  'create index prediction_open on prediction (account) where merged_at is not null and outcome is null',
];
