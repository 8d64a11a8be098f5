import { type Kysely, sql } from 'kysely';

/** Issues as GitHub last showed them, and when all of a repository's were last looked at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // `hash` is empty where something happened to the issue that has not been looked at.
  `create table issue (
     id text primary key, repository text not null, number integer not null, account text,
     updated_at text not null, hash text not null, data json not null, key_id text)`,
  'create index issue_by_account on issue (repository, account)',
  "create index issue_doubted on issue (repository) where hash = ''",
  'create table issue_listing (repository text primary key, listed_at timestamptz not null)',
  'create index finding_by_repository on finding (repository, account)',
];
