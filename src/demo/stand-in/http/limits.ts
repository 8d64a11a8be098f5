import { createMiddleware } from 'hono/factory';
import type { World } from '../world.ts';
import type { Env } from './env.ts';
import { ApiError, secondaryLimit } from './error.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function usageOf(world: World, installation: number) {
  const usage = world.usage.get(installation) ?? { requests: [], content: [] };
  world.usage.set(installation, usage);
  return usage;
}

/** The primary limit as it stands, in GitHub's `rate` shape. */
export function primaryLimit(world: World, installation: number) {
  const since = world.clock().getTime() - HOUR;
  const recent = usageOf(world, installation).requests.filter((at) => at > since);
  const limit = world.limits.requestsPerHour;
  const reset = Math.ceil(((recent[0] ?? world.clock().getTime()) + HOUR) / 1000);
  return { limit, used: recent.length, remaining: Math.max(0, limit - recent.length), reset };
}

/** Counts a request against its installation's hour, refuses it when that is used up, and says how much is left. */
export const countRequests = (world: World) =>
  createMiddleware<Env>(async (c, next) => {
    const actor = c.get('actor');
    if (actor.kind !== 'installation' || c.req.path.endsWith('/rate_limit')) return next();
    const { id } = actor.installation;
    const { remaining } = primaryLimit(world, id);
    if (remaining > 0) usageOf(world, id).requests.push(world.clock().getTime());
    const { limit, used, remaining: left, reset } = primaryLimit(world, id);
    const headers: readonly (readonly [string, number])[] = [
      ['x-ratelimit-limit', limit],
      ['x-ratelimit-remaining', left],
      ['x-ratelimit-used', used],
      ['x-ratelimit-reset', reset],
    ];
    if (remaining === 0)
      throw new ApiError(403, `API rate limit exceeded for installation ID ${id}.`, {
        headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      });
    await next();
    for (const [name, value] of headers) c.res.headers.set(name, String(value));
  });

/** For routes that create issues, comments, reviews and pull requests: the secondary limit on new content. */
export const createsContent = (world: World) =>
  createMiddleware<Env>(async (c, next) => {
    const actor = c.get('actor');
    if (actor.kind === 'installation') {
      const { content } = usageOf(world, actor.installation.id);
      const at = world.clock().getTime();
      for (const [most, span] of [
        [world.limits.contentPerMinute, MINUTE],
        [world.limits.contentPerHour, HOUR],
      ] as const) {
        const recent = content.filter((time) => time > at - span);
        if (recent.length >= most) throw secondaryLimit(Math.max(1, Math.ceil((recent[0]! + span - at) / 1000)));
      }
      content.push(at);
    }
    await next();
  });
