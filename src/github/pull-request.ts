import { isWrittenBy, type Written } from './author.ts';
import { type Comparison, compareCommits } from './changed-files.ts';
import { type CheckRun, writeCheckRun } from './check-run.ts';
import { type CommentResult, upsertComment } from './comments.ts';
import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';
import { isTeamMember, type Permission, permissionOf } from './permission.ts';
import type { Repository } from './repository.ts';
import { postReviewComments, type ReviewComment, type ReviewCommentsResult } from './review-comments.ts';

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly draft: boolean;
  readonly baseSha: string;
  readonly baseBranch: string;
  readonly headSha: string;
  /** The head lies in another repository, written by whoever may push there. */
  readonly fork: boolean;
}

export type Reaction = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

/** Everything the app says on pull requests, and on issues in answer to commands. Every call may be repeated. */
export interface PullRequestPublisher {
  pullRequest(number: number): Promise<PullRequest>;
  /** The one comment with this marker; `create: false` only brings an existing one up to date. */
  upsertComment(
    number: number,
    marker: string,
    body: string,
    options?: { readonly create?: boolean },
  ): Promise<CommentResult>;
  reviewComments(number: number, headSha: string, comments: readonly ReviewComment[]): Promise<ReviewCommentsResult>;
  checkRun(run: CheckRun): Promise<number>;
  changedFiles(base: string, head: string): Promise<Comparison>;
  permission(username: string): Promise<Permission>;
  /** Whether a person is in a team, written `acme/security`. */
  isTeamMember(team: string, username: string): Promise<boolean>;
  react(commentId: number, content: Reaction): Promise<void>;
  /** Answers a comment with one comment on its issue or pull request; repeated, it edits that answer. */
  replyToComment(number: number, commentId: number, body: string): Promise<CommentResult>;
}

export function createPullRequestPublisher(
  octokit: Octokit,
  { owner, repo, appSlug }: Repository & { readonly appSlug: string },
): PullRequestPublisher {
  const repository = { owner, repo };
  const isOwn = (comment: Written) => isWrittenBy(appSlug, comment);
  const comment = (number: number) => ({ owner, repo, number, isOwn });
  return {
    pullRequest: (number) => readPullRequest(octokit, repository, number),
    upsertComment: (number, marker, body, { create = true } = {}) =>
      upsertComment(octokit, comment(number), marker, body, create),
    reviewComments: (number, headSha, comments) =>
      postReviewComments(octokit, { owner, repo, appSlug, number }, headSha, comments),
    checkRun: (run) => writeCheckRun(octokit, { owner, repo, appSlug }, run),
    changedFiles: (base, head) => compareCommits(octokit, repository, base, head),
    permission: (username) => permissionOf(octokit, repository, username),
    isTeamMember: (team, username) => isTeamMember(octokit, team, username),
    async react(commentId, content) {
      await calling(`react to a comment in ${owner}/${repo}`, () =>
        octokit.rest.reactions.createForIssueComment({ ...repository, comment_id: commentId, content }),
      );
    },
    replyToComment: (number, commentId, body) =>
      upsertComment(octokit, comment(number), `<!-- sallyport:reply:v1:${commentId} -->`, body),
  };
}

export async function readPullRequest(octokit: Octokit, repository: Repository, number: number): Promise<PullRequest> {
  const { data } = await calling(`read ${repository.owner}/${repository.repo}#${number}`, () =>
    octokit.rest.pulls.get({ owner: repository.owner, repo: repository.repo, pull_number: number }),
  );
  return {
    number,
    title: data.title,
    author: data.user?.login ?? 'ghost',
    state: data.state === 'closed' ? 'closed' : 'open',
    merged: data.merged === true,
    draft: data.draft === true,
    baseSha: data.base.sha,
    baseBranch: data.base.ref,
    headSha: data.head.sha,
    // A deleted fork leaves no repository behind.
    fork: data.head.repo?.full_name !== data.base.repo.full_name,
  };
}
