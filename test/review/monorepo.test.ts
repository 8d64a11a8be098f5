import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// One repository with as many roots as there are teams: a review reads what is touched, whatever else there is.

const ROOTS = 500;
const path = (at: number) => `teams/t${at}`;
const RULE = (cidr: string) => `
resource "aws_vpc_security_group_ingress_rule" "one" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = "${cidr}"
}
`;
const MODULE = 'module "rule" {\n  source = "../../modules/rule"\n}\n';

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  const roots = Array.from({ length: ROOTS }, (_, at) => path(at));
  const code = roots.map((root) => `  - { repo: acme/infra, path: ${root}, account: prod, region: us-east-1 }`);
  const files = Object.fromEntries(
    roots.map((root, at) => [`${root}/main.tf`, `# ${at}\n${at === 1 ? MODULE : RULE('10.0.0.0/16')}`]),
  );
  scene = await openScene({
    config: `accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]\ncode:\n${code.join('\n')}\n`,
    files: { ...files, 'modules/rule/main.tf': RULE('10.0.0.0/16') },
    account: () => liveAccount([], ''),
  });
});
afterAll(() => scene.close());

it('a root is reviewed with the calls that one root takes', async () => {
  const { number, calls } = await counted('one', { [`${path(7)}/main.tf`]: RULE('0.0.0.0/0') });
  expect(scene.check(number).conclusion).toBe('failure');
  expect(scene.comment(number)).toContain(`${path(7)}: Terraform code over`);
  expect(calls).toMatchInlineSnapshot(`
    [
      "4 × GET /repos/acme/infra/pulls/N",
      "3 × GET /repos/acme/infra/compare/SHA",
      "2 × GET /repos/acme/infra/commits/SHA/check-runs",
      "1 × POST /repos/acme/infra/check-runs",
      "4 × GET /repos/acme/infra/git/trees/SHA",
      "1 × GET /repos/acme/infra/git/blobs/SHA",
      "1 × GET /repos/acme/infra/actions/artifacts",
      "1 × GET /repos/acme/infra/issues/N/comments",
      "1 × POST /repos/acme/infra/issues/N/comments",
      "1 × GET /repos/acme/infra/pulls/N/comments",
      "1 × POST /repos/acme/infra/pulls/N/comments",
      "1 × PATCH /repos/acme/infra/check-runs/N",
    ]
  `);
});

it('what lies outside of all roots is searched for in texts that are remembered', async () => {
  const { number, calls } = await counted('app', { 'app/index.ts': 'export {}' });
  expect(scene.check(number)).toMatchObject({ conclusion: 'success', title: '✅ No reachability change' });
  expect(calls).toMatchInlineSnapshot(`
    [
      "3 × GET /repos/acme/infra/pulls/N",
      "2 × GET /repos/acme/infra/compare/SHA",
      "2 × GET /repos/acme/infra/commits/SHA/check-runs",
      "1 × POST /repos/acme/infra/check-runs",
      "2 × GET /repos/acme/infra/git/trees/SHA",
      "1 × GET /repos/acme/infra/issues/N/comments",
      "1 × PATCH /repos/acme/infra/check-runs/N",
    ]
  `);
});

it('a module concerns the roots that use it, and no other is read', async () => {
  const { number, calls } = await counted('module', { 'modules/rule/main.tf': RULE('0.0.0.0/0') });
  expect(scene.check(number).conclusion).toBe('failure');
  expect(scene.comment(number)).toContain(`. ${path(1)}: Terraform code over`);
  expect(calls).toMatchInlineSnapshot(`
    [
      "4 × GET /repos/acme/infra/pulls/N",
      "3 × GET /repos/acme/infra/compare/SHA",
      "2 × GET /repos/acme/infra/commits/SHA/check-runs",
      "1 × POST /repos/acme/infra/check-runs",
      "6 × GET /repos/acme/infra/git/trees/SHA",
      "1 × GET /repos/acme/infra/actions/artifacts",
      "1 × GET /repos/acme/infra/issues/N/comments",
      "1 × POST /repos/acme/infra/issues/N/comments",
      "1 × GET /repos/acme/infra/pulls/N/comments",
      "1 × POST /repos/acme/infra/pulls/N/comments",
      "1 × PATCH /repos/acme/infra/check-runs/N",
    ]
  `);
});

it('a scan reads what changed in all roots by the hundred', async () => {
  const files = Object.fromEntries(
    Array.from({ length: ROOTS }, (_, at) => [`${path(at)}/main.tf`, `# ${at}, again\n${RULE('10.0.0.0/16')}`]),
  );
  scene.github.as('ada').commit('acme/infra', { branch: 'main', message: 'all of them', files });
  await scene.quiet();
  const calls = byKind(await scene.requests(() => scene.scan()));
  expect(calls.filter((call) => /git|graphql/.test(call))).toMatchInlineSnapshot(`
    [
      "1 × GET /repos/acme/infra/git/ref/heads%2Fmain",
      "1 × GET /repos/acme/infra/git/trees/SHA",
      "5 × POST /graphql",
    ]
  `);
});

/** Proposes a change and counts the calls that its review takes, by kind. */
async function counted(...args: Parameters<typeof scene.review>) {
  let number = 0;
  const requests = await scene.requests(async () => {
    number = await scene.review(...args);
  });
  return { number, calls: byKind(requests) };
}

function byKind(requests: readonly string[]): readonly string[] {
  const kinds = requests
    .filter((request) => request.includes('/repos/acme/infra/') || request.includes('/graphql'))
    .map((request) =>
      request
        .replace(/[\da-f]{40}(\.\.\.[\da-f]{40})?/g, 'SHA')
        .replace(/\/(issues|pulls)\/\d+\//, '/$1/N/')
        .replace(/\d+$/, 'N'),
    );
  return Object.entries(Object.groupBy(kinds, (kind) => kind)).map(([kind, all]) => `${all!.length} × ${kind}`);
}
