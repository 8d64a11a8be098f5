import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSource } from '../../src/cli/source.ts';

const OPTIONS = { account: '111122223333', region: 'eu-west-1', varFiles: [] };
const GROUP = { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'web' } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function groups(path: string): Promise<readonly string[]> {
  const source = await readSource(join(folder, path), OPTIONS);
  return source.kind === 'plan' ? [] : source.network.securityGroups.map((group) => group.id);
}

it('reads a synthesized CDK app', async () => {
  const properties = { templateFile: 'Web.template.json', stackName: 'web' };
  const artifacts = {
    Web: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties },
  };
  write({
    'cdk.out/cdk.out': '{"version":"38.0.0"}',
    'cdk.out/manifest.json': { artifacts },
    'cdk.out/Web.template.json': { Resources: { Web: GROUP } },
  });
  expect(await groups('cdk.out')).toEqual(['Web']);
});

it('reads templates that nest others beside them', async () => {
  const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: './inner.json' } };
  write({
    'stacks/outer.json': { Resources: { Inner: nested } },
    'stacks/inner.json': { Resources: { Web: GROUP } },
  });
  expect(await groups('stacks/outer.json')).toEqual(['Inner/Web']);
});

it('reads a Terragrunt unit', async () => {
  write({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'live/app/terragrunt.hcl': 'terraform {\n  source = "../../modules/app"\n}\ninputs = { name = "app" }',
    'modules/app/main.tf': 'variable "name" {}\nresource "aws_security_group" "this" {\n  name = var.name\n}',
  });
  expect(await groups('live/app')).toEqual(['aws_security_group.this']);
});

const RULE = {
  ...{ mode: 'managed', type: 'aws_security_group_rule', name: 'in', address: 'aws_security_group_rule.in' },
  change: {
    actions: ['create'],
    before: null,
    after: { type: 'ingress', protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] },
    after_unknown: { security_group_id: true },
  },
};
const PLANNED = {
  format_version: '1.2',
  variables: { cidrs: { value: ['0.0.0.0/0'] } },
  resource_changes: [
    {
      ...{ mode: 'managed', type: 'aws_security_group', name: 'web', address: 'aws_security_group.web' },
      change: { actions: ['create'], before: null, after: { name: 'web' }, after_unknown: { id: true } },
    },
    RULE,
  ],
  configuration: {
    root_module: {
      resources: [{ ...RULE, expressions: { security_group_id: { references: ['local.groups'] } } }],
    },
  },
};
const CODE = `variable "cidrs" {
  default = ["10.0.0.0/8"]
}
resource "aws_security_group" "web" { name = "web" }
locals { groups = { web = aws_security_group.web.id } }
resource "aws_security_group_rule" "in" {
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  security_group_id = local.groups["web"]
  cidr_blocks       = var.cidrs
}
`;

async function planned(path: string, code?: string) {
  const options = { ...OPTIONS, ...(code !== undefined && { code: join(folder, code) }) };
  const source = await readSource(join(folder, path), options);
  if (source.kind !== 'plan') throw new Error('it is a plan');
  const [rule] = source.after.securityGroups.find((group) => group.id === 'aws_security_group.web')?.rules ?? [];
  return { rule, warnings: source.warnings };
}

it.each([
  ['in its folder', 'root/plan.json', undefined],
  ['that is named', 'plan.json', 'root'],
  ['of its name, beside others', 'root/main.json', undefined],
])('reads a plan with the code %s: its lines, its locals, the variables of the plan', async (_, plan, code) => {
  const others = plan === 'root/main.json' ? { 'root/other.tf': CODE.replace('10.0.0.0/8', '0.0.0.0/0') } : {};
  write({ '.git/HEAD': '', 'root/main.tf': CODE, [plan]: PLANNED, ...others });
  const { rule, warnings } = await planned(plan, code);
  expect(rule).toMatchObject({
    peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
    origin: { location: { file: 'root/main.tf', line: 6 }, cause: { file: 'root/main.tf', line: 12 } },
  });
  expect(warnings).toEqual([]);
});

it('says when the code beside a plan is of something else, and reads the plan alone', async () => {
  write({ 'root/main.tf': 'resource "aws_vpc" "main" {}', 'root/plan.json': PLANNED });
  expect(await planned('root/plan.json')).toEqual({
    rule: expect.not.objectContaining({ origin: { location: expect.anything() } }),
    warnings: expect.arrayContaining([
      'the code beside the plan is of something else, and is not read: aws_security_group.web is not in it',
    ]),
  });
});
