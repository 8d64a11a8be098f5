import { type Kysely, sql } from 'kysely';

/** Who opened and closed rules, and the member accounts of organisations. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table member (
     owner text not null, account text not null, name text not null, primary key (owner, account))`,

  // `opened_at` is null for what was there when the Region was first read.
  `create table rule_history (
     id bigserial primary key, owner text not null, account text not null, region text not null,
     rule_id text not null, group_id text not null, text text not null,
     opened_at timestamptz, opened_by text, closed_at timestamptz, closed_by text)`,
  `create unique index rule_history_open on rule_history (owner, account, region, rule_id) where closed_at is null`,
  'create index rule_history_by_rule on rule_history (owner, rule_id)',

  // Not by owner: an event names an account, and its history is asked for by those who link that account.
  `create table rule_change (
     account text not null, region text not null, rule_id text not null, at timestamptz not null,
     event text not null, actor text not null, primary key (account, region, rule_id, at, event))`,
];
