import { describe, expect, it } from 'vitest';
import { readCode } from '../../src/review/code.ts';
import { compareCode } from '../../src/review/index.ts';
import { liveAccount } from '../server/live-account.ts';
import { fakeContents } from './fake-contents.ts';
import { rules } from './rules.ts';

// Of a group whose VPC is not known, nobody knows whom a rule for private addresses or for a group means.

const ROOT = {
  ...{ repo: 'acme/infra', path: 'envs/prod', account: 'prod', region: 'us-east-1', varFiles: [] },
  workspace: 'default',
};
const GROUPS = (vpc: string) => `
variable "vpc_id" {}
variable "port" {}
data "aws_vpc" "other" { tags = { Name = "not here" } }
resource "aws_vpc" "new" { cidr_block = "10.9.0.0/16" }
resource "aws_security_group" "app" {
  name   = "app"
  ${vpc}
}
resource "aws_security_group" "far" {
  name   = "far"
  ${vpc}
}
`;
const UNKNOWN = 'vpc_id = var.vpc_id';

let made = 0;
const rule = (peer: string, port: string | number = 22, direction = 'ingress') => `
resource "aws_vpc_security_group_${direction}_rule" "r${++made}" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  ${peer}
}
`;
const block = (cidr: string) => `cidr_ipv4 = "${cidr}"`;
const FAR = 'referenced_security_group_id = aws_security_group.far.id';
const LIVE = 'referenced_security_group_id = "sg-web"';

async function compare(before: string, after: string, live: Parameters<typeof compareCode>[0]['live'] = ACCOUNT) {
  const { contents } = fakeContents({
    before: { 'envs/prod/main.tf': before },
    after: { 'envs/prod/main.tf': after },
  });
  const { diff } = await compareCode({
    account: '123456789012',
    roots: [
      { root: ROOT, before: await readCode(contents, 'before', ROOT), after: await readCode(contents, 'after', ROOT) },
    ],
    ...(live && { live }),
    rules: rules({}),
  });
  const rows = (list: typeof diff.opened) => list.map(({ from, to }) => `${from.name} → ${to.name}`);
  return { opened: rows(diff.opened), closed: rows(diff.closed), unknowns: diff.unknowns };
}
const ACCOUNT = [liveAccount([], '2026-01-01T00:00:00.000Z')];
const NOTHING = { opened: [], closed: [], unknowns: [] };
const undecided = (...unknowns: string[]) => ({ opened: [], closed: [], unknowns });

