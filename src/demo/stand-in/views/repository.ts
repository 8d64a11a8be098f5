import type { Commit } from '../git/objects.ts';
import { modeOf, walkTree } from '../git/objects.ts';
import type { ChangedFile } from '../git/patch.ts';
import type { Repository, World } from '../world.ts';
import { accountView } from './account.ts';

export function repositoryView(world: World, repository: Repository) {
  const api = `${world.url}/repos/${repository.fullName}`;
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: repository.fullName,
    private: repository.private,
    owner: accountView(world, repository.owner),
    html_url: `${world.url}/${repository.fullName}`,
    description: null,
    fork: repository.fork,
    url: api,
    default_branch: repository.defaultBranch,
    visibility: repository.private ? 'private' : 'public',
    archived: false,
    disabled: false,
    has_issues: repository.hasIssues,
    open_issues_count: repository.issues.filter((issue) => issue.state === 'open').length,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
  };
}

export function gitCommitView(world: World, repository: Repository, commit: Commit) {
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${world.url}/repos/${repository.fullName}/git/commits/${commit.sha}`,
    html_url: `${world.url}/${repository.fullName}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.author,
    message: commit.message,
    tree: { sha: commit.tree, url: `${world.url}/repos/${repository.fullName}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null },
  };
}

export function commitView(world: World, repository: Repository, commit: Commit) {
  const { sha, node_id, html_url, parents, ...inner } = gitCommitView(world, repository, commit);
  const login = world.accounts.get(commit.author.name.toLowerCase());
  const author = login === undefined ? null : accountView(world, login);
  const url = `${world.url}/repos/${repository.fullName}/commits/${commit.sha}`;
  return { sha, node_id, url, html_url, commit: inner, author, committer: author, parents };
}

export function treeView(world: World, repository: Repository, sha: string, recursive: boolean) {
  const entries = walkTree(world.git, sha).filter((entry) => recursive || !entry.path.includes('/'));
  const git = `${world.url}/repos/${repository.fullName}/git`;
  return {
    sha,
    url: `${git}/trees/${sha}`,
    tree: entries.map((entry) => ({
      path: entry.path,
      mode: modeOf(world.git, entry),
      type: entry.type,
      sha: entry.sha,
      ...(entry.type === 'blob' ? { size: world.git.blobs.get(entry.sha)!.length } : {}),
      url: `${git}/${entry.type}s/${entry.sha}`,
    })),
    truncated: false,
  };
}

export function fileView(world: World, repository: Repository, file: ChangedFile, ref: string) {
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${world.url}/${repository.fullName}/blob/${ref}/${file.filename}`,
    raw_url: `${world.url}/${repository.fullName}/raw/${ref}/${file.filename}`,
    contents_url: `${world.url}/repos/${repository.fullName}/contents/${file.filename}?ref=${ref}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousFilename === undefined ? {} : { previous_filename: file.previousFilename }),
  };
}
