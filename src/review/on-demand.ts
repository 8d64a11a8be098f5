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
}

/** Thrown through a synchronous evaluation to say what it waits for. */
class Needed extends Error {
  readonly kind: 'file' | 'folder' | 'absence';
  readonly path: string;

  constructor(kind: Needed['kind'], path: string) {
    super(`${kind} ${path} is not fetched yet`);
    this.kind = kind;
    this.path = path;
  }
}

const MAX_FETCHES = 300;

/**
 * Runs a synchronous evaluation over files that are elsewhere: whenever it asks for one that is not here, it is broken off,
 * the file is fetched, and it starts again. So nothing is read that is not needed, and nothing needed is missing.
 * @param here texts known already; what is fetched is added
 * @throws SallyportError when the code asks for too many files one by one
 */
export async function onDemand<T>(
  contents: Contents,
  commit: string,
  here: ReadonlyMap<string, string>,
  evaluate: (files: FileReader) => T,
): Promise<T> {
  const texts = new Map<string, string | undefined>(here);
  const folders = new Map<string, readonly string[]>();
  const absences = new Map<string, string | undefined>();
  const files: FileReader = {
    read: (path) => {
      const name = normalized(path);
      if (!texts.has(name)) throw new Needed('file', name);
      return texts.get(name);
    },
    list: (folder) => {
      const name = normalized(folder);
      const names = folders.get(name);
      if (names) return names;
      // Below a folder that was listed there is nothing but what its listing told.
      if ([...folders.keys()].some((listed) => isUnder(name, listed))) return [];
      throw new Needed('folder', name);
    },
    absence: (folder) => {
      const name = normalized(folder);
      if (!absences.has(name)) throw new Needed('absence', name);
      return absences.get(name);
    },
  };
  for (let fetches = 0; fetches <= MAX_FETCHES; fetches++) {
    try {
      return evaluate(files);
    } catch (needed) {
      if (!(needed instanceof Needed)) throw needed;
      if (needed.kind === 'file')
        for (const path of [needed.path, ...sameModule(needed.path, folders)])
          if (!texts.has(path)) texts.set(path, await contents.read(commit, path));
      if (needed.kind === 'absence') absences.set(needed.path, await contents.absence(commit, needed.path));
      if (needed.kind === 'folder') await listInto(folders, contents, commit, needed.path);
    }
  }
  throw new SallyportError(
    `The code reads more than ${MAX_FETCHES} files one by one; compare it with 'sallyport diff'.`,
  );
}

const CODE = /\.(tf|tofu)(\.json)?$/;

/** The other files of a module: all of them are read if one is. */
function sameModule(path: string, folders: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (!CODE.test(path)) return [];
  const folder = parentOf(path);
  return (folders.get(folder) ?? []).flatMap((name) => (CODE.test(name) ? [normalized(`${folder}/${name}`)] : []));
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
