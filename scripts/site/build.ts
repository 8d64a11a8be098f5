import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layout } from './layout.ts';
import { type Entry, navigation } from './navigation.ts';
import { renderPage } from './page.ts';
import { type SearchEntry, searchEntries } from './search.ts';

const ASSETS = fileURLToPath(new URL('assets', import.meta.url));
const HOME = 'docs/index.md';

/**
 * Writes every page that is reached from docs/index.md, and the files they link to.
 * @returns how many pages there are
 */
export function buildSite(root: string, folder: string): number {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  rmSync(folder, { recursive: true, force: true });
  cpSync(ASSETS, folder, { recursive: true });
  const sections = navigation(read, HOME);
  const search: SearchEntry[] = [];
  const waiting = [HOME];
  const seen = new Set(waiting);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const place = placeOf(path);
    mkdirSync(join(folder, dirname(place)), { recursive: true });
    if (!path.endsWith('.md')) {
      cpSync(join(root, path), join(folder, place));
      continue;
    }
    const from = path;
    const page = renderPage(read(from), (target) => {
      const file = fileOf(root, from, target);
      if (file === undefined) return target;
      if (!seen.has(file)) {
        seen.add(file);
        waiting.push(file);
      }
      return posix.relative(dirname(place), placeOf(file));
    });
    const link = (entry: Entry) => posix.relative(dirname(place), placeOf(entry.path));
    writeFileSync(join(folder, place), layout({ page, path: from, place, sections, link }));
    search.push(...searchEntries(page, place));
  }
  writeFileSync(join(folder, 'search-index.js'), `const SEARCH = ${JSON.stringify(search)};\n`);
  return [...seen].filter((path) => path.endsWith('.md')).length;
}

/** Where a file of the repository is on the site: docs/ is its root, what lies beside docs/ is below repository/. */
function placeOf(path: string): string {
  const place = path.startsWith('docs/') ? path.slice('docs/'.length) : `repository/${path}`;
  return place.replace(/(?:README)?\.md$/, (end) => (end === '.md' ? '.html' : 'index.html'));
}

/** The file a relative link leads to; a folder's is its README. */
function fileOf(root: string, from: string, target: string): string | undefined {
  const file = normalize(join(dirname(from), target));
  if (!existsSync(join(root, file))) return undefined;
  if (!statSync(join(root, file)).isDirectory()) return file;
  const readme = join(file, 'README.md');
  return existsSync(join(root, readme)) ? readme : undefined;
}