describe('a rule of a group in a VPC that is not known', () => {
  it('is undecided, by its line, when it is added and when it is removed', async () => {
    const [without, having] = [GROUPS(UNKNOWN), GROUPS(UNKNOWN) + rule(block('10.0.0.0/8'))];
    const said = (what: string) =>
      `app (aws_security_group.app) ingress tcp 22 from 10.0.0.0/8 (${what}, envs/prod/main.tf:20): ` +
      'whom that means in its VPC is not known: var.vpc_id has no value';
    expect(await compare(without, having)).toEqual(undecided(said('added')));
    expect(await compare(having, without)).toEqual(undecided(said('removed')));
  });

  it.each([
    ['a group of the same code', rule(FAR), 'ingress tcp 22 from aws_security_group.far'],
    ['a live group', rule(LIVE), 'ingress tcp 22 from sg-web'],
    ['where it sends to', rule(block('172.16.0.0/12'), 22, 'egress'), 'egress tcp 22 to 172.16.0.0/12'],
    ['private IPv6 addresses', rule('cidr_ipv6 = "fd00::/8"'), 'ingress tcp 22 from fd00::/8'],
    ['a port without a value', rule(block('10.0.0.0/8'), 'var.port'), 'from 10.0.0.0/8'],
  ])('is undecided about %s', async (_, added, text) => {
    expect(await compare(GROUPS(UNKNOWN), GROUPS(UNKNOWN) + added)).toEqual(undecided(expect.stringContaining(text)));
  });

  it('that changes is undecided as far as it says something else', async () => {
    const { unknowns } = await compare(
      GROUPS(UNKNOWN) + rule(block('10.0.0.0/8')),
      GROUPS(UNKNOWN) + rule(block('10.0.0.0/8'), 23),
    );
    expect(unknowns.map((text) => text.replace(/ \(aws.*?\)|: whom.*/g, ''))).toEqual([
      'app ingress tcp 22 from 10.0.0.0/8 (removed, envs/prod/main.tf:20)',
      'app ingress tcp 23 from 10.0.0.0/8 (added, envs/prod/main.tf:20)',
    ]);
    const wider = await compare(
      GROUPS(UNKNOWN) + rule(block('10.0.0.0/8')),
      GROUPS(UNKNOWN) + rule(block('10.0.0.0/7')),
    );
    expect(wider).toEqual({ ...NOTHING, opened: ['11.0.0.0/8 → app'] });
  });

  it.each([
    ['is split', rule(block('10.0.0.0/8')), rule(block('10.0.0.0/9')) + rule(block('10.128.0.0/9'))],
    ['moves down', rule(block('10.0.0.0/8')) + rule(FAR), `\n\n${rule(FAR)}${rule(block('10.0.0.0/8'))}`],
    ['another includes', rule(block('10.0.0.0/8')), rule(block('10.0.0.0/8')) + rule(block('10.1.0.0/16'))],
    ['is as unknown as before', rule(block('10.0.0.0/8'), 'var.port'), rule(block('10.0.0.0/8'), 'var.port')],
    ['names nobody', '', rule('cidr_ipv4 = null')],
  ])('that %s says nothing', async (_, before, after) => {
    expect(await compare(GROUPS(UNKNOWN) + before, GROUPS(UNKNOWN) + after)).toEqual(NOTHING);
  });

  it('is a row where it is for the internet, which is the same everywhere', async () => {
    const [open, inside] = [GROUPS(UNKNOWN) + rule(block('0.0.0.0/0')), GROUPS(UNKNOWN) + rule(block('10.0.0.0/8'))];
    expect(await compare(GROUPS(UNKNOWN), open)).toEqual({ ...NOTHING, opened: ['internet → app'] });
    expect(await compare(open, inside)).toEqual({ ...NOTHING, closed: ['internet → app'] });
  });

  it('is undecided for the internet too where the account blocks that', async () => {
    const operations = new Map([
      ...ACCOUNT[0]!.operations,
      [
        'describe-vpc-block-public-access-options',
        {
          status: 'complete',
          output: { VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'block-bidirectional' } },
        },
      ] as const,
    ]);
    const { opened, unknowns } = await compare(GROUPS(UNKNOWN), GROUPS(UNKNOWN) + rule(block('0.0.0.0/0')), [
      { ...ACCOUNT[0]!, operations },
    ]);
    expect(opened).toEqual([]);
    expect(unknowns).toEqual([expect.stringContaining('from 0.0.0.0/0 (added')]);
  });

  it('whose sender is not known is told once', async () => {
    const { unknowns } = await compare(GROUPS(UNKNOWN), GROUPS(UNKNOWN) + rule('cidr_ipv4 = var.port'));
    expect(unknowns).toEqual(['app: var.port has no value']);
  });
});

describe('which VPC that is', () => {
  const reason = async (vpc: string, live?: readonly (typeof ACCOUNT)[number][]) => {
    const { unknowns } = await compare(GROUPS(vpc), GROUPS(vpc) + rule(block('10.0.0.0/8')), live);
    return unknowns.map((text) => text.replace(/^.* is not known: /, ''));
  };

  it.each([
    ['vpc_id = data.aws_vpc.other.id', 'data aws_vpc: nothing in the account fits'],
    ['vpc_id = "vpc-9"', 'vpc-9 is neither in this code nor in the account'],
    ['', 'the default VPC is neither in this code nor in the account'],
  ])('is told as far as %s says', async (vpc, text) => {
    expect(await reason(vpc)).toEqual([expect.stringContaining(text)]);
  });

  it('is not asked where it is known', async () => {
    expect(await reason('vpc_id = "vpc-1"')).toEqual([]);
    expect(await reason('vpc_id = aws_vpc.new.id')).toEqual([]);
    const defaults = ACCOUNT.map((account) => {
      const recorded = account.operations.get('describe-vpcs')!;
      const { Vpcs } = recorded.output as { readonly Vpcs: readonly object[] };
      const output = { Vpcs: Vpcs.map((vpc) => ({ ...vpc, IsDefault: true })) };
      return { ...account, operations: new Map([...account.operations, ['describe-vpcs', { ...recorded, output }]]) };
    });
    expect(await reason('', defaults)).toEqual([]);
  });
});
