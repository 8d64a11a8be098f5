import { ancestry } from '../git/history.ts';
import { type Commit, writeBlob, writeCommit } from '../git/objects.ts';
import { changedFiles } from '../git/patch.ts';
import { ApiError } from '../http/error.ts';
import type { PullIssue } from '../views/pull-request.ts';
import type { Account, Repository, World } from '../world.ts';
import { findRepository, now } from '../world.ts';
import { emitIssue } from './issues.ts';

const NO_COMMIT = '0'.repeat(40);

export interface CommitInput {
  readonly message: string;
  /** Path → new content, what a symbolic link leads to, the commit a submodule is at, or null to remove the file. */
  readonly files: Readonly<
    Record<string, string | Buffer | { readonly link: string } | { readonly submodule: string } | null>
  >;
  readonly parents: readonly string[];
}

/** Writes a commit on top of its first parent. */
export function makeCommit(world: World, author: Account, input: CommitInput): Commit {
  const files = new Map(world.git.commits.get(input.parents[0] ?? '')?.files);
  for (const [path, content] of Object.entries(input.files)) {
    if (content === null) files.delete(path);
    else if (typeof content === 'object' && 'submodule' in content) files.set(path, content.submodule);
    else if (typeof content === 'object' && 'link' in content) {
      const sha = writeBlob(world.git, content.link);
      world.git.links.add(sha);
      files.set(path, sha);
    } else files.set(path, writeBlob(world.git, content));
  }
  const email = `${author.id}+${author.login}@users.noreply.github.com`;
  return writeCommit(world.git, {
    parents: input.parents,
    message: input.message,
    author: { name: author.login, email, date: now(world) },
    files,
  });
}

/** Points a branch at a commit (null: removes it) and tells: `push`, and `synchronize` of pull requests from it. */
export function push(world: World, user: Account, repository: Repository, branch: string, sha: string | null): void {
  const before = repository.branches.get(branch);
  if (before === sha) return;
  if (sha === null) repository.branches.delete(branch);
  else repository.branches.set(branch, sha);
  const known = before === undefined ? new Set<string>() : ancestry(world.git, before);
  const added = sha === null ? [] : [...ancestry(world.git, sha)].filter((at) => !known.has(at)).reverse();
  const commits = before === undefined && added.length > 1 ? added.slice(-1) : added;
  const forced = before !== undefined && sha !== null && !ancestry(world.git, sha).has(before);
  const shown = commits.map((at) => pushedCommit(world, repository, world.git.commits.get(at)!));
  world.emit({
    event: 'push',
    sender: user,
    repository,
    payload: {
      ref: `refs/heads/${branch}`,
      before: before ?? NO_COMMIT,
      after: sha ?? NO_COMMIT,
      created: before === undefined,
      deleted: sha === null,
      forced,
      base_ref: null,
      compare: `${world.url}/${repository.fullName}/compare/${before ?? branch}...${sha ?? branch}`,
      commits: shown,
      head_commit: shown.at(-1) ?? null,
      pusher: { name: user.login, email: null },
    },
  });
  if (sha !== null) synchronize(world, user, repository, branch, sha);
}

function pushedCommit(world: World, repository: Repository, commit: Commit) {
  const parent = world.git.commits.get(commit.parents[0] ?? '');
  const files = changedFiles(world.git, parent?.files ?? new Map(), commit.files);
  const named = (...status: string[]) => files.filter((f) => status.includes(f.status)).map((f) => f.filename);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.author.date,
    url: `${world.url}/${repository.fullName}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email, username: commit.author.name },
    committer: { name: commit.author.name, email: commit.author.email, username: commit.author.name },
    added: named('added', 'renamed'),
    removed: [...named('removed'), ...files.flatMap((f) => f.previousFilename ?? [])],
    modified: named('modified'),
  };
}

function synchronize(world: World, user: Account, repository: Repository, branch: string, sha: string): void {
  for (const base of world.repositories.values()) {
    for (const issue of base.issues) {
      const { pull } = issue;
      if (issue.state !== 'open' || pull?.head.repository !== repository || pull.head.ref !== branch) continue;
      const before = pull.headSha;
      pull.headSha = sha;
      pull.headHistory.push(sha);
      emitIssue(world, 'synchronize', user, base, issue as PullIssue, { before, after: sha });
    }
  }
}

/** A copy of a repository under another account, sharing its commits. */
export function fork(world: World, user: Account, repository: Repository): Repository {
  const fullName = `${user.login}/${repository.name}`;
  const known = findRepository(world, fullName);
  if (known) return known;
  const made: Repository = {
    ...repository,
    id: world.nextId(),
    owner: user,
    fullName,
    fork: true,
    createdAt: now(world),
    branches: new Map(repository.branches),
    collaborators: new Map([[user.login, 'admin']]),
    labels: [],
    issues: [],
    deletedIssues: new Set(),
    checkRuns: [],
    artifacts: [],
  };
  world.repositories.set(fullName.toLowerCase(), made);
  return made;
}

/** @throws ApiError 404 when the branch does not exist */
export function branchHead(repository: Repository, branch: string): string {
  const sha = repository.branches.get(branch);
  if (sha === undefined) throw new ApiError(404, 'Branch not found');
  return sha;
}
