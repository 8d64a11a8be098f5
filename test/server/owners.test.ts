import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Day, day } from './day.ts';
import { ACCOUNT, liveAccount } from './live-account.ts';

let today: Day;

/** The account, whose rules have ids, as `describe-security-group-rules` tells them. */
function withRuleIds() {
  const snapshot = liveAccount(['0.0.0.0/0'], new Date().toISOString());
  const rule = {
    GroupId: 'sg-web',
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    CidrIpv4: '0.0.0.0/0',
  };
  const all = { GroupId: 'sg-web', IsEgress: true, IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' };
  const SecurityGroupRules = [
    { SecurityGroupRuleId: 'sgr-1', ...rule },
    { SecurityGroupRuleId: 'sgr-2', ...all },
  ];
  const operations = new Map(snapshot.operations);
  operations.set('describe-security-group-rules', { status: 'complete', output: { SecurityGroupRules } });
  return { ...snapshot, operations };
}

beforeAll(async () => {
  const config = `
accounts: [{ id: "${ACCOUNT}", name: prod, regions: [us-east-1], issues: acme/infra }]
code: [{ repo: acme/code, path: envs/prod, account: prod, region: us-east-1 }]
issues: { routes: [{ owners: ["@acme/edge"], issues: acme/edge }] }
`;
  const code = `
module "web" {
  source = "../../modules/group"
  admins = ["0.0.0.0/0"]
}
`;
  const module = `
variable "admins" {}
resource "aws_security_group" "this" {
  name   = "web"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = var.admins
  }
}
`;
  today = await day(
    [
      { fullName: 'acme/.github', files: { '.github/sallyport.yml': config } },
      { fullName: 'acme/infra' },
      { fullName: 'acme/edge' },
      {
        fullName: 'acme/code',
        files: {
          'envs/prod/main.tf': code,
          'modules/group/main.tf': module,
          '.github/CODEOWNERS': '* @acme/platform\n/envs/ @acme/edge\n',
        },
      },
    ],
    { collect: async () => withRuleIds() },
  );
  today.github.install('olga', 'acme');
  await today.quiet();
});
afterAll(() => today.end());

it('a finding goes to who owns the line that causes it', () => {
  const titles = (repository: string) => today.github.dump().repositories[repository]!.issues.map(({ title }) => title);
  expect(titles('acme/edge')).toContainEqual(expect.stringContaining('tcp/22'));
  expect(titles('acme/infra')).not.toContainEqual(expect.stringContaining('tcp/22'));
});
