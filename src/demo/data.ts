import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The demo's data files, beside the sources and beside what is built from them. */
export const DATA = fileURLToPath(new URL('../../demo', import.meta.url));

/** Every file below a folder of the data: path with `/` → text. */
export function readFiles(folder: string): Record<string, string> {
  const root = join(DATA, folder);
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(root, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')]),
  );
}
