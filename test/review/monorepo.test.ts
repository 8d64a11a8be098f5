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
    roots.map((root, at) => [`${root}/main.tf`, at === 1 ? MODULE : RULE('10.0.0.0/16')]),
  );
  scene = await openScene({
    config: `accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]\ncode:\n${code.join('\n')}\n`,
    files: { ...files, 'modules/rule/main.tf': RULE('10.0.0.0/16') },
    account: () => liveAccount([], ''),
  });
});
afterAll(() => scene.close());

it('a root is reviewed with the calls that one root takes', async () => {
  let number = 0;
  const requests = await scene.requests(async () => {
    number = await scene.review('one', { [`${path(7)}/main.tf`]: RULE('0.0.0.0/0') });
  });
  expect(scene.check(number).conclusion).toBe('failure');
  expect(scene.comment(number)).toContain(`${path(7)}: Terraform code over`);
  const counted = requests.filter((request) => request.includes('/repos/acme/infra/'));
  const kinds = counted.map((request) =>
    request.replace(/[\da-f]{40}(\.\.\.[\da-f]{40})?/g, 'SHA').replace(/\d+$/, 'N'),
  );
  expect(
    Object.entries(Object.groupBy(kinds, (kind) => kind)).map(([kind, all]) => `${all!.length} × ${kind}`),
  ).toMatchInlineSnapshot(`
    [
      "4 × GET /repos/acme/infra/pulls/N",
      "3 × GET /repos/acme/infra/compare/SHA",
      "2 × GET /repos/acme/infra/commits/SHA/check-runs",
      "1 × POST /repos/acme/infra/check-runs",
      "8 × GET /repos/acme/infra/git/trees/SHA",
      "2 × GET /repos/acme/infra/git/blobs/SHA",
      "1 × GET /repos/acme/infra/actions/artifacts",
      "1 × GET /repos/acme/infra/issues/1/comments",
      "1 × POST /repos/acme/infra/issues/1/comments",
      "1 × GET /repos/acme/infra/pulls/1/comments",
      "1 × POST /repos/acme/infra/pulls/1/comments",
      "1 × PATCH /repos/acme/infra/check-runs/N",
    ]
  `);
});
