import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { FileReader } from '../terraform/index.ts';

/** Files of the repository that holds a directory, read by paths relative to its root; nothing outside it. */
export interface Checkout {
  readonly files: FileReader;
  /** The directory's own path in the repository; empty for the root itself. */
  readonly root: string;
}

/**
 * Opens the Git working tree around a directory; outside of one, the current folder where it holds the directory.
 * @param other the directory of which this one may be a copy from another commit: then its files go by the same paths
 */
export function openCheckout(directory: string, other?: string): Checkout {
  const at = realpathSync(directory);
  const limit = around(at);
  const copied = other === undefined ? undefined : copyAround(at, realpathSync(other));
  const base = copied ?? limit;
  const isInside = (real: string, folder: string) => real === folder || real.startsWith(folder + sep);
  const inside = (path: string): string | undefined => {
    try {
      const real = realpathSync(resolve(base, path));
      return isInside(real, limit) || isInside(real, base) ? real : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    root: relative(base, at).split(sep).join('/'),
    files: {
      read: (path) => {
        const real = inside(path);
        return real !== undefined && statSync(real).isFile() ? readFileSync(real, 'utf8') : undefined;
      },
      list: (path) => {
        const real = inside(path);
        return real !== undefined && statSync(real).isDirectory() ? readdirSync(real).sort() : [];
      },
    },
  };
}

function around(directory: string): string {
  return workingTree(directory) ?? currentFolderAround(directory) ?? directory;
}

/** The copy of the whole repository: `/tmp/base` of `/tmp/base/envs/prod`, where the other directory is `envs/prod`. */
function copyAround(directory: string, other: string): string | undefined {
  const base = around(other);
  const root = relative(base, other);
  if (directory === other) return undefined;
  // At the top of the repository any folder within it may be meant, and nothing outside.
  if (root === '') return around(directory) === base ? directory : undefined;
  return directory.endsWith(sep + root) ? directory.slice(0, -root.length - 1) : undefined;
}

function currentFolderAround(directory: string): string | undefined {
  const folder = realpathSync('.');
  return directory.startsWith(folder + sep) ? folder : undefined;
}

function workingTree(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (lstatSync(join(at, '.git'), { throwIfNoEntry: false })) return at;
    if (dirname(at) === at) return undefined;
  }
}
