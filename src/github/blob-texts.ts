import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

interface Blob {
  readonly sha: string;
  /** Bytes. */
  readonly size?: number;
}

/** What one question asks for; GitHub answers within ten seconds, or not at all. */
const BATCH = { blobs: 100, bytes: 4_000_000 };

/**
 * The texts of many blobs in few requests, by SHA. REST has blobs one by one; GraphQL gives a hundred at once. One that it
 * cuts (beyond 512 KB), or that is no text, is left out; so are all it refuses to answer for, since REST may yet give them.
 */
export async function blobTexts(
  octokit: Octokit,
  { owner, repo }: Repository,
  blobs: readonly Blob[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const batch of batchesOf(blobs)) {
    const objects = batch.map(({ sha }, at) => `b${at}: object(oid: ${JSON.stringify(sha)}) { ...text }`);
    const query = `query ($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
    ${objects.join('\n    ')}
  }
}
fragment text on Blob { byteSize text }`;
    const { repository } = await calling(`read ${batch.length} files of ${owner}/${repo}`, async () => {
      try {
        return await octokit.graphql<Answer>(query, { owner, repo });
      } catch (error) {
        if (error instanceof Error && error.name === 'GraphqlResponseError') return { repository: {} };
        throw error;
      }
    });
    for (const [at, { sha }] of batch.entries()) {
      const { byteSize, text } = repository[`b${at}`] ?? {};
      // A text of other length was cut, or was not UTF-8.
      if (typeof text === 'string' && Buffer.byteLength(text) === byteSize) texts.set(sha, text);
    }
  }
  return texts;
}

interface Answer {
  readonly repository: Readonly<
    Record<string, { readonly byteSize?: number; readonly text?: string | null } | null | undefined>
  >;
}

function batchesOf(blobs: readonly Blob[]): readonly (readonly Blob[])[] {
  const batches: Blob[][] = [];
  let room = 0;
  for (const blob of blobs) {
    const { size = 0 } = blob;
    const last = batches.at(-1);
    if (!last || last.length === BATCH.blobs || size > room) {
      batches.push([blob]);
      room = BATCH.bytes - size;
    } else {
      last.push(blob);
      room -= size;
    }
  }
  return batches;
}
