import { isDeepStrictEqual } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { SEVERITIES, type TrackedFinding } from '../findings/index.ts';
import { chunks } from './chunks.ts';
import { type Cipher, openJson, sealJson } from './cipher.ts';
import type { Database } from './schema.ts';

/** The tracker: what is remembered of findings, per repository that holds their issues. */
export function findings(db: Kysely<Database>, cipher: Cipher) {
  const everywhere = db
    .selectFrom('finding')
    .leftJoin('waiver', (join) =>
      join.onRef('waiver.repository', '=', 'finding.repository').onRef('waiver.key', '=', 'finding.key'),
    )
    .select(['finding.key', 'finding.data', 'finding.key_id', 'finding.issue_number'])
    .select(['waiver.granted_by', 'waiver.reason', 'waiver.until']);
  const ofRepository = (repository: string) => everywhere.where('finding.repository', '=', repository);

  return {
    /** Every finding whose issue lives in `repository`, of all accounts or of some. */
    async list(repository: string, accounts?: readonly string[]): Promise<readonly TrackedFinding[]> {
      const rows = await ofRepository(repository)
        .$if(accounts !== undefined, (query) => query.where('finding.account', 'in', accounts ?? []))
        .orderBy('finding.key')
        .execute();
      return rows.map((row) => assemble(cipher, row));
    },

    /** The findings of one account and Region, by the repository their issues live in. */
    async ofPlace(account: string, region: string): Promise<ReadonlyMap<string, readonly TrackedFinding[]>> {
      const rows = await everywhere
        .select('finding.repository')
        .where('finding.account', '=', account)
        .where('finding.region', '=', region)
        .orderBy('finding.repository')
        .orderBy('finding.key')
        .execute();
      const byRepository = Map.groupBy(rows, ({ repository }) => repository);
      return new Map([...byRepository].map(([name, found]) => [name, found.map((row) => assemble(cipher, row))]));
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
      return row && assemble(cipher, row);
    },

    /** Writes findings as they now are, waivers included; what is not named stays. */
    async save(repository: string, tracked: readonly TrackedFinding[]): Promise<void> {
      for (const some of chunks(tracked, 500)) {
        await db
          .insertInto('finding')
          .values(some.map((finding) => findingRow(cipher, repository, finding)))
          .onConflict((conflict) =>
            conflict.columns(['repository', 'key']).doUpdateSet((eb) => ({
              account: eb.ref('excluded.account'),
              region: eb.ref('excluded.region'),
              state: eb.ref('excluded.state'),
              issue_number: eb.ref('excluded.issue_number'),
              data: eb.ref('excluded.data'),
              key_id: eb.ref('excluded.key_id'),
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

    /** A repository was renamed: what is remembered of it, and is to be done there, goes by its new name; issues are read anew. */
    async move(from: string, to: string): Promise<void> {
      const known = await db.selectFrom('finding').select('key').where('repository', '=', to).limit(1).execute();
      for (const table of ['waiver', 'finding'] as const)
        await (known.length > 0
          ? db.deleteFrom(table).where('repository', '=', from).execute()
          : db.updateTable(table).set({ repository: to }).where('repository', '=', from).execute());
      await db.updateTable('outbox').set({ repository: to }).where('repository', '=', from).execute();
      for (const table of ['issue', 'issue_listing'] as const)
        await db.deleteFrom(table).where('repository', '=', from).execute();
    },

    /**
     * Makes `tracked` all that is remembered of a repository in place of `known`; what is not among that stays.
     */
    async replace(
      repository: string,
      tracked: readonly TrackedFinding[],
      known: readonly TrackedFinding[],
    ): Promise<void> {
      const before = new Map(known.map((finding) => [finding.key, finding]));
      const kept = new Set(tracked.map(({ key }) => key));
      const gone = known.flatMap(({ key }) => (kept.has(key) ? [] : [key]));
      for (const some of chunks(gone, 500))
        for (const table of ['waiver', 'finding'] as const)
          await db.deleteFrom(table).where('repository', '=', repository).where('key', 'in', some).execute();
      await this.save(
        repository,
        tracked.filter((finding) => !isDeepStrictEqual(finding, before.get(finding.key))),
      );
    },
  };
}

/** What the data of a finding is sealed for; its repository may be renamed. */
export const findingPlace = (key: string) => `finding:${key}`;

/** What stays readable of sealed data: `bySeverity` counts it. */
export function shownOfFinding({ finding }: Pick<TrackedFinding, 'finding'>): object {
  return { finding: { severity: finding?.severity } };
}

function findingRow(cipher: Cipher, repository: string, { waiver: _, ...finding }: TrackedFinding) {
  const { key, account, region, state, issueNumber } = finding;
  const { key_id, value: data } = sealJson(cipher, finding, findingPlace(key), shownOfFinding(finding));
  return { repository, key, account, region, state, issue_number: issueNumber ?? null, data, key_id };
}

interface FindingRow {
  readonly key: string;
  readonly key_id: string | null;
  readonly data: Omit<TrackedFinding, 'waiver'>;
  readonly issue_number: number | null;
  readonly granted_by: string | null;
  readonly reason: string | null;
  readonly until: string | null;
}

/** The column, not the data, knows the issue's number: it is learnt after the finding was written. */
function assemble(cipher: Cipher, row: FindingRow): TrackedFinding {
  const { key, key_id, data: value } = row;
  const { issueNumber: _, ...data } = openJson(cipher, { key_id, value }, findingPlace(key));
  return {
    ...data,
    ...(row.issue_number === null ? {} : { issueNumber: row.issue_number }),
    ...(row.granted_by === null || row.reason === null || row.until === null
      ? {}
      : { waiver: { by: row.granted_by, reason: row.reason, until: row.until } }),
  };
}
