import { posix } from 'node:path';
import { type Allowance, createAllowance } from './allowance.ts';
import { blobTexts } from './blob-texts.ts';
import { calling, statusOf } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';
import { createTextMemory, type TextMemory } from './text-memory.ts';

/** A file of a commit. A symbolic link is listed under its own path and read as what it points to. */
export interface RepositoryFile {
  readonly path: string;
  /** Blob SHA: equal content has the equal SHA in any commit. */
  readonly sha: string;
  /** Bytes. */
  readonly size: number;
  /** Where it really lies, when a symbolic link leads there from its path. */
  readonly real?: string;
}

export interface RepositoryContents {
  /** The SHA of the commit a branch is at. */
  head(branch: string): Promise<string>;
  /** Files of a commit, or of the folder `under` (`envs/prod`); none when the folder does not exist. Sorted by path. */
  files(commit: string, under?: string): Promise<readonly RepositoryFile[]>;
  /** A file's text (UTF-8), or undefined when the commit has no such file. */
  read(commit: string, path: string): Promise<string | undefined>;
  /** Fetches many files in few requests, so that reading them takes none. What is not there is passed over. */
  prefetch(commit: string, paths: readonly string[]): Promise<void>;
  /** The commit of another repository that a submodule's folder stands for. */
  gitlink(commit: string, path: string): Promise<string | undefined>;
  /** Why a folder that belongs to something else than the repository has no files here; undefined for any other. */
  absence(commit: string, folder: string): Promise<string | undefined>;
}

/** Symbolic links on the way to one file. */
const MAX_LINKS = 5;
/** Symbolic links of one listing that are looked after. */
const MAX_FOLLOWED = 5000;
/** Files of one listing that are listed once more under the links to their folders. */
const MAX_LINKED = 100_000;

export interface ContentOptions {
  /** What is left to be read; several instances may share it. */
  readonly allowance?: Allowance;
  /** Texts by repository and SHA, which several instances may share. */
  readonly memory?: TextMemory;
}

