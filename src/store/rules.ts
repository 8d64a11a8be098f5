import type { Kysely, Selectable } from 'kysely';
import type { RuleChange, RuleFact } from '../snapshot/index.ts';
import { type Cipher, openText, sealText } from './cipher.ts';
import type { Database } from './schema.ts';

/** What is known of one rule's coming and going. Absent: not known; a rule without `openedAt` was there from the first. */
export interface RuleHistory {
  readonly ruleId: string;
  readonly groupId: string;
  readonly text: string;
  readonly openedAt?: Date;
  readonly openedBy?: string;
  readonly closedAt?: Date;
  readonly closedBy?: string;
}

/** The rules of one account and Region as a scan saw them. */
export interface RulesSeen {
  readonly account: string;
  readonly region: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly rules: readonly RuleFact[];
}

/** PostgreSQL takes 65,535 parameters a statement. */
const CHUNK = 2_000;

/** When each rule came and went, and by whom where CloudTrail or EventBridge told. */
export function rules(db: Kysely<Database>, cipher: Cipher) {
  return {
    /** Keeps who changed which rules; told twice, it is kept once. */
    async changed(account: string, region: string, changes: readonly RuleChange[]): Promise<void> {
      const rows = changes.flatMap(({ event, at, by, ruleIds, rules: told = [] }) =>
        ruleIds.map((rule_id) => {
          const { groupId = '', text = '' } = told.find(({ id }) => id === rule_id) ?? {};
          const { key_id, value } = sealText(cipher, text, rulePlace(rule_id));
          const what = { group_id: groupId, text: value, key_id };
          return { account, region, rule_id, at: new Date(at), event, actor: by, ...what };
        }),
      );
      for (let from = 0; from < rows.length; from += CHUNK)
        await db
          .insertInto('rule_change')
          .values(rows.slice(from, from + CHUNK))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
    },

    of: (owner: string) => rulesOf(db, cipher, owner.toLowerCase()),
  };
}

/** What a rule's text is sealed for. */
export const rulePlace = (ruleId: string) => `rule:${ruleId}`;

