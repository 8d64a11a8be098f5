import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Which head of a pull request a review is asked for. */
export interface ReviewRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  readonly headSha: string;
  /** The pull request's `updated_at`: webhooks arrive in any order. */
  readonly requestedAt: Date;
}

/** The newest head per pull request, so that an older run never overwrites a newer one. */
export function reviews(db: Kysely<Database>) {
  return {
    /** @returns false when a newer head has been asked for already */
    async request({ repository, number, headSha, requestedAt }: ReviewRequest): Promise<boolean> {
      const values = { head_sha: headSha, requested_at: requestedAt };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('review')
        .values({ repository, number, ...values, conclusion: null, concluded_sha: null })
        .onConflict((conflict) =>
          conflict
            .columns(['repository', 'number'])
            .doUpdateSet(values)
            .where('review.requested_at', '<=', requestedAt),
        )
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async newestHead(repository: string, number: number): Promise<string | undefined> {
      const row = await db
        .selectFrom('review')
        .select('head_sha')
        .where('repository', '=', repository)
        .where('number', '=', number)
        .executeTakeFirst();
      return row?.head_sha;
    },

    async conclude(repository: string, number: number, headSha: string, conclusion: string): Promise<void> {
      await db
        .updateTable('review')
        .set({ conclusion, concluded_sha: headSha })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('head_sha', '=', headSha)
        .execute();
    },
  };
}
