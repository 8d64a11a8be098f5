import { expect, it } from 'vitest';
import { readCode } from '../../src/review/code.ts';
import { compareCode } from '../../src/review/index.ts';
import { ACCOUNT, liveAccount, REGION } from '../server/live-account.ts';
import { fakeContents } from './fake-contents.ts';
import { rules } from './rules.ts';

const root = (path: string, workspace = 'default') => ({
  ...{ repo: 'acme/infra', path, account: 'prod', region: REGION, varFiles: [], workspace },
});

type Files = Readonly<Record<string, string>>;

/** Compares one root of a repository that has others. */
async function compare(path: string, others: readonly string[], before: Files, after: Files, showsLive = true) {
  const { contents } = fakeContents({ before, after: { ...before, ...after } });
  const own = root(path);
  const { diff, problems, sources } = await compareCode({
    account: ACCOUNT,
    roots: [
      { root: own, before: await readCode(contents, 'before', own), after: await readCode(contents, 'after', own) },
    ],
    others: { roots: [own, ...others.map((other) => root(other))].map((each) => ({ root: each, account: ACCOUNT })) },
    ...(showsLive && { live: [liveAccount([], '2026-01-01T00:00:00.000Z')] }),
    rules: rules(),
  });
  const rows = diff.opened.map(
    ({ from, to, because }) => `${from.name} → ${to.name} because of ${because.map((b) => `${b.file}:${b.line}`)}`,
  );
  return { opened: rows, problems, sources };
}

const RULE = (group: string, cidrs: string) => `resource "aws_security_group_rule" "in" {
  type              = "ingress"
  security_group_id = ${group}
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ${cidrs}
}
`;
const BY_NAME = `data "aws_security_group" "web" {\n  name = "web"\n}\n`;

it('data sources are answered by what is live', async () => {
  const rule = RULE('data.aws_security_group.web.id', '["0.0.0.0/0"]');
  const { opened, problems } = await compare('app', [], { 'app/main.tf': BY_NAME }, { 'app/main.tf': BY_NAME + rule });
  expect(opened).toEqual(['internet → web because of app/main.tf:10']);
  expect(problems).toEqual([]);
});

it('what may not be shown answers nothing', async () => {
  const rule = RULE('data.aws_security_group.web.id', '["0.0.0.0/0"]');
  const { opened, problems } = await compare(
    ...(['app', [], { 'app/main.tf': BY_NAME }, { 'app/main.tf': BY_NAME + rule }, false] as const),
  );
  expect(opened).toEqual(['internet → aws_security_group_rule.in.security_group_id because of app/main.tf:10']);
  expect(problems[0]?.message).toContain('data.aws_security_group.web is read from AWS');
});

it("another root's outputs answer for its state", async () => {
  const state = `terraform {
  backend "s3" {
    bucket = "state"
    key    = "network"
  }
}
`;
  const network = `${state}resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
}
output "web" { value = aws_security_group.web.id }
output "office" { value = ["0.0.0.0/0"] }
`;
  const asked = `data "terraform_remote_state" "network" {
  backend = "s3"
  config  = { bucket = "state", key = "network" }
}
locals { network = data.terraform_remote_state.network.outputs }
`;
  const before = { 'envs/network/main.tf': network, 'envs/other/main.tf': '', 'app/main.tf': asked };
  const after = { 'app/main.tf': asked + RULE('local.network.web', 'local.network.office') };
  const { opened, problems } = await compare('app', ['envs/other', 'envs/network'], before, after);
  expect(opened).toEqual(['internet → web because of envs/network/main.tf:12']);
  expect(problems).toEqual([]);
});

it('a state is found among more roots than files may be asked for one by one', async () => {
  const roots = Array.from({ length: 400 }, (_, at) => `teams/t${at}`);
  const state = (key: string) => `terraform {\n  backend "s3" {\n    bucket = "state"\n    key = "${key}"\n  }\n}\n`;
  const asked = `data "terraform_remote_state" "last" {
  backend = "s3"
  config  = { bucket = "state", key = "teams/t399" }
}
`;
  const teams = roots.map((root) => [`${root}/main.tf`, `${state(root)}output "office" { value = ["0.0.0.0/0"] }\n`]);
  const after = {
    'app/main.tf': asked + RULE('"sg-web"', 'data.terraform_remote_state.last.outputs.office'),
  };
  const { opened } = await compare('app', roots, { 'app/main.tf': asked, ...Object.fromEntries(teams) }, after);
  expect(opened).toEqual(['internet → web because of teams/t399/main.tf:7']);
});

