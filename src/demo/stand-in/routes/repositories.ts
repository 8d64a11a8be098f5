import { repositoryWith } from '../http/auth.ts';
import type { Routes } from '../http/env.ts';
import { ApiError } from '../http/error.ts';
import { pageOf } from '../http/page.ts';
import { accountView } from '../views/account.ts';
import { commitView, repositoryView } from '../views/repository.ts';

/** Repositories, their branches, and what people may do in them. */
export const repositoryRoutes: Routes = (app, world) => {
  app.get('/repos/:owner/:repo', repositoryWith(world, 'metadata:read'), (c) =>
    c.json(repositoryView(world, c.get('repository'))),
  );

  app.get('/repos/:owner/:repo/branches', repositoryWith(world, 'contents:read'), (c) =>
    c.json(
      pageOf(c, [...c.get('repository').branches]).map(([name, sha]) => ({ name, commit: { sha }, protected: false })),
    ),
  );

  app.get('/repos/:owner/:repo/branches/:branch{.+}', repositoryWith(world, 'contents:read'), (c) => {
    const repository = c.get('repository');
    const commit = world.git.commits.get(repository.branches.get(c.req.param('branch')) ?? '');
    if (!commit) throw new ApiError(404, 'Branch not found');
    return c.json({ name: c.req.param('branch'), commit: commitView(world, repository, commit), protected: false });
  });

  app.get('/repos/:owner/:repo/collaborators/:username/permission', repositoryWith(world, 'metadata:read'), (c) => {
    const repository = c.get('repository');
    const user = world.accounts.get(c.req.param('username').toLowerCase());
    if (!user) throw new ApiError(404, `${c.req.param('username')} is not a user`);
    const role = repository.collaborators.get(user.login) ?? (repository.private ? 'none' : 'read');
    // The old field knows four levels; the role tells the finer ones.
    const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
    return c.json({ permission, role_name: role, user: accountView(world, user) });
  });

  app.get('/orgs/:org/teams/:team/memberships/:username', (c) => {
    const { org, team, username } = c.req.param();
    const members = world.teams.get(`${org}/${team}`.toLowerCase());
    const actor = c.get('actor');
    if (actor.kind !== 'installation' || actor.permissions['members'] === undefined)
      throw new ApiError(403, 'Resource not accessible by integration');
    if (!members?.has(username.toLowerCase())) throw new ApiError(404, 'Not Found');
    return c.json({ url: c.req.url, role: 'member', state: 'active' });
  });
};
