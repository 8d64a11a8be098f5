import { SallyportError } from '../network/index.ts';
import { fenced, type RenderedReview } from '../report/index.ts';
import type { PullRequests } from './ports.ts';

const CHECK_NAME = 'Sallyport / reachability';

/** The check run of one commit; it always comes to a conclusion. */
export function reviewCheck(
  github: Pick<PullRequests, 'checkRun'>,
  headSha: string,
  { visibility, number }: { readonly visibility: 'public' | 'private' | 'internal'; readonly number?: number },
) {
  const run = { headSha, name: CHECK_NAME, annotations: [], ...(number !== undefined && { pullRequest: number }) };
  const completed = { ...run, status: 'completed' } as const;
  return {
    inProgress: () =>
      github.checkRun({
        ...run,
        status: 'in_progress',
        title: 'Comparing reachability',
        summary: 'Reading the code of both sides.',
      }),
    cancelled: () =>
      github.checkRun({
        ...completed,
        conclusion: 'cancelled',
        title: 'Superseded',
        summary: 'A newer push or run took over before this one had finished.',
      }),
    concluded: (check: RenderedReview['checkRun']) => github.checkRun({ ...completed, ...check }),
    /** Never green and never red: nothing is known. */
    failed: (error: unknown) =>
      github.checkRun({
        ...completed,
        conclusion: 'neutral',
        title: 'Could not be compared',
        summary: `Sallyport failed, so this says nothing about reachability.\n\n${reasonOf(error, visibility)}`,
      }),
  };
}

/** Only our own errors are written for readers; others may hold what must not be shown. */
function reasonOf(error: unknown, visibility: 'public' | 'private' | 'internal'): string {
  return error instanceof SallyportError && visibility !== 'public'
    ? fenced(error.message.split('\n'))
    : 'The reason is in the log of the service.';
}

/** Whether another attempt would fail alike: our own error, and none of an answer that may come right. */
export function isForGood(error: unknown): boolean {
  return error instanceof SallyportError && !('status' in error);
}
