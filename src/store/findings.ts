import { type Kysely, sql } from 'kysely';
import { SEVERITIES, type TrackedFinding } from '../findings/index.ts';
import type { Database } from './schema.ts';

/** The tracker: what is remembered of findings, per repository that holds their issues. */
export function findings(db: Kysely<Database>) {
  const ofRepository = (repository: string) =>
    db
      .selectFrom('finding')
      .leftJoin('waiver', (join) =>
        join.onRef('waiver.repository', '=', 'finding.repository').onRef('waiver.key', '=', 'finding.key'),
      )
      .select(['finding.data', 'finding.issue_number', 'waiver.granted_by', 'waiver.reason', 'waiver.until'])
      .where('finding.repository', '=', repository);

  return {
    /** Every finding whose issue lives in `repository`, of all accounts and Regions. */
    async list(repository: string): Promise<readonly TrackedFinding[]> {
      return (await ofRepository(repository).orderBy('finding.key').execute()).map(assemble);
    },

    /** Repositories with a tracker. */
    async repositories(): Promise<readonly string[]> {
      const rows = await db.selectFrom('finding').select('repository').distinct().orderBy('repository').execute();
      return rows.map((row) => row.repository);
    },

    /** How many findings are open, by severity; one that is told in two repositories counts in both. */
    async bySeverity(): Promise<Readonly<Record<string, number>>> {
      const rows = await db
        .selectFrom('finding')
        .select([sql<string>`data->'finding'->>'severity'`.as('severity'), sql<number>`count(*)::int`.as('open')])
        .where('state', '=', 'open')
        .groupBy('severity')
        .execute();
      const none = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0]));
      return { ...none, ...Object.fromEntries(rows.map(({ severity, open }) => [severity, open])) };
    },

    async byIssue(repository: string, issueNumber: number): Promise<TrackedFinding | undefined> {
      const row = await ofRepository(repository).where('issue_number', '=', issueNumber).executeTakeFirst();
      return row && assemble(row);
    },

    /** Writes findings as they now are, waivers included; what is not named stays. */
    async save(repository: string, tracked: readonly TrackedFinding[]): Promise<void> {
      for (const some of chunks(tracked, 500)) {
        await db
          .insertInto('finding')
          .values(some.map((finding) => findingRow(repository, finding)))
          .onConflict((conflict) =>
            conflict.columns(['repository', 'key']).doUpdateSet((eb) => ({
              account: eb.ref('excluded.account'),
              region: eb.ref('excluded.region'),
              state: eb.ref('excluded.state'),
              issue_number: eb.ref('excluded.issue_number'),
              data: eb.ref('excluded.data'),
            })),
          )
          .execute();
        const keys = some.map((finding) => finding.key);
        await db.deleteFrom('waiver').where('repository', '=', repository).where('key', 'in', keys).execute();
        const waivers = some.flatMap(({ key, waiver }) => (waiver ? [{ key, waiver }] : []));
        if (waivers.length > 0)
          await db
            .insertInto('waiver')
            .values(
              waivers.map(({ key, waiver: { by, reason, until } }) => ({
                repository,
                key,
                granted_by: by,
                reason,
                until,
              })),
            )
            .execute();
      }
    },

    /** Records which issue a finding has. Keys that are no finding's (the overview's) change nothing. */
    async setIssue(repository: string, key: string, issueNumber: number): Promise<void> {
      await db
        .updateTable('finding')
        .set({ issue_number: issueNumber })
        .where('repository', '=', repository)
        .where('key', '=', key)
        .execute();
    },

    /** A repository was renamed: what is remembered of it, and is to be done there, goes by its new name. */
    async move(from: string, to: string): Promise<void> {
      const known = await db.selectFrom('finding').select('key').where('repository', '=', to).limit(1).execute();
      for (const table of ['waiver', 'finding'] as const)
        await (known.length > 0
          ? db.deleteFrom(table).where('repository', '=', from).execute()
          : db.updateTable(table).set({ repository: to }).where('repository', '=', from).execute());
      await db.updateTable('outbox').set({ repository: to }).where('repository', '=', from).execute();
    },

    /** Makes `tracked` all that is remembered of a repository. */
    async replace(repository: string, tracked: readonly TrackedFinding[]): Promise<void> {
      const kept = tracked.map((finding) => finding.key);
      for (const table of ['waiver', 'finding'] as const)
        await db
          .deleteFrom(table)
          .where('repository', '=', repository)
          .$if(kept.length > 0, (gone) => gone.where('key', 'not in', kept))
          .execute();
      await this.save(repository, tracked);
    },
  };
}

function findingRow(repository: string, { waiver: _, ...finding }: TrackedFinding) {
  const { key, account, region, state, issueNumber } = finding;
  return { repository, key, account, region, state, issue_number: issueNumber ?? null, data: JSON.stringify(finding) };
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

interface FindingRow {
  readonly data: Omit<TrackedFinding, 'waiver'>;
  readonly issue_number: number | null;
  readonly granted_by: string | null;
  readonly reason: string | null;
  readonly until: string | null;
}

/** The column, not the data, knows the issue's number: it is learnt after the finding was written. */
function assemble(row: FindingRow): TrackedFinding {
  const { issueNumber: _, ...data } = row.data;
  return {
    ...data,
    ...(row.issue_number === null ? {} : { issueNumber: row.issue_number }),
    ...(row.granted_by === null || row.reason === null || row.until === null
      ? {}
      : { waiver: { by: row.granted_by, reason: row.reason, until: row.until } }),
  };
}
