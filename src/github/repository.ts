import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';

/** A repository by its names. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** What decides whether and where the app may speak in a repository. */
export interface RepositoryFacts {
  /** `owner/name` as it is now: GitHub answers to the names a repository had before, and from other owners. */
  readonly fullName: string;
  /** `internal` is visible to the whole enterprise; only `public` is visible to strangers. */
  readonly visibility: 'public' | 'private' | 'internal';
  readonly defaultBranch: string;
  readonly archived: boolean;
  readonly issuesEnabled: boolean;
}

export async function repositoryFacts(octokit: Octokit, { owner, repo }: Repository): Promise<RepositoryFacts> {
  const { data } = await calling(`read ${owner}/${repo}`, () => octokit.rest.repos.get({ owner, repo }));
  return {
    fullName: data.full_name,
    visibility: data.visibility === 'internal' ? 'internal' : data.private ? 'private' : 'public',
    defaultBranch: data.default_branch,
    archived: data.archived,
    issuesEnabled: data.has_issues,
  };
}
