import { z } from 'zod';
import { createIssue, updateIssue } from '../actions/issues.ts';
import { authorOf, repositoryWith, requireConversation } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { ApiError } from '../http/error.ts';
import { createsContent } from '../http/limits.ts';
import { pageOf } from '../http/page.ts';
import { issueView } from '../views/issue.ts';
import type { Issue } from '../world.ts';

const labelNames = z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]));
const input = z.object({ title: z.string(), body: z.string().nullish(), labels: labelNames.optional() });
const change = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  labels: labelNames.optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
});

/** The issue or pull request a path names. */
export function issueOf(c: Ctx): Issue {
  const { issues, deletedIssues } = c.get('repository');
  const number = Number(c.req.param('number'));
  const issue = issues.find((candidate) => candidate.number === number);
  if (deletedIssues.has(number)) throw new ApiError(410, 'This issue was deleted');
  if (!issue) throw new ApiError(404, 'Not Found');
  return issue;
}

/** Issues; pull requests are among them, as on GitHub. */
export const issueRoutes: Routes = (app, world) => {
  const path = '/repos/:owner/:repo/issues';

  app.get(path, repositoryWith(world, 'issues:read'), (c) => {
    const found = c.get('repository').issues.filter(matching(c));
    const key = c.req.query('sort') === 'updated' ? 'updatedAt' : 'number';
    const sign = c.req.query('direction') === 'asc' ? 1 : -1;
    found.sort((a, b) => sign * (a[key] === b[key] ? a.number - b.number : a[key] < b[key] ? -1 : 1));
    return c.json(pageOf(c, found).map((issue) => issueView(world, c.get('repository'), issue)));
  });

  app.post(path, repositoryWith(world, 'issues:write'), createsContent(world), async (c) => {
    const issue = createIssue(world, authorOf(world, c), c.get('repository'), await readBody(c, 'Issue', input));
    return c.json(issueView(world, c.get('repository'), issue), 201);
  });

  app.get(`${path}/:number{[0-9]+}`, repositoryWith(world, 'issues:read', 'pull_requests:read'), (c) => {
    const issue = issueOf(c);
    requireConversation(c, issue, 'read');
    return c.json(issueView(world, c.get('repository'), issue));
  });

  app.patch(`${path}/:number{[0-9]+}`, repositoryWith(world, 'issues:write', 'pull_requests:write'), async (c) => {
    const issue = issueOf(c);
    requireConversation(c, issue, 'write');
    const { state_reason, ...rest } = await readBody(c, 'Issue', change);
    updateIssue(world, authorOf(world, c), c.get('repository'), issue, { ...rest, stateReason: state_reason });
    return c.json(issueView(world, c.get('repository'), issue));
  });

  for (const [method, locked] of [
    ['put', true],
    ['delete', false],
  ] as const)
    app[method](`${path}/:number{[0-9]+}/lock`, repositoryWith(world, 'issues:write', 'pull_requests:write'), (c) => {
      issueOf(c).locked = locked;
      return c.body(null, 204);
    });
};

function matching(c: Ctx): (issue: Issue) => boolean {
  const state = c.req.query('state') ?? 'open';
  const labels = (c.req.query('labels') ?? '').split(',').filter((name) => name !== '');
  const creator = c.req
    .query('creator')
    ?.replace(/^app\/(.+)$/, '$1[bot]')
    .toLowerCase();
  const since = c.req.query('since');
  return (issue) =>
    (state === 'all' || issue.state === state) &&
    labels.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())) &&
    (creator === undefined || issue.user.login.toLowerCase() === creator) &&
    (since === undefined || Date.parse(issue.updatedAt) >= Date.parse(since));
}
