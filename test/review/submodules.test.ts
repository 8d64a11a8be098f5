import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// Modules in git submodules: read at the commit that the gitlink names, where the App may, and named where it may not.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code:
  - { repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/dev, account: prod, region: us-east-1 }
`;
const RULE = (cidr: string, port = 8080) => `
resource "aws_vpc_security_group_ingress_rule" "one" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;
const CALL = (folder: string) => `module "rule" {\n  source = "../../${folder}"\n}\n`;
const GITMODULES = `
[submodule "network"]
\tpath = vendor/network
\turl = ../network.git
[submodule "far"]
\tpath = vendor/far
\turl = https://someone:secret@github.com/elsewhere/far.git
[submodule "hidden"]
\tpath = vendor/hidden
\turl = ../hidden
`;

let scene: Awaited<ReturnType<typeof openScene>>;
let opened: string;
let hidden: string;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: { '.gitmodules': GITMODULES, 'envs/prod/main.tf': CALL('vendor/network/rule'), 'envs/dev/main.tf': '' },
    account: () => liveAccount([], ''),
  });
  const { github } = scene;
  const commit = (repository: string, message: string, files: Parameters<typeof scene.propose>[1]) =>
    github.as('ada').commit(repository, { branch: 'main', message, files });
  const collaborators = { ada: 'write' } as const;
  for (const name of ['inner', 'network', 'hidden']) github.addRepository({ fullName: `acme/${name}`, collaborators });
  const inner = commit('acme/inner', 'rule', { 'main.tf': RULE('198.51.100.0/24', 9000) });
  const closed = commit('acme/network', 'calls its own submodule', {
    '.gitmodules': '[submodule "inner"]\n\tpath = inner\n\turl = ../inner.git\n',
    'rule/main.tf': 'module "inner" {\n  source = "../inner"\n}\n',
    inner: { submodule: inner },
  });
  opened = commit('acme/network', 'opens', { 'rule/main.tf': RULE('0.0.0.0/0') });
  hidden = commit('acme/hidden', 'rule', { 'main.tf': RULE('0.0.0.0/0') });
  commit('acme/infra', 'submodules', {
    'vendor/network': { submodule: closed },
    'vendor/far': { submodule: opened },
    'vendor/hidden': { submodule: hidden },
  });
  github.selectRepositories(github.installations()[0]!, ['acme/.github', 'acme/infra', 'acme/network', 'acme/inner']);
  await scene.quiet();
});
afterAll(() => scene.close());

it('a newer commit of a submodule is what its modules become', async () => {
  const number = await scene.review('bump', { 'vendor/network': { submodule: opened } });
  expect(scene.comment(number)).toContain('envs/prod: Terraform code over');
  expect(scene.comment(number)).toContain(
    '| 🔴 opened | internet | web · 1 interface | tcp 8080 (HTTP) | `vendor/network/rule/main.tf:7`',
  );
  // What the inner submodule said is gone with its module, so the base was read as well.
  expect(scene.comment(number)).toContain('| ➖ closed | 198.51.100.0/24 | web · 1 interface | tcp 9000');
  expect(scene.check(number).conclusion).toBe('failure');
});

it.each([
  ['vendor/far', 'github.com/elsewhere/far.git), which lies outside the repositories of acme'],
  ['vendor/hidden', 'the git submodule vendor/hidden (../hidden), of which the App can read no commit'],
  ['vendor/network/gone', 'vendor/network/gone, where there is no code'],
])('%s is named', async (folder, reason) => {
  const number = await scene.review(folder, { 'envs/dev/main.tf': CALL(folder) });
  expect(scene.comment(number)).toContain(reason);
  expect(scene.check(number).conclusion).toBe('neutral');
});

it('what a pull request makes a submodule is not read before it is merged', async () => {
  const gitmodules = `${GITMODULES}[submodule "new"]\n\tpath = vendor/new\n\turl = ../network.git\n`;
  const calls = await scene.requests(async () => {
    const number = await scene.review('new', {
      '.gitmodules': gitmodules,
      'vendor/new': { submodule: opened },
      'envs/dev/main.tf': CALL('vendor/new/rule'),
    });
    expect(scene.comment(number)).toContain('a git submodule that is read once the default branch has it');
  });
  expect(calls.filter((call) => call.includes(opened))).toEqual([]);
});
