import { describe, expect, it } from 'vitest';
import { readCode } from '../../src/review/code.ts';
import type { Root } from '../../src/review/ports.ts';
import { touchedRoots } from '../../src/review/touched.ts';
import { fakeContents } from './fake-contents.ts';

const root = (path: string, varFiles: readonly string[] = []): Root => ({ path, varFiles });
const PROD = root('envs/prod', ['prod.tfvars']);
const DEV = root('envs/dev');

const UNIT = root('live/prod/app');

const BASE = {
  'live/root.hcl': 'inputs = { region = "eu-west-1" }',
  'live/prod/app/terragrunt.hcl': `include "root" { path = find_in_parent_folders("root.hcl") }
terraform { source = "\${get_repo_root()}/units//app" }
dependency "vpc" { config_path = "../vpc" }`,
  'live/prod/vpc/terragrunt.hcl': 'terraform { source = "../../../units/vpc" }',
  'units/app/main.tf': '',
  'units/vpc/main.tf': '',
  'README.md': '# infra',
  'envs/prod/main.tf':
    'module "web" { source = "../../modules/web" }\nlocals { rows = jsondecode(file("../../shared/ports.json")) }',
  'envs/prod/prod.tfvars': 'open = true',
  'envs/prod/other.tfvars': 'open = false',
  'shared/ports.json': '[22]',
  'shared/notes.txt': 'nothing names this',
  'envs/dev/main.tf.json': '{"module":{"db":{"source":"../../modules/db"}}}',
  'envs/dev/terraform.tfvars': 'a = 1',
  'modules/web/main.tf': 'module "rule" { source = "./rule" }',
  'modules/web/rule/main.tf': 'resource "aws_security_group_rule" "r" {}',
  'modules/db/main.tf': 'module "outside" { source = "../../../elsewhere" }',
};

async function touched(changed: readonly string[], head: Record<string, string> = BASE, roots = [PROD, DEV, UNIT]) {
  const { contents, reads } = fakeContents({ base: BASE, head });
  const found = await touchedRoots(
    contents,
    roots,
    changed.map((path) => ({ path })),
    { mergeBase: 'base', head: 'head' },
  );
  return { roots: found.map((one) => one.root.path), reads, found };
}

