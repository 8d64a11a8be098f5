import { CONFIG_PATH, type CodeEntry, type Config, narrow, parseRepositoryConfig } from '../config/index.ts';
import { type Problem, SallyportError } from '../network/index.ts';
import type { Diff } from '../reachability/index.ts';
import {
  fenced,
  type RenderedReview,
  type ReviewInput,
  type ReviewTarget,
  renderReview,
  reviewMarker,
} from '../report/index.ts';
import type { RegionSnapshot } from '../snapshot/index.ts';
import type { Store } from '../store/index.ts';
import type { Code } from './code.ts';
import type { Contents, PullRequestFacts, PullRequests } from './ports.ts';
import { type TouchedRoot, touchedRoots } from './touched.ts';

/** What code of one root changes, laid over what is live. */
export interface CodeChange {
  readonly root: CodeEntry;
  /** Twelve digits. */
  readonly account: string;
  readonly before: Code;
  readonly after: Code;
  /** That account and Region first, then those it is connected with; absent when nothing was collected yet, or its
   * details may not be shown. */
  readonly live?: readonly RegionSnapshot[];
  readonly named: Config['named'];
}

export interface CodeComparison {
  readonly diff: Diff;
  readonly problems: readonly Problem[];
  readonly quotas: readonly string[];
}

export interface LiveState {
  readonly regions: readonly RegionSnapshot[];
  /** Operations that could not be read. */
  readonly incomplete: number;
}

export interface ReviewRequest {
  readonly store: Pick<Store, 'reviews'>;
  readonly github: PullRequests;
  readonly contents: Contents;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** The organisation's; the repository's own file on the base branch can narrow it. */
  readonly config: Config;
  /** The newest complete snapshot of an account and Region, or else the newest, with those it is connected with. */
  readonly live: (account: string, region: string) => Promise<LiveState | undefined>;
  readonly visibility: 'public' | 'private' | 'internal';
  readonly compare: (change: CodeChange) => CodeComparison | Promise<CodeComparison>;
  readonly clock: () => Date;
}

export type ReviewOutcome = 'not-mapped' | 'closed' | 'superseded' | 'success' | 'neutral' | 'failure';

const CHECK_NAME = 'Sallyport / reachability';

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
  const check = checkRunOf(request, pull);
  await check.inProgress();
  try {
    const config = await narrowed(request, pull);
    const { mergeBase, files } = await github.changedFiles(pull.baseSha, pull.headSha);
    const commits = { mergeBase, head: pull.headSha };
    const touched = await touchedRoots(request.contents, codeOf(config, repository), files, commits);
    const targets: ReviewTarget[] = [];
    for (const one of touched) targets.push(await target({ ...request, config }, pull, one));
    const approval = await store.reviews.approval(repository, number, pull.headSha);
    const facts = { targets, base: mergeBase, head: pull.headSha, ...(approval && { approval }) };
    const input = { ...reviewInput({ ...request, config }), ...facts };
    const { headSha, state } = await github.pullRequest(number);
    if (headSha !== pull.headSha || state === 'closed') {
      await check.cancelled();
      return 'superseded';
    }
    if (!(await store.reviews.isNewest(run))) return 'superseded';
    const review = await say(request, input);
    await check.concluded(review.checkRun);
    await store.reviews.conclude(run, pull.headSha, review.checkRun.conclusion);
    return review.checkRun.conclusion;
  } catch (error) {
    // A newer run of the same head may have written its verdict already.
    if (!(await store.reviews.isNewest(run))) return 'superseded';
    await check.failed(error);
    if (isForGood(error)) return 'neutral';
    throw error;
  }
}

function codeOf({ code }: Config, repository: string): readonly CodeEntry[] {
  return code.filter(({ repo }) => repo.toLowerCase() === repository.toLowerCase());
}

