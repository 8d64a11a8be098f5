import { z } from 'zod';
import { updateIssue } from '../actions/issues.ts';
import { openPullRequest } from '../actions/pulls.ts';
import { commitsSince } from '../git/history.ts';
import { authorOf, repositoryWith } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { createsContent } from '../http/limits.ts';
import { pageOf } from '../http/page.ts';
import { baseSha, type PullIssue, pullFiles, pullView } from '../views/pull-request.ts';
import { commitView, fileView } from '../views/repository.ts';
import { issueOf } from './issues.ts';

const input = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});
const change = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
});

/** The pull request a path names. */
export function pullOf(c: Ctx): PullIssue {
  const issue = issueOf(c);
  if (!issue.pull) throw notFound();
  return issue as PullIssue;
}

/** Pull requests, their commits and files. */
export const pullRoutes: Routes = (app, world) => {
  const path = '/repos/:owner/:repo/pulls';
  const one = `${path}/:number{[0-9]+}` as const;
  const read = repositoryWith(world, 'pull_requests:read');

  app.get(path, read, (c) => {
    const repository = c.get('repository');
    const state = c.req.query('state') ?? 'open';
    const head = c.req.query('head');
    const base = c.req.query('base');
    const found = repository.issues.filter(
      ({ pull, state: is }) =>
        pull &&
        (state === 'all' || is === state) &&
        (head === undefined || head === `${pull.head.repository.owner.login}:${pull.head.ref}`) &&
        (base === undefined || base === pull.base.ref),
    );
    if (c.req.query('direction') !== 'asc') found.reverse();
    return c.json(pageOf(c, found).map((issue) => pullView(world, repository, issue as PullIssue)));
  });

  app.post(path, repositoryWith(world, 'pull_requests:write'), createsContent(world), async (c) => {
    const repository = c.get('repository');
    const issue = openPullRequest(world, authorOf(world, c), repository, await readBody(c, 'PullRequest', input));
    return c.json(pullView(world, repository, issue), 201);
  });

  app.get(one, read, (c) => c.json(pullView(world, c.get('repository'), pullOf(c))));

  app.patch(one, repositoryWith(world, 'pull_requests:write'), async (c) => {
    const issue = pullOf(c);
    updateIssue(world, authorOf(world, c), c.get('repository'), issue, await readBody(c, 'PullRequest', change));
    return c.json(pullView(world, c.get('repository'), issue));
  });

  app.get(`${one}/files`, read, (c) => {
    const { pull } = pullOf(c);
    const files = pageOf(c, pullFiles(world, pull).slice(0, 3000));
    return c.json(files.map((file) => fileView(world, c.get('repository'), file, pull.headSha)));
  });

  app.get(`${one}/commits`, read, (c) => {
    const { pull } = pullOf(c);
    const commits = commitsSince(world.git, baseSha(pull), pull.headSha).slice(0, 250);
    return c.json(pageOf(c, commits).map((commit) => commitView(world, c.get('repository'), commit)));
  });
};
