import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Cipher } from './cipher.ts';
import type { Database } from './schema.ts';

/** What a review of a head said of one account. */
export interface StoredPrediction {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  readonly account: string;
  readonly mergedAt: Date;
  /** As it was kept. */
  readonly data: unknown;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** What is predicted of an account is sealed for it. */
export const predictionPlace = (account: string) => `prediction:${account}`;

/** What reviews said of pull requests, per account, until a scan shows whether it came true. */
export function predictions(db: Kysely<Database>, cipher: Cipher) {
  const of = (repository: string, number: number) =>
    db.selectFrom('prediction').where('repository', '=', repository).where('number', '=', number);
  return {
    /** Makes these all that is predicted for a pull request; one that is merged stays as it is. */
    async keep(
      repository: string,
      number: number,
      headSha: string,
      data: readonly { readonly account: string; readonly data: object }[],
    ): Promise<void> {
      if (await of(repository, number).select('number').where('merged_at', 'is not', null).executeTakeFirst()) return;
      await db.deleteFrom('prediction').where('repository', '=', repository).where('number', '=', number).execute();
      for (const { account, data: one } of data) {
        const values = { repository, number, account, head_sha: headSha, merged_at: null, outcome: null };
        const { key_id, value } = cipher.seal(await compress(JSON.stringify(one)), predictionPlace(account));
        await db
          .insertInto('prediction')
          .values({ ...values, key_id, gzip: value })
          .onConflict((conflict) => conflict.columns(['repository', 'number', 'account']).doNothing())
          .execute();
      }
    },

    /** From now on the change is expected in its accounts; only what was said of this very head counts. */
    async merged(repository: string, number: number, headSha: string, at: Date): Promise<void> {
      await db
        .updateTable('prediction')
        .set({ merged_at: at })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('head_sha', '=', headSha)
        .where('merged_at', 'is', null)
        .execute();
    },

    /** What was merged and is not settled, of one account. */
    async open(account: string): Promise<readonly StoredPrediction[]> {
      const rows = await db
        .selectFrom('prediction')
        .selectAll()
        .where('account', '=', account)
        .where('merged_at', 'is not', null)
        .where('outcome', 'is', null)
        .orderBy('merged_at')
        .execute();
      return Promise.all(
        rows.map(async ({ repository, number, merged_at, gzip: value, key_id }) => ({
          repository,
          number,
          account,
          mergedAt: merged_at!,
          data: JSON.parse(
            (await decompress(cipher.open({ key_id, value }, predictionPlace(account)))).toString('utf8'),
          ) as unknown,
        })),
      );
    },

    async settle(repository: string, number: number, account: string, outcome: string): Promise<void> {
      await db
        .updateTable('prediction')
        .set({ outcome })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('account', '=', account)
        .execute();
    },
  };
}
