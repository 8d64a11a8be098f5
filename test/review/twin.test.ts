import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSnapshot } from '../../src/snapshot/index.ts';
import { openScene } from './scene.ts';
import { twoTiers } from './two-tiers.ts';

// `sallyport diff` and the App say the same of the same change.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code:
  - { repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/lab, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: stacks/web.yaml, account: prod, region: us-east-1 }
named: { office: [198.51.100.0/24] }
review: { maxNewExposure: 0 }
`;
const CODE = (cidr: string, port: number) => `
variable "cidr" { default = "${cidr}" }
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.cidr
}
resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "10.0.2.0/24"
}
`;
const STACK = (cidr: string) => `
Resources:
  Open:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: sg-web
      IpProtocol: tcp
      FromPort: 443
      ToPort: 443
      CidrIp: ${cidr}
`;
/** A group in a VPC that nobody named, and whom it lets in. */
const UNPLACED = (cidr?: string) => `
variable "vpc_id" {}
resource "aws_security_group" "lab" {
  name   = "lab"
  vpc_id = var.vpc_id
}
${
  cidr === undefined
    ? ''
    : `resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.lab.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "${cidr}"
}`
}
`;
const BEFORE = CODE('198.51.100.0/24', 5432);
const AFTER = CODE('0.0.0.0/0', 5433);

let scene: Awaited<ReturnType<typeof openScene>>;
let folder: string;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: { 'envs/prod/main.tf': BEFORE, 'envs/lab/main.tf': UNPLACED(), 'stacks/web.yaml': STACK('198.51.100.0/24') },
    account: twoTiers,
  });
  folder = mkdtempSync(join(tmpdir(), 'sallyport-twin-'));
  const files = {
    ...{ 'envs/prod/main.tf': AFTER, 'base/envs/prod/main.tf': BEFORE, 'sallyport.yml': CONFIG },
    ...{ 'envs/lab/main.tf': UNPLACED('10.0.0.0/8'), 'base/envs/lab/main.tf': UNPLACED() },
    ...{ 'stacks/web.yaml': STACK('198.51.100.7/32'), 'base/stacks/web.yaml': STACK('198.51.100.0/24') },
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await writeSnapshot({ regions: [{ ...twoTiers(), takenAt: '2026-03-01T10:00:00.000Z' }] }, join(folder, 'live'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await scene.close();
});

/** What follows the headline, without what names the two sides. */
const saidOf = (report: string) =>
  report
    .slice(report.indexOf('###'))
    .replace(/^(### .*?) — .*$/m, '$1')
    .replace(/<sub>.*<\/sub>/, '')
    .trim();

function diff(path: string, format = 'markdown') {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const options = ['--live', 'live', '--config', 'sallyport.yml', '--format', format];
  const place = ['--account', '123456789012', '--region', 'us-east-1'];
  return spawnSync(process.execPath, [main, 'diff', `base/${path}`, path, ...options, ...place], {
    cwd: folder,
    encoding: 'utf8',
  });
}

it('prints the report of the pull request', async () => {
  const number = await scene.review('open', { 'envs/prod/main.tf': AFTER });
  const { status, stdout } = diff('envs/prod');
  expect(status).toBe(2);
  const said = saidOf(scene.comment(number));
  expect(said).toContain('- ✗ Policy: 1 more interface on the internet, and at most 0 may be (1 row)');
  expect(said).toContain('➖ closed');
  expect(saidOf(stdout)).toBe(said);
  expect(stdout).toMatch(
    /<sub>Compared `envs\/prod` with `base\/envs\/prod`\. envs\/prod over the snapshot in live, of 2026-03-01 10:00 UTC \(\d+ days old\); resources found in the account: 1 of 1 that the code refers to\.<\/sub>/,
  );
});

it('prints it of a template, too', async () => {
  const number = await scene.review('narrower', { 'stacks/web.yaml': STACK('198.51.100.7/32') });
  const said = saidOf(scene.comment(number));
  expect(said).toContain('| ➖ closed |');
  expect(said).toContain('`stacks/web.yaml:');
  expect(saidOf(diff('stacks/web.yaml').stdout)).toBe(said);
});

it('leaves undecided whom a rule means in a VPC that is not known', async () => {
  const number = await scene.review('lab', { 'envs/lab/main.tf': UNPLACED('10.0.0.0/8') });
  expect(scene.check(number).conclusion).toBe('neutral');
  const said = saidOf(scene.comment(number));
  expect(said).toMatch(/^### ❔ No reachability change that could be decided · 1 undecided/);
  expect(saidOf(diff('envs/lab').stdout)).toBe(said);

  const rule = 'lab (aws_security_group.lab) ingress tcp 22 from 10.0.0.0/8 (added, envs/lab/main.tf:12)';
  const doubt = `${rule}: whom that means in its VPC is not known: var.vpc_id has no value`;
  expect(said.replaceAll('\\', '')).toContain(`${doubt} (decided by: a value in varFiles, or the plan)`);
  expect(diff('envs/lab', 'text').stdout).toBe(
    `  ? ${doubt} (decided by: a value in varFiles, or the plan)\n\n0 flows opened, 0 closed, 1 undecided\n`,
  );
  expect(JSON.parse(diff('envs/lab', 'json').stdout)).toEqual({ opened: [], closed: [], unknowns: [doubt] });
});