/** Read from the base: a pull request cannot loosen the rules it is judged by. */
async function narrowed({ config, contents, repository }: ReviewRequest, pull: PullRequestFacts): Promise<Config> {
  // There the file is the organisation's own.
  if (repository.toLowerCase().endsWith('/.github')) return config;
  const own = await contents.read(pull.baseSha, CONFIG_PATH);
  if (own === undefined) return config;
  const parsed = parseRepositoryConfig(own, CONFIG_PATH);
  if (parsed.ok) return narrow(config, parsed.config);
  const errors = parsed.errors.map(({ line, message }) => `line ${line}: ${message}`);
  throw new SallyportError(`${CONFIG_PATH} of this repository is not valid.\n${errors.join('\n')}`);
}

async function target(
  request: ReviewRequest,
  pull: PullRequestFacts,
  { root, before, after }: TouchedRoot<CodeEntry>,
): Promise<ReviewTarget> {
  const { config } = request;
  const linked = config.accounts.find(({ id, name }) => id === root.account || name === root.account);
  const account = linked?.id ?? root.account;
  const place = rootsAt(config, root) > 1 ? ` (${root.path})` : '';
  const state = showsLive(request, pull) ? await request.live(account, root.region) : undefined;
  const live = state?.regions;
  const comparison = await request.compare({
    root,
    account,
    before,
    after,
    named: config.named,
    ...(live && { live }),
  });
  return {
    name: `${linked?.name ?? account}, ${root.region}${place}`,
    ...comparison,
    basis: state ? basisOf(state, request.clock()) : 'no snapshot: the code alone was compared',
  };
}

function basisOf({ regions, incomplete }: LiveState, now: Date): string {
  const takenAt = regions[0]?.takenAt;
  const lacks = incomplete > 0 ? `, ${incomplete} operations incomplete` : '';
  return `the snapshot of ${minute(takenAt)} (${age(takenAt, now)} old${lacks})`;
}

/** How many roots go to the same place, so that their names must tell them apart. */
function rootsAt({ code }: Config, { repo, account, region }: CodeEntry): number {
  return code.filter((entry) => entry.repo === repo && entry.account === account && entry.region === region).length;
}

/** Whoever may push to a fork could otherwise read the account through the report. */
function showsLive({ visibility }: ReviewRequest, pull: PullRequestFacts): boolean {
  return !pull.fork || visibility === 'private';
}

function reviewInput({ repository, number, config, visibility }: ReviewRequest) {
  return {
    pullRequest: `${repository}#${number}`,
    failOn: config.review.failOn,
    comment: config.review.comment,
    details: visibility !== 'public',
  };
}

/** Comment and line comments; without news only an earlier push's comment is brought up to date. */
async function say({ github, number }: ReviewRequest, input: Omit<ReviewInput, 'hasComment'>): Promise<RenderedReview> {
  const review = renderReview({ ...input, hasComment: true });
  const create = renderReview({ ...input, hasComment: false }).comment !== undefined;
  if (review.comment !== undefined)
    await github.upsertComment(number, reviewMarker(input.pullRequest), review.comment, { create });
  if (review.reviewComments.length > 0 && input.comment !== 'never')
    await github.reviewComments(number, input.head, review.reviewComments);
  return review;
}

function checkRunOf({ github, number, visibility }: ReviewRequest, { headSha }: PullRequestFacts) {
  const run = { headSha, name: CHECK_NAME, pullRequest: number, annotations: [] };
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
function reasonOf(error: unknown, visibility: ReviewRequest['visibility']): string {
  return error instanceof SallyportError && visibility !== 'public'
    ? fenced(error.message.split('\n'))
    : 'The reason is in the log of the service.';
}

/** Whether another attempt would fail alike: our own error, and none of an answer that may come right. */
function isForGood(error: unknown): boolean {
  return error instanceof SallyportError && !('status' in error);
}

function minute(takenAt: string | undefined): string {
  return takenAt === undefined ? 'unknown time' : `${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function age(takenAt: string | undefined, now: Date): string {
  const minutes = takenAt === undefined ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(takenAt)) / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
