import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

const DAY = 24 * 60 * 60 * 1000;
/** GitHub itself redelivers for three days only. */
const KEEP_DELIVERIES = 14 * DAY;
/** A repository whose issues are kept is looked at every hour. */
const KEEP_ISSUES = 14 * DAY;
const KEEP_ACTIONS = 90 * DAY;
/** Rules that are gone, and who changed rules: as long as CloudTrail itself keeps events that are looked up. */
const KEEP_RULES = 90 * DAY;

/** Forgets what nobody will ask for again: webhooks and actions long done, contents of snapshots that are pruned. */
export async function upkeep(db: Kysely<Database>, now: Date): Promise<void> {
  const before = (age: number) => new Date(now.getTime() - age);
  await db.deleteFrom('delivery').where('done_at', '<', before(KEEP_DELIVERIES)).execute();
  await db.deleteFrom('outbox').where('done_at', '<', before(KEEP_ACTIONS)).execute();
  const unused = db.selectFrom('issue_listing').select('repository').where('listed_at', '<', before(KEEP_ISSUES));
  for (const table of ['issue', 'issue_listing'] as const)
    await db.deleteFrom(table).where('repository', 'in', unused).execute();
  await db.deleteFrom('rule_history').where('closed_at', '<', before(KEEP_RULES)).execute();
  await db.deleteFrom('rule_change').where('at', '<', before(KEEP_RULES)).execute();
  await db
    .deleteFrom('snapshot_content')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('snapshot').select('id').whereRef('content_hash', '=', 'hash'))),
    )
    .execute();
}
