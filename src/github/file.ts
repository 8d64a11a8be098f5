import { calling, NotFoundError } from './errors.ts';
import type { Octokit } from './octokit.ts';

export interface FileAtCommit {
  readonly text: string;
  /** Blob SHA. */
  readonly sha: string;
}

/**
 * One file as a branch or commit has it.
 * @param ref default: the default branch
 * @returns undefined when the repository, the branch or the file does not exist for this installation
 */
export async function readFileAt(
  octokit: Octokit,
  {
    owner,
    repo,
    path,
    ref,
  }: { readonly owner: string; readonly repo: string; readonly path: string; readonly ref?: string },
): Promise<FileAtCommit | undefined> {
  try {
    const { data } = await calling(`read ${path} of ${owner}/${repo}`, () =>
      octokit.rest.repos.getContent({ owner, repo, path, ...(ref !== undefined && { ref }) }),
    );
    if (Array.isArray(data) || data.type !== 'file' || !('content' in data)) return undefined;
    return { text: Buffer.from(data.content, 'base64').toString('utf8'), sha: data.sha };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