it('many files beside the code are listed at once, also where there are submodules', async () => {
  const files = Array.from({ length: 400 }, (_, at) => [`app/rules/r${at}.txt`, '10.0.0.0/8']);
  const before = {
    '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ../x\n',
    'app/main.tf': '',
    ...Object.fromEntries(files),
  };
  const rule = RULE('"sg-web"', '[length(fileset(path.module, "rules/*")) == 400 ? "0.0.0.0/0" : "10.0.0.0/8"]');
  const { opened } = await compare('app', [], before, { 'app/main.tf': rule });
  expect(opened).toEqual(['internet → web because of app/main.tf:7']);
});

const stack = (resources: object, outputs: object = {}) =>
  JSON.stringify({ Resources: resources, Outputs: outputs }, null, 1);
const INGRESS = (group: unknown, cidr = '0.0.0.0/0') => ({
  Type: 'AWS::EC2::SecurityGroupIngress',
  Properties: { GroupId: group, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: cidr },
});
const WEB = {
  Type: 'AWS::EC2::SecurityGroup',
  Properties: { GroupDescription: 'web', VpcId: 'vpc-1', GroupName: 'web' },
};

it('templates of one root import from each other, and from those of other roots', async () => {
  const exports = (value: unknown, name: string) => ({ Out: { Value: value, Export: { Name: name } } });
  const before = {
    'stacks/a.json': stack({ Web: WEB }, exports({ Ref: 'Web' }, 'web')),
    'stacks/b.json': stack({ Rule: INGRESS({ 'Fn::ImportValue': 'web' }, '10.0.0.0/8') }),
    'shared/ranges.json': stack({}, exports('0.0.0.0/0', 'world')),
  };
  const after = {
    'stacks/b.json': stack({ Rule: INGRESS({ 'Fn::ImportValue': 'web' }, { 'Fn::ImportValue': 'world' } as never) }),
  };
  const { opened, problems, sources } = await compare('stacks', ['shared'], before, after);
  expect(opened).toEqual(['internet → web because of shared/ranges.json:5']);
  expect(problems).toEqual([]);
  expect(sources).toEqual(['stacks: CloudFormation templates (2)']);
});

it('a group that another root exports is the live one', async () => {
  const before = {
    'app.json': stack({}),
    'shared/a.json': stack({ Web: WEB }, { Out: { Value: { Ref: 'Web' }, Export: { Name: 'web' } } }),
  };
  const { opened } = await compare('app.json', ['shared'], before, {
    'app.json': stack({ Rule: INGRESS({ 'Fn::ImportValue': 'web' }) }),
  });
  expect(opened).toEqual([expect.stringContaining('internet → web because of app.json')]);
});

it('the stacks of a synthesized app are those of its manifest, each in its account', async () => {
  const artifact = (name: string, account: string) => ({
    type: 'aws:cloudformation:stack',
    environment: `aws://${account}/${REGION}`,
    properties: { templateFile: `${name}.template.json`, stackName: name },
  });
  const manifest = JSON.stringify({
    artifacts: { web: artifact('Web', ACCOUNT), far: artifact('Far', '999999999999') },
  });
  const before = {
    'cdk.out/manifest.json': manifest,
    'cdk.out/Web.template.json': stack({ Rule: INGRESS('sg-web', '10.0.0.0/8') }),
    'cdk.out/Far.template.json': stack({}),
    'cdk.out/Left.template.json': stack({ Rule: INGRESS('sg-web') }),
  };
  const { opened, sources } = await compare('cdk.out', [], before, {
    'cdk.out/Web.template.json': stack({ Rule: INGRESS('sg-web') }),
  });
  expect(opened).toEqual([expect.stringContaining('internet → web because of cdk.out/Web.template.json')]);
  expect(sources).toEqual(['cdk.out: synthesized CloudFormation templates (2)']);
});