/** Reads trees and blobs, each once by its SHA, without a clone. One instance serves one unit of work. */
export function createContents(
  octokit: Octokit,
  { owner, repo }: Repository,
  { allowance = createAllowance(), memory = createTextMemory() }: ContentOptions = {},
): RepositoryContents {
  const repository = { owner, repo };
  const name = `${owner}/${repo}`;
  const trees = new Map<string, Promise<Tree | undefined>>();
  const blobs = new Map<string, Promise<string>>();
  /** What `files` has listed, by commit: reading in those folders needs no further tree. */
  const listed = new Map<string, Listing>();

  function tree(sha: string, recursive: boolean): Promise<Tree | undefined> {
    return remembered(trees, `${sha} ${recursive}`, async () => {
      try {
        const { data } = await octokit.rest.git.getTree({
          ...repository,
          tree_sha: sha,
          ...(recursive && { recursive: '1' }),
        });
        return data;
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        return calling(`read tree ${sha} of ${name}`, () => Promise.reject(error));
      }
    });
  }

  /** The tree that a path leads to, through symbolic links, and where it really lies; undefined when it is no folder's. */
  async function folder(commit: string, path: string, links = 0): Promise<Place | undefined> {
    const segments = segmentsOf(path);
    let sha = commit;
    for (const [at, segment] of segments.entries()) {
      const entry = (await tree(sha, false))?.tree.find((each) => each.path === segment);
      if (entry?.type !== 'tree') {
        if (entry?.mode !== SYMBOLIC_LINK || links === MAX_LINKS) return undefined;
        const link = segments.slice(0, at + 1).join('/');
        const target = leadsTo(link, await blob(entry, link));
        return target === undefined
          ? undefined
          : folder(commit, posix.join(target, ...segments.slice(at + 1)), links + 1);
      }
      sha = entry.sha;
    }
    return { sha, path: segments.join('/') };
  }

  /** What lies in a folder, under the path that led there. */
  async function inside({ sha, path: real }: Place, under: string): Promise<readonly Entry[]> {
    const prefix = under === '' ? '' : `${under}/`;
    const entries = await below(sha, prefix);
    if (real === under) return entries;
    return entries.map((entry) => ({ ...entry, at: posix.join(real, entry.path.slice(prefix.length)) }));
  }

  /** Lists under a symbolic link's path what it leads to: a folder's files, and where a file really lies. */
  async function followLinks(commit: string, { entries }: Listing, links: readonly Entry[]): Promise<void> {
    await prefetch(
      commit,
      links.map(({ path }) => path),
    );
    let room = MAX_LINKED;
    let wave = links;
    for (let hops = 0; hops < MAX_LINKS; hops++) {
      const next: Entry[] = [];
      for (const link of wave) {
        const { path, at = path } = link;
        const target = leadsTo(at, await blob(link, path));
        if (target === undefined) continue;
        const known = entries.get(target);
        const place = known && known.mode !== SYMBOLIC_LINK ? undefined : await folder(commit, target);
        // One that leads to a folder around it would go on for ever.
        const real = place?.path ?? target;
        if (real === '' || at.startsWith(`${real}/`) || path.startsWith(`${real}/`)) continue;
        entries.set(path, { ...link, target });
        const found = place ? await inside(place, path) : [];
        if (found.length > room) continue;
        room -= found.length;
        for (const entry of found) entries.set(entry.path, entry);
        next.push(...found.filter(({ mode }) => mode === SYMBOLIC_LINK));
      }
      wave = next;
    }
  }

  /** Every blob below a tree, in one request where GitHub gives all of it, else folder by folder. */
  async function below(sha: string, prefix: string): Promise<readonly Entry[]> {
    const whole = await tree(sha, true);
    if (!whole) return [];
    if (!whole.truncated) return whole.tree.filter(isFile).map((entry) => ({ ...entry, path: prefix + entry.path }));
    allowance.folder(name);
    const entries: Entry[] = [];
    for (const entry of (await tree(sha, false))?.tree ?? []) {
      if (isFile(entry)) entries.push({ ...entry, path: prefix + entry.path });
      else if (entry.type === 'tree') entries.push(...(await below(entry.sha, `${prefix}${entry.path}/`)));
    }
    return entries;
  }

  async function find(commit: string, path: string): Promise<Entry | undefined> {
    const known = listed.get(commit);
    const here = known?.entries.get(path);
    if (here || lists(known, posix.dirname(path))) return here;
    const entry = await entryAt(commit, path);
    return entry && isFile(entry) ? entry : undefined;
  }

  async function entryAt(commit: string, path: string): Promise<Entry | undefined> {
    const place = await folder(commit, posix.dirname(path));
    const name = posix.basename(path);
    const entry = place && (await tree(place.sha, false))?.tree.find((each) => each.path === name);
    return entry && { ...entry, at: posix.join(place.path, name) };
  }

  function blob(entry: Entry, path: string): Promise<string> {
    const { sha } = entry;
    return remembered(blobs, sha, async () => {
      allowance.blob(name, path, entry);
      const known = memory.get(`${name} ${sha}`);
      if (known !== undefined) return known;
      const { data } = await calling(`read ${path} in ${name}`, () =>
        octokit.rest.git.getBlob({ ...repository, file_sha: sha }),
      );
      const text = Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8').toString('utf8');
      memory.set(`${name} ${sha}`, text);
      return text;
    });
  }

  async function prefetch(commit: string, paths: readonly string[]): Promise<void> {
    const missing = new Map<string, Entry>();
    for (const path of paths) {
      const entry = await find(commit, segmentsOf(path).join('/'));
      if (!entry || blobs.has(entry.sha) || memory.get(`${name} ${entry.sha}`) !== undefined) continue;
      allowance.blob(name, path, entry);
      missing.set(entry.sha, entry);
    }
    // One alone is as well read by itself.
    if (missing.size > 1)
      for (const [sha, text] of await blobTexts(octokit, repository, [...missing.values()])) {
        memory.set(`${name} ${sha}`, text);
        blobs.set(sha, Promise.resolve(text));
      }
  }

  async function read(commit: string, path: string, links = 0): Promise<string | undefined> {
    const normal = segmentsOf(path).join('/');
    const entry = normal === '' ? undefined : await find(commit, normal);
    if (!entry) return undefined;
    const text = await blob(entry, normal);
    if (entry.mode !== SYMBOLIC_LINK) return text;
    const target = leadsTo(entry.at ?? normal, text);
    return target === undefined || links === MAX_LINKS ? undefined : read(commit, target, links + 1);
  }

  return {
    async head(branch) {
      const { data } = await calling(`read the head of ${branch} of ${name}`, () =>
        octokit.rest.git.getRef({ ...repository, ref: `heads/${branch}` }),
      );
      return data.object.sha;
    },
    async files(commit, under = '') {
      const root = segmentsOf(under).join('/');
      const prefix = root === '' ? '' : `${root}/`;
      const index: Listing = listed.get(commit) ?? { folders: [], entries: new Map() };
      if (!lists(index, root)) {
        const place = await folder(commit, root);
        const entries = place ? await inside(place, root) : [];
        listed.set(commit, index);
        index.folders.push(root);
        for (const entry of entries) index.entries.set(entry.path, entry);
        const links = entries.filter(({ mode }) => mode === SYMBOLIC_LINK);
        await followLinks(commit, index, links.slice(0, MAX_FOLLOWED));
      }
      return [...index.entries.values()]
        .filter(({ path }) => path.startsWith(prefix))
        .map(({ path, sha: blobSha, size, target, at }) => {
          const real = at ?? target;
          return { path, sha: blobSha, size: size ?? 0, ...(real !== undefined && { real }) };
        })
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    read: (commit, path) => read(commit, path),
    prefetch,
    async gitlink(commit, path) {
      const entry = await entryAt(commit, segmentsOf(path).join('/'));
      return entry?.type === 'commit' ? entry.sha : undefined;
    },
    absence: async () => undefined,
  };
}

type Tree = Awaited<ReturnType<Octokit['rest']['git']['getTree']>>['data'];
type Entry = Tree['tree'][number] & {
  /** Of a symbolic link: what it leads to. */
  readonly target?: string;
  /** Of what is listed under a link's path: its own. */
  readonly at?: string;
};

/** A folder, by its tree and by the path that no link is on. */
interface Place {
  readonly sha: string;
  readonly path: string;
}

interface Listing {
  readonly folders: string[];
  readonly entries: Map<string, Entry>;
}

/** Whether all that lies in a folder (`.` and the empty string: the repository's own) was listed. */
function lists(listing: Listing | undefined, folder: string): boolean {
  return (listing?.folders ?? []).some((known) => known === '' || `${folder}/`.startsWith(`${known}/`));
}

const SYMBOLIC_LINK = '120000';

/** Where a link leads; undefined for a place outside of the repository. */
function leadsTo(path: string, text: string): string | undefined {
  const target = segmentsOf(posix.join(posix.dirname(path), text)).join('/');
  return text.startsWith('/') || target === '..' || target.startsWith('../') ? undefined : target;
}

/** Submodules (`commit`) have their content elsewhere. */
function isFile(entry: Entry): boolean {
  return entry.type === 'blob';
}

function segmentsOf(path: string): string[] {
  return posix
    .normalize(path)
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
}

/** Runs `load` once per key; a failure is forgotten, so that the next caller tries again. */
function remembered<T>(memory: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const loading = load();
  memory.set(key, loading);
  loading.catch(() => memory.delete(key));
  return loading;
}
