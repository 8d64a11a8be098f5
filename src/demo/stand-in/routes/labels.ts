import { z } from 'zod';
import { checkLabel, createLabel, findLabel, setLabels } from '../actions/labels.ts';
import { authorOf, repositoryWith, requireConversation } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { ApiError, invalid, notFound } from '../http/error.ts';
import { pageOf } from '../http/page.ts';
import { labelView } from '../views/issue.ts';
import type { Label } from '../world.ts';
import { issueOf } from './issues.ts';

const input = z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullish() });
const change = z.object({
  new_name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
});
const names = z.union([z.array(z.string()), z.object({ labels: z.array(z.string()) }).transform((o) => o.labels)]);

/** A repository's labels, and those on an issue. */
export const labelRoutes: Routes = (app, world) => {
  const labels = '/repos/:owner/:repo/labels';
  const onIssue = '/repos/:owner/:repo/issues/:number{[0-9]+}/labels';
  const read = repositoryWith(world, 'issues:read', 'pull_requests:read');
  const write = repositoryWith(world, 'issues:write', 'pull_requests:write');
  const show = (c: Ctx, list: readonly Label[]) => list.map((label) => labelView(world, c.get('repository'), label));
  const named = (c: Ctx): Label => {
    const label = findLabel(c.get('repository'), c.req.param('name')!);
    if (!label) throw notFound();
    return label;
  };

  app.get(labels, read, (c) => c.json(show(c, pageOf(c, c.get('repository').labels))));
  app.get(`${labels}/:name`, read, (c) => c.json(show(c, [named(c)])[0]!));
  app.post(labels, write, async (c) => {
    const label = createLabel(world, c.get('repository'), await readBody(c, 'Label', input));
    return c.json(show(c, [label])[0]!, 201);
  });
  app.patch(`${labels}/:name`, write, async (c) => {
    const label = named(c);
    const { new_name: name, color, description } = await readBody(c, 'Label', change);
    checkLabel({ name, color, description });
    const other = name === undefined ? undefined : findLabel(c.get('repository'), name);
    if (other && other !== label) throw invalid({ resource: 'Label', code: 'already_exists', field: 'name' });
    label.name = name ?? label.name;
    label.color = color ?? label.color;
    if (description !== undefined) label.description = description;
    return c.json(show(c, [label])[0]!);
  });
  app.delete(`${labels}/:name`, write, (c) => {
    const label = named(c);
    const repository = c.get('repository');
    repository.labels.splice(repository.labels.indexOf(label), 1);
    for (const issue of repository.issues) issue.labels = issue.labels.filter((other) => other !== label);
    return c.body(null, 204);
  });

  const set = (c: Ctx, wanted: readonly string[]) => {
    const issue = issueOf(c);
    requireConversation(c, issue, 'write');
    setLabels(world, authorOf(world, c), c.get('repository'), issue, wanted);
    return c.json(show(c, issue.labels));
  };
  const held = (c: Ctx): string[] => issueOf(c).labels.map((label) => label.name);

  app.get(onIssue, read, (c) => c.json(show(c, pageOf(c, issueOf(c).labels))));
  app.post(onIssue, write, async (c) => set(c, [...held(c), ...(await readBody(c, 'Label', names))]));
  app.put(onIssue, write, async (c) => set(c, await readBody(c, 'Label', names)));
  app.delete(onIssue, write, (c) => {
    set(c, []);
    return c.body(null, 204);
  });
  app.delete(`${onIssue}/:name`, write, (c) => {
    const name = c.req.param('name').toLowerCase();
    const rest = held(c).filter((other) => other.toLowerCase() !== name);
    if (rest.length === held(c).length) throw new ApiError(404, 'Label does not exist');
    return set(c, rest);
  });
};
