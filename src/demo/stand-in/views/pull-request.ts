import { commitsSince, mergeBase } from '../git/history.ts';
import { type ChangedFile, changedFiles, followLine, patchLines } from '../git/patch.ts';
import type { Issue, Pull, Repository, Review, ReviewComment, Side, World } from '../world.ts';
import { accountView } from './account.ts';
import { association, issueView, postView } from './issue.ts';
import { repositoryView } from './repository.ts';

export type PullIssue = Issue & { readonly pull: Pull };

/** The base branch's commit now, as GitHub's `base.sha` is refreshed by pushes to the base of an open pull request. */
export function baseSha(pull: Pull): string {
  return pull.base.repository.branches.get(pull.base.ref) ?? pull.headSha;
}

/** What the pull request changes since its merge base. */
export function pullFiles(world: World, pull: Pull): ChangedFile[] {
  const base = mergeBase(world.git, baseSha(pull), pull.headSha);
  const head = world.git.commits.get(pull.headSha)!;
  return changedFiles(world.git, base?.files ?? new Map(), head.files);
}

function sideView(world: World, side: Side, sha: string) {
  return {
    label: `${side.repository.owner.login}:${side.ref}`,
    ref: side.ref,
    sha,
    user: accountView(world, side.repository.owner),
    repo: repositoryView(world, side.repository),
  };
}

export function pullView(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const { state_reason, comments_url, repository_url, pull_request, ...shared } = issueView(world, repository, issue);
  const files = pullFiles(world, pull);
  return {
    ...shared,
    url: `${world.url}/repos/${repository.fullName}/pulls/${issue.number}`,
    issue_url: `${world.url}/repos/${repository.fullName}/issues/${issue.number}`,
    head: sideView(world, pull.head, pull.headSha),
    base: sideView(world, pull.base, baseSha(pull)),
    draft: pull.draft,
    merged: pull.merged !== null,
    merged_at: pull.merged?.at ?? null,
    merged_by: pull.merged ? accountView(world, pull.merged.by) : null,
    merge_commit_sha: pull.merged?.sha ?? null,
    mergeable: pull.merged ? null : true,
    mergeable_state: 'clean',
    requested_reviewers: [],
    requested_teams: [],
    review_comments: pull.reviewComments.length,
    commits: commitsSince(world.git, baseSha(pull), pull.headSha).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** A comment's line in the pull request as it is now; null once it is outdated. */
export function currentLine(world: World, pull: Pull, comment: ReviewComment): number | null {
  if (comment.line === null) return null;
  const text = (sha: string): string => {
    const blob = world.git.commits.get(sha)?.files.get(comment.path);
    return world.git.blobs.get(blob ?? '')?.toString() ?? '';
  };
  const line =
    comment.side === 'LEFT' ? comment.line : followLine(text(comment.commitId), text(pull.headSha), comment.line);
  const patch = pullFiles(world, pull).find((file) => file.filename === comment.path)?.patch ?? '';
  return patchLines(patch).some((at) => at.side === comment.side && at.line === line) ? line! : null;
}

export function reviewCommentView(world: World, repository: Repository, issue: PullIssue, comment: ReviewComment) {
  const api = `${world.url}/repos/${repository.fullName}/pulls`;
  const line = currentLine(world, issue.pull, comment);
  const { performed_via_github_app, ...post } = postView(world, repository, comment);
  return {
    ...post,
    url: `${api}/comments/${comment.id}`,
    html_url: `${world.url}/${repository.fullName}/pull/${issue.number}#discussion_r${comment.id}`,
    pull_request_url: `${api}/${issue.number}`,
    pull_request_review_id: comment.reviewId,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
    path: comment.path,
    commit_id: line === null ? comment.commitId : issue.pull.headSha,
    original_commit_id: comment.commitId,
    diff_hunk: comment.diffHunk,
    side: comment.side,
    line,
    original_line: comment.line,
    start_side: comment.startSide,
    start_line: line === null || comment.startLine === null ? null : line - (comment.line! - comment.startLine),
    original_start_line: comment.startLine,
    subject_type: comment.line === null ? 'file' : 'line',
  };
}

export function reviewView(world: World, repository: Repository, issue: PullIssue, review: Review) {
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: accountView(world, review.user),
    body: review.body ?? '',
    state: review.state,
    html_url: `${world.url}/${repository.fullName}/pull/${issue.number}#pullrequestreview-${review.id}`,
    pull_request_url: `${world.url}/repos/${repository.fullName}/pulls/${issue.number}`,
    author_association: association(repository, review),
    submitted_at: review.createdAt,
    commit_id: review.commitId,
  };
}
