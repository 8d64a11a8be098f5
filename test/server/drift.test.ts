import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Recorded, RegionSnapshot } from '../../src/snapshot/index.ts';
import { type Day, day } from './day.ts';
import { ACCOUNT, liveAccount, REGION } from './live-account.ts';

// One account whose group `web` code makes; each story goes on where the one before it ended.

let today: Day;
let installationId: number;
const start = Date.UTC(2026, 4, 4, 8);
let hours = 0;
const now = () => new Date(start + hours * 3_600_000);

/** CIDRs that may reach tcp/22, and the ids of their rules. */
let ssh: Readonly<Record<string, string>> = {};
let events: readonly object[] = [];

const ADA = 'arn:aws:sts::123456789012:assumed-role/Admin/ada';
const PIPELINE = 'arn:aws:sts::123456789012:assumed-role/Deploy/run';
const OFFICE = '198.51.100.0/24';

const config = (checks: string, account = '') => `
accounts: [{ id: "${ACCOUNT}", name: prod, regions: [${REGION}], issues: acme/infra${account} }]
code: [{ repo: acme/code, path: envs/prod, account: prod, region: ${REGION} }]
alsoRead: [history]
issues: { maxNewPerScan: 100 }
checks: { change-outside-pipeline: { parameters: { pipeline: role/Deploy } }, unmanaged-resource: { severity: low }${checks} }
`;

const CODE = (cidrs: readonly string[], more = '') => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  dynamic "ingress" {
    for_each = ${JSON.stringify(cidrs)}
    content {
      protocol    = "tcp"
      from_port   = 22
      to_port     = 22
      cidr_blocks = [ingress.value]
    }
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
${more}`;

function account(): RegionSnapshot {
  const rules = Object.entries(ssh);
  const snapshot = liveAccount(
    rules.map(([, cidr]) => cidr),
    now().toISOString(),
  );
  const complete = (output: unknown): Recorded => ({ status: 'complete', output });
  const SecurityGroupRules = rules.map(([SecurityGroupRuleId, CidrIpv4]) => ({
    ...{ SecurityGroupRuleId, GroupId: 'sg-web', IsEgress: false },
    ...{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4 },
  }));
  const Events = events.map((event) => ({ CloudTrailEvent: JSON.stringify(event) }));
  const operations = new Map(snapshot.operations);
  operations.set('describe-security-group-rules', complete({ SecurityGroupRules }));
  operations.set('cloudtrail-lookup-events', complete({ Events }));
  return { ...snapshot, operations };
}

/** CloudTrail's record of a rule for tcp/22 being opened or closed. */
function told(what: 'Authorize' | 'Revoke', id: string, cidr: string, by: string, minute: number) {
  const set = what === 'Authorize' ? 'securityGroupRuleSet' : 'revokedSecurityGroupRuleSet';
  const rule = { securityGroupRuleId: id, groupId: 'sg-web', isEgress: false, ipProtocol: 'tcp' };
  return {
    eventName: `${what}SecurityGroupIngress`,
    eventTime: new Date(now().getTime() - minute * 60_000).toISOString(),
    userIdentity: { arn: by },
    responseElements: { [set]: { items: [{ ...rule, fromPort: 22, toPort: 22, cidrIpv4: cidr }] } },
  };
}

async function scan(): Promise<void> {
  hours += 1;
  await today.service.useCases.scan(installationId);
  await today.quiet();
}
async function commit(files: Readonly<Record<string, string>>): Promise<void> {
  today.github.as('ada').commit('acme/code', { message: 'Change', files });
  await today.quiet();
}
async function configure(text: string): Promise<void> {
  hours += 1;
  today.github.as('olga').commit('acme/.github', { message: 'Change', files: { '.github/sallyport.yml': text } });
  await today.quiet();
}
const issue = (check: string) =>
  today.github.dump().repositories['acme/infra']!.issues.find(({ body }) => body.includes(`check \`${check}\``));
const overview = () =>
  today.github.dump().repositories['acme/infra']!.issues.find(({ title }) => title.includes('overview'))!.body;

beforeAll(async () => {
  today = await day(
    [
      { fullName: 'acme/.github', files: { '.github/sallyport.yml': config('') } },
      { fullName: 'acme/infra' },
      { fullName: 'acme/code', files: { 'envs/prod/main.tf': CODE([OFFICE]) } },
    ],
    { collect: async () => account(), clock: now },
  );
  ssh = { 'sgr-0a': OFFICE };
  installationId = today.github.install('olga', 'acme');
  await today.quiet();
});
afterAll(() => today.end());

it('says what is live and in no code, and nothing of what the code makes', () => {
  expect(issue('rule-drift')).toBeUndefined();
  expect(issue('missing-resource')).toBeUndefined();
  const found = today.github
    .dump()
    .repositories['acme/infra']!.issues.filter(({ body }) => body.includes('check `unmanaged-resource`'));
  expect(found.map(({ title }) => title)).toEqual([
    `prod: 1 VPC of ${ACCOUNT} ${REGION} is in no code`,
    'prod: 1 subnet of vpc-1 is in no code',
  ]);
});

