import { mergeBase } from '../git/history.ts';
import { changedFiles, patchLines } from '../git/patch.ts';
import { commentBody } from '../http/body.ts';
import { type FieldError, invalid } from '../http/error.ts';
import { baseSha, type PullIssue, reviewCommentView, reviewView } from '../views/pull-request.ts';
import type { Account, Repository, Review, ReviewComment, World } from '../world.ts';
import { newPost } from './posts.ts';

export interface ReviewCommentInput {
  readonly body: string;
  readonly path: string;
  readonly line?: number | undefined;
  readonly side?: 'LEFT' | 'RIGHT' | undefined;
  readonly start_line?: number | undefined;
  readonly start_side?: 'LEFT' | 'RIGHT' | undefined;
  readonly subject_type?: 'line' | 'file' | undefined;
}

export interface ReviewInput {
  readonly body?: string | undefined;
  readonly event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' | undefined;
  readonly comments?: readonly ReviewCommentInput[] | undefined;
}

/** Adds one review comment, which GitHub takes only on lines the diff shows. */
export function addReviewComment(
  world: World,
  user: Account,
  repository: Repository,
  issue: PullIssue,
  commitId: string,
  input: ReviewCommentInput,
): ReviewComment {
  const comment = prepare(world, user, issue, commitId, input, null);
  store(world, user, repository, issue, [comment]);
  return comment;
}

export function replyToReviewComment(
  world: World,
  user: Account,
  repository: Repository,
  issue: PullIssue,
  parent: ReviewComment,
  body: string,
): ReviewComment {
  const post = newPost(world, user, commentBody('PullRequestReviewComment', body));
  const comment = { ...parent, ...post, reviewId: null, inReplyTo: parent.inReplyTo ?? parent.id };
  store(world, user, repository, issue, [comment]);
  return comment;
}

/** Submits a review; one comment that does not fit the diff refuses the whole, as on GitHub. */
export function submitReview(
  world: World,
  user: Account,
  repository: Repository,
  issue: PullIssue,
  commitId: string,
  input: ReviewInput,
): Review {
  const comments = input.comments ?? [];
  const needsBody = input.event === 'REQUEST_CHANGES' || (input.event === 'COMMENT' && comments.length === 0);
  if (needsBody && !input.body?.trim())
    throw invalid({ resource: 'PullRequestReview', code: 'missing_field', field: 'body' });
  const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
  const text = input.body ? commentBody('PullRequestReview', input.body) : '';
  const state = input.event === undefined ? 'PENDING' : states[input.event];
  const review: Review = { ...newPost(world, user, text), commitId, state };
  const prepared = comments.map((comment) => prepare(world, user, issue, commitId, comment, review.id));
  issue.pull.reviews.push(review);
  const payload = { review: reviewView(world, repository, issue, review) };
  if (state !== 'PENDING')
    world.emit({ event: 'pull_request_review', action: 'submitted', sender: user, repository, payload });
  store(world, user, repository, issue, prepared);
  return review;
}

function prepare(
  world: World,
  user: Account,
  issue: PullIssue,
  commitId: string,
  input: ReviewCommentInput,
  reviewId: number | null,
): ReviewComment {
  const post = newPost(world, user, commentBody('PullRequestReviewComment', input.body));
  const place = (field: string, message: string): FieldError => ({
    resource: 'PullRequestReviewComment',
    code: 'custom',
    field: `pull_request_review_thread.${field}`,
    message: `pull_request_review_thread.${field} ${message}`,
  });
  const commit = world.git.commits.get(commitId);
  const base = mergeBase(world.git, baseSha(issue.pull), commitId);
  if (!commit || !issue.pull.headHistory.includes(commitId))
    throw invalid(place('commit_id', 'is not part of the pull request'));
  const file = changedFiles(world.git, base?.files ?? new Map(), commit.files).find((f) => f.filename === input.path);
  if (!file) throw invalid({ ...place('path', 'could not be resolved'), code: 'invalid' });
  const side = input.side ?? 'RIGHT';
  const shared = { ...post, reviewId, inReplyTo: null, path: input.path, commitId, side };
  if (input.subject_type === 'file')
    return { ...shared, line: null, startSide: null, startLine: null, diffHunk: file.patch ?? '' };
  if (input.line === undefined)
    throw invalid({ resource: 'PullRequestReviewComment', code: 'missing_field', field: 'line' });
  const lines = patchLines(file.patch ?? '');
  const at = lines.find((line) => line.side === side && line.line === input.line);
  if (!at) throw invalid(place('line', 'must be part of the diff'));
  const startSide = input.start_side ?? side;
  const { start_line: startLine = null } = input;
  if (startLine !== null) {
    if (!lines.some((line) => line.side === startSide && line.line === startLine))
      throw invalid(place('start_line', 'must be part of the same hunk as the line.'));
    if (startSide === side && startLine >= input.line) throw invalid(place('start_line', 'must precede the end line.'));
  }
  const hunk = file.patch!.split('\n').slice(0, at.position + 1);
  const header = hunk.findLastIndex((line) => line.startsWith('@@'));
  return {
    ...shared,
    line: input.line,
    startLine,
    startSide: startLine === null ? null : startSide,
    diffHunk: hunk.slice(header).join('\n'),
  };
}

function store(
  world: World,
  user: Account,
  repository: Repository,
  issue: PullIssue,
  comments: readonly ReviewComment[],
): void {
  issue.pull.reviewComments.push(...comments);
  for (const comment of comments)
    world.emit({
      event: 'pull_request_review_comment',
      action: 'created',
      sender: user,
      repository,
      payload: { comment: reviewCommentView(world, repository, issue, comment) },
    });
}
