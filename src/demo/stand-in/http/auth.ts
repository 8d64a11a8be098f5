import { verify } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Actor, App, Installation, Issue, Permissions, Repository, World } from '../world.ts';
import { findRepository } from '../world.ts';
import type { Ctx, Env } from './env.ts';
import { ApiError, notAccessible, notFound } from './error.ts';

const RANK = { read: 1, write: 2, admin: 3 } as const;
/** `issues:write`: what a route asks of an installation. */
export type Need = `${string}:${'read' | 'write'}`;

/** Finds out who asks: an app by its JWT, an installation by its token, or nobody. */
export const authenticate = (world: World) =>
  createMiddleware<Env>(async (c, next) => {
    c.set('actor', actorOf(world, c.req.header('authorization')));
    await next();
  });

function actorOf(world: World, header: string | undefined): Actor {
  const credential = /^(?:bearer|token) +(.+)$/i.exec(header ?? '')?.[1];
  if (credential === undefined) return { kind: 'anonymous' };
  if (credential.split('.').length === 3) return verifyJwt(world.app, credential, world.clock().getTime() / 1000);
  const actor = world.tokens.get(credential);
  if (!actor || actor.expiresAt <= world.clock().getTime()) throw new ApiError(401, 'Bad credentials');
  if (actor.installation.suspendedAt !== null) throw new ApiError(403, 'This installation has been suspended');
  return actor;
}

/** App authentication: RS256, `iss` the app's id, `iat` not in the future, `exp` at most ten minutes ahead. */
function verifyJwt(app: App, jwt: string, seconds: number): Actor {
  const undecodable = new ApiError(401, 'A JSON web token could not be decoded');
  const [header, claims, signature] = jwt.split('.') as [string, string, string];
  let head: { alg?: unknown };
  let body: { iss?: unknown; exp?: unknown; iat?: unknown };
  try {
    head = JSON.parse(Buffer.from(header, 'base64url').toString());
    body = JSON.parse(Buffer.from(claims, 'base64url').toString());
  } catch {
    throw undecodable;
  }
  const signed = Buffer.from(`${header}.${claims}`);
  if (head.alg !== 'RS256' || !verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url')))
    throw undecodable;
  if (String(body.iss) !== String(app.id)) throw new ApiError(404, 'Integration not found');
  if (typeof body.exp !== 'number' || body.exp <= seconds)
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (body.exp > seconds + 600 + 30)
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof body.iat !== 'number' || body.iat > seconds + 30)
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  return { kind: 'app' };
}

/** Routes of the app itself. */
export const appOnly = createMiddleware<Env>(async (c, next) => {
  if (c.get('actor').kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded');
  await next();
});

/**
 * Routes below `/repos/:owner/:repo`: one of `needs` must be granted, a public repository may be read by anyone. What
 * the caller cannot see is 404, what it can see but not do is 403.
 */
export const repositoryWith = (world: World, ...needs: readonly Need[]) =>
  createMiddleware<Env>(async (c, next) => {
    openRepository(world, c, `${c.req.param('owner')}/${c.req.param('repo')}`, ...needs);
    await next();
  });

/** The same for a repository that the path does not name. */
export function openRepository(world: World, c: Ctx, fullName: string, ...needs: readonly Need[]): Repository {
  const repository = findRepository(world, fullName);
  if (!repository || !canSee(c.get('actor'), repository)) throw notFound();
  c.set('repository', repository);
  if (!needs.some((need) => isGranted(c, need))) throw notAccessible();
  return repository;
}

function canSee(actor: Actor, repository: Repository): boolean {
  return !repository.private || (actor.kind === 'installation' && covers(actor, repository));
}

function covers(actor: Extract<Actor, { kind: 'installation' }>, repository: Repository): boolean {
  return (
    isInstalledOn(actor.installation, repository) &&
    (actor.repositories === 'all' || actor.repositories.has(repository.fullName))
  );
}

export function isInstalledOn({ account, repositories }: Installation, repository: Repository): boolean {
  return account.login === repository.owner.login && (repositories === 'all' || repositories.has(repository.fullName));
}

/** Whether the caller holds a permission on the request's repository. */
function isGranted(c: Ctx, need: Need): boolean {
  const actor = c.get('actor');
  const repository = c.get('repository');
  if (need.endsWith(':read') && !repository.private && need !== 'administration:read') return true;
  return actor.kind === 'installation' && covers(actor, repository) && holds(actor.permissions, need);
}

function holds(permissions: Permissions, need: Need): boolean {
  const [name, level] = need.split(':') as [string, 'read' | 'write'];
  const granted = permissions[name];
  return granted !== undefined && RANK[granted] >= RANK[level];
}

/** An issue's conversation needs `issues`, a pull request's needs `pull_requests` (or `issues`, as on GitHub). */
export function requireConversation(c: Ctx, issue: Issue, level: 'read' | 'write'): void {
  if (isGranted(c, `issues:${level}`)) return;
  if (issue.pull && isGranted(c, `pull_requests:${level}`)) return;
  throw notAccessible();
}

/** The account a caller writes as. */
export function authorOf(world: World, c: Ctx) {
  if (c.get('actor').kind !== 'installation') throw new ApiError(401, 'Requires authentication');
  return world.app.bot;
}
