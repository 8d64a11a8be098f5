import { describe, expect, it } from 'vitest';
import { meaning, readsOf } from '../../src/review/references.ts';
import { touchedRoots } from '../../src/review/touched.ts';
import { fakeContents } from './fake-contents.ts';

it.each<[code: string, reads: readonly string[], path?: string]>([
  ['file("${path.module}/rules.json")', ['./rules.json']],
  ['file("../shared/ports.json")', ['../shared/ports.json']],
  ['templatefile("${path.root}/user-data.tpl", {})', ['./user-data.tpl']],
  ['jsondecode(file("${path.module}/../teams/${each.key}.json"))', ['./../teams/*.json']],
  ['fileset("${path.module}/../rules", "*.json")', ['./../rules/*']],
  ['fileset(path.module, "rules/*.json")', ['*']],
  ['file(var.path)', ['**']],
  ['file("${local.dir}/x.json")', ['*/x.json']],
  ['profile("x.json")', []],
  ['{"a":"${file(\\"../x.json\\")}"}', ['../x.json'], 'main.tf.json'],
  [
    'include "root" { path = "${dirname(find_in_parent_folders())}/_env/vpc.hcl" }',
    ['*/_env/vpc.hcl'],
    'terragrunt.hcl',
  ],
])('%s reads %j', (code, reads, path = 'main.tf') => {
  expect(readsOf(path, code)).toEqual(reads);
});

it.each<[glob: string, path: string, meant: boolean]>([
  ['./rules.json', 'envs/prod/rules.json', true],
  ['./rules.json', 'modules/web/rules.json', true],
  ['./rules.json', 'rules.json', false],
  ['./../teams/*.json', 'envs/teams/a.json', true],
  ['./../teams/*.json', 'envs/teams/a.yaml', false],
  ['*', 'envs/prod/deep/er.json', true],
  ['*', 'envs/dev/deep/er.json', false],
  ['*/x.json', 'anywhere/x.json', true],
  ['*/x.json', 'x.json', true],
  ['../../../outside', 'outside', false],
  ['**', 'anything', true],
])('%s means %s: %s', (glob, path, meant) => {
  expect(meaning([glob], ['envs/prod', 'modules/web'])(path)).toBe(meant);
});

describe('the roots that a change touches', () => {
  const files = {
    'app/src/index.ts': 'export {}',
    'envs/one/main.tf': 'module "net" { source = "../../modules/net" }',
    'envs/two/main.tf': 'locals { ports = jsondecode(file("${path.module}/../../data/${terraform.workspace}.json")) }',
    'envs/two/common.tfvars': 'a = 1',
    'envs/three/main.tf': 'module "inner" { source = "./inner" }',
    'envs/three/inner/main.tf': '# a root of its own, too',
    'live/terragrunt.hcl': 'locals {}',
    'live/vpc/terragrunt.hcl': 'include "root" { path = find_in_parent_folders() }',
    'modules/net/main.tf': 'module "rule" { source = "./rule" }',
    'modules/net/rule/main.tf': 'locals { page = templatefile("${path.module}/page.tpl", {}) }',
    'modules/net/rule/page.tpl': 'hello',
    'stacks/web.yaml': 'Resources: {}',
  };
  const roots = ['envs/one', 'envs/two', 'envs/three', 'envs/three/inner', 'live/vpc', 'stacks/web.yaml'].map(
    (path) => ({
      path,
      varFiles: path === 'envs/one' ? ['../two/common.tfvars'] : [],
    }),
  );

  it.each<[change: string, touched: readonly string[], readsOthers: boolean]>([
    ['app/src/index.ts', [], true],
    ['envs/one/main.tf', ['envs/one'], false],
    ['envs/two/common.tfvars', ['envs/one', 'envs/two'], false],
    ['data/default.json', ['envs/two'], true],
    ['data/default.yaml', [], true],
    ['modules/net/rule/page.tpl', ['envs/one'], true],
    ['modules/net/rule/unread.txt', ['envs/one'], true],
    ['modules/other/main.tf', [], true],
    ['envs/three/inner/main.tf', ['envs/three', 'envs/three/inner'], false],
    ['live/terragrunt.hcl', ['live/vpc'], true],
    ['stacks/web.yaml', ['stacks/web.yaml'], false],
    ['stacks/other.yaml', [], true],
  ])('%s: %j', async (path, touched, readsOthers) => {
    const { contents, reads } = fakeContents({ base: files, head: { ...files, [path]: 'changed' } });
    const listed: string[] = [];
    const listing = {
      ...contents,
      files: (commit: string, under = '') => {
        listed.push(`${commit}:${under}`);
        return contents.files(commit, under === '' ? undefined : under);
      },
    };
    const found = await touchedRoots(listing, roots, [{ path }], { mergeBase: 'base', head: 'head' });
    expect(found.map(({ root }) => root.path)).toEqual(touched);
    const isModule = (folder: string) => folder.startsWith('modules/');
    const code = reads.filter((name) => /\.(tf|hcl)$/.test(name) && !isModule(name));
    expect(code.some((name) => !touched.some((root) => name.startsWith(root)))).toBe(readsOthers);
    const read = listed.filter((each) => each.startsWith('base:')).map((each) => each.slice('base:'.length));
    expect(read.filter((folder) => !isModule(folder) && !touched.includes(folder))).toEqual([]);
  });
});
