import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene } from './scene.ts';
import { twoTiers } from './two-tiers.ts';

// A comment stands where somebody wrote the value that opens, not where a resource merely takes it.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code: [{ repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }]
named: { office: [198.51.100.0/24, 203.0.113.64/28] }
`;
const INSIDE = '10.0.2.0/24';
const WORLD = '0.0.0.0/0';
const MAIN = ({ local = INSIDE, argument = INSIDE, more = '' }) => `
variable "admins" {
  type = list(string)
}
locals {
  customers = [
    "${local}",
  ]
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = var.admins
  }
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = local.customers
  }
}
resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = "vpc-1"
}
module "metrics" {
  source = "../../modules/rule"
  group  = aws_security_group.web.id
  cidr   = "${argument}"
}
${more}`;
const MODULE = `
variable "group" {}
variable "cidr" {}
resource "aws_vpc_security_group_ingress_rule" "this" {
  security_group_id = var.group
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = var.cidr
}
`;
const ADMINS = (cidr: string) => `# who may log in\nadmins = ["${cidr}"]\n`;
const RULE = (port: number, cidr = WORLD) => `
resource "aws_vpc_security_group_ingress_rule" "p${port}" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;

let scene: Awaited<ReturnType<typeof openScene>>;

beforeAll(async () => {
  scene = await openScene({
    config: CONFIG,
    files: {
      'envs/prod/main.tf': MAIN({}),
      'envs/prod/terraform.tfvars': ADMINS(INSIDE),
      'modules/rule/main.tf': MODULE,
    },
    account: twoTiers,
  });
});
afterAll(() => scene.close());

/** Comments on lines without their proofs and markers. */
function lines(number: number): readonly string[] {
  return scene
    .pull(number)
    .reviewComments.map(
      ({ path, line, body }) => `${path}:${line}\n${body.replace(/\n*(<details>|<!--)[\s\S]*$/, '')}`,
    );
}

describe('the line that causes it', () => {
  it('is the entry of a variable file', async () => {
    const number = await scene.review('tfvars', { 'envs/prod/terraform.tfvars': ADMINS(WORLD) });
    expect(lines(number)).toMatchInlineSnapshot(`
      [
        "envs/prod/terraform.tfvars:2
      **This line opens to the internet:**

      - 🔴 the internet could reach web · 1 interface: tcp 22 (SSH)

      One way to mend it: narrow it to office (198.51.100.0/24, 203.0.113.64/28).

      \`\`\`suggestion
      admins = ["198.51.100.0/24", "203.0.113.64/28"]
      \`\`\`",
      ]
    `);
  });

  it('is the local, not the rule that takes it', async () => {
    const number = await scene.review('local', { 'envs/prod/main.tf': MAIN({ local: WORLD }) });
    expect(lines(number)).toMatchInlineSnapshot(`
      [
        "envs/prod/main.tf:7
      **This line opens to the internet:**

      - 🔴 the internet could reach web · 1 interface: tcp 443 (HTTPS)

      One way to mend it: narrow it to office (198.51.100.0/24, 203.0.113.64/28).

      \`\`\`suggestion
          "198.51.100.0/24", "203.0.113.64/28",
      \`\`\`",
      ]
    `);
  });

  it('is the argument of the module, not the code of the module', async () => {
    const number = await scene.review('argument', { 'envs/prod/main.tf': MAIN({ argument: WORLD }) });
    expect(lines(number)).toMatchInlineSnapshot(`
      [
        "envs/prod/main.tf:33
      **This line opens to the internet:**

      - 🔴 the internet could reach web · 1 interface: tcp 9100",
      ]
    `);
  });

  it('is the code of the module where that decides', async () => {
    const number = await scene.review('module', {
      'modules/rule/main.tf': MODULE.replace('var.cidr\n', `"${WORLD}"\n`),
    });
    expect(lines(number)).toMatchInlineSnapshot(`
      [
        "modules/rule/main.tf:9
      **This line opens to the internet:**

      - 🔴 the internet could reach web · 1 interface: tcp 9100",
      ]
    `);
  });

  it('is told of an address that stands for a group, with the group in its place', async () => {
    const number = await scene.review('address', {
      'envs/prod/main.tf': MAIN({ more: RULE(5000, '10.0.2.20/32') }),
    });
    expect(lines(number)).toMatchInlineSnapshot(`
      [
        "envs/prod/main.tf:41
      **This line opens:**

      - ➕ 10.0.2.20/32 · 1 interface could reach web · 1 interface: tcp 5000

      One way to mend it: refer to aws\\_security\\_group.app, the group of 10.0.2.20, instead of its address.

      \`\`\`suggestion
        referenced_security_group_id = aws_security_group.app.id
      \`\`\`",
      ]
    `);
    expect(scene.check(number).conclusion).toBe('success');
  });

  it('is annotated, and in the comment, where the diff does not show it', async () => {
    // The argument was open all along; what the module makes of it is new.
    scene.github.as('ada').commit('acme/infra', {
      ...{ branch: 'lower', message: 'open, for nothing yet' },
      files: {
        'envs/prod/main.tf': MAIN({ argument: WORLD }),
        'modules/rule/main.tf': MODULE.replace('cidr_ipv4         = var.cidr', `cidr_ipv4         = "${INSIDE}"`),
      },
    });
    const number = await scene.review('upper', { 'modules/rule/main.tf': MODULE }, { base: 'lower' });
    expect(lines(number)).toEqual([]);
    expect(scene.check(number).annotations).toMatchInlineSnapshot(`
      [
        {
          "annotation_level": "failure",
          "end_line": 33,
          "message": "the internet could reach web · 1 interface: tcp 9100",
          "path": "envs/prod/main.tf",
          "start_line": 33,
          "title": "Opens to the internet",
        },
      ]
    `);
  });
});

describe('comments on lines', () => {
  const push = async (branch: string, files: Record<string, string>) => {
    scene.github.as('ada').commit('acme/infra', { branch, message: 'more', files });
    await scene.quiet();
  };
  const places = (number: number) =>
    scene.pull(number).reviewComments.map(({ path, line }) => `${path.replace('envs/prod/', '')}:${line}`);

  it('are ten at most, and what is left out is in the comment', async () => {
    const ports = Array.from({ length: 14 }, (_, at) => 7000 + at);
    const number = await scene.review('many', { 'envs/prod/many.tf': ports.map((port) => RULE(port)).join('') });
    expect(places(number)).toHaveLength(10);
    expect(scene.check(number).annotations).toHaveLength(14);
    await push('many', { 'envs/prod/many.tf': [...ports, 7100].map((port) => RULE(port)).join('') });
    expect(places(number)).toHaveLength(10);
  });

  it('are said once: neither the next push nor a moved line repeats them, and what is mended is not told again', async () => {
    const number = await scene.review('pushed', { 'envs/prod/more.tf': RULE(7001) });
    expect(places(number)).toEqual(['more.tf:7']);
    await push('pushed', { 'envs/prod/more.tf': `# moved down\n${RULE(7001)}${RULE(7002)}` });
    expect(places(number)).toEqual(['more.tf:8', 'more.tf:16']);
    await push('pushed', { 'envs/prod/more.tf': `# moved down\n${RULE(7001, INSIDE)}${RULE(7002)}` });
    expect(scene.pull(number).reviewComments).toHaveLength(2);
    expect(scene.comment(number)).toContain('7002');
    expect(scene.comment(number)).not.toContain('more.tf:8` p7001');
  });
});
