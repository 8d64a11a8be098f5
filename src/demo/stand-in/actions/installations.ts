import { randomBytes } from 'node:crypto';
import { isInstalledOn } from '../http/auth.ts';
import { ApiError } from '../http/error.ts';
import type { Account, Actor, Installation, Permissions, Repository, World } from '../world.ts';
import { now } from '../world.ts';

const HOUR_MS = 3_600_000;

export function repositoriesOf(world: World, installation: Installation): Repository[] {
  return [...world.repositories.values()].filter((repository) => isInstalledOn(installation, repository));
}

/** The short form in which installation events name repositories. */
function named(repository: Repository) {
  const { id, name, fullName, private: isPrivate } = repository;
  return { id, node_id: `R_${id}`, name, full_name: fullName, private: isPrivate };
}

export function install(
  world: World,
  sender: Account,
  account: Account,
  repositories: 'all' | readonly string[],
): Installation {
  const installation: Installation = {
    id: world.nextId(),
    account,
    repositories: repositories === 'all' ? 'all' : new Set(repositories),
    permissions: world.app.permissions,
    createdAt: now(world),
    suspendedAt: null,
  };
  world.installations.push(installation);
  emitInstallation(world, 'created', sender, installation);
  return installation;
}

export function uninstall(world: World, sender: Account, installation: Installation): void {
  emitInstallation(world, 'deleted', sender, installation);
  world.installations.splice(world.installations.indexOf(installation), 1);
  for (const [token, actor] of world.tokens) if (actor.installation === installation) world.tokens.delete(token);
}

export function suspend(world: World, sender: Account, installation: Installation, suspended: boolean): void {
  if (!suspended) installation.suspendedAt = null;
  emitInstallation(world, suspended ? 'suspend' : 'unsuspend', sender, installation);
  if (suspended) installation.suspendedAt = now(world);
}

function emitInstallation(world: World, action: string, sender: Account, installation: Installation): void {
  const repositories = repositoriesOf(world, installation).map(named);
  world.emit({ event: 'installation', action, sender, installation, payload: { repositories, requester: null } });
}

/** Changes which repositories an installation covers, and tells which came and went. */
export function selectRepositories(
  world: World,
  sender: Account,
  installation: Installation,
  selection: 'all' | readonly string[],
): void {
  const before = new Set(repositoriesOf(world, installation));
  installation.repositories = selection === 'all' ? 'all' : new Set(selection);
  const after = new Set(repositoriesOf(world, installation));
  const added = [...after].filter((repository) => !before.has(repository)).map(named);
  const removed = [...before].filter((repository) => !after.has(repository)).map(named);
  for (const [action, changed] of [
    ['added', added],
    ['removed', removed],
  ] as const)
    if (changed.length > 0)
      world.emit({
        event: 'installation_repositories',
        action,
        sender,
        installation,
        payload: {
          repository_selection: selection === 'all' ? 'all' : 'selected',
          repositories_added: action === 'added' ? added : [],
          repositories_removed: action === 'removed' ? removed : [],
          requester: null,
        },
      });
}

/** An hour's token, for all the installation may do or for less of it, never for more. */
export function createToken(
  world: World,
  installation: Installation,
  narrowed: { readonly permissions?: Permissions | undefined; readonly repositories?: readonly string[] | undefined },
): Extract<Actor, { kind: 'installation' }> {
  const rank = { read: 1, write: 2, admin: 3 } as const;
  for (const [name, level] of Object.entries(narrowed.permissions ?? {})) {
    const granted = installation.permissions[name];
    if (granted === undefined || rank[granted] < rank[level])
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
  }
  const covered = repositoriesOf(world, installation);
  const chosen = narrowed.repositories?.map((name) => {
    const repository = covered.find((candidate) => candidate.name === name);
    if (!repository)
      throw new ApiError(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    return repository.fullName;
  });
  const actor = {
    kind: 'installation',
    token: `ghs_${randomBytes(18).toString('hex')}`,
    installation,
    permissions: { metadata: 'read', ...(narrowed.permissions ?? installation.permissions) },
    repositories: chosen === undefined ? 'all' : new Set(chosen),
    expiresAt: world.clock().getTime() + HOUR_MS,
  } satisfies Actor;
  world.tokens.set(actor.token, actor);
  return actor;
}
