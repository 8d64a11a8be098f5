import { type RenderedReview, type ReviewInput, renderReview, reviewMarker } from '../report/index.ts';
import type { Store } from '../store/index.ts';
import { codeOf } from './code-map.ts';
import type { PullRequestFacts, PullRequests } from './ports.ts';
import { isForGood, reviewCheck } from './review-check.ts';
import { type AccountTarget, type ComparisonSetting, narrowed, targetsOf } from './targets.ts';

export interface ReviewRequest extends ComparisonSetting {
  readonly store: Pick<Store, 'reviews'>;
  readonly github: PullRequests;
  readonly number: number;
  readonly visibility: 'public' | 'private' | 'internal';
  /** Of the repository; another base is another pull request's branch, say, and is named. */
  readonly defaultBranch?: string;
  /** Keeps what was said of a head until it is merged. */
  readonly predict?: (pull: PullRequestFacts, mergeBase: string, targets: readonly AccountTarget[]) => Promise<void>;
}

export type ReviewOutcome = 'not-mapped' | 'closed' | 'superseded' | 'success' | 'neutral' | 'failure';

/**
 * The review loop: what the code of a pull request's head would change in who can reach what, said in one comment, on the
 * causing lines and in a check run that always concludes. A failure of our own concludes it as neutral, with the reason.
 */
export async function reviewPullRequest(request: ReviewRequest): Promise<ReviewOutcome> {
  const { store, github, repository, number } = request;
  if (codeOf(request.config, repository).length === 0) return 'not-mapped';
  const run = await store.reviews.begin(repository, number);
  const pull = await github.pullRequest(number);
  if (pull.state === 'closed') return 'closed';
  const check = reviewCheck(github, pull.headSha, request);
  const left = await store.reviews.aim(run, pull.headSha);
  if (left !== undefined) await reviewCheck(github, left, request).cancelled();
  await check.inProgress();
  /** A newer run has the last word on its own head, and this one's head ends here. */
  const isOvertaken = async () => {
    const newer = await store.reviews.newer(run);
    if (newer && newer.headSha !== pull.headSha) await check.cancelled();
    return newer !== undefined;
  };
  try {
    const config = await narrowed(request, pull.baseSha);
    const { mergeBase, files } = await github.changedFiles(pull.baseSha, pull.headSha);
    const showsLive = !pull.fork || request.visibility === 'private';
    const comparison = { mergeBase, head: pull.headSha, files, fork: pull.fork, showsLive };
    const targets = await targetsOf({ ...request, config }, comparison);
    const approval = await store.reviews.approval(repository, number, pull.headSha);
    const isStacked = request.defaultBranch !== undefined && pull.baseBranch !== request.defaultBranch;
    const input = {
      pullRequest: `${repository}#${number}`,
      failOn: config.review.failOn,
      comment: config.review.comment,
      details: request.visibility !== 'public',
      fork: pull.fork,
      targets,
      base: mergeBase,
      head: pull.headSha,
      ...(approval && { approval }),
      ...(isStacked && { baseBranch: pull.baseBranch }),
    };
    const { headSha, baseBranch, state } = await github.pullRequest(number);
    if (headSha !== pull.headSha || state === 'closed') {
      await check.cancelled();
      await store.reviews.conclude(run, 'cancelled');
      return 'superseded';
    }
    // Another base branch has its own run of this same head under way.
    if (baseBranch !== pull.baseBranch || (await isOvertaken())) return 'superseded';
    const { checkRun } = await say(request, pull, input);
    await check.concluded(checkRun);
    if (await store.reviews.conclude(run, checkRun.conclusion)) {
      await request.predict?.(pull, mergeBase, targets);
      return checkRun.conclusion;
    }
  } catch (error) {
    if (await isOvertaken()) return 'superseded';
    await check.failed(error);
    await store.reviews.conclude(run, 'neutral');
    if (isForGood(error)) return 'neutral';
    throw error;
  }
  // A newer run began while this one spoke, and may have been spoken over: what is true now is said again.
  return reviewPullRequest(request);
}

/** Comment and line comments; without news only an earlier push's comment is brought up to date. */
async function say(
  { github, number }: ReviewRequest,
  { draft }: PullRequestFacts,
  input: Omit<ReviewInput, 'hasComment'>,
): Promise<RenderedReview> {
  const review = renderReview({ ...input, hasComment: true });
  const create = renderReview({ ...input, hasComment: false }).comment !== undefined;
  if (review.comment !== undefined)
    await github.upsertComment(number, reviewMarker(input.pullRequest), review.comment, { create });
  // A draft is not finished: its lines are commented on once somebody is asked to look at them.
  if (review.reviewComments.length > 0 && input.comment !== 'never' && !draft)
    await github.reviewComments(number, input.head, review.reviewComments);
  return review;
}
