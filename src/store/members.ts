import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A member account of the AWS organisation a GitHub owner links. */
export interface MemberAccount {
  readonly id: string;
  readonly name: string;
}

/** Members as last listed: an organisation that cannot be asked keeps those it had. */
export function members(db: Kysely<Database>) {
  return {
    async list(owner: string): Promise<readonly MemberAccount[]> {
      return db
        .selectFrom('member')
        .select(['account as id', 'name'])
        .where('owner', '=', owner.toLowerCase())
        .orderBy('account')
        .execute();
    },

    async replace(owner: string, found: readonly MemberAccount[]): Promise<void> {
      const rows = found.map(({ id, name }) => ({ owner: owner.toLowerCase(), account: id, name }));
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('member').where('owner', '=', owner.toLowerCase()).execute();
        for (let at = 0; at < rows.length; at += 1_000)
          await trx
            .insertInto('member')
            .values(rows.slice(at, at + 1_000))
            .execute();
      });
    },
  };
}
