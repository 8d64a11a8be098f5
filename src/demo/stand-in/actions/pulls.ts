import { ancestry, mergeBase } from '../git/history.ts';
import { ApiError, invalid } from '../http/error.ts';
import type { PullIssue } from '../views/pull-request.ts';
import { baseSha } from '../views/pull-request.ts';
import type { Account, Repository, World } from '../world.ts';
import { findRepository, now } from '../world.ts';
import { type CommitInput, makeCommit, push } from './commits.ts';
import { addIssue, checkIssueText, emitIssue } from './issues.ts';

export interface PullInput {
  readonly title: string;
  readonly body?: string | null | undefined;
  /** `branch`, or `owner:branch` for a fork's. */
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean | undefined;
}

export function openPullRequest(world: World, user: Account, repository: Repository, input: PullInput): PullIssue {
  checkIssueText('PullRequest', input);
  const [branch, owner] = input.head.split(':').reverse() as [string, string?];
  const source = owner === undefined ? repository : findRepository(world, `${owner}/${repository.name}`);
  const headSha = source?.branches.get(branch);
  const wrong = (field: string) => invalid({ resource: 'PullRequest', code: 'invalid', field });
  if (!source || headSha === undefined) throw wrong('head');
  const base = repository.branches.get(input.base);
  if (base === undefined) throw wrong('base');
  if (ancestry(world.git, base).has(headSha))
    throw invalid({
      resource: 'PullRequest',
      code: 'custom',
      message: `No commits between ${input.base} and ${input.head}`,
    });
  const pull = {
    head: { repository: source, ref: branch },
    base: { repository, ref: input.base },
    draft: input.draft ?? false,
    merged: null,
    headSha,
    headHistory: [headSha],
    reviews: [],
    reviewComments: [],
  };
  const issue = addIssue(world, user, repository, input, pull) as PullIssue;
  emitIssue(world, 'opened', user, repository, issue);
  return issue;
}

/** Merges with a merge commit; files both sides changed are a conflict, whichever lines they changed. */
export function mergePullRequest(world: World, user: Account, repository: Repository, issue: PullIssue): string {
  const { pull } = issue;
  if (issue.state !== 'open') throw new ApiError(405, 'Pull Request is not mergeable');
  const base = baseSha(pull);
  const commit = makeCommit(world, user, {
    message: `Merge pull request #${issue.number} from ${pull.head.repository.owner.login}/${pull.head.ref}\n\n${issue.title}`,
    parents: [base, pull.headSha],
    files: changesOf(world, base, pull.headSha),
  });
  pull.merged = { at: now(world), by: user, sha: commit.sha };
  issue.state = 'closed';
  issue.closedAt = pull.merged.at;
  issue.closedBy = user;
  push(world, user, repository, pull.base.ref, commit.sha);
  emitIssue(world, 'closed', user, repository, issue);
  return commit.sha;
}

/**
 * What the pull request changes since its merge base, as whole files.
 * @throws ApiError 405 when the base changed one of them differently since
 */
export function changesOf(world: World, base: string, head: string): CommitInput['files'] {
  const files: Record<string, CommitInput['files'][string]> = {};
  const before = mergeBase(world.git, base, head)?.files ?? new Map<string, string>();
  const [ours, theirs] = [base, head].map((sha) => world.git.commits.get(sha)!.files);
  for (const path of new Set([...before.keys(), ...theirs!.keys()])) {
    const [old, mine, its] = [before.get(path), ours!.get(path), theirs!.get(path)];
    if (its === old) continue;
    if (mine !== old && mine !== its) throw new ApiError(405, 'Pull Request is not mergeable');
    files[path] = its === undefined ? null : (world.git.blobs.get(its) ?? { submodule: its });
  }
  return files;
}
