import { baseSha, type PullIssue } from '../views/pull-request.ts';
import type { Account, Repository, World } from '../world.ts';
import { makeCommit, push } from './commits.ts';
import { changesOf } from './pulls.ts';

/** Queues a pull request: what would be merged gets a branch of its own, and its checks are asked for. */
export function queueMerge(world: World, sender: Account, repository: Repository, issue: PullIssue): string {
  const { pull, number, title } = issue;
  const base = baseSha(pull);
  const files = changesOf(world, base, pull.headSha);
  const commit = makeCommit(world, sender, {
    message: `Merge pull request #${number}\n\n${title}`,
    parents: [base],
    files,
  });
  const ref = `gh-readonly-queue/${pull.base.ref}/pr-${number}-${base}`;
  push(world, sender, repository, ref, commit.sha);
  const merge_group = {
    head_sha: commit.sha,
    head_ref: `refs/heads/${ref}`,
    base_sha: base,
    base_ref: `refs/heads/${pull.base.ref}`,
  };
  world.emit({ event: 'merge_group', action: 'checks_requested', sender, repository, payload: { merge_group } });
  return commit.sha;
}