it('says who opened a rule outside the pipeline, and that the rule is in no code', async () => {
  ssh = { 'sgr-0a': OFFICE, 'sgr-0b': '203.0.113.7/32' };
  events = [told('Authorize', 'sgr-0b', '203.0.113.7/32', ADA, 20)];
  await scan();
  expect(issue('rule-drift')).toMatchObject({ state: 'open' });
  expect(issue('rule-drift')!.title).toContain('1 in no code');
  expect(issue('rule-drift')!.body).toContain('tcp 22 from 203.0.113.7/32 is in no code');
  expect(issue('rule-drift')!.body).toContain('revoke-security-group-ingress');
  expect(issue('change-outside-pipeline')!.body).toContain(ADA);
  expect(issue('change-outside-pipeline')!.body).toContain('opened ingress tcp 22 from 203.0.113.7/32');
});

it('closes nothing while the code cannot be read, and says why', async () => {
  await commit({ 'envs/prod/other.tf': 'module "base" { source = "acme/base/aws" }\n' });
  ssh = { 'sgr-0a': OFFICE };
  events = [told('Revoke', 'sgr-0b', '203.0.113.7/32', PIPELINE, 20), ...events];
  await scan();
  expect(issue('rule-drift')).toMatchObject({ state: 'open' });
  expect(issue('unmanaged-resource')).toMatchObject({ state: 'open' });
  expect(overview()).toContain(
    'acme/code envs/prod: the code of module.base (acme/base/aws) is not here; not wholly decided without it: missing-resource, rule-drift, unmanaged-resource',
  );
  await commit({ 'envs/prod/other.tf': '' });
  await scan();
  expect(issue('rule-drift')).toMatchObject({ state: 'closed' });
  expect(overview()).not.toContain('module.base');
});

it('says what code states and the account does not hold', async () => {
  const extra = 'resource "aws_security_group" "new" {\n  name = "new"\n  vpc_id = "vpc-1"\n}\n';
  await commit({ 'envs/prod/main.tf': CODE([OFFICE, '192.0.2.0/24'], extra) });
  await scan();
  expect(issue('rule-drift')).toMatchObject({ state: 'open' });
  expect(issue('rule-drift')!.title).toContain('1 missing');
  expect(issue('missing-resource')!.title).toBe(
    `prod: 1 resource of acme/code envs/prod is not in ${ACCOUNT} ${REGION}`,
  );
  expect(issue('missing-resource')!.body).toContain('envs/prod/main.tf');
  await commit({ 'envs/prod/main.tf': CODE([OFFICE]) });
  await scan();
  expect(issue('missing-resource')).toMatchObject({ state: 'closed' });
});

it('sees a rule flap, also between two scans, and who does it', async () => {
  expect(issue('flapping-rule')).toBeUndefined();
  // The first spell was seen by scans; this one came and went between two.
  events = [
    told('Authorize', 'sgr-0c', '203.0.113.7/32', ADA, -40),
    told('Revoke', 'sgr-0c', '203.0.113.7/32', ADA, -50),
    ...events,
  ];
  await scan();
  expect(issue('flapping-rule')).toMatchObject({ state: 'open' });
  expect(issue('flapping-rule')!.title).toContain('ingress tcp 22 from 203.0.113.7/32 was opened and closed 2 times');
  expect(issue('flapping-rule')!.body).toContain(ADA);
});

it('closes what changed long ago', async () => {
  hours += 8 * 24;
  await scan();
  expect(issue('flapping-rule')).toMatchObject({ state: 'closed' });
  expect(issue('change-outside-pipeline')).toMatchObject({ state: 'closed' });
});

it('follows what the configuration says of a check for one account', async () => {
  const latent = issue('unmanaged-resource')!;
  expect(latent).toMatchObject({ state: 'open', labels: expect.arrayContaining(['severity: low']) });
  await configure(config('', ', checks: { unmanaged-resource: { severity: high, dueDays: 1 } }'));
  expect(issue('unmanaged-resource')!.labels).toEqual(expect.arrayContaining(['severity: high', 'overdue']));
  await configure(config('', ', checks: { unmanaged-resource: off }'));
  const closed = issue('unmanaged-resource')!;
  expect(closed).toMatchObject({ state: 'closed' });
  expect(closed.comments.at(-1)!.body).toContain('is disabled in the configuration');
  // The account's own parameters replace those for all.
  ssh = { 'sgr-0a': OFFICE, 'sgr-0d': '203.0.113.8/32' };
  events = [told('Authorize', 'sgr-0d', '203.0.113.8/32', PIPELINE, 10)];
  await scan();
  expect(issue('change-outside-pipeline')).toMatchObject({ state: 'closed' });
  await configure(config('', ', checks: { change-outside-pipeline: { parameters: { pipeline: role/Other } } }'));
  expect(issue('change-outside-pipeline')).toMatchObject({ state: 'open' });
  expect(issue('change-outside-pipeline')!.body).toContain(PIPELINE);
});
