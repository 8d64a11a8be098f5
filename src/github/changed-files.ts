import { createContents, type RepositoryFile } from './contents.ts';
import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';
import { gitlinks } from './submodules.ts';

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  /** Where a renamed file was. */
  readonly previousPath?: string;
  /** Unified diff hunks; absent for binary and very large files, and beyond GitHub's 300 files. */
  readonly patch?: string;
}

export interface Comparison {
  /** The commit both sides have in common: what the pull request really changes is counted from here. */
  readonly mergeBase: string;
  readonly files: readonly ChangedFile[];
}

/** The compare API stops after this many files without saying so. */
const COMPARE_FILES = 300;

/**
 * What `head` changes since it left `base` (three-dot comparison), complete whatever its size: beyond 300 files the two
 * trees are compared instead, which finds renames as a removal and an addition.
 */
export async function compareCommits(
  octokit: Octokit,
  { owner, repo }: Repository,
  base: string,
  head: string,
): Promise<Comparison> {
  const { data } = await calling(`compare ${base}...${head} of ${owner}/${repo}`, () =>
    octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${base}...${head}`, per_page: 100 }),
  );
  const mergeBase = data.merge_base_commit.sha;
  const files = (data.files ?? []).map(changedFile);
  if (files.length < COMPARE_FILES) return { mergeBase, files };
  const contents = createContents(octokit, { owner, repo });
  const tree = async (commit: string) => [...(await contents.files(commit)), ...(await gitlinks(contents, commit))];
  const [before, after] = await Promise.all([tree(mergeBase), tree(head)]);
  const patches = new Map(files.map((file) => [file.path, file.patch]));
  return { mergeBase, files: compareTrees(before, after).map((file) => withPatch(file, patches.get(file.path))) };
}

type GitHubFile = NonNullable<
  Awaited<ReturnType<Octokit['rest']['repos']['compareCommitsWithBasehead']>>['data']['files']
>[number];

function changedFile({ filename, status, previous_filename: previousPath, patch }: GitHubFile): ChangedFile {
  const file = { path: filename, status: statusOfFile(status) };
  return withPatch(status === 'renamed' && previousPath !== undefined ? { ...file, previousPath } : file, patch);
}

function statusOfFile(status: GitHubFile['status']): ChangedFile['status'] {
  switch (status) {
    case 'added':
    case 'removed':
    case 'renamed':
      return status;
    case 'copied':
      return 'added';
    default:
      return 'modified';
  }
}

function withPatch(file: ChangedFile, patch: string | undefined): ChangedFile {
  return patch === undefined ? file : { ...file, patch };
}

function compareTrees(before: readonly RepositoryFile[], after: readonly RepositoryFile[]): ChangedFile[] {
  const old = new Map(before.map((file) => [file.path, file.sha]));
  const now = new Set(after.map((file) => file.path));
  const changed = after.flatMap(({ path, sha }): ChangedFile[] => {
    if (!old.has(path)) return [{ path, status: 'added' }];
    return old.get(path) === sha ? [] : [{ path, status: 'modified' }];
  });
  return [
    ...changed,
    ...before.flatMap(({ path }): ChangedFile[] => (now.has(path) ? [] : [{ path, status: 'removed' }])),
  ];
}
