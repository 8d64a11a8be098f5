import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1], issues: acme/infra }]
code:
  - { repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/extra, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: stacks/web.yaml, account: prod, region: us-east-1, varFiles: [web.json] }
  - { repo: acme/infra, path: cdk.out, account: prod, region: us-east-1 }
named: { office: [198.51.100.0/24], lab: [192.0.78.0/24] }
review: { forbid: [{ from: lab, to: prod }] }
`;

/** The live group `web`, as Terraform has it. */
const WEB = (cidr: string, port = 22) => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"

  ingress {
    protocol    = "tcp"
    from_port   = ${port}
    to_port     = ${port}
    cidr_blocks = ${cidr}
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
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
const STACK = `
Parameters:
  Cidr: { Type: String }
Resources:
  Open:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: sg-web
      IpProtocol: tcp
      FromPort: 443
      ToPort: 443
      CidrIp: !Ref Cidr
`;
const PARAMETERS = (value: string) => JSON.stringify([{ ParameterKey: 'Cidr', ParameterValue: value }]);
const SYNTHESIZED = (cidr: string) =>
  JSON.stringify({
    Resources: {
      Open: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { GroupId: 'sg-web', IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: cidr },
      },
    },
  });

type Scene = Awaited<ReturnType<typeof openScene>>;
let scene: Scene;
let first: number;
const INSIDE = '["10.0.0.0/16"]';
const OPEN = '["0.0.0.0/0"]';

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: {
      'envs/prod/web.tf': WEB(INSIDE),
      'stacks/web.yaml': STACK,
      'stacks/web.json': PARAMETERS('10.0.0.0/16'),
      'cdk.out/Web.template.json': SYNTHESIZED('10.0.0.0/16'),
      'README.md': '# infra',
    },
    account: () => liveAccount(['10.0.0.0/16'], ''),
  });
});
afterAll(() => scene.close());

describe('what a pull request is told', () => {
  it('who gets in, why, how to mend it, and over what it was seen', async () => {
    first = await scene.review('open', { 'envs/prod/web.tf': WEB(OPEN) });
    const number = first;
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#3 -->
      ### 🔴 1 opened to the internet — prod, us-east-1 (envs/prod)

      - ✗ Policy: nothing may be opened to the internet (1 row)
      - ✗ Policy: nothing in lab may reach prod (1 row)

      |  | from | to | service | because |
      |---|---|---|---|---|
      | 🔴 opened | internet | web · 1 interface | tcp 22 (SSH) | \`envs/prod/web.tf:10\` web (sg-web) ingress tcp 22 from 0.0.0.0/0 |

      <details><summary>Graph</summary>

      \`\`\`mermaid
      graph LR
        n0["internet"]
        n1["web · 1 interface"]
        n0 ==>|"tcp 22 (SSH)"| n1
        linkStyle 0 stroke:#d1242f
      \`\`\`

      </details>

      <details><summary>Proof: packets that would get through</summary>

      **internet → web · 1 interface: tcp 22 (SSH)**

      Packet \`tcp 1.0.0.0:1024 → 203.0.113.9:22\`

      Its way there:

      1. enters vpc-1 through igw-1
      2. ✓ acl-1 ingress entry 100 allows all traffic from 0.0.0.0/0
      3. ✓ web (sg-web) ingress tcp 22 from 0.0.0.0/0
      4. eni-1

      The reply:

      1. ✓ acl-1 egress entry 100 allows all traffic to 0.0.0.0/0
      2. rtb-1 routes 0.0.0.0/0 → igw-1
      3. leaves vpc-1 through igw-1

      </details>

      <sub>Compared \`sha\` with \`sha\`. envs/prod: Terraform code over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code makes.</sub>"
    `);
    expect(
      scene.pull(number).reviewComments.map(({ path, line, body }) => `${path}:${line}\n${body}`),
    ).toMatchInlineSnapshot(`
      [
        "envs/prod/web.tf:10
      **This line opens to the internet:**

      - 🔴 the internet could reach web · 1 interface: tcp 22 (SSH)

      ✗ Policy: nothing in lab may reach prod

      One way to mend it: narrow it to office (198.51.100.0/24).

      \`\`\`suggestion
          cidr_blocks = ["198.51.100.0/24"]
      \`\`\`

      <details><summary>Proof: a packet that would get through</summary>

      Packet \`tcp 1.0.0.0:1024 → 203.0.113.9:22\`

      Its way there:

      1. enters vpc-1 through igw-1
      2. ✓ acl-1 ingress entry 100 allows all traffic from 0.0.0.0/0
      3. ✓ web (sg-web) ingress tcp 22 from 0.0.0.0/0
      4. eni-1

      The reply:

      1. ✓ acl-1 egress entry 100 allows all traffic to 0.0.0.0/0
      2. rtb-1 routes 0.0.0.0/0 → igw-1
      3. leaves vpc-1 through igw-1

      </details>

      <!-- sallyport:line:v1:efdd473bfa16dad3f660ffe7f36c0584 -->",
      ]
    `);
  });

  it('of a rule that the organisation made', async () => {
    const number = await scene.review('lab', { 'envs/prod/web.tf': WEB('["10.0.0.0/16", "192.0.78.9/32"]') });
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).toContain('- ✗ Policy: nothing in lab may reach prod (1 row)');
    expect(scene.pull(number).reviewComments).toHaveLength(1);
  });

  it('what is undecided, and what would decide it; never green', async () => {
    const variable = 'variable "cidrs" { type = list(string) }\n';
    const number = await scene.review('var', { 'envs/prod/web.tf': variable + WEB('var.cidrs') });
    expect(scene.check(number).conclusion).toBe('neutral');
    expect(scene.comment(number)).toContain('(decided by: a value in varFiles, or the plan)');
  });

  it('nothing of a value that is marked sensitive', async () => {
    const variable = 'variable "partner" {\n  sensitive = true\n  default   = ["203.0.113.64/28"]\n}\n';
    const number = await scene.review('secret', { 'envs/prod/web.tf': variable + WEB('var.partner') });
    expect(scene.comment(number)).toContain('(sensitive)');
    expect(JSON.stringify(scene.pull(number))).not.toContain('203.0.113.64');
  });
});

