import { posix } from 'node:path';
import { SallyportError } from '../network/index.ts';
import { isUnder, normalized, parentOf } from './path.ts';
import type { Contents } from './ports.ts';

/** What an evaluator reads a repository through; paths are relative to its root. */
export interface FileReader {
  /** The text of a file; undefined when there is none. */
  read(path: string): string | undefined;
  /** Names of a folder's entries, those of folders with a slash at the end; empty when there is none. */
  list(folder: string): readonly string[];
  /** Why a folder that belongs to something else than the repository is empty here. */
  absence(folder: string): string | undefined;
  /** Says that the code right in these folders is going to be read. */
  expect(folders: readonly string[]): void;
}

/** Thrown through a synchronous evaluation to say what it waits for. */
class Needed extends Error {
  readonly fetch: () => Promise<void>;

  constructor(what: string, fetch: () => Promise<void>) {
    super(`${what} is not fetched yet`);
    this.fetch = fetch;
  }
}

const MAX_FETCHES = 300;

/**
 * Runs a synchronous evaluation over files that are elsewhere: whenever it asks for one that is not here, it is broken off,
 * the file is fetched, and it starts again. So nothing is read that is not needed, and nothing needed is missing.
 * @throws SallyportError when the code asks for too many files one by one
 */
export async function onDemand<T>(evaluate: () => T): Promise<T> {
  for (let fetches = 0; fetches <= MAX_FETCHES; fetches++) {
    try {
      return evaluate();
    } catch (needed) {
      if (!(needed instanceof Needed)) throw needed;
      await needed.fetch();
    }
  }
  throw new SallyportError(
    `The code reads more than ${MAX_FETCHES} files one by one; compare it with 'sallyport diff'.`,
  );
}

const CODE = /\.(tf|tofu)(\.json)?$/;

/**
 * The files of a commit, for an evaluation that is run on demand.
 * @param here texts known already
 */
export function filesOnDemand(
  contents: Contents,
  commit: string,
  here: ReadonlyMap<string, string> = new Map(),
): FileReader {
  const texts = new Map<string, string | undefined>(here);
  const folders = new Map<string, readonly string[]>();
  const absences = new Map<string, string | undefined>();
  const expected = new Set<string>();
  /** Whether folders may have files that no listing of those above tells. */
  let hasSubmodules = true;

  async function fetchFiles(paths: readonly string[]): Promise<void> {
    const missing = paths.filter((path) => !texts.has(path));
    await contents.prefetch(commit, missing);
    for (const path of missing) texts.set(path, await contents.read(commit, path));
  }

  async function fetchFolder(folder: string): Promise<void> {
    await listInto(folders, contents, commit, folder);
    hasSubmodules = (await contents.read(commit, '.gitmodules')) !== undefined;
  }

  /** The files of a module right in a folder that was listed: all of them are read if one is. */
  const moduleIn = (folder: string) =>
    (folders.get(folder) ?? []).flatMap((name) => (CODE.test(name) ? [normalized(`${folder}/${name}`)] : []));

  return {
    read(path) {
      const name = normalized(path);
      const also = () => (CODE.test(name) ? moduleIn(parentOf(name)) : []);
      if (!texts.has(name)) throw new Needed(`file ${name}`, () => fetchFiles([...new Set([name, ...also()])]));
      return texts.get(name);
    },
    list(folder) {
      const name = normalized(folder);
      const names = folders.get(name);
      if (names) return names;
      const isFile = folders.get(parentOf(name))?.includes(posix.basename(name));
      if (isFile) return [];
      // Below a folder that was listed there is nothing but what its listing told.
      if (!hasSubmodules && [...folders.keys()].some((listed) => isUnder(name, listed))) return [];
      throw new Needed(`folder ${name}`, () => fetchFolder(name));
    },
    absence(folder) {
      const name = normalized(folder);
      if (!absences.has(name))
        throw new Needed(`absence ${name}`, async () => {
          absences.set(name, await contents.absence(commit, name));
        });
      return absences.get(name);
    },
    expect(wanted) {
      const names = wanted.map(normalized).filter((name) => !expected.has(name));
      if (names.length === 0) return;
      throw new Needed(`code in ${names.length} folders`, async () => {
        await fetchFolder('');
        await fetchFiles(names.flatMap(moduleIn));
        for (const name of names) expected.add(name);
      });
    },
  };
}

/** Opens another repository at the head of its default branch; undefined when the App cannot read it. */
export type Elsewhere = (
  repository: string,
) => Promise<{ readonly contents: Contents; readonly commit: string } | undefined>;

/** The files of a repository that is opened when something of it is asked for; empty, with the reason, when it cannot be. */
export function filesElsewhere(repository: string, open: Elsewhere): FileReader {
  let opened: FileReader | undefined;
  const files = (): FileReader => {
    if (opened) return opened;
    throw new Needed(repository, async () => {
      const found = await open(repository);
      opened = found ? filesOnDemand(found.contents, found.commit) : unreadable(repository);
    });
  };
  return {
    read: (path) => files().read(path),
    list: (folder) => files().list(folder),
    absence: (folder) => files().absence(folder),
    expect: (folders) => files().expect(folders),
  };
}

function unreadable(repository: string): FileReader {
  return {
    read: () => undefined,
    list: () => [],
    absence: () => `${repository}, which the code map names, cannot be read`,
    expect: () => {},
  };
}

/** One listing tells the entries of every folder below, too. */
async function listInto(
  folders: Map<string, readonly string[]>,
  contents: Contents,
  commit: string,
  folder: string,
): Promise<void> {
  const entries = new Map<string, Set<string>>([[folder, new Set()]]);
  for (const { path } of await contents.files(commit, folder === '' ? undefined : folder)) {
    let name = posix.basename(path);
    for (let parent = parentOf(path); ; parent = parentOf(parent)) {
      const known = entries.get(parent) ?? new Set();
      entries.set(parent, known.add(name));
      if (parent === folder || parent === '') break;
      name = `${posix.basename(parent)}/`;
    }
  }
  for (const [path, names] of entries) folders.set(path, [...names]);
}
