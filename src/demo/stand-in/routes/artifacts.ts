import { repositoryWith } from '../http/auth.ts';
import type { Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { pageOf } from '../http/page.ts';
import type { Artifact, Repository } from '../world.ts';

/** Artifacts of workflow runs, with their content where GitHub would redirect to it. */
export const artifactRoutes: Routes = (app, world) => {
  const path = '/repos/:owner/:repo/actions';
  const read = repositoryWith(world, 'actions:read');

  const list = (repository: Repository, name: string | undefined, of: (artifact: Artifact) => boolean) =>
    repository.artifacts.filter((each) => of(each) && (name === undefined || each.name === name)).reverse();

  app.get(`${path}/artifacts`, read, (c) => {
    const found = list(c.get('repository'), c.req.query('name'), () => true);
    return c.json({ total_count: found.length, artifacts: pageOf(c, found).map(artifactView) });
  });

  app.get(`${path}/runs/:run{[0-9]+}/artifacts`, read, (c) => {
    const run = Number(c.req.param('run'));
    const found = list(c.get('repository'), c.req.query('name'), (each) => each.run === run);
    return c.json({ total_count: found.length, artifacts: pageOf(c, found).map(artifactView) });
  });

  app.get(`${path}/artifacts/:id{[0-9]+}/zip`, read, (c) => {
    const artifact = c.get('repository').artifacts.find(({ id }) => id === Number(c.req.param('id')));
    if (!artifact) throw notFound();
    return c.body(artifact.zip.slice(), 200, { 'content-type': 'application/zip' });
  });
};

function artifactView({ id, name, run, headSha, createdAt, zip }: Artifact) {
  return {
    id,
    name,
    size_in_bytes: zip.length,
    expired: false,
    created_at: createdAt,
    workflow_run: { id: run, head_sha: headSha },
  };
}
