import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene } from './scene.ts';
import { twoTiers } from './two-tiers.ts';

// What a pipeline left of exactly these commits: plans of several roots, and an app that only exists once synthesized.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code:
  - { repo: acme/infra, path: app/cdk.out, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/one, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/two, account: prod, region: us-east-1 }
`;
const MANIFEST = JSON.stringify({
  version: '36.0.0',
  artifacts: {
    Web: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://123456789012/us-east-1',
      properties: { templateFile: 'Web.template.json', stackName: 'web' },
    },
  },
});
const TEMPLATE = (port: number, cidr: string) =>
  JSON.stringify({
    Resources: {
      Open: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { GroupId: 'sg-web', IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: cidr },
      },
    },
  });
const SYNTHESIZED = (port: number, cidr: string) => ({
  'manifest.json': MANIFEST,
  'Web.template.json': TEMPLATE(port, cidr),
});
const RULE = (cidr: string) => `
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = ${cidr}
}
`;
const VARIABLE = 'variable "cidr" { type = string }\n';

/** As `tofu show -json` prints it. */
const PLAN = (cidr: string) =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.0',
    resource_changes: [
      {
        address: 'aws_vpc_security_group_ingress_rule.more',
        ...{ mode: 'managed', type: 'aws_vpc_security_group_ingress_rule', name: 'more' },
        provider_name: 'registry.opentofu.org/hashicorp/aws',
        change: {
          actions: ['create'],
          before: null,
          after: { security_group_id: 'sg-web', ip_protocol: 'tcp', from_port: 8080, to_port: 8080, cidr_ipv4: cidr },
          after_unknown: { id: true },
        },
      },
    ],
    configuration: { root_module: {} },
  });

let scene: Awaited<ReturnType<typeof openScene>>;
let main: string;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: { 'app/lib/web.ts': 'one', 'app/cdk.json': '{}', 'envs/one/main.tf': '# one', 'envs/two/main.tf': '# two' },
    account: twoTiers,
  });
  main = scene.github.as('ada').commit('acme/infra', { message: 'main', files: { 'app/lib/web.ts': 'two' } });
});
afterAll(() => scene.close());

const leave = async (headSha: string, files: Record<string, string>) => {
  scene.github.as('ada').runWorkflow('acme/infra', { headSha, artifact: 'sallyport-plan', files });
  await scene.quiet();
};
const shown = (number: number) =>
  scene
    .comment(number)
    .replaceAll(/run \d+/g, 'run N')
    .replaceAll(/<details><summary>(Graph|Proof)[\s\S]*?<\/details>\n\n/g, '');

describe('an app that is not committed', () => {
  it('is not green before it was synthesized, and then compared with what the base synthesized', async () => {
    const number = await scene.review('synth', { 'app/lib/web.ts': 'three' });
    expect(scene.check(number).conclusion).toBe('neutral');
    expect(shown(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#1 -->
      ### ❔ No reachability change that could be decided · 1 not understood — prod, us-east-1 (app/cdk.out)

      <details open><summary>Not understood (1)</summary>

      - app/cdk.out: it is not committed; it is compared once a workflow run of this commit leaves it in the artifact sallyport-plan

      </details>

      <sub>Compared \`sha\` with \`sha\`. app/cdk.out: nothing yet over the snapshot of 2026-03-01 10:00 UTC (0 min old).</sub>"
    `);
    await leave(main, SYNTHESIZED(443, '10.0.2.0/24'));
    await leave(scene.check(number).headSha, SYNTHESIZED(443, '0.0.0.0/0'));
    expect(scene.check(number).conclusion).toBe('failure');
    expect(shown(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#1 -->
      ### 🔴 1 opened to the internet — prod, us-east-1 (app/cdk.out)

      - ✗ Policy: nothing may be opened to the internet (1 row)

      |  | from | to | service | because |
      |---|---|---|---|---|
      | 🔴 opened | internet | web · 1 interface | tcp 443 (HTTPS) | \`app/cdk.out/Web.template.json:1\` web (sg-web) ingress tcp 443 from 0.0.0.0/0 |

      <sub>Compared \`sha\` with \`sha\`. app/cdk.out: synthesized CloudFormation template of workflow run N over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to.</sub>"
    `);
  });

  it('is compared with what is live where nobody synthesized the base, and is never green', async () => {
    const base = scene.github.as('ada').commit('acme/infra', { message: 'later', files: { 'app/lib/web.ts': 'four' } });
    const number = await scene.review('later', { 'app/lib/web.ts': 'five' });
    await leave(scene.check(number).headSha, {
      'app/cdk.out/manifest.json': MANIFEST,
      'app/cdk.out/Web.template.json': TEMPLATE(444, '10.0.2.0/24'),
    });
    expect(base).not.toBe(main);
    expect(scene.check(number).conclusion).toBe('neutral');
    expect(shown(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#2 -->
      ### ➕ 1 opened · 1 not understood — prod, us-east-1 (app/cdk.out)

      |  | from | to | service | because |
      |---|---|---|---|---|
      | ➕ opened | 10.0.2.0/24 · 1 interface | web · 1 interface | tcp 444 | \`app/cdk.out/Web.template.json:1\` web (sg-web) ingress tcp 444 from 10.0.2.0/24 |

      <details><summary>Not understood (1)</summary>

      - app/cdk.out: no workflow run of the base left it in the artifact sallyport-plan, so it was compared with what is live

      </details>

      <sub>Compared \`sha\` with \`sha\`. app/cdk.out: synthesized CloudFormation template of workflow run N over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to.</sub>"
    `);
  });

  it('is not concerned by what lies in other roots or elsewhere', async () => {
    const number = await scene.review('elsewhere', { 'envs/one/main.tf': '# more', 'docs/page.html': 'x' });
    expect(scene.check(number)).toMatchObject({ conclusion: 'success' });
    expect(scene.check(number).summary).not.toContain('cdk.out');
  });
});

