import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Entry {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly hasInstallScript?: boolean;
}
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const manifest = read('package.json');
const { '': root, ...packages } = read('package-lock.json')['packages'] as Record<string, Entry>;
const names = (wanted: (entry: Entry) => boolean) => Object.keys(packages).filter((name) => wanted(packages[name]!));

it('comes from the public registry and nowhere else', () => {
  expect(
    names(
      ({ resolved, link }) =>
        link === true || (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    ),
  ).toEqual([]);
});

it('names a hash for every package', () => {
  // But those of other platforms, which npm lists and does not fetch here; where one is fetched, npm writes its hash.
  const foreign = ({ optional, os = [] }: Entry) => optional === true && os.length > 0;
  expect(
    names(
      (entry) =>
        !/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? '') && !(entry.integrity === undefined && foreign(entry)),
    ),
  ).toEqual([]);
});

it('lets no package run a script when it is installed, but node', () => {
  expect(names(({ hasInstallScript }) => hasInstallScript === true)).toEqual(['node_modules/node']);
  expect(manifest['allowScripts']).toEqual({ node: true });
});

it('locks what package.json asks for', () => {
  for (const kind of ['dependencies', 'devDependencies'])
    expect((root as Record<string, unknown>)[kind]).toEqual(manifest[kind]);
  for (const range of Object.values({
    ...(manifest['dependencies'] as object),
    ...(manifest['devDependencies'] as object),
  }))
    expect(range).toMatch(/^\^?\d+\.\d+\.\d+$/);
});
