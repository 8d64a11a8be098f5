import { isTooLong, MAX_BODY } from '../http/body.ts';
import { ApiError, invalid } from '../http/error.ts';
import { issueView } from '../views/issue.ts';
import { type PullIssue, pullView } from '../views/pull-request.ts';
import type { Account, Issue, Pull, Repository, World } from '../world.ts';
import { now } from '../world.ts';
import { setLabels } from './labels.ts';
import { newPost } from './posts.ts';

export interface IssueInput {
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
}

export interface IssueChange {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly stateReason?: string | null | undefined;
}

export function checkIssueText(resource: 'Issue' | 'PullRequest', { title, body }: IssueChange): void {
  const long = (field: string, most: number) =>
    invalid({ resource, code: 'custom', field, message: `${field} is too long (maximum is ${most} characters)` });
  if (title?.trim() === '') throw invalid({ resource, code: 'missing_field', field: 'title' });
  if ([...(title ?? '')].length > 256) throw long('title', 256);
  if (isTooLong(body ?? '')) throw long('body', MAX_BODY);
}

/** An issue, or with `pull` a pull request's issue, under the repository's next number. */
export function addIssue(world: World, user: Account, repository: Repository, input: IssueInput, pull?: Pull): Issue {
  const issue: Issue = {
    ...newPost(world, user, input.body ?? null),
    number: repository.issues.length + repository.deletedIssues.size + 1,
    title: input.title,
    state: 'open',
    stateReason: null,
    labels: [],
    locked: false,
    closedAt: null,
    closedBy: null,
    comments: [],
    ...(pull ? { pull } : {}),
  };
  repository.issues.push(issue);
  return issue;
}

export function createIssue(world: World, user: Account, repository: Repository, input: IssueInput): Issue {
  if (!repository.hasIssues) throw new ApiError(410, 'Issues are disabled for this repo');
  checkIssueText('Issue', input);
  const issue = addIssue(world, user, repository, input);
  emitIssue(world, 'opened', user, repository, issue);
  setLabels(world, user, repository, issue, input.labels ?? []);
  return issue;
}

/** Changes what is given and tells of each change; closes and reopens last, as GitHub does. */
export function updateIssue(
  world: World,
  user: Account,
  repository: Repository,
  issue: Issue,
  change: IssueChange,
): void {
  checkIssueText(issue.pull ? 'PullRequest' : 'Issue', change);
  const changes: Record<string, { from: string | null }> = {};
  for (const field of ['title', 'body'] as const) {
    const value = change[field];
    if (value === undefined || value === issue[field]) continue;
    changes[field] = { from: issue[field] };
    if (field === 'title') issue.title = value!;
    else issue.body = value;
  }
  issue.updatedAt = now(world);
  if (Object.keys(changes).length > 0) emitIssue(world, 'edited', user, repository, issue, { changes });
  if (change.labels !== undefined) setLabels(world, user, repository, issue, change.labels);
  if (change.state !== undefined && change.state !== issue.state) setState(world, user, repository, issue, change);
  else if (change.stateReason && issue.state === 'closed') issue.stateReason = change.stateReason;
}

function setState(world: World, user: Account, repository: Repository, issue: Issue, change: IssueChange): void {
  const closed = change.state === 'closed';
  issue.state = closed ? 'closed' : 'open';
  issue.closedAt = closed ? now(world) : null;
  issue.closedBy = closed ? user : null;
  if (!issue.pull) issue.stateReason = closed ? (change.stateReason ?? 'completed') : 'reopened';
  emitIssue(world, closed ? 'closed' : 'reopened', user, repository, issue);
}

/** Removes an issue for good; pull requests cannot be removed. */
export function deleteIssue(world: World, user: Account, repository: Repository, issue: Issue): void {
  if (issue.pull) throw new ApiError(403, 'Pull requests cannot be deleted');
  repository.issues.splice(repository.issues.indexOf(issue), 1);
  repository.deletedIssues.add(issue.number);
  emitIssue(world, 'deleted', user, repository, issue);
}

/** Tells of something that happened to an issue: as `pull_request` where it is one. */
export function emitIssue(
  world: World,
  action: string,
  sender: Account,
  repository: Repository,
  issue: Issue,
  more: Record<string, unknown> = {},
): void {
  const payload = issue.pull
    ? { number: issue.number, pull_request: pullView(world, repository, issue as PullIssue), ...more }
    : { issue: issueView(world, repository, issue), ...more };
  world.emit({ event: issue.pull ? 'pull_request' : 'issues', action, sender, repository, payload });
}
