import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { takeFault } from '../faults.ts';
import { pageRoutes } from '../pages/routes.ts';
import { appRoutes } from '../routes/app.ts';
import { artifactRoutes } from '../routes/artifacts.ts';
import { checkRunRoutes } from '../routes/check-runs.ts';
import { commentRoutes } from '../routes/comments.ts';
import { commitRoutes } from '../routes/commits.ts';
import { contentRoutes } from '../routes/contents.ts';
import { deliveryRoutes } from '../routes/deliveries.ts';
import { gitRoutes } from '../routes/git.ts';
import { graphqlRoutes } from '../routes/graphql.ts';
import { issueRoutes } from '../routes/issues.ts';
import { labelRoutes } from '../routes/labels.ts';
import { manifestRoutes } from '../routes/manifest.ts';
import { pullRoutes } from '../routes/pulls.ts';
import { reactionRoutes } from '../routes/reactions.ts';
import { repositoryRoutes } from '../routes/repositories.ts';
import { reviewCommentRoutes } from '../routes/review-comments.ts';
import type { Deliveries, Hook } from '../webhooks/deliveries.ts';
import type { World } from '../world.ts';
import { authenticate } from './auth.ts';
import type { Env } from './env.ts';
import { ApiError, notFound, secondaryLimit } from './error.ts';
import { countRequests } from './limits.ts';

/** The API at `/` and, as GitHub Enterprise Server has it, below `/api`; people's pages beside it. */
export function createApplication(world: World, hook: Hook, deliveries: Deliveries, changed: () => void): Hono<Env> {
  const api = new Hono<Env>();
  api.use(faulty(world), authenticate(world), countRequests(world));
  const rooms = [
    appRoutes,
    manifestRoutes(hook),
    deliveryRoutes(deliveries),
    repositoryRoutes,
    contentRoutes,
    gitRoutes,
    graphqlRoutes,
    checkRunRoutes,
    artifactRoutes,
    commitRoutes,
    commentRoutes,
    labelRoutes,
    reactionRoutes,
    issueRoutes,
    pullRoutes,
    reviewCommentRoutes,
  ];
  for (const add of rooms) add(api, world);
  const application = new Hono<Env>();
  application.use(async (c, next) => {
    await next();
    if (c.req.method !== 'GET') changed();
  });
  pageRoutes(application, world);
  const graphql = new Hono<Env>();
  graphql.use(faulty(world), authenticate(world), countRequests(world));
  graphqlRoutes(graphql, world);
  application.route('/api/v3', api).route('/api', graphql).route('/', api);
  application.notFound(() => answer(notFound()));
  application.onError((error) => {
    if (error instanceof ApiError) return answer(error);
    throw error;
  });
  return application;
}

function answer(error: ApiError): Response {
  const documentation_url = 'https://docs.github.com/rest';
  const body = { message: error.message, ...(error.errors ? { errors: error.errors } : {}), documentation_url };
  return Response.json({ ...body, status: String(error.status) }, { status: error.status, headers: error.headers });
}

/** Lets requests meet the faults somebody ordered. */
const faulty = (world: World) =>
  createMiddleware<Env>(async (c, next) => {
    const fault = takeFault(world.faults, c.req.method, c.req.path);
    if (fault?.kind === 'error') throw new ApiError(fault.status ?? 502, 'Server Error');
    if (fault?.kind === 'secondary-limit') throw secondaryLimit(fault.retryAfter ?? 1);
    if (fault?.kind === 'slow') await fault.until;
    await next();
    if (fault?.kind === 'lost-response') c.env.incoming.socket.destroy();
  });
