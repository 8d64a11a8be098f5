import { posix } from 'node:path';
import { refuse } from './problem.ts';

/**
 * Reads the repository. Paths are relative to its root, with forward slashes, and never lead out of it; a reader of a
 * real directory must not follow symbolic links out of it either.
 */
export interface FileReader {
  /** The text of a file; undefined when there is none. */
  read(path: string): string | undefined;
  /** The names of the entries of a directory; a directory's name may end in a slash. Empty when there is none. */
  list(dir: string): readonly string[];
  /** Why a directory that belongs to another repository is empty, where the reader knows: `the git submodule …`. */
  absence?(dir: string): string | undefined;
  /** Says that the code right in these directories is going to be read: a reader that fetches may fetch all of it at once. */
  expect?(dirs: readonly string[]): void;
}

/** The files that code may refer to: inside the repository, and not too large. */
export interface ProjectFiles {
  /** The path from the repository root. @throws EvaluationProblem when it leads out of the repository */
  resolve(path: string): string;
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** The files right in a directory of the repository. */
  list(dir: string): readonly string[];
  /** All files below a directory of the repository, as paths from it. */
  walk(dir: string): readonly string[];
  /** Why a directory of the repository is empty; undefined where that is all there is to say. */
  absence(dir: string): string | undefined;
  /** The text of a file named from the repository root. @throws EvaluationProblem when it is too large */
  readAt(path: string): string | undefined;
}

const MAX_SIZE = 2_000_000;
const MAX_FILES = 20_000;
const MAX_DEPTH = 20;

/** Joins paths below the repository root; undefined when they lead out of it. */
export function joinInside(...parts: readonly string[]): string | undefined {
  const joined = posix.normalize(parts.filter((part) => part !== '').join('/') || '.').replace(/(?<=.)\/$/, '');
  if (joined === '..' || joined.startsWith('../') || posix.isAbsolute(joined)) return undefined;
  return joined;
}

/** @param root the directory Terraform runs in; relative paths in code start there */
export function projectFiles(reader: FileReader, root: string): ProjectFiles {
  const resolve = (path: string): string => {
    if (posix.isAbsolute(path) || path.startsWith('~')) refuse(`${path} is outside the repository`);
    return joinInside(root, path) ?? refuse(`${path} is outside the repository`);
  };
  const cache = new Map<string, string | undefined>();
  const readAt = (path: string): string | undefined => {
    if (!cache.has(path)) cache.set(path, reader.read(path));
    const content = cache.get(path);
    if (content !== undefined && content.length > MAX_SIZE)
      refuse(`${path} has more than ${MAX_SIZE} characters and is not read`);
    return content;
  };
  /** `path = modules/network` in the repository's list of submodules. */
  const submodule = (dir: string): string | undefined => {
    const paths = (readAt('.gitmodules') ?? '').matchAll(/^[ \t]*path[ \t]*=[ \t]*(\S+)/gm);
    const isOne = [...paths].some(([, path = '']) => dir === path || dir.startsWith(`${path}/`));
    return isOne ? 'a git submodule that is not checked out' : undefined;
  };
  return {
    resolve,
    read: (path) => readAt(resolve(path)),
    readAt,
    absence: (dir) => (reader.absence ? reader.absence(dir) : submodule(dir)),
    list: (dir) => reader.list(dir).filter((name) => !name.endsWith('/')),
    exists: (path) => readAt(resolve(path)) !== undefined,
    walk(dir) {
      const found: string[] = [];
      const visit = (path: string, prefix: string, depth: number): void => {
        for (const entry of depth > MAX_DEPTH ? [] : reader.list(path)) {
          const name = entry.replace(/\/$/, '');
          if (found.length > MAX_FILES) refuse(`more than ${MAX_FILES} files are not listed`);
          const inner = joinInside(path, name);
          if (name === '.git' || name.includes('/') || name === '..' || inner === undefined) continue;
          if (entry.endsWith('/') || reader.list(inner).length > 0) visit(inner, `${prefix}${name}/`, depth + 1);
          else found.push(prefix + name);
        }
      };
      visit(dir, '', 0);
      return found;
    },
  };
}