describe('what it is read from', () => {
  it('a CloudFormation template with its parameters', async () => {
    const number = await scene.review('stack', { 'stacks/web.json': PARAMETERS('0.0.0.0/0') });
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).toContain('tcp 443 (HTTPS)');
    expect(scene.comment(number)).toContain('stacks/web.yaml: CloudFormation template');
  });

  it('what the CDK synthesized', async () => {
    const number = await scene.review('cdk', { 'cdk.out/Web.template.json': SYNTHESIZED('0.0.0.0/0') });
    expect(scene.comment(number)).toContain('tcp 5432 (PostgreSQL)');
    expect(scene.comment(number)).toContain('cdk.out: synthesized CloudFormation template');
  });

  it('several roots of one account together', async () => {
    const number = await scene.review('two', {
      'envs/extra/main.tf': RULE('0.0.0.0/0'),
      'envs/prod/web.tf': WEB(OPEN),
    });
    const comment = scene.comment(number);
    expect(comment).toMatch(/^### 🔴 \d opened to the internet/m);
    expect(comment).toContain('(envs/prod, envs/extra)');
    expect(comment).toContain('8080');
    expect(comment).toContain('22 (SSH)');
    expect(comment).toContain('. envs/prod: Terraform code, envs/extra: Terraform code over the snapshot');
    expect(scene.pull(number).comments).toHaveLength(1);
  });

  it('a root that is removed, and one that moves', async () => {
    const removed = await scene.review('removed', { 'envs/prod/web.tf': null });
    expect(scene.comment(removed)).toContain('➖ closed');
    expect(scene.comment(removed)).toContain('envs/prod: removed Terraform code');
    const renamed = await scene.review('renamed', { 'envs/prod/web.tf': null, 'envs/prod/all.tf': WEB(INSIDE) });
    expect(scene.check(renamed).title).toContain('No reachability change');
  });
});

describe('a plan that a workflow left', () => {
  const plan = (cidrs: readonly string[]) => {
    const side = (cidr_blocks: readonly string[]) => ({
      ...{ id: 'sg-web', name: 'web', vpc_id: 'vpc-1', description: 'Managed by Terraform' },
      ingress: [
        {
          ...{ protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks, self: false, description: '' },
          ...{ ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [] },
        },
      ],
      egress: [
        {
          ...{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'], self: false, description: '' },
          ...{ ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [] },
        },
      ],
    });
    const change = { actions: ['update'], before: side(['10.0.0.0/16']), after: side(cidrs), after_unknown: {} };
    const resource = { address: 'aws_security_group.web', mode: 'managed', type: 'aws_security_group', name: 'web' };
    return JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      resource_changes: [{ ...resource, provider_name: 'registry.terraform.io/hashicorp/aws', change }],
      configuration: { root_module: {} },
    });
  };
  const variable = 'variable "cidrs" { type = list(string) }\n';
  const leave = async (number: number, files: Record<string, string>, headSha = scene.check(number).headSha) => {
    scene.github.as('ada').runWorkflow('acme/infra', { headSha, artifact: 'sallyport-plan', files });
    await scene.quiet();
  };

  it('decides what the code leaves open', async () => {
    const number = await scene.review('planned', { 'envs/prod/web.tf': variable + WEB('var.cidrs') });
    expect(scene.check(number).conclusion).toBe('neutral');
    await leave(number, { 'plan.json': plan(['10.0.0.0/16', '0.0.0.0/0']) });
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).toContain('1 opened to the internet');
    expect(scene.comment(number)).toMatch(
      /envs\/prod: the plan plan\.json of workflow run \d+ \(checked against the code\)/,
    );
    expect(scene.comment(number)).not.toContain('undecided');
  });

  it('is not believed against the code', async () => {
    const number = await scene.review('forged', { 'envs/prod/web.tf': WEB(OPEN) });
    await leave(number, { 'plan.json': plan(['10.0.0.0/16']) });
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).toContain('the plan and the code disagree: only the code lets internet reach web');
  });

  it('of another commit, or none at all, changes nothing', async () => {
    const number = await scene.review('other', { 'envs/prod/web.tf': WEB(OPEN) });
    const before = scene.comment(number);
    const earlier = scene.check(first).headSha;
    await leave(number, { 'plan.json': plan(['10.0.0.0/16']) }, earlier);
    await leave(number, { 'plan.json': 'no plan' });
    expect(scene.comment(number)).toContain('cannot be used, so the code was read instead');
    expect(scene.comment(number)).toContain(before.split('\n')[1]?.split(' — ')[0]);
  });
});

