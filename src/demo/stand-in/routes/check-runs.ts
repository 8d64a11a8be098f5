import { checkRunChange, checkRunInput, createCheckRun, updateCheckRun } from '../actions/check-runs.ts';
import { authorOf, repositoryWith } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { pageOf } from '../http/page.ts';
import { checkRunView } from '../views/check-run.ts';
import type { CheckRun } from '../world.ts';
import { resolveCommit } from '../world.ts';

/** Check runs and their annotations. */
export const checkRunRoutes: Routes = (app, world) => {
  const path = '/repos/:owner/:repo/check-runs';
  const read = repositoryWith(world, 'checks:read');
  const write = repositoryWith(world, 'checks:write');
  const show = (c: Ctx, run: CheckRun) => checkRunView(world, c.get('repository'), run);
  const runOf = (c: Ctx): CheckRun => {
    const run = c.get('repository').checkRuns.find((candidate) => candidate.id === Number(c.req.param('id')));
    if (!run) throw notFound();
    return run;
  };

  app.post(path, write, async (c) => {
    authorOf(world, c);
    return c.json(
      show(c, createCheckRun(world, c.get('repository'), await readBody(c, 'CheckRun', checkRunInput))),
      201,
    );
  });

  app.get(`${path}/:id{[0-9]+}`, read, (c) => c.json(show(c, runOf(c))));

  app.patch(`${path}/:id{[0-9]+}`, write, async (c) => {
    const run = runOf(c);
    updateCheckRun(world, c.get('repository'), run, await readBody(c, 'CheckRun', checkRunChange));
    return c.json(show(c, run));
  });

  app.get(`${path}/:id{[0-9]+}/annotations`, read, (c) =>
    c.json(
      pageOf(c, runOf(c).annotations).map((annotation) => ({
        start_column: null,
        end_column: null,
        title: null,
        raw_details: null,
        ...annotation,
      })),
    ),
  );

  app.get('/repos/:owner/:repo/commits/:ref{.+}/check-runs', read, (c) => {
    const sha = resolveCommit(world, c.get('repository'), c.req.param('ref'))?.sha;
    if (sha === undefined) throw notFound();
    const name = c.req.query('check_name');
    const status = c.req.query('status');
    const ofCommit = c
      .get('repository')
      .checkRuns.filter((run) => run.headSha === sha && (name === undefined || run.name === name))
      .reverse();
    // `latest` (the default) shows one run of each name.
    const shown = ofCommit.filter(
      (run, index) =>
        (c.req.query('filter') === 'all' || ofCommit.findIndex((other) => other.name === run.name) === index) &&
        (status === undefined || run.status === status),
    );
    return c.json({ total_count: shown.length, check_runs: pageOf(c, shown).map((run) => show(c, run)) });
  });
};
