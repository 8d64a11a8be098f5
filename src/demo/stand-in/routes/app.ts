import { z } from 'zod';
import { createToken, repositoriesOf } from '../actions/installations.ts';
import { appOnly } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { ApiError, notFound } from '../http/error.ts';
import { primaryLimit } from '../http/limits.ts';
import { pageOf } from '../http/page.ts';
import { appView, installationView } from '../views/account.ts';
import { repositoryView } from '../views/repository.ts';
import type { Installation, World } from '../world.ts';
import { findRepository, installationOf } from '../world.ts';

const tokenInput = z.object({
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
});

/** The app, its installations, their tokens, and what a token reaches. */
export const appRoutes: Routes = (app, world) => {
  const answer = (c: Ctx, installation: Installation | undefined) => {
    if (!installation) throw notFound();
    return c.json(installationView(world, installation));
  };
  const byAccount = (c: Ctx, login: string) =>
    answer(
      c,
      world.installations.find((i) => i.account.login.toLowerCase() === login.toLowerCase()),
    );

  app.get('/app', appOnly, (c) => c.json(appView(world, world.app)));
  app.get('/app/installations', appOnly, (c) =>
    c.json(pageOf(c, world.installations).map((installation) => installationView(world, installation))),
  );
  app.get('/app/installations/:id', appOnly, (c) => answer(c, byId(world, c.req.param('id'))));
  app.get('/orgs/:login/installation', appOnly, (c) => byAccount(c, c.req.param('login')));
  app.get('/users/:login/installation', appOnly, (c) => byAccount(c, c.req.param('login')));
  app.get('/repos/:owner/:repo/installation', appOnly, (c) => {
    const repository = findRepository(world, `${c.req.param('owner')}/${c.req.param('repo')}`);
    return answer(c, repository && installationOf(world, repository));
  });

  app.post('/app/installations/:id/access_tokens', appOnly, async (c) => {
    const installation = byId(world, c.req.param('id'));
    if (!installation) throw notFound();
    if (installation.suspendedAt !== null) throw new ApiError(403, 'This installation has been suspended');
    const input = await readBody(c, 'InstallationToken', tokenInput);
    const named = repositoriesOf(world, installation).filter((r) => input.repository_ids?.includes(r.id));
    const repositories = input.repositories ?? (input.repository_ids && named.map((repository) => repository.name));
    const actor = createToken(world, installation, { permissions: input.permissions, repositories });
    return c.json(
      {
        token: actor.token,
        expires_at: new Date(actor.expiresAt).toISOString(),
        permissions: actor.permissions,
        repository_selection:
          actor.repositories === 'all' ? installationView(world, installation).repository_selection : 'selected',
      },
      201,
    );
  });

  app.get('/installation/repositories', (c) => {
    const actor = c.get('actor');
    if (actor.kind !== 'installation') throw new ApiError(401, 'Requires authentication');
    const seen = repositoriesOf(world, actor.installation).filter(
      (repository) => actor.repositories === 'all' || actor.repositories.has(repository.fullName),
    );
    const repositories = pageOf(c, seen).map((repository) => repositoryView(world, repository));
    return c.json({
      total_count: seen.length,
      repository_selection: installationView(world, actor.installation).repository_selection,
      repositories,
    });
  });

  app.get('/rate_limit', (c) => {
    const actor = c.get('actor');
    const rate =
      actor.kind === 'installation'
        ? primaryLimit(world, actor.installation.id)
        : { limit: 60, used: 0, remaining: 60, reset: Math.ceil(world.clock().getTime() / 1000) + 3600 };
    return c.json({ resources: { core: rate }, rate });
  });
};

function byId(world: World, id: string): Installation | undefined {
  return world.installations.find((installation) => installation.id === Number(id));
}
