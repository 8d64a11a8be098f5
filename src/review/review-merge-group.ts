import { renderReview } from '../report/index.ts';
import type { Store } from '../store/index.ts';
import { codeOf } from './code-map.ts';
import type { PullRequests } from './ports.ts';
import { isForGood, reviewCheck } from './review-check.ts';
import type { ReviewOutcome } from './review-pull-request.ts';
import { type ComparisonSetting, narrowed, targetsOf } from './targets.ts';

export interface MergeGroupRequest extends ComparisonSetting {
  readonly store: Pick<Store, 'reviews'>;
  readonly github: Pick<PullRequests, 'pullRequest' | 'changedFiles' | 'checkRun'>;
  readonly headSha: string;
  readonly baseSha: string;
  /** `refs/heads/gh-readonly-queue/main/pr-12-…`: names the pull request the group adds. */
  readonly headRef: string;
  readonly visibility: 'public' | 'private' | 'internal';
}

/**
 * Judges what a merge queue is about to merge, on top of what is queued before it: a check run and nothing else. What
 * was approved on the pull request's head is approved here.
 */
export async function reviewMergeGroup(request: MergeGroupRequest): Promise<ReviewOutcome> {
  const { store, github, repository, headSha, baseSha, headRef, visibility } = request;
  if (codeOf(request.config, repository).length === 0) return 'not-mapped';
  const check = reviewCheck(github, headSha, { visibility });
  await check.inProgress();
  try {
    const config = await narrowed(request, baseSha);
    const { mergeBase, files } = await github.changedFiles(baseSha, headSha);
    const number = Number(/\/pr-(\d+)-[\da-f]+$/.exec(headRef)?.[1] ?? 0);
    const pull = number > 0 ? await github.pullRequest(number) : undefined;
    const fork = pull?.fork ?? true;
    const comparison = { mergeBase, head: headSha, files, fork, showsLive: !fork || visibility === 'private' };
    const targets = await targetsOf({ ...request, config }, comparison);
    const approval = pull && (await store.reviews.approval(repository, number, pull.headSha));
    const { checkRun } = renderReview({
      pullRequest: `${repository}#${number}`,
      targets,
      base: mergeBase,
      head: headSha,
      failOn: config.review.failOn,
      comment: 'never',
      hasComment: false,
      details: visibility !== 'public',
      ...(approval && { approval }),
    });
    await check.concluded(checkRun);
    return checkRun.conclusion;
  } catch (error) {
    await check.failed(error);
    if (isForGood(error)) return 'neutral';
    throw error;
  }
}
