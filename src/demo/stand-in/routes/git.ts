import { z } from 'zod';
import { push } from '../actions/commits.ts';
import { ancestry } from '../git/history.ts';
import { authorOf, repositoryWith } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { ApiError, notFound } from '../http/error.ts';
import { gitCommitView, treeView } from '../views/repository.ts';
import type { Repository } from '../world.ts';
import { resolveCommit } from '../world.ts';

const refInput = z.object({ ref: z.string().regex(/^refs\/heads\/.+/), sha: z.string() });
const refChange = z.object({ sha: z.string(), force: z.boolean().optional() });

/** Refs (branches), commits, trees and blobs as Git holds them. */
export const gitRoutes: Routes = (app, world) => {
  const refView = (repository: Repository, branch: string, sha: string) => ({
    ref: `refs/heads/${branch}`,
    node_id: `REF_${branch}`,
    url: `${world.url}/repos/${repository.fullName}/git/refs/heads/${branch}`,
    object: { type: 'commit', sha, url: `${world.url}/repos/${repository.fullName}/git/commits/${sha}` },
  });
  const known = (sha: string): void => {
    if (!world.git.commits.has(sha)) throw new ApiError(422, 'Object does not exist');
  };

  app.get('/repos/:owner/:repo/git/ref/:ref{.+}', repositoryWith(world, 'contents:read'), (c) => {
    const branch = branchOf(c.req.param('ref'));
    const sha = c.get('repository').branches.get(branch);
    if (sha === undefined) throw notFound();
    return c.json(refView(c.get('repository'), branch, sha));
  });

  app.post('/repos/:owner/:repo/git/refs', repositoryWith(world, 'contents:write'), async (c) => {
    const { ref, sha } = await readBody(c, 'Reference', refInput);
    const branch = ref.slice('refs/heads/'.length);
    if (c.get('repository').branches.has(branch)) throw new ApiError(422, 'Reference already exists');
    known(sha);
    push(world, authorOf(world, c), c.get('repository'), branch, sha);
    return c.json(refView(c.get('repository'), branch, sha), 201);
  });

  const existing = (c: Ctx): [branch: string, sha: string] => {
    const branch = branchOf(c.req.param('ref')!);
    const sha = c.get('repository').branches.get(branch);
    if (sha === undefined) throw new ApiError(422, 'Reference does not exist');
    return [branch, sha];
  };

  app.patch('/repos/:owner/:repo/git/refs/:ref{.+}', repositoryWith(world, 'contents:write'), async (c) => {
    const [branch, before] = existing(c);
    const { sha, force } = await readBody(c, 'Reference', refChange);
    known(sha);
    if (!force && !ancestry(world.git, sha).has(before)) throw new ApiError(422, 'Update is not a fast forward');
    push(world, authorOf(world, c), c.get('repository'), branch, sha);
    return c.json(refView(c.get('repository'), branch, sha));
  });

  app.delete('/repos/:owner/:repo/git/refs/:ref{.+}', repositoryWith(world, 'contents:write'), (c) => {
    push(world, authorOf(world, c), c.get('repository'), existing(c)[0], null);
    return c.body(null, 204);
  });

  app.get('/repos/:owner/:repo/git/commits/:sha', repositoryWith(world, 'contents:read'), (c) => {
    const commit = world.git.commits.get(c.req.param('sha'));
    if (!commit) throw notFound();
    return c.json(gitCommitView(world, c.get('repository'), commit));
  });

  app.get('/repos/:owner/:repo/git/trees/:sha{.+}', repositoryWith(world, 'contents:read'), (c) => {
    const ref = c.req.param('sha');
    const sha = resolveCommit(world, c.get('repository'), ref)?.tree ?? ref;
    if (!world.git.trees.has(sha)) throw notFound();
    return c.json(treeView(world, c.get('repository'), sha, c.req.query('recursive') !== undefined));
  });

  app.get('/repos/:owner/:repo/git/blobs/:sha', repositoryWith(world, 'contents:read'), (c) => {
    const sha = c.req.param('sha');
    const blob = world.git.blobs.get(sha);
    if (!blob) throw notFound();
    const url = `${world.url}/repos/${c.get('repository').fullName}/git/blobs/${sha}`;
    return c.json({
      sha,
      node_id: `B_${sha}`,
      size: blob.length,
      url,
      content: blob.toString('base64'),
      encoding: 'base64',
    });
  });
};

/** `heads/main` → `main`. Clients may escape the slash, so that the path cannot name `heads` itself. */
function branchOf(ref: string): string {
  return ref.replace(/^heads\//, '');
}
