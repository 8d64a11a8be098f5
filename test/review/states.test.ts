import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// Roots that take outputs of other roots: of other repositories, and of what the same pull request adds.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code:
  - { repo: acme/infra, path: envs/app, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/network, account: prod, region: us-east-1 }
  - { repo: acme/shared, path: ranges, account: prod, region: us-east-1 }
  - { repo: acme/secret, path: ., account: prod, region: us-east-1 }
`;
const STATE = (key: string) => `terraform {
  backend "s3" {
    bucket = "state"
    key    = "${key}"
  }
}
`;
const TAKES = (key: string) => `data "terraform_remote_state" "other" {
  backend = "s3"
  config  = { bucket = "state", key = "${key}" }
}
locals { other = data.terraform_remote_state.other.outputs }
`;
const RULE = (group: string, peer: string, port: number) => `
resource "aws_vpc_security_group_ingress_rule" "r${port}" {
  security_group_id = ${group}
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  ${peer}
}
`;
const GROUP = `
resource "aws_security_group" "jump" {
  name   = "jump"
  vpc_id = "vpc-1"
}
resource "aws_vpc_security_group_egress_rule" "jump" {
  security_group_id = aws_security_group.jump.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_network_interface" "jump" {
  subnet_id       = "subnet-1"
  security_groups = [aws_security_group.jump.id]
}
resource "aws_eip" "jump" {
  network_interface = aws_network_interface.jump.id
}
output "jump" { value = aws_security_group.jump.id }
`;

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: { 'envs/app/main.tf': '', 'envs/network/main.tf': STATE('network') },
    account: () => liveAccount([], ''),
  });
  const { github } = scene;
  const ranges = `${STATE('ranges')}locals { anyone = "0.0.0.0/0" }\noutput "office" { value = local.anyone }\n`;
  github.addRepository({ fullName: 'acme/shared', files: { 'ranges/main.tf': ranges } });
  github.addRepository({ fullName: 'acme/secret', files: { 'main.tf': ranges.replaceAll('ranges', 'secret') } });
  github.selectRepositories(github.installations()[0]!, ['acme/.github', 'acme/infra', 'acme/shared']);
  await scene.quiet();
});
afterAll(() => scene.close());

it("an output of another repository's root is what its default branch says", async () => {
  const code = TAKES('ranges') + RULE('"sg-web"', 'cidr_ipv4 = local.other.office', 8080);
  const number = await scene.review('ranges', { 'envs/app/main.tf': code });
  expect(scene.comment(number)).toContain(
    '| 🔴 opened | internet | web · 1 interface | tcp 8080 (HTTP) | `acme/shared/ranges/main.tf:7`',
  );
});

it('a repository that the App cannot see is named', async () => {
  const code = TAKES('secret') + RULE('"sg-web"', 'cidr_ipv4 = local.other.office', 8080);
  const number = await scene.review('secret', { 'envs/app/main.tf': code });
  expect(scene.comment(number)).toContain(
    'the state secret is of no root that is known here; acme/secret, which the code map names, cannot be read',
  );
});

it('a group that another root of the same pull request adds is that group', async () => {
  const number = await scene.review('jump', {
    'envs/app/main.tf': TAKES('network') + RULE('"sg-web"', 'referenced_security_group_id = local.other.jump', 5000),
    'envs/network/main.tf': STATE('network') + GROUP,
  });
  expect(scene.comment(number)).toContain('| ➕ opened | jump · 1 interface | web · 1 interface | tcp 5000 |');
  expect(scene.comment(number)).not.toContain('Not understood');
});

it('rules that one root adds to the new group of another are its rules', async () => {
  const number = await scene.review('open-jump', {
    'envs/app/main.tf': TAKES('network') + RULE('local.other.jump', 'cidr_ipv4 = "0.0.0.0/0"', 22),
    'envs/network/main.tf': STATE('network') + GROUP,
  });
  expect(scene.comment(number)).toContain(
    '| 🔴 opened | internet | jump · 1 interface | tcp 22 (SSH) | `envs/app/main.tf:12`',
  );
  expect(scene.comment(number)).toContain('taken as new: envs/network:aws');
});
