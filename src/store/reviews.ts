import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** One run of a review. */
export interface ReviewRun {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** Counts the runs of this pull request, from 1. */
  readonly run: number;
}

export interface Approval {
  readonly by: string;
  readonly reason: string;
}

/** The runs of reviews, so that an older one never overwrites what a newer one said. */
export function reviews(db: Kysely<Database>) {
  return {
    /** To be called before the head is read: a later run then never reads an older head. */
    async begin(repository: string, number: number): Promise<ReviewRun> {
      const { run } = await db
        .insertInto('review')
        .values({ repository, number, run: 1, head_sha: null, conclusion: null })
        .onConflict((conflict) =>
          conflict.columns(['repository', 'number']).doUpdateSet({ run: sql<number>`review.run + 1` }),
        )
        .returning('run')
        .executeTakeFirstOrThrow();
      return { repository, number, run };
    },

    /**
     * Records which head this run is about, unless a newer one has begun.
     * @returns another head that an earlier run was about and said nothing of: its worker died, or is still at it
     */
    async aim({ repository, number, run }: ReviewRun, headSha: string): Promise<string | undefined> {
      const before = await db
        .selectFrom('review')
        .select(['head_sha', 'conclusion'])
        .where('repository', '=', repository)
        .where('number', '=', number)
        .executeTakeFirst();
      await db
        .updateTable('review')
        .set({ head_sha: headSha, conclusion: null })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('run', '=', run)
        .execute();
      const left = before?.conclusion === null ? before.head_sha : null;
      return left === headSha ? undefined : (left ?? undefined);
    },

    /** The run that overtook this one, with the head it is about as far as that is known; undefined while there is none. */
    async newer({ repository, number, run }: ReviewRun): Promise<{ readonly headSha: string | null } | undefined> {
      const row = await db
        .selectFrom('review')
        .select('head_sha')
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('run', '>', run)
        .executeTakeFirst();
      return row && { headSha: row.head_sha };
    },

    /** Records what a run said of its head. @returns false when a newer run has begun: nothing is recorded then */
    async conclude({ repository, number, run }: ReviewRun, conclusion: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('review')
        .set({ conclusion })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('run', '=', run)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    /** Records that somebody takes responsibility for exactly this head. */
    async approve(repository: string, number: number, headSha: string, { by, reason }: Approval): Promise<void> {
      const values = { approved_sha: headSha, approved_by: by, approval_reason: reason };
      await db
        .insertInto('review')
        .values({ repository, number, run: 0, head_sha: null, conclusion: null, ...values })
        .onConflict((conflict) => conflict.columns(['repository', 'number']).doUpdateSet(values))
        .execute();
    },

    async approval(repository: string, number: number, headSha: string): Promise<Approval | undefined> {
      const row = await db
        .selectFrom('review')
        .select(['approved_by', 'approval_reason'])
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('approved_sha', '=', headSha)
        .executeTakeFirst();
      return row && { by: row.approved_by ?? '', reason: row.approval_reason ?? '' };
    },
  };
}
