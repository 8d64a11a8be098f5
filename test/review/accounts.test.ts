import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// One pull request, several accounts: each is compared with its own snapshot and told apart.

const DEV = '210987654321';
const CONFIG = `
accounts:
  - { id: "123456789012", name: prod, regions: [us-east-1] }
  - { id: "${DEV}", name: dev, regions: [us-east-1, eu-west-1] }
  - { id: "345678901234", name: new, regions: [us-east-1] }
code:
  - { repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/prod-more, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/dev, account: dev, region: us-east-1 }
  - { repo: acme/infra, path: envs/dev-eu, account: dev, region: eu-west-1 }
  - { repo: acme/infra, path: envs/new, account: new, region: us-east-1 }
`;
const RULE = (port: number, cidr: string, group = 'sg-web') => `
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = "${group}"
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;

/** The same account under another number, with ids of its own. */
function renamed(snapshot: RegionSnapshot, account: string, region: string): RegionSnapshot {
  const operations = [...snapshot.operations].map(([name, recorded]) => {
    const text = JSON.stringify(recorded)
      .replaceAll('123456789012', account)
      .replaceAll(/"(vpc|subnet|igw|rtb|acl|eni|sg)-(\w+)"/g, `"$1-${region.slice(0, 2)}-$2"`);
    return [name, JSON.parse(text)] as const;
  });
  return { ...snapshot, account, region, operations: new Map(operations) };
}

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: { 'envs/prod/main.tf': '# nothing yet', 'envs/dev/main.tf': RULE(8080, '10.0.0.0/16', 'sg-us-web') },
    account: (region, account) => {
      if (account === '345678901234') throw new Error('the role does not exist yet');
      const snapshot = liveAccount([], '');
      return account === DEV ? renamed(snapshot, account, region) : snapshot;
    },
  });
});
afterAll(() => scene.close());

it('tells each account by itself, what is worst in the headline', async () => {
  const number = await scene.review('several', {
    'envs/prod/main.tf': RULE(443, '0.0.0.0/0'),
    'envs/prod-more/main.tf': RULE(80, '0.0.0.0/0'),
    'envs/dev/main.tf': '# gone',
    'envs/dev-eu/main.tf': RULE(8443, '10.0.0.0/16', 'sg-eu-web'),
  });
  expect(scene.comment(number)).toMatchInlineSnapshot(`
    "<!-- sallyport:v1 review acme/infra#1 -->
    ### 🔴 1 opened to the internet — prod, us-east-1

    - ✗ Policy: nothing may be opened to the internet (1 row)

    #### prod, us-east-1 (envs/prod, envs/prod-more): 🔴 1 opened to the internet

    |  | from | to | service | because |
    |---|---|---|---|---|
    | 🔴 opened | internet | web · 1 interface | tcp 80 (HTTP), 443 (HTTPS) | \`envs/prod/main.tf:7\` web (sg-web) ingress tcp 443 from 0.0.0.0/0<br>\`envs/prod-more/main.tf:7\` web (sg-web) ingress tcp 80 from 0.0.0.0/0 |

    <details><summary>Graph</summary>

    \`\`\`mermaid
    graph LR
      n0["internet"]
      n1["web · 1 interface"]
      n0 ==>|"tcp 80 (HTTP), 443 (HTTPS)"| n1
      linkStyle 0 stroke:#d1242f
    \`\`\`

    </details>

    <details><summary>Proof: packets that would get through</summary>

    **internet → web · 1 interface: tcp 80 (HTTP), 443 (HTTPS)**

    Packet \`tcp 1.0.0.0:1024 → 203.0.113.9:443\`

    Its way there:

    1. enters vpc-1 through igw-1
    2. ✓ acl-1 ingress entry 100 allows all traffic from 0.0.0.0/0
    3. ✓ web (sg-web) ingress tcp 443 from 0.0.0.0/0
    4. eni-1

    The reply:

    1. ✓ acl-1 egress entry 100 allows all traffic to 0.0.0.0/0
    2. rtb-1 routes 0.0.0.0/0 → igw-1
    3. leaves vpc-1 through igw-1

    </details>

    No reachability change: dev, us-east-1 and eu-west-1 (envs/dev, envs/dev-eu).

    <sub>Compared \`sha\` with \`sha\`. envs/prod: Terraform code, envs/prod-more: Terraform code over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to; envs/dev: Terraform code, envs/dev-eu: Terraform code over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 2 of 2 that the code refers to.</sub>"
  `);
  expect(scene.check(number).conclusion).toBe('failure');
});

it('compares an account that was never scanned by its code alone, and says so', async () => {
  const number = await scene.review('unseen', {
    'envs/new/main.tf': `
resource "aws_vpc" "new" { cidr_block = "10.5.0.0/16" }
resource "aws_security_group" "new" {
  name   = "new"
  vpc_id = aws_vpc.new.id
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
  });
  expect(scene.comment(number)).toMatchInlineSnapshot(`
    "<!-- sallyport:v1 review acme/infra#2 -->
    ### 🔴 1 opened to the internet — new, us-east-1

    - ✗ Policy: nothing may be opened to the internet (1 row)

    |  | from | to | service | because |
    |---|---|---|---|---|
    | 🔴 opened (potential) | internet | new | tcp 22 (SSH) | \`envs/new/main.tf:10\` new (aws\\_security\\_group.new) ingress tcp 22 from 0.0.0.0/0 |

    <details><summary>Graph</summary>

    \`\`\`mermaid
    graph LR
      n0["internet"]
      n1["new"]
      n0 ==>|"tcp 22 (SSH)"| n1
      linkStyle 0 stroke:#d1242f
    \`\`\`

    </details>

    <details><summary>Proof: packets that would get through</summary>

    **internet → new: tcp 22 (SSH)**

    Packet \`tcp 1.0.0.0:1024 → the public address of any member of new:22\`

    Its way there:

    1. enters aws\\_vpc.new through an assumed internet gateway
    2. ✓ an assumed network ACL ingress entry 100 allows all traffic from 0.0.0.0/0
    3. ✓ new (aws\\_security\\_group.new) ingress tcp 22 from 0.0.0.0/0
    4. any member of new

    The reply:

    1. ✓ an assumed network ACL egress entry 100 allows all traffic to 0.0.0.0/0
    2. an assumed route table routes 0.0.0.0/0 → an assumed internet gateway
    3. leaves aws\\_vpc.new through an assumed internet gateway

    </details>

    <sub>Compared \`sha\` with \`sha\`. envs/new: Terraform code alone: new was not scanned yet.</sub>"
  `);
  expect(scene.check(number).conclusion).toBe('failure');
});
