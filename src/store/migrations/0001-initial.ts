import { type Kysely, sql } from 'kysely';

/** Tables as they were first released. Never edited: a change is a further migration. PostgreSQL 15 features only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // `json`, not `jsonb`: a payload may hold \u0000, which jsonb refuses.
  `create table delivery (
     guid text primary key, event text not null, payload json not null,
     received_at timestamptz not null default now(), done_at timestamptz)`,
  'create index delivery_pending on delivery (received_at) where done_at is null',

  'create table snapshot_content (hash text primary key, gzip bytea not null)',
  `create table snapshot (
     id bigserial primary key, owner text not null, account text not null, region text not null,
     taken_at timestamptz not null,
     content_hash text not null references snapshot_content (hash), complete boolean not null,
     completeness json not null)`,
  'create index snapshot_newest on snapshot (owner, account, region, taken_at desc, id desc)',
  'create index snapshot_by_content on snapshot (content_hash)',

  `create table finding (
     repository text not null, key text not null, account text not null, region text not null, state text not null,
     issue_number integer, data json not null, primary key (repository, key))`,
  'create index finding_by_account on finding (account, region)',
  'create index finding_by_issue on finding (repository, issue_number)',
  `create table waiver (
     repository text not null, key text not null, granted_by text not null, reason text not null, until text not null,
     primary key (repository, key))`,

  `create table outbox (
     id bigserial primary key, repository text not null, key text not null, action json not null,
     created_at timestamptz not null default now(), attempted_at timestamptz, done_at timestamptz, error text)`,
  'create index outbox_pending on outbox (repository, id) where done_at is null',

  `create table config (
     owner text primary key, good_text text, good_sha text, errors json not null, checked_at timestamptz not null)`,

  `create table review (
     repository text not null, number integer not null, run integer not null, head_sha text, conclusion text,
     approved_sha text, approved_by text, approval_reason text,
     primary key (repository, number))`,

  `create table audit (
     id bigserial primary key, at timestamptz not null default now(), actor text not null, action text not null,
     subject text not null, detail json not null)`,
];