describe('the life of a pull request', () => {
  it('a draft gets no comments on lines until it is ready', async () => {
    const number = await scene.review('draft', { 'envs/prod/web.tf': WEB(OPEN) }, { draft: true });
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.pull(number).reviewComments).toEqual([]);
    scene.github.as('ada').markReady('acme/infra', number);
    await scene.quiet();
    expect(scene.pull(number).reviewComments).toHaveLength(1);
  });

  it('a force-push is judged by what it leaves, and the comment follows', async () => {
    const number = await scene.review('forced', { 'envs/prod/web.tf': WEB(OPEN) });
    const files = { 'envs/prod/web.tf': `# harmless\n${WEB(INSIDE)}` };
    scene.github.as('ada').commit('acme/infra', { branch: 'forced', message: 'Sorry', files, force: true });
    await scene.quiet();
    expect(scene.check(number).conclusion).toBe('success');
    expect(scene.pull(number).comments).toHaveLength(1);
    expect(scene.comment(number)).toContain('No reachability change');
  });

  it('closed and opened again, it is judged again', async () => {
    const number = await scene.review('again', { 'envs/prod/web.tf': WEB(OPEN) });
    scene.github.as('ada').closeIssue('acme/infra', number);
    await scene.quiet();
    const runs = scene.pull(number).checkRuns.length;
    scene.github.as('ada').reopenIssue('acme/infra', number);
    await scene.quiet();
    expect(scene.pull(number).checkRuns.length).toBeGreaterThan(runs);
    expect(scene.pull(number).comments).toHaveLength(1);
  });

  it('one upon another says only what it adds, and what it is compared with', async () => {
    await scene.review('lower', { 'envs/prod/web.tf': WEB(OPEN) });
    const upper = await scene.review('upper', { 'envs/extra/main.tf': RULE('0.0.0.0/0') }, { base: 'lower' });
    expect(scene.comment(upper)).toContain('tcp 8080');
    expect(scene.comment(upper)).not.toContain('22 (SSH)');
    expect(scene.comment(upper)).toContain('on `lower`');
    scene.github.as('ada').changeBase('acme/infra', upper, 'main');
    await scene.quiet();
    expect(scene.comment(upper)).toContain('22 (SSH)');
    expect(scene.comment(upper)).not.toContain('on `lower`');
  });

  it('the merge queue is told the same, and what was approved stays approved', async () => {
    const number = await scene.review('queued', { 'envs/prod/web.tf': WEB(OPEN) });
    const judged = async () => {
      const sha = scene.github.as('ada').queueMerge('acme/infra', number);
      await scene.quiet();
      return scene.github.checkRuns('acme/infra', sha).at(-1);
    };
    expect(await judged()).toMatchObject({ name: 'Sallyport / reachability', conclusion: 'failure' });
    scene.github.as('bob').comment('acme/infra', number, '/sallyport approve a public bastion');
    await scene.quiet();
    expect(await judged()).toMatchObject({ conclusion: 'success' });
    expect(scene.pull(number).comments.filter(({ body }) => body.includes('###'))).toHaveLength(1);
  });
});

describe('after the merge', () => {
  it('a change that does not come is told once it is late, and one that comes as predicted at once', async () => {
    const late = await scene.review('late', { 'envs/extra/main.tf': RULE('0.0.0.0/0') });
    scene.github.as('bob').mergePullRequest('acme/infra', late);
    await scene.quiet();
    const outcome = () => scene.pull(late).comments.filter(({ body }) => body.includes('after-merge'));
    scene.hoursPass(1);
    await scene.scan();
    expect(outcome()).toEqual([]);
    scene.hoursPass(24);
    await scene.scan();
    await scene.scan();
    expect(outcome().map(({ body }) => body)).toEqual([
      expect.stringContaining('⏳ Not applied: more than 24 hours after the merge, the scan of 2026-03-02 11:00 UTC'),
    ]);

    const number = await scene.review('bastion', { 'envs/prod/web.tf': WEB(OPEN) });
    scene.github.as('bob').mergePullRequest('acme/infra', number);
    await scene.quiet();
    scene.hoursPass(1);
    await scene.scan(() => liveAccount(['0.0.0.0/0'], ''));
    expect(scene.pull(number).comments.at(-1)?.body).toContain('✅ Applied as predicted');
    const issues = scene.github.dump().repositories['acme/infra']!.issues;
    const finding = issues.find(({ title }) => title.includes('tcp/22'))!;
    expect(finding.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining(`Caused by acme/infra#${number}, whose review said so before it was merged.`),
    ]);
  });
});
