import { z } from 'zod';
import { authorOf, openRepository } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Routes } from '../http/env.ts';

const input = z.union([
  z.object({ query: z.string(), variables: z.object({ owner: z.string(), repo: z.string() }) }),
  z.object({ query: z.literal('{ viewer { login } }') }),
]);
const OBJECT = /(\w+): object\(oid: "(\w+)"\)/g;

/** Of GraphQL the two questions that are asked: the texts of many blobs of a repository, and whose token it is. */
export const graphqlRoutes: Routes = (app, world) => {
  app.post('/graphql', async (c) => {
    const asked = await readBody(c, 'Query', input);
    if (!('variables' in asked)) return c.json({ data: { viewer: { login: authorOf(world, c).login } } });
    const { query, variables } = asked;
    openRepository(world, c, `${variables.owner}/${variables.repo}`, 'contents:read');
    const repository = Object.fromEntries(
      [...query.matchAll(OBJECT)].map(([, alias, sha]) => [alias, blobView(world.git.blobs.get(sha!))]),
    );
    return c.json({ data: { repository } });
  });
};

/** A blob is cut where GitHub cuts it, and has no text where it is binary. */
function blobView(blob: Buffer | undefined) {
  if (!blob) return null;
  const isBinary = blob.includes(0);
  return { byteSize: blob.length, text: isBinary ? null : blob.subarray(0, MAX_TEXT).toString() };
}

const MAX_TEXT = 512_000;