describe('plans of several roots in one artifact', () => {
  it('belong each to the root whose folder they lie in', async () => {
    const number = await scene.review('two', {
      'envs/one/main.tf': VARIABLE + RULE('var.cidr'),
      'envs/two/main.tf': VARIABLE + RULE('var.cidr').replaceAll('8080', '8081'),
    });
    expect(scene.check(number).conclusion).toBe('neutral');
    const plans = {
      'one/plan.json': PLAN('10.0.2.0/24'),
      'two/plan.json': PLAN('0.0.0.0/0').replaceAll('8080', '8081'),
    };
    await leave(scene.check(number).headSha, plans);
    expect(scene.check(number).conclusion).toBe('failure');
    expect(shown(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#4 -->
      ### 🔴 1 opened to the internet · 2 opened in all — prod, us-east-1 (envs/one, envs/two)

      - ✗ Policy: nothing may be opened to the internet (1 row)

      |  | from | to | service | because |
      |---|---|---|---|---|
      | 🔴 opened | internet | web · 1 interface | tcp 8081 | \`envs/two/main.tf:1\` web (sg-web) ingress tcp 8081 from 0.0.0.0/0 |
      | ➕ opened | 10.0.2.0/24 · 1 interface | web · 1 interface | tcp 8080-8081 | \`envs/one/main.tf:1\` web (sg-web) ingress tcp 8080 from 10.0.2.0/24<br>\`envs/two/main.tf:1\` web (sg-web) ingress tcp 8081 from 0.0.0.0/0 |

      <sub>Compared \`sha\` with \`sha\`. envs/one: the plan one/plan.json of workflow run N (checked against the code), envs/two: the plan two/plan.json of workflow run N (checked against the code) over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to.</sub>"
    `);
  });

  it('hide nothing that the code says: a disagreement is told, and one about the internet fails', async () => {
    const number = await scene.review('stale', { 'envs/one/main.tf': RULE('"0.0.0.0/0"') });
    await leave(scene.check(number).headSha, { 'envs/one/plan.json': PLAN('10.0.2.0/24') });
    expect(scene.check(number).conclusion).toBe('failure');
    expect(shown(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#5 -->
      ### ➕ 1 opened · 1 not understood — prod, us-east-1 (envs/one)

      - ✗ Policy: nothing may be opened to the internet, and the code does, whatever the plan says

      |  | from | to | service | because |
      |---|---|---|---|---|
      | ➕ opened | 10.0.2.0/24 · 1 interface | web · 1 interface | tcp 8080 (HTTP) | \`envs/one/main.tf:7\` web (sg-web) ingress tcp 8080 from 10.0.2.0/24 |

      <details><summary>Not understood (1)</summary>

      - envs/one: the plan and the code disagree: only the code lets internet reach web (web (sg-web) ingress tcp 8080 from 0.0.0.0/0)

      </details>

      <sub>Compared \`sha\` with \`sha\`. envs/one: the plan envs/one/plan.json of workflow run N (checked against the code) over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to.</sub>"
    `);
  });
});

it('a merge queue waits for no plan, and is judged again by the one its own workflow leaves', async () => {
  const number = await scene.review('queued', { 'envs/one/main.tf': VARIABLE + RULE('var.cidr') });
  const sha = scene.github.as('ada').queueMerge('acme/infra', number);
  await scene.quiet();
  const judged = () => scene.github.checkRuns('acme/infra', sha).at(-1);
  expect(judged()).toMatchObject({ conclusion: 'neutral' });
  await leave(sha, { 'plan.json': PLAN('0.0.0.0/0') });
  expect(judged()).toMatchObject({ conclusion: 'failure', title: '🔴 1 opened to the internet' });
});
