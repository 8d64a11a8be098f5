import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene } from './scene.ts';
import { twoTiers } from './two-tiers.ts';

// What the organisation forbids, who may allow it, and that the check always says something true.

const code = (path: string) => `  - { repo: acme/infra, path: ${path}, account: prod, region: us-east-1 }`;
const CONFIG = (review: string) => `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code:
${code('envs/prod')}
named: { partner: [192.0.78.0/24] }
zones: { dev: { ranges: [10.0.2.0/24] }, shop: { vpcs: [vpc-1] } }
review: ${review}
`;
const RULE = (cidr: string, port = 22) => `
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG('{}'),
    files: { 'envs/prod/main.tf': '# nothing yet', 'README.md': '# infra' },
    account: twoTiers,
  });
});
afterAll(() => scene.close());

let branches = 0;
/** What the check says of a rule that lets this in, under this policy. */
async function judged(review: string, cidr: string, port?: number) {
  scene.github
    .as('olga')
    .commit('acme/.github', { message: review, files: { '.github/sallyport.yml': CONFIG(review) } });
  await scene.quiet();
  const number = await scene.review(`branch-${++branches}`, { 'envs/prod/main.tf': RULE(cidr, port) });
  const { conclusion, title } = scene.check(number);
  const broken = scene.comment(number).match(/^- ✗ .*$/gm) ?? [];
  return { number, said: [conclusion, title, ...broken] };
}

const INTERNET = '0.0.0.0/0';
const PRIVATE = '10.0.2.0/24';

describe('the policy', () => {
  it.each<[policy: string, cidr: string, said: readonly string[]]>([
    ['{ failOn: never }', INTERNET, ['success', '🔴 1 opened to the internet']],
    [
      '{ failOn: internet }',
      INTERNET,
      ['failure', '🔴 1 opened to the internet', '- ✗ Policy: nothing may be opened to the internet (1 row)'],
    ],
    ['{ failOn: internet }', '192.0.78.0/24', ['success', '🟠 1 opened to partner']],
    ['{ failOn: never, maxNewExposure: 0 }', '192.0.78.0/24', ['success', '🟠 1 opened to partner']],
    [
      '{ failOn: internet }',
      '192.0.79.0/24',
      ['failure', '🔴 1 opened to the internet', '- ✗ Policy: nothing may be opened to the internet (1 row)'],
    ],
    [
      '{ failOn: never, forbid: [{ from: internet, to: prod }] }',
      '192.0.79.0/24',
      ['failure', '🔴 1 opened to the internet', '- ✗ Policy: nothing on the internet may reach prod (1 row)'],
    ],
    ['{ failOn: internet }', PRIVATE, ['success', '➕ 1 opened']],
    ['{ failOn: any }', PRIVATE, ['failure', '➕ 1 opened', '- ✗ Policy: nothing may be opened (1 row)']],
    [
      '{ failOn: never, failSeverity: critical }',
      INTERNET,
      [
        'failure',
        '🔴 1 opened to the internet',
        '- ✗ Policy: a new finding of severity critical: the internet can reach tcp/22 (SSH) on 1 interface through web (sg-web)',
      ],
    ],
    ['{ failOn: never, failSeverity: critical }', PRIVATE, ['success', '➕ 1 opened']],
    [
      '{ failOn: never, forbid: [{ from: dev, to: prod }] }',
      PRIVATE,
      ['failure', '➕ 1 opened', '- ✗ Policy: nothing in dev may reach prod (1 row)'],
    ],
    [
      '{ failOn: never, forbid: [{ from: dev, to: shop }, { from: partner, to: shop }] }',
      PRIVATE,
      ['failure', '➕ 1 opened', '- ✗ Policy: nothing in dev may reach shop (1 row)'],
    ],
    [
      '{ failOn: never, forbid: [{ from: partner, to: shop }] }',
      '192.0.78.4/32',
      ['failure', '🟠 1 opened to partner (192.0.78.4)', '- ✗ Policy: nothing in partner may reach shop (1 row)'],
    ],
    ['{ failOn: never, forbid: [{ from: dev, to: prod }] }', '10.0.1.0/24', ['success', '✅ No reachability change']],
    [
      '{ failOn: never, maxNewExposure: 0 }',
      INTERNET,
      [
        'failure',
        '🔴 1 opened to the internet',
        '- ✗ Policy: 1 more interface on the internet, and at most 0 may be (1 row)',
      ],
    ],
    ['{ failOn: never, maxNewExposure: 1 }', INTERNET, ['success', '🔴 1 opened to the internet']],
  ])('%s, opened to %s', async (policy, cidr, said) => {
    expect((await judged(policy, cidr)).said).toEqual(said);
  });
});

describe('an approval', () => {
  const answers = (number: number) =>
    scene
      .pull(number)
      .comments.slice(1)
      .filter(({ author }) => author === 'sallyport[bot]')
      .map(({ body }) => body.split('\n')[0]?.replace(/`[\da-f]{12}`/, '`sha`'));
  const say = async (person: string, number: number, text: string) => {
    scene.github.as(person).comment('acme/infra', number, text);
    await scene.quiet();
  };

  it('turns a failure green for one commit: by somebody else than the author, who may write here, with a reason', async () => {
    const { number } = await judged('{}', INTERNET);
    await say('ada', number, '/sallyport approve I know what I do');
    await say('eve', number, '/sallyport approve I only read here');
    await say('bob', number, '/sallyport approve');
    expect(scene.check(number).conclusion).toBe('failure');
    await say('bob', number, '/sallyport approve the bastion has to be reached');
    expect(answers(number)).toMatchInlineSnapshot(`
      [
        "Nobody approves their own pull request; please ask somebody else.",
        "Sorry, only people who can write to this repository can do that. Please ask one of them.",
        "An approval needs a reason. Write \`/sallyport approve REASON\`.",
        "Approved for \`sha\`; a further push needs a new approval.",
      ]
    `);
    expect(scene.check(number)).toMatchObject({
      conclusion: 'success',
      title: '🔴 1 opened to the internet · approved by bob',
    });
    expect(scene.comment(number).split('\n').slice(1, 7)).toMatchInlineSnapshot(`
      [
        "### 🔴 1 opened to the internet — prod, us-east-1",
        "",
        "- ✗ Policy: nothing may be opened to the internet (1 row)",
        "",
        "✅ Approved by \`bob\`: the bastion has to be reached",
        "",
      ]
    `);

    scene.github.as('ada').commit('acme/infra', {
      ...{ branch: `branch-${branches}`, message: 'more', files: { 'envs/prod/main.tf': RULE(INTERNET, 3389) } },
    });
    await scene.quiet();
    expect(scene.check(number).conclusion).toBe('failure');
    expect(scene.comment(number)).not.toContain('Approved by');
  });
});

describe('a required check', () => {
  it('concludes green where nothing mapped is touched, without a word', async () => {
    const number = await scene.review('prose', { 'README.md': '# more' });
    expect(scene.check(number)).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(scene.check(number).summary).toMatchInlineSnapshot(`
      "### ✅ No reachability change

      Nothing here is code that the configuration maps to an account."
    `);
    expect(scene.pull(number).comments).toEqual([]);
  });

  it('is judged again by the button, on the check and on all checks', async () => {
    const { number } = await judged('{}', INTERNET);
    const runs = () => scene.pull(number).checkRuns.length;
    const before = runs();
    scene.github.as('bob').rerequestChecks('acme/infra', number);
    await scene.quiet();
    expect(runs()).toBe(before + 1);
    expect(scene.check(number)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('is neutral, with the reason, while the rules to judge by cannot be read; the button judges again once they can', async () => {
    const own = (text: string | null) => {
      scene.github.as('ada').commit('acme/infra', { message: 'own', files: { '.github/sallyport.yml': text } });
      return scene.quiet();
    };
    await own('review: { failOn: sometimes }');
    const number = await scene.review('unruled', { 'envs/prod/main.tf': RULE(INTERNET) });
    const failed = scene.check(number);
    expect(failed).toMatchObject({ status: 'completed', conclusion: 'neutral', title: 'Could not be compared' });
    expect(failed.summary).toMatchInlineSnapshot(`
      "Sallyport failed, so this says nothing about reachability.

      \`\`\`
      .github/sallyport.yml of this repository is not valid.
      line 1: must be one of never, internet, any
      \`\`\`"
    `);
    await own(null);
    scene.github.as('bob').rerequestChecks('acme/infra', number);
    await scene.quiet();
    expect(scene.check(number).conclusion).toBe('failure');
  });

  it('is neutral, with the reason, where the code is too large to be read', async () => {
    const files = { 'envs/prod/main.tf': `${RULE(INTERNET)}# ${'x'.repeat(1_000_001)}` };
    const number = await scene.review('large', files);
    expect(scene.check(number)).toMatchObject({ status: 'completed', conclusion: 'neutral' });
    expect(scene.check(number).summary).toMatchInlineSnapshot(`
      "Sallyport failed, so this says nothing about reachability.

      \`\`\`
      envs/prod/main.tf in acme/infra has 1000205 bytes, more than 1000000. Name a narrower path in the code map.
      \`\`\`"
    `);
  });

  it('is neutral where the code cannot be read as written, and never green', async () => {
    scene.github.as('ada').commit('acme/infra', { message: 'open', files: { 'envs/prod/main.tf': RULE(INTERNET) } });
    const number = await scene.review('broken', { 'envs/prod/main.tf': 'resource "aws_security_group" "web" {' });
    expect(scene.check(number)).toMatchObject({ status: 'completed', conclusion: 'neutral' });
    expect(scene.comment(number)).toMatchInlineSnapshot(`
      "<!-- sallyport:v1 review acme/infra#22 -->
      ### ❔ No reachability change that could be decided · 1 not understood — prod, us-east-1

      <details open><summary>Not understood (1)</summary>

      - envs/prod: The file ends where an attribute was expected (envs/prod/main.tf:1)

      </details>

      <sub>Compared \`sha\` with \`sha\`. envs/prod: Terraform code over the snapshot of 2026-03-01 10:00 UTC (0 min old); resources found in the account: 1 of 1 that the code refers to.</sub>"
    `);
  });
});
