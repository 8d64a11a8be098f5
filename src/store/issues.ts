import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { IssueView } from '../findings/index.ts';
import { chunks } from './chunks.ts';
import { type Cipher, openJson, sealJson } from './cipher.ts';
import type { Database } from './schema.ts';

/** An issue as it was last seen, and the account its marker names; none: whose it is must be found out. */
export interface KeptIssue {
  readonly issue: IssueView;
  readonly account?: string | undefined;
}

/** What the data of an issue is sealed for. */
export const issuePlace = (id: string) => `issue:${id}`;

/** The issues the app wrote, as GitHub last showed them, so that a scan asks only for what changed. */
export function issues(db: Kysely<Database>, cipher: Cipher) {
  const idOf = (repository: string, number: number) => `${repository}#${number}`;

  return {
    /** Those that are kept otherwise, or not at all. What is older than what is kept is GitHub's list lagging behind. */
    async different(repository: string, page: readonly IssueView[]): Promise<readonly IssueView[]> {
      if (page.length === 0) return [];
      const rows = await db
        .selectFrom('issue')
        .select(['number', 'updated_at', 'hash'])
        .where(
          'id',
          'in',
          page.map(({ number }) => idOf(repository, number)),
        )
        .execute();
      const kept = new Map(rows.map((row) => [row.number, row]));
      return page.filter((issue) => {
        const known = kept.get(issue.number);
        return !known || (issue.updatedAt >= known.updated_at && hashOf(issue) !== known.hash);
      });
    },

    async save(repository: string, seen: readonly KeptIssue[]): Promise<void> {
      const rows = seen.map(({ issue, account = null }) => {
        const id = idOf(repository, issue.number);
        const { key_id, value: data } = sealJson(cipher, issue, issuePlace(id));
        const facts = { updated_at: issue.updatedAt, hash: hashOf(issue) };
        return { id, repository, number: issue.number, account, ...facts, data, key_id };
      });
      for (const some of chunks(rows, 100))
        await db
          .insertInto('issue')
          .values(some)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet((eb) => ({
              account: eb.ref('excluded.account'),
              updated_at: eb.ref('excluded.updated_at'),
              hash: eb.ref('excluded.hash'),
              data: eb.ref('excluded.data'),
              key_id: eb.ref('excluded.key_id'),
            })),
          )
          .execute();
    },

    async forget(repository: string, number: number): Promise<void> {
      await db.deleteFrom('issue').where('id', '=', idOf(repository, number)).execute();
    },

    /** Something happened to an issue: it has to be asked for by its number. */
    async doubt(repository: string, number: number): Promise<void> {
      await db.updateTable('issue').set({ hash: '' }).where('id', '=', idOf(repository, number)).execute();
    },

    async doubted(repository: string): Promise<readonly number[]> {
      const rows = await ofRepository(repository).select('number').where('hash', '=', '').execute();
      return rows.map(({ number }) => number);
    },

    async numbers(repository: string): Promise<readonly number[]> {
      return (await ofRepository(repository).select('number').orderBy('number').execute()).map(({ number }) => number);
    },

    /** All of a repository, or those that are, or may be, about some accounts: as the tracker knows, else as their markers say. */
    async list(repository: string, accounts?: readonly string[]): Promise<readonly IssueView[]> {
      const rows = await ofRepository(repository)
        .select(['id', 'data', 'key_id'])
        .$if(accounts !== undefined, (query) => query.where(aboutAny(repository, accounts ?? [])))
        .orderBy('number')
        .execute();
      return rows.map(({ id, key_id, data: value }) => openJson<IssueView>(cipher, { key_id, value }, issuePlace(id)));
    },

    /** When every issue of a repository was last looked at. */
    async listedAt(repository: string): Promise<Date | undefined> {
      const query = db.selectFrom('issue_listing').select('listed_at').where('repository', '=', repository);
      return (await query.executeTakeFirst())?.listed_at;
    },

    async listed(repository: string, at: Date): Promise<void> {
      await db
        .insertInto('issue_listing')
        .values({ repository, listed_at: at })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet({ listed_at: at }))
        .execute();
    },
  };

  function ofRepository(repository: string) {
    return db.selectFrom('issue').where('repository', '=', repository);
  }
}

function aboutAny(repository: string, accounts: readonly string[]) {
  const isTheirs = (column: string) =>
    accounts.length === 0 ? sql`false` : sql`${sql.ref(column)} in (${sql.join(accounts)})`;
  const theirs = isTheirs('account');
  const numbered = sql`select 1 from finding f where f.repository = ${repository} and f.issue_number = number`;
  return sql<boolean>`id in (
      select id from issue where repository = ${repository} and ${theirs}
      union select id from issue where repository = ${repository} and account is null
      union select ${repository}::text || '#' || issue_number from finding
        where repository = ${repository} and issue_number is not null and ${theirs})
    and not exists (${numbered} and not ${isTheirs('f.account')})`;
}

/** Of what a list shows; who closed an issue it may leave out. */
function hashOf({ closedBy: _, ...issue }: IssueView): string {
  return createHash('sha256').update(JSON.stringify(issue)).digest('base64');
}
