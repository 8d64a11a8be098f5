import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Actor, Repository, World } from '../world.ts';

/** What middleware leaves for handlers. `repository` is set by `repositoryWith`. */
export interface Env {
  readonly Bindings: HttpBindings;
  readonly Variables: { actor: Actor; repository: Repository };
}

export type Ctx = Context<Env>;

/** A file of routes: adds itself to the application. */
export type Routes = (app: import('hono').Hono<Env>, world: World) => void;
