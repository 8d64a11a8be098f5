import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCES = 'src';
const DOCUMENT = 'docs/development/architecture.md';

/** The table in the architecture document: one row a room, the last column the rooms it may import. */
function allowedImports(): ReadonlyMap<string, ReadonlySet<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const line of readFileSync(DOCUMENT, 'utf8').split('\n')) {
    const row = /^\|\s*`(\w+)\/`\s*\|.*\|\s*may import:(.*)\|\s*$/.exec(line);
    if (!row) continue;
    rooms.set(row[1]!, new Set([...row[2]!.matchAll(/`(\w+)`/g)].map(([, room]) => room!)));
  }
  return rooms;
}

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Path inside the imported room. */
  readonly entry: string;
}

function importsBetweenRooms(): readonly Import[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = join(SOURCES, name);
    const specifiers = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(
      ([, path]) => path!,
    );
    return specifiers.flatMap((specifier) => {
      const [to, ...rest] = relative(SOURCES, join(dirname(file), specifier)).split('/');
      const [from] = name.split('/');
      return to === undefined || to === from || to === '..' ? [] : [{ file, from: from!, to, entry: rest.join('/') }];
    });
  });
}

describe('the rooms of the house', () => {
  const allowed = allowedImports();
  const imports = importsBetweenRooms();

  it('are all in the table of the architecture document, and no others', () => {
    const folders = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...allowed.keys()].sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('import only what the table allows', () => {
    const wrong = imports
      .filter(({ from, to }) => !allowed.get(from)?.has(to))
      .map(({ file, to }) => `${file} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('import each other only by their public faces', () => {
    const wrong = imports
      .filter(({ entry }) => entry !== 'index.ts')
      .map(({ file, to, entry }) => `${file} imports ${to}/${entry}`);
    expect(wrong).toEqual([]);
  });

  it('are allowed nothing that no file needs', () => {
    const used = new Set(imports.map(({ from, to }) => `${from} ${to}`));
    const idle = [...allowed].flatMap(([from, rooms]) =>
      [...rooms].filter((to) => !used.has(`${from} ${to}`)).map((to) => `${from} need not import ${to}`),
    );
    expect(idle).toEqual([]);
  });
});
