import { describe, expect, it } from 'vitest';
import { readCode } from '../../src/review/code.ts';
import { compareCode } from '../../src/review/index.ts';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { liveAccount } from '../server/live-account.ts';
import { fakeContents } from './fake-contents.ts';
import { rules } from './rules.ts';

const ROOT = {
  ...{ repo: 'acme/infra', path: 'envs/prod', account: 'prod', region: 'us-east-1', varFiles: ['prod.tfvars'] },
  workspace: 'default',
};
const GROUP = (rest: string) => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  ${rest}
}`;
const INGRESS = (port: number, cidr: string) =>
  `ingress {\n protocol = "tcp"\n from_port = ${port}\n to_port = ${port}\n cidr_blocks = ${cidr}\n }`;
const FROM_VARIABLE = `variable "cidrs" { type = list(string) }\n${GROUP(INGRESS(22, 'var.cidrs'))}`;

async function compare(
  before: Record<string, string>,
  after: Record<string, string>,
  over: Parameters<typeof rules>[0] = {},
  quotas: Readonly<Record<string, number>> = {},
) {
  const { contents, reads } = fakeContents({ before, after });
  const comparison = await compareCode({
    account: '123456789012',
    roots: [
      {
        root: ROOT,
        before: await readCode(contents, 'before', ROOT),
        after: await readCode(contents, 'after', ROOT),
      },
    ],
    live: [withQuotas(liveAccount([], '2026-01-01T00:00:00.000Z'), quotas)],
    rules: rules(over),
  });
  const rows = (diff: typeof comparison.diff.opened) =>
    diff.map(({ from, to, because }) => {
      const places = because.flatMap(({ file, line }) => (file === undefined ? [] : [`${file}:${line}`]));
      return `${from.name} → ${to.name} because of ${places.join(', ')}`;
    });
  return { ...comparison, opened: rows(comparison.diff.opened), closed: rows(comparison.diff.closed), reads };
}
function withQuotas(region: RegionSnapshot, quotas: Readonly<Record<string, number>>): RegionSnapshot {
  const output = { Quotas: Object.entries(quotas).map(([QuotaCode, Value]) => ({ QuotaCode, Value })) };
  const operations = new Map([
    ...region.operations,
    ['service-quotas-list-service-quotas', { status: 'complete', output }],
  ] as const);
  return { ...region, operations };
}

const file = (text: string, rest = {}) => ({ 'envs/prod/main.tf': text, ...rest });
const tfvars = (cidrs: string) => file(FROM_VARIABLE, { 'envs/prod/prod.tfvars': `# who may\ncidrs = ${cidrs}\n` });

