import type { Written } from './author.ts';
import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

/** What became of a comment: `skipped` when there was none and none was wanted. */
export type CommentResult =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly id: number }
  | { readonly outcome: 'skipped' };

/** Where a comment goes: an issue or pull request, and which of the comments there are ours. */
interface CommentPlace extends Repository {
  readonly number: number;
  readonly isOwn: (comment: Written) => boolean;
}

/**
 * Writes the one comment with this marker (a hidden HTML comment; appended when the body lacks it): created, edited in place,
 * or left alone when it says the same already. Copies, as two racing workers leave them, are deleted; the oldest stays.
 * @param create false: only bring an existing comment up to date
 */
export async function upsertComment(
  octokit: Octokit,
  { owner, repo, number, isOwn }: CommentPlace,
  marker: string,
  body: string,
  create = true,
): Promise<CommentResult> {
  const place = `${owner}/${repo}#${number}`;
  const text = body.includes(marker) ? body : `${body}\n\n${marker}`;
  const comments = await calling(`list comments of ${place}`, () =>
    octokit.paginate(octokit.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 }),
  );
  const [oldest, ...copies] = comments
    .filter((comment) => isOwn(comment) && comment.body?.includes(marker))
    .sort((a, b) => a.id - b.id);
  for (const { id } of copies)
    await calling(`delete a comment copy on ${place}`, () =>
      octokit.rest.issues.deleteComment({ owner, repo, comment_id: id }),
    );
  if (!oldest) {
    if (!create) return { outcome: 'skipped' };
    const { data } = await calling(`comment on ${place}`, () =>
      octokit.rest.issues.createComment({ owner, repo, issue_number: number, body: text }),
    );
    return { outcome: 'created', id: data.id };
  }
  if (normalized(oldest.body ?? '') === normalized(text)) return { outcome: 'unchanged', id: oldest.id };
  await calling(`edit a comment on ${place}`, () =>
    octokit.rest.issues.updateComment({ owner, repo, comment_id: oldest.id, body: text }),
  );
  return { outcome: 'updated', id: oldest.id };
}

/** GitHub stores a body's line ends and trailing space as it likes. */
function normalized(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}
