import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// A review says what a merge will do. Scans say later whether it did, and findings name the change.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1], issues: acme/infra }]
code: [{ repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }]
review: { appliedWithinHours: 6 }
`;
const WEB = (cidrs: readonly string[]) => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ${JSON.stringify(cidrs)}
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;
const WORLD = '0.0.0.0/0';
const [ONE, TWO] = ['198.51.100.0/24', '203.0.113.0/25'];

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: { 'envs/prod/web.tf': WEB([]) },
    account: () => liveAccount([], ''),
  });
});
afterAll(() => scene.close());

let branches = 0;
/** A pull request that is merged right after its review. */
async function merged(cidrs: readonly string[]): Promise<number> {
  const number = await scene.review(`change-${++branches}`, { 'envs/prod/web.tf': WEB(cidrs) });
  scene.github.as('bob').mergePullRequest('acme/infra', number);
  await scene.quiet();
  return number;
}
const live = (cidrs: readonly string[]) => scene.scan(() => liveAccount(cidrs, ''));
const outcome = (number: number) =>
  scene
    .pull(number)
    .comments.filter(({ body }) => body.includes('after-merge'))
    .map(({ body }) => body.split('\n')[0]);
const finding = () =>
  scene.github.dump().repositories['acme/infra']!.issues.find(({ title }) => title.includes('tcp/22'));

it('applied as predicted; the finding that this makes names the pull request that caused it', async () => {
  const number = await merged([WORLD]);
  scene.hoursPass(1);
  await live([WORLD]);
  expect(outcome(number)).toMatchInlineSnapshot(`
    [
      "✅ Applied as predicted: the scan of 2026-03-01 11:00 UTC shows it in \`prod\`.",
    ]
  `);
  expect(finding()).toMatchObject({ state: 'open' });
  expect(finding()!.comments.map(({ body }) => body.split('\n')[0])).toMatchInlineSnapshot(`
    [
      "Caused by acme/infra#2, whose review said so before it was merged.",
    ]
  `);
});

it('and the issue names the one that fixed it', async () => {
  const number = await merged([]);
  scene.hoursPass(1);
  await live([]);
  expect(outcome(number)).toMatchInlineSnapshot(`
    [
      "✅ Applied as predicted: the scan of 2026-03-01 12:00 UTC shows it in \`prod\`.",
    ]
  `);
  expect(finding()).toMatchObject({ state: 'closed' });
  expect(finding()!.comments.map(({ body }) => body.split('\n')[0])).toMatchInlineSnapshot(`
    [
      "Caused by acme/infra#2, whose review said so before it was merged.",
      "✅ **Gone.** The scan of \`123456789012\`, \`us-east-1\` at 2026-03-01 12:00 UTC no longer finds it.",
      "Fixed by acme/infra#4, whose review said so before it was merged.",
    ]
  `);
});

it('not applied: told once, and only when it is late', async () => {
  const number = await merged([ONE]);
  scene.hoursPass(5);
  await live([]);
  expect(outcome(number)).toEqual([]);
  scene.hoursPass(2);
  await live([]);
  await live([]);
  expect(outcome(number)).toMatchInlineSnapshot(`
    [
      "⏳ Not applied: more than 6 hours after the merge, the scan of 2026-03-01 19:00 UTC shows nothing of it in \`prod\`.",
    ]
  `);
});

it('applied differently: only a part of it is there', async () => {
  scene.github.as('ada').commit('acme/infra', { message: 'back', files: { 'envs/prod/web.tf': WEB([]) } });
  await scene.quiet();
  const number = await merged([ONE, TWO]);
  scene.hoursPass(7);
  await live([ONE]);
  expect(outcome(number)).toMatchInlineSnapshot(`
    [
      "⚠️ Applied differently: more than 6 hours after the merge, the scan of 2026-03-02 02:00 UTC shows a part of it only, or something else, in \`prod\`.",
    ]
  `);
});

it('what was undone by hand before it was applied, and what no scan could see, says nothing', async () => {
  const number = await scene.review('refactor', { 'envs/prod/more.tf': '# nothing that a scan could see' });
  scene.github.as('bob').mergePullRequest('acme/infra', number);
  await scene.quiet();
  scene.hoursPass(7);
  await live([ONE]);
  expect(outcome(number)).toEqual([]);
});