describe('touchedRoots', () => {
  it.each([
    ['its own file', ['envs/prod/main.tf'], ['envs/prod']],
    ['a new file of its own', ['envs/prod/new.tf'], ['envs/prod']],
    ['its variable file', ['envs/prod/prod.tfvars'], ['envs/prod']],
    ['any file below it, which it might list', ['envs/prod/other.tfvars'], ['envs/prod']],
    ['an automatic variable file', ['envs/dev/terraform.tfvars'], ['envs/dev']],
    ['a file elsewhere that it names', ['shared/ports.json'], ['envs/prod']],
    ['a file elsewhere that nothing names', ['shared/notes.txt'], []],
    ['a module it calls', ['modules/web/main.tf'], ['envs/prod']],
    ['a module its module calls', ['modules/web/rule/main.tf'], ['envs/prod']],
    ['a module another root calls, in JSON', ['modules/db/variables.tf'], ['envs/dev']],
    ['both', ['modules/db/main.tf', 'envs/prod/main.tf'], ['envs/prod', 'envs/dev']],
    ['the module of a Terragrunt unit', ['units/app/main.tf'], ['live/prod/app']],
    ['the module of a unit it depends on', ['units/vpc/main.tf'], ['live/prod/app']],
    ['what units above it share', ['live/root.hcl'], ['live/prod/app']],
    ['prose', ['README.md'], []],
  ])('a change of %s touches %s → %s', async (_, changed, expected) => {
    expect((await touched(changed)).roots).toEqual(expected);
  });

  it.each([
    ['a file that a root links to', 'shared/common.tf', { 'envs/dev/common.tf': 'shared/common.tf' }, ['envs/dev']],
    ['a module behind a link', 'library/web/rule.tf', { 'modules/web/rule.tf': 'library/web/rule.tf' }, ['envs/prod']],
    ['a file that nothing links to', 'shared/common.tf', { 'elsewhere/common.tf': 'shared/common.tf' }, []],
    ["a root's own file", 'envs/prod/main.tf', { 'envs/dev/prod.tf': 'envs/prod/main.tf' }, ['envs/prod', 'envs/dev']],
    [
      "a root's variables",
      'envs/prod/x.tfvars',
      { 'envs/dev/x.auto.tfvars': 'envs/prod/x.tfvars' },
      ['envs/prod', 'envs/dev'],
    ],
    [
      'a file behind links to links',
      'envs/prod/main.tf',
      { 'envs/dev/a.tf': 'shared/b.tf', 'shared/b.tf': 'c/d.tf', c: 'shared/c', 'shared/c/d.tf': 'envs/prod/main.tf' },
      ['envs/prod', 'envs/dev'],
    ],
    ['a module in a folder behind a link', 'library/db/main.tf', { 'modules/db': 'library/db' }, ['envs/dev']],
    [
      'a module in a folder behind two links',
      'library/db/main.tf',
      { modules: 'latest', latest: 'library' },
      ['envs/dev'],
    ],
    ['a module that no root behind the link calls', 'library/web/main.tf', { 'envs/dev/modules': 'library' }, []],
    ['what a root may list behind a link', 'library/web.json', { 'envs/dev/data': 'library' }, ['envs/dev']],
    ['no end to a circle', 'a/x.txt', { 'a/b': 'b', 'b/a': 'a' }, []],
  ])('sees through symbolic links: %s', async (_, path, real, expected) => {
    // Links to folders have no code; whether the changed file is still there makes no difference.
    const code = Object.fromEntries(Object.keys(real).map((each) => [each, 'locals {}']));
    for (const there of [{ [path]: 'locals {}' }, {}]) {
      const { contents } = fakeContents({ base: BASE, head: { ...BASE, ...code, ...there } }, real);
      const found = await touchedRoots(contents, [PROD, DEV], [{ path }], { mergeBase: 'base', head: 'head' });
      expect(found.map(({ root: { path: at } }) => at)).toEqual(expected);
    }
  });

  it('takes a change to concern every root where links multiply its paths beyond measure', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `f${at}`);
    const pairs = names.flatMap((from) => names.flatMap((to) => (from === to ? [] : [[`${from}/${to}`, to] as const])));
    const head = Object.fromEntries([...pairs.map(([path]) => [path, '']), ['f0/x.txt', '']]);
    const { contents } = fakeContents({ base: BASE, head: { ...BASE, ...head } }, Object.fromEntries(pairs));
    const changes = [{ path: 'f0/x.txt' }];
    const found = await touchedRoots(contents, [PROD, DEV], changes, { mergeBase: 'base', head: 'head' });
    expect(found).toHaveLength(2);
  });

  it('sees a module that only one side calls', async () => {
    const head = { ...BASE, 'envs/dev/main.tf.json': '{}' };
    expect((await touched(['modules/db/main.tf', 'envs/dev/main.tf.json'], head)).roots).toEqual(['envs/dev']);
  });

  it('sees a root that is removed, and one that is renamed away', async () => {
    const { 'envs/dev/main.tf.json': _, 'envs/dev/terraform.tfvars': __, ...head } = BASE;
    const { found } = await touched(['envs/dev/main.tf.json'], head);
    expect(found.map(({ after }) => after.folders.size)).toEqual([0]);
    const { contents } = fakeContents({ base: BASE, head });
    const renamed = { path: 'elsewhere/main.tf.json', previousPath: 'envs/dev/main.tf.json' };
    expect(await touchedRoots(contents, [DEV], [renamed], { mergeBase: 'base', head: 'head' })).toHaveLength(1);
  });

  it('sees a module that lies inside another root', async () => {
    const files = {
      'envs/prod/modules/x/main.tf': '',
      'envs/dev/main.tf': 'module "x" {\n  source = "../prod/modules/x"\n}',
    };
    const { contents } = fakeContents({ base: files, head: files });
    const commits = { mergeBase: 'base', head: 'head' };
    const found = await touchedRoots(contents, [PROD, DEV], [{ path: 'envs/prod/modules/x/main.tf' }], commits);
    expect(found.map((one) => one.root.path)).toContain('envs/dev');
  });

  it('reads no root that a change inside another root cannot reach', async () => {
    const { reads } = await touched(['envs/dev/terraform.tfvars']);
    expect(reads.filter((path) => path.startsWith('envs/prod'))).toEqual([]);
  });

  it('reads a commit on demand, each thing once, however often the evaluation starts again', async () => {
    const { contents, reads } = fakeContents({ base: BASE });
    const { before } = { before: await readCode(contents, 'base', PROD) };
    reads.length = 0;
    const seen = await before.read((files) => ({
      root: files.list('.'),
      modules: files.list('modules/web'),
      none: files.list('nowhere/at/all'),
      ports: files.read('shared/ports.json'),
      code: files.read('./envs/prod/main.tf')?.length,
      missing: files.read('shared/missing.json'),
    }));
    expect(seen).toEqual({
      root: ['live/', 'units/', 'README.md', 'envs/', 'shared/', 'modules/'],
      modules: ['main.tf', 'rule/'],
      none: [],
      ports: '[22]',
      code: BASE['envs/prod/main.tf'].length,
      missing: undefined,
    });
    expect(reads).toEqual(['.gitmodules', 'shared/ports.json', 'shared/missing.json']);
    await expect(
      before.read(() => {
        throw new Error('of the evaluation itself');
      }),
    ).rejects.toThrow('of the evaluation itself');
  });

  it("takes '.' for the repository's root", async () => {
    const { roots, found } = await touched(['README.md'], BASE, [root('.')]);
    expect(roots).toEqual([]);
    expect(found).toEqual([]);
  });
});
