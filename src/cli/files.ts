import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { FileReader } from '../terraform/index.ts';

/** Files of the repository that holds a directory, read by paths relative to its root; nothing outside it. */
export interface Checkout {
  readonly files: FileReader;
  /** The directory's own path in the repository; empty for the root itself. */
  readonly root: string;
}

/** Opens the Git working tree around a directory; outside of one, the current folder where it holds the directory. */
export function openCheckout(directory: string): Checkout {
  const at = realpathSync(directory);
  const base = workingTree(at) ?? currentFolderAround(at) ?? at;
  const inside = (path: string): string | undefined => {
    try {
      const real = realpathSync(resolve(base, path));
      return real === base || real.startsWith(base + sep) ? real : undefined;
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