function rulesOf(db: Kysely<Database>, cipher: Cipher, owner: string) {
  const textOf = ({ rule_id, text, key_id }: { rule_id: string; text: string; key_id: string | null }) =>
    openText(cipher, { key_id, value: text }, rulePlace(rule_id));

  return {
    /** Compares what a complete scan saw with what is open in the history, and writes down what came and went. */
    async seen({ account, region, takenAt, rules: now }: RulesSeen): Promise<void> {
      const at = new Date(takenAt);
      await db.transaction().execute(async (trx) => {
        const here = trx
          .selectFrom('rule_history')
          .where('owner', '=', owner)
          .where('account', '=', account)
          .where('region', '=', region);
        const known = await here.select('id').limit(1).executeTakeFirst();
        const rows = await here.select(['id', 'rule_id', 'text', 'key_id']).where('closed_at', 'is', null).execute();
        const open = rows.map((row) => ({ id: row.id, rule_id: row.rule_id, text: textOf(row) }));
        const before = new Map(open.map((row) => [row.rule_id, row]));
        const after = new Map(now.map((rule) => [rule.id, rule]));
        const gone = open.filter(({ rule_id, text }) => after.get(rule_id)?.text !== text);
        const come = [...after.values()].filter(({ id, text }) => before.get(id)?.text !== text);
        const changes = await changesOf(trx, { account, region, at }, [
          ...gone.map(({ rule_id }) => rule_id),
          ...(known ? come.map(({ id }) => id) : []),
        ]);
        for (const { id, rule_id } of gone) {
          const change = changes.get(rule_id)?.findLast(({ event }) => !event.startsWith('Authorize'));
          await trx
            .updateTable('rule_history')
            .set({ closed_at: change?.at ?? at, closed_by: change?.actor ?? null })
            .where('id', '=', id)
            .execute();
        }
        for (let from = 0; from < come.length; from += CHUNK)
          await trx
            .insertInto('rule_history')
            .values(
              come.slice(from, from + CHUNK).map(({ id, groupId, text }) => {
                const change = changes.get(id)?.findLast(({ event }) => !event.startsWith('Revoke'));
                const { key_id, value } = sealText(cipher, text, rulePlace(id));
                return {
                  owner,
                  account,
                  region,
                  rule_id: id,
                  group_id: groupId,
                  text: value,
                  key_id,
                  opened_at: change?.at ?? (known ? at : null),
                  opened_by: change?.actor ?? null,
                };
              }),
            )
            .execute();
      });
    },

    /** The newest spell of each of some rules, by rule id. */
    async history(ruleIds: readonly string[]): Promise<ReadonlyMap<string, RuleHistory>> {
      const found = new Map<string, RuleHistory>();
      for (let from = 0; from < ruleIds.length; from += CHUNK) {
        const rows = await db
          .selectFrom('rule_history')
          .selectAll()
          .where('owner', '=', owner)
          .where('rule_id', 'in', ruleIds.slice(from, from + CHUNK))
          .orderBy('id')
          .execute();
        for (const row of rows) found.set(row.rule_id, spellOf(row, textOf(row)));
      }
      return found;
    },

    /** What came or went in an account and Region since a time; also between two scans, where events told of it. */
    async spells(account: string, region: string, since: Date): Promise<readonly RuleHistory[]> {
      const here = db
        .selectFrom('rule_history')
        .where('owner', '=', owner)
        .where('account', '=', account)
        .where('region', '=', region);
      const seenByScans = await here
        .selectAll()
        .where((is) => is.or([is('opened_at', '>=', since), is('closed_at', '>=', since)]))
        .orderBy('id')
        .execute();
      const passing = await db
        .selectFrom('rule_change')
        .selectAll()
        .where('account', '=', account)
        .where('region', '=', region)
        .where('at', '>=', since)
        .where('group_id', '!=', '')
        .where('rule_id', 'not in', here.select('rule_id'))
        .orderBy('at')
        .execute();
      const byRule = Map.groupBy(passing, ({ rule_id }) => rule_id);
      return [
        ...seenByScans.map((row) => spellOf(row, textOf(row))),
        ...[...byRule.values()].map((told) => passingSpell(told, textOf(told[0]!))),
      ];
    },
  };
}

function spellOf(row: Selectable<Database['rule_history']>, text: string): RuleHistory {
  return {
    ruleId: row.rule_id,
    groupId: row.group_id,
    text,
    ...(row.opened_at && { openedAt: row.opened_at }),
    ...(row.opened_by !== null && { openedBy: row.opened_by }),
    ...(row.closed_at && { closedAt: row.closed_at }),
    ...(row.closed_by !== null && { closedBy: row.closed_by }),
  };
}

/** A rule that no scan saw, by what is told of it, oldest first. */
function passingSpell(told: readonly Selectable<Database['rule_change']>[], text: string): RuleHistory {
  const [first] = told;
  const opened = told.find(({ event }) => event.startsWith('Authorize'));
  const closed = told.findLast(({ event }) => event.startsWith('Revoke'));
  return {
    ruleId: first!.rule_id,
    groupId: first!.group_id,
    text,
    ...(opened && { openedAt: opened.at, openedBy: opened.actor }),
    ...(closed && { closedAt: closed.at, closedBy: closed.actor }),
  };
}

interface KeptChange {
  readonly at: Date;
  readonly event: string;
  readonly actor: string;
}

/** What is told of some rules up to the scan, oldest first. */
async function changesOf(
  db: Kysely<Database>,
  { account, region, at }: { readonly account: string; readonly region: string; readonly at: Date },
  ruleIds: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptChange[]>> {
  const found = new Map<string, KeptChange[]>();
  for (let from = 0; from < ruleIds.length; from += CHUNK) {
    const rows = await db
      .selectFrom('rule_change')
      .select(['rule_id', 'at', 'event', 'actor'])
      .where('account', '=', account)
      .where('region', '=', region)
      .where('rule_id', 'in', ruleIds.slice(from, from + CHUNK))
      .where('at', '<=', at)
      .orderBy('at')
      .execute();
    for (const { rule_id, ...change } of rows) {
      const of = found.get(rule_id);
      if (of) of.push(change);
      else found.set(rule_id, [change]);
    }
  }
  return found;
}
