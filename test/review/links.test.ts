import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// Symbolic links: what a root reaches through them is its code, whoever else's it is.

const root = (path: string) => `  - { repo: acme/infra, path: ${path}, account: prod, region: us-east-1 }`;
const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code:
${['envs/prod', 'envs/dev', 'envs/test', 'envs/other'].map(root).join('\n')}
`;
const RULE = (cidr: string, port: number) => `
resource "aws_vpc_security_group_ingress_rule" "p${port}" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: {
      'envs/prod/rules.tf': RULE('10.0.0.0/16', 8080),
      'envs/dev/main.tf': '',
      'envs/test/main.tf': 'module "rule" {\n  source = "./modules/rule"\n}\n',
      'envs/other/main.tf': '',
      'library/v2/rule/main.tf': RULE('10.0.0.0/16', 9000),
    },
    account: () => liveAccount([], ''),
  });
  scene.github.as('ada').commit('acme/infra', {
    ...{ branch: 'main', message: 'links' },
    files: {
      'envs/dev/rules.tf': { link: '../../shared/rules.tf' },
      'shared/rules.tf': { link: '../envs/prod/rules.tf' },
      'envs/test/modules': { link: '../../modules' },
      'envs/other/modules': { link: '../../modules' },
      modules: { link: 'library/v2' },
    },
  });
  await scene.quiet();
});
afterAll(() => scene.close());

it.each([
  ["another root's own file", 'envs/prod/rules.tf', 8080, ['envs/prod', 'envs/dev']],
  ['a module in a folder behind two links', 'library/v2/rule/main.tf', 9000, ['envs/test']],
])('%s', async (branch, path, port, roots) => {
  const number = await scene.review(branch.replaceAll(/\W/g, '-'), { [path]: RULE('0.0.0.0/0', port) });
  expect(scene.comment(number)).toContain(`${roots.map((each) => `${each}: Terraform code`).join(', ')} over`);
  expect(scene.comment(number)).toMatch(new RegExp(`opened .* tcp ${port}.* \\| \`${path}:7\` web [^\`]* \\|$`, 'm'));
  expect(scene.check(number).conclusion).toBe('failure');
  // Whatever link led there, the line is where it is written.
  expect(scene.pull(number).reviewComments).toMatchObject([{ path, line: 7 }]);
  expect(scene.check(number).annotations).toMatchObject([{ path }]);
});
