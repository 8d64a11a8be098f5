import type { RepositoryContents, RepositoryFile } from './contents.ts';
import { ForbiddenError } from './errors.ts';
import type { Repository } from './repository.ts';

/** How other repositories of the installation are opened. */
export interface Neighbours {
  /** Where repositories are in a browser: `github.com`. */
  readonly host: string;
  open(repository: Repository): RepositoryContents;
  /** The text of `.gitmodules` on a repository's default branch. */
  gitmodules(repository: Repository): Promise<string | undefined>;
}

const MAX_DEPTH = 3;

/** A path that lies in a submodule, as its repository has it. */
interface Inside {
  readonly contents: RepositoryContents;
  readonly commit: string;
  /** The submodule's folder, with a slash at the end. */
  readonly prefix: string;
  /** The path from there. */
  readonly rest: string;
}

/**
 * A repository with its submodules in their places, each at the commit that its gitlink names. What the default branch's
 * `.gitmodules` does not name is not read, so that nobody sees another repository by proposing it as a submodule.
 * A submodule is opened when something in it is asked for.
 */
export function withSubmodules(
  contents: RepositoryContents,
  repository: Repository,
  neighbours: Neighbours,
  depth = 0,
): RepositoryContents {
  const listed = new Map<string, readonly Submodule[]>();
  const opened = new Map<string, RepositoryContents>();
  let trusted: readonly Submodule[] | undefined;

  /** Where a path that is not the repository's own lies, or why that is not read. */
  async function locate(commit: string, path: string): Promise<Inside | string | undefined> {
    const here = listed.get(commit) ?? submodulesOf(await contents.read(commit, '.gitmodules'));
    listed.set(commit, here);
    const around = (submodule: Submodule) => isWithin(path, submodule.path);
    if (!here.some(around)) return undefined;
    trusted ??= submodulesOf(await neighbours.gitmodules(repository));
    const submodule = trusted.find(around);
    const inside = submodule && (await contents.gitlink(commit, submodule.path));
    if (inside === undefined) return 'a git submodule that is read once the default branch has it';
    const what = `the git submodule ${submodule!.path} (${withoutUser(submodule!.url)})`;
    const target = repositoryOf(submodule!.url, repository, neighbours.host);
    if (!target) return `${what}, which lies outside the repositories of ${repository.owner}`;
    if (depth === MAX_DEPTH) return `${what}, which lies more than ${MAX_DEPTH} submodules deep`;
    const name = `${target.owner}/${target.repo}`;
    const repositoryInside = opened.get(name) ?? withSubmodules(neighbours.open(target), target, neighbours, depth + 1);
    opened.set(name, repositoryInside);
    if ((await filesOf(repositoryInside, inside)).length === 0)
      return `${what}, of which the App can read no commit ${inside} in ${name}`;
    const prefix = `${submodule!.path}/`;
    return { contents: repositoryInside, commit: inside, prefix, rest: path.slice(prefix.length) };
  }

  async function within(commit: string, path: string): Promise<Inside | undefined> {
    const found = await locate(commit, plain(path));
    return typeof found === 'object' ? found : undefined;
  }

  return {
    ...contents,
    async files(commit, under = '') {
      const own = await contents.files(commit, under);
      const inside = own.length === 0 ? await within(commit, under) : undefined;
      if (!inside) return own;
      const files = await inside.contents.files(inside.commit, inside.rest);
      return files.map((file) => ({ ...file, path: inside.prefix + file.path }));
    },
    async read(commit, path) {
      const own = await contents.read(commit, path);
      const inside = own === undefined ? await within(commit, path) : undefined;
      return inside ? inside.contents.read(inside.commit, inside.rest) : own;
    },
    async prefetch(commit, paths) {
      await contents.prefetch(commit, paths);
      const places: Inside[] = [];
      for (const path of paths) {
        const inside = await within(commit, path);
        if (inside) places.push(inside);
      }
      for (const group of Map.groupBy(places, ({ prefix }) => prefix).values())
        await group[0]!.contents.prefetch(
          group[0]!.commit,
          group.map(({ rest }) => rest),
        );
    },
    async absence(commit, folder) {
      const found = await locate(commit, plain(folder));
      return typeof found === 'object' ? found.contents.absence(found.commit, found.rest) : found;
    },
  };
}

/** The commits that a commit's submodules are at, by their folders. */
export async function gitlinks(contents: RepositoryContents, commit: string): Promise<readonly RepositoryFile[]> {
  const links: RepositoryFile[] = [];
  for (const { path } of submodulesOf(await contents.read(commit, '.gitmodules'))) {
    const sha = await contents.gitlink(commit, path);
    if (sha !== undefined) links.push({ path, sha, size: 0 });
  }
  return links;
}

/** None, too, where the installation may not look. */
async function filesOf(contents: RepositoryContents, commit: string): Promise<readonly RepositoryFile[]> {
  try {
    return await contents.files(commit);
  } catch (error) {
    if (error instanceof ForbiddenError) return [];
    throw error;
  }
}

interface Submodule {
  readonly path: string;
  readonly url: string;
}

/** The sections of a `.gitmodules` (https://git-scm.com/docs/gitmodules). */
function submodulesOf(text = ''): readonly Submodule[] {
  return text.split(/^[ \t]*\[submodule\b.*$/m).flatMap((section) => {
    const path = /^[ \t]*path[ \t]*=[ \t]*"?([^"\s]+)/m.exec(section)?.[1];
    const url = /^[ \t]*url[ \t]*=[ \t]*"?([^"\s]+)/m.exec(section)?.[1];
    return path === undefined || url === undefined ? [] : [{ path: plain(path), url }];
  });
}

/**
 * The repository that a submodule's URL names, when it belongs to the same owner: `../network.git` starts at the repository
 * around it.
 */
function repositoryOf(url: string, here: Repository, host: string): Repository | undefined {
  const [, scpHost, scpPath] = /^(?:[^@/]+@)?([^:/]+):(?!\/)(.+)$/.exec(url) ?? [];
  const absolute = scpHost === undefined ? url : `ssh://${scpHost}/${scpPath}`;
  const around = /^\.\.?\//.test(url) ? `https://${host}/${here.owner}/${here.repo}/` : undefined;
  if (!URL.canParse(absolute, around)) return undefined;
  const { protocol, hostname, pathname } = new URL(absolute, around);
  const [, owner, repo] = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(pathname) ?? [];
  if (!/^(https?|ssh|git):$/.test(protocol) || hostname !== host || owner === undefined || repo === undefined)
    return undefined;
  return owner.toLowerCase() === here.owner.toLowerCase() ? { owner, repo } : undefined;
}

/** A URL may hold a password. */
function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Without `./` and slashes at the end. */
function plain(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}
