import { createHash } from 'node:crypto';
import { isWrittenBy } from './author.ts';
import { compareCommits } from './changed-files.ts';
import { calling, RejectedError } from './errors.ts';
import type { Octokit } from './octokit.ts';
import { commentableLines } from './patch-lines.ts';
import type { Repository } from './repository.ts';

export interface ReviewComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
  /** Identity of what the comment says, stable over pushes: the same key is not commented twice. */
  readonly key: string;
}

export interface ReviewCommentsResult {
  /** Keys, by what became of their comment. */
  readonly posted: readonly string[];
  /** Said on an earlier push. */
  readonly repeated: readonly string[];
  /** On a line the diff does not show: GitHub takes no comment there. */
  readonly outsideDiff: readonly string[];
  /** Beyond the ten a pull request gets. */
  readonly overLimit: readonly string[];
}

/** More would bury the pull request; the sticky comment has them all. */
const MAX_COMMENTS = 10;

const MARKER = /<!-- sallyport:line:v1:([0-9a-f]{32}) -->\s*$/;

/** Comments on changed lines of a pull request, worst first; each thing is said once, at most ten at a time. */
export async function postReviewComments(
  octokit: Octokit,
  { owner, repo, appSlug, number }: Repository & { readonly appSlug: string; readonly number: number },
  headSha: string,
  comments: readonly ReviewComment[],
): Promise<ReviewCommentsResult> {
  const result = {
    posted: [] as string[],
    repeated: [] as string[],
    outsideDiff: [] as string[],
    overLimit: [] as string[],
  };
  if (comments.length === 0) return result;
  const place = `${owner}/${repo}#${number}`;
  const pull = { owner, repo, pull_number: number };
  const existing = await calling(`list review comments of ${place}`, () =>
    octokit.paginate(octokit.rest.pulls.listReviewComments, { ...pull, per_page: 100 }),
  );
  const own = existing.filter((comment) => isWrittenBy(appSlug, comment) && MARKER.test(comment.body));
  const said = new Set(own.map(({ body }) => MARKER.exec(body)?.[1]));
  // An outdated comment (its line has left the diff) has no line any more and takes no one's place.
  let room = MAX_COMMENTS - own.filter(({ line }) => line !== null).length;
  const lines = await linesOfDiff(octokit, { owner, repo }, number, headSha);

  for (const { path, line, body, key } of comments) {
    const hash = hashOf(key);
    if (said.has(hash)) result.repeated.push(key);
    else if (!lines.get(path)?.has(line)) result.outsideDiff.push(key);
    else if (room <= 0) result.overLimit.push(key);
    else {
      said.add(hash);
      try {
        await calling(`comment on ${path}:${line} in ${place}`, () =>
          octokit.rest.pulls.createReviewComment({
            ...pull,
            commit_id: headSha,
            path,
            line,
            side: 'RIGHT',
            body: `${body}\n\n<!-- sallyport:line:v1:${hash} -->`,
          }),
        );
        room--;
        result.posted.push(key);
      } catch (error) {
        // A push in the meantime: the head's diff no longer has the line.
        if (!(error instanceof RejectedError)) throw error;
        result.outsideDiff.push(key);
      }
    }
  }
  return result;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

async function linesOfDiff(
  octokit: Octokit,
  repository: { readonly owner: string; readonly repo: string },
  number: number,
  headSha: string,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const { data } = await calling(`read ${repository.owner}/${repository.repo}#${number}`, () =>
    octokit.rest.pulls.get({ ...repository, pull_number: number }),
  );
  const { files } = await compareCommits(octokit, repository, data.base.sha, headSha);
  return new Map(files.map(({ path, patch }) => [path, commentableLines(patch ?? '')]));
}