describe('compareCode', () => {
  it('names the line of the variable file that opens', async () => {
    const { opened, closed, problems } = await compare(tfvars('[]'), tfvars('["0.0.0.0/0"]'));
    expect(opened).toEqual(['internet → web because of envs/prod/prod.tfvars:2']);
    expect(closed).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('calls ranges by the names they have', async () => {
    const office = { office: ['198.51.100.0/24'] };
    const { opened } = await compare(tfvars('[]'), tfvars('["198.51.100.0/24"]'), { named: office });
    expect(opened).toEqual([expect.stringContaining('office → web')]);
  });

  it('sees no change in a range that is merely split', async () => {
    const { opened, closed, diff } = await compare(tfvars('["0.0.0.0/0"]'), tfvars('["0.0.0.0/1", "128.0.0.0/1"]'));
    expect([opened, closed, diff.unknowns]).toEqual([[], [], []]);
  });

  it('sees what a removed root takes away', async () => {
    const { closed, opened } = await compare(tfvars('["0.0.0.0/0"]'), {});
    expect(closed).toContain('internet → web because of envs/prod/prod.tfvars:2');
    expect(opened).toEqual([]);
  });

  it('follows for_each over a folder of files nobody else names', async () => {
    const text = `
locals { rules = [for name in fileset(path.module, "rules/*.json") : jsondecode(file("\${path.module}/\${name}"))] }
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  dynamic "ingress" {
    for_each = local.rules
    content {
      protocol    = "tcp"
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      cidr_blocks = ingress.value.cidrs
    }
  }
}`;
    const rule = { 'envs/prod/rules/ssh.json': '{"port":22,"cidrs":["0.0.0.0/0"]}' };
    const { opened, reads } = await compare(file(text), file(text, rule));
    expect(opened).toHaveLength(1);
    expect(reads).toContain('envs/prod/rules/ssh.json');
  });

  it('leaves undecided what a value that nobody gave would decide', async () => {
    const { diff, opened } = await compare(file(GROUP('')), file(FROM_VARIABLE));
    expect(opened).toEqual([]);
    expect(diff.unknowns.join()).toContain('var.cidrs');
  });

  describe('a module whose code is elsewhere', () => {
    const call = (cidr: string, above = '') =>
      file(`${above}module "sg" {\n  source = "acme/sg/aws"\n  cidr = "${cidr}"\n}`);

    it('is a problem when its call changes, appears or goes', async () => {
      const problems = async (...sides: Parameters<typeof compare>) =>
        (await compare(...sides)).problems.map(({ resource, message }) => `${resource}: ${message}`);
      expect(await problems(call('10.0.0.0/8'), call('0.0.0.0/0'))).toEqual([
        expect.stringMatching(/^module\.sg: .*its call changed/),
      ]);
      expect(await problems(file('# nothing'), call('0.0.0.0/0'))).not.toEqual([]);
      expect(await problems(call('0.0.0.0/0'), file('# nothing'))).toEqual([expect.stringContaining('is removed')]);
    });

    it('is none when only its line moves', async () => {
      expect((await compare(call('10.0.0.0/8'), call('10.0.0.0/8', '\n\n'))).problems).toEqual([]);
    });
  });

  it('reports a mistake only when the head makes it', async () => {
    const broken = 'resource "aws_security_group" "web" {';
    expect((await compare(file(GROUP('')), file(broken))).problems).not.toEqual([]);
    expect((await compare(file(broken), file(broken, { 'envs/prod/more.tf': '# more' }))).problems).toEqual([]);
  });

  it('tells when a quota comes near', async () => {
    const rules = (count: number) =>
      file(GROUP(Array.from({ length: count }, (_, i) => INGRESS(1000 + i, '["10.0.0.0/8"]')).join('\n')));
    expect((await compare(rules(10), rules(50))).quotas).toEqual([
      'rules per security group: sg-web would use 50 of 60',
    ]);
    expect((await compare(rules(50), rules(50))).quotas).toEqual([]);
    expect((await compare(rules(10), rules(20))).quotas).toEqual([]);
  });

  it('goes by the quotas in force, and by what the account says of their checks', async () => {
    const holding = (count: number) =>
      file(GROUP(Array.from({ length: count }, (_, i) => INGRESS(1000 + i, '["10.0.0.0/8"]')).join('\n')));
    const sides = [holding(10), holding(50)] as const;
    const own = (setting: 'off' | { parameters: { limit: number } }) => ({
      checks: { 'rules-quota': { parameters: { limit: 200 } } },
      accountChecks: { '123456789012': { 'rules-quota': setting } },
    });
    expect((await compare(...sides, {}, { 'L-0EA8095F': 200 })).quotas).toEqual([]);
    expect((await compare(...sides, {}, { 'L-0EA8095F': 55 })).quotas).toEqual([
      'rules per security group: sg-web would use 50 of 55',
    ]);
    expect((await compare(...sides, own({ parameters: { limit: 50 } }))).quotas).toEqual([
      'rules per security group: sg-web would use 50 of 50',
    ]);
    expect((await compare(...sides, own('off'))).quotas).toEqual([]);
  });

  it('breaks a rule on findings by what opens beside what is open', async () => {
    const [ssh, rdp] = [INGRESS(22, '["0.0.0.0/0"]'), INGRESS(3389, '["0.0.0.0/0"]')];
    const strict = { failOn: 'never', failSeverity: 'critical' } as const;
    expect((await compare(file(GROUP(ssh)), file(GROUP(`${ssh}\n${rdp}`)), strict)).breaches).toHaveLength(1);
    expect((await compare(file(GROUP(ssh)), file(GROUP(ssh)), strict)).breaches).toEqual([]);
  });
});
