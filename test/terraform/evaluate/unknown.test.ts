import { describe, expect, it } from 'vitest';
import { evaluateProject, outputOf, plain, resource, valueAt } from './project.ts';

describe('what is not known', () => {
  it('makes only what depends on it unknown, with the reason and what would resolve it', () => {
    const evaluation = evaluateProject({
      'main.tf': `variable "allowed_cidrs" { type = list(string) }
resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 443
    cidr_blocks = concat(["10.0.0.0/8"], var.allowed_cidrs)
  }
  egress {
    cidr_blocks = var.allowed_cidrs
  }
}
`,
    });
    const address = 'aws_security_group.web';
    expect(plain(valueAt(evaluation, address, 'ingress', 0))).toEqual({
      from_port: 443,
      cidr_blocks: ['10.0.0.0/8', '?var.allowed_cidrs has no value (any number)'],
    });
    expect(valueAt(evaluation, address, 'egress', 0, 'cidr_blocks')).toEqual({
      kind: 'unknown',
      reason: 'var.allowed_cidrs has no value',
      resolvedBy: 'set it in a var-file',
      at: { file: 'main.tf', line: 1 },
    });
    expect(plain(valueAt(evaluation, address, 'name'))).toBe('web');
  });

  it('gives one instance that stands for any when the number of instances is not known', () => {
    const evaluation = evaluateProject({
      'main.tf': `variable "create" {}
variable "names" {}
resource "aws_security_group" "maybe" {
  count = var.create ? 1 : 0
  name  = "maybe"
}
resource "aws_security_group" "each" {
  for_each = toset(var.names)
  name     = each.key
}
resource "aws_security_group" "some" {
  for_each = toset(concat(["a"], var.names))
  name     = each.value
}
resource "aws_security_group_rule" "rule" {
  security_group_id = aws_security_group.maybe[0].id
  ids               = aws_security_group.maybe[*].id
  other             = aws_security_group.each["x"].id
}
`,
    });
    expect(resource(evaluation, 'aws_security_group.maybe').countUnknown).toBe('var.create has no value');
    expect(plain(valueAt(evaluation, 'aws_security_group.maybe', 'name'))).toBe('maybe');
    expect(plain(valueAt(evaluation, 'aws_security_group.each', 'name'))).toBe('?var.names has no value');
    expect(resource(evaluation, 'aws_security_group.some["a"]').countUnknown).toBeUndefined();
    expect(resource(evaluation, 'aws_security_group.some').countUnknown).toBe('var.names has no value');
    const rule = (name: string) => plain(valueAt(evaluation, 'aws_security_group_rule.rule', name));
    expect(rule('security_group_id')).toBe('<aws_security_group.maybe.id>');
    expect(rule('ids')).toBe('?var.create has no value');
    expect(rule('other')).toBe('<aws_security_group.each.id>');
  });

  it('takes what is wrong in an instance that may not exist for a warning', () => {
    const { diagnostics } = evaluateProject({
      'main.tf':
        'variable "u" {}\nresource "aws_vpc" "a" { count = 0 }\nresource "aws_subnet" "s" {\n  count = var.u\n  vpc_id = aws_vpc.a[0].id\n}\n',
    });
    expect(diagnostics).toEqual([
      { severity: 'warning', message: 'there is no element 0: the list has 0', at: { file: 'main.tf', line: 5 } },
    ]);
  });

  it('takes a list where for_each wants a set, with a warning, and an empty one without', () => {
    const { resources, diagnostics } = evaluateProject({
      'main.tf':
        'variable "u" {}\nresource "aws_vpc" "a" {\n  for_each = ["x", "y"]\n}\nresource "aws_vpc" "b" {\n  for_each = false ? toset(var.u) : []\n}\n',
    });
    expect(resources.map(({ address }) => address)).toEqual(['aws_vpc.a["x"]', 'aws_vpc.a["y"]']);
    expect(diagnostics.map(({ severity, at }) => [severity, at?.line])).toEqual([['warning', 3]]);
  });

  it('gives a dynamic block of unknown length as an unknown element', () => {
    const evaluation = evaluateProject({
      'main.tf': `variable "rules" {}
resource "aws_security_group" "web" {
  ingress { from_port = 443 }
  dynamic "ingress" {
    for_each = var.rules
    content {
      from_port = ingress.value
    }
  }
}
`,
    });
    expect(plain(valueAt(evaluation, 'aws_security_group.web', 'ingress'))).toEqual([
      { from_port: 443 },
      '?var.rules has no value (any number)',
    ]);
  });

  it.each([
    [
      'a data source',
      'data "aws_vpc" "main" {}',
      'data.aws_vpc.main.cidr_block',
      '?data.aws_vpc.main is read from AWS',
    ],
    [
      'a data source, deep in a computation',
      'data "aws_vpc" "main" {}',
      'cidrsubnet(data.aws_vpc.main.cidr_block, 8, 1)',
      '?data.aws_vpc.main is read from AWS',
    ],
    [
      'a remote module',
      'module "vpc" {\n source = "acme/vpc/aws"\n}',
      'module.vpc.vpc_id',
      '?module.vpc.vpc_id: the module comes from acme/vpc/aws, which is not in the repository',
    ],
    ['the workspace', '', 'terraform.workspace == "prod" ? 1 : 0', '?the workspace is not known'],
    [
      'a template with an id in it',
      'resource "aws_vpc" "a" {}',
      '"x-${aws_vpc.a.id}"',
      '?aws_vpc.a.id is known only after apply',
    ],
    ['random functions', '', 'uuid()', '?uuid() gives random'],
    ['a local that needs itself', 'locals {\n a = local.b\n b = local.a\n}', 'local.a', '?local.a refers to itself'],
    ['a name nobody declares', '', 'var.none', '?var.none is not declared'],
  ])('%s', (_, code, expression, expected) => {
    expect(outputOf(`${code}\noutput "x" {\n value = ${expression}\n}\n`)).toEqual(expected);
  });

  it.each([
    ['false && unknown', 'var.u && false', false],
    ['true || unknown', 'true || var.u', true],
    ['an id is never null', 'aws_vpc.a.id != null', true],
    ['an id equals itself', 'aws_vpc.a.id == aws_vpc.a.id', true],
    ['an id is no other word', 'aws_vpc.a.id == "self"', false],
    ['an ARN is no other word', 'aws_vpc.a.arn != "*"', true],
    ['lists of different length differ', '[var.u] == []', false],
    ['the number of ids', 'length(aws_vpc.n[*].id)', 2],
    ['the keys of instances', 'keys(aws_vpc.k)', ['a', 'b']],
    ['contains, when it is there', 'contains(["a", var.u], "a")', true],
    ['contains, when it may be there', 'contains(["b", var.u], "a")', '?var.u has no value'],
    [
      'the length of a slice',
      '[for i, z in slice(var.u, 0, 2) : cidrsubnet("10.0.0.0/16", 8, i)]',
      ['10.0.0.0/24', '10.0.1.0/24'],
    ],
    ['joined and split again', 'split(",", join(",", ["a,b", aws_vpc.a.id]))', ['a', 'b', '<aws_vpc.a.id>']],
    ['try on what exists', 'try(aws_vpc.n[0].id, "none")', '<aws_vpc.n[0].id>'],
    ['try on what does not', 'try(aws_vpc.n[5].id, "none")', 'none'],
    [
      'distinct ids',
      'distinct([aws_vpc.a.id, aws_vpc.a.id, aws_vpc.n[0].id])',
      ['<aws_vpc.a.id>', '<aws_vpc.n[0].id>'],
    ],
    ['merge keeps undecided entries', 'merge({ a = var.u }, { b = 1 })', { a: '?var.u has no value', b: 1 }],
    ['an index behind an unknown number of elements', 'concat(["a"], var.u, ["b"])[1]', '?var.u has no value'],
    ['an index before it', 'concat(["a"], var.u, ["b"])[0]', 'a'],
    ['the length with an unknown number', 'length(concat(["a"], var.u))', '?var.u has no value'],
    ['values of instances', 'values(aws_vpc.k)[*].id', ['<aws_vpc.k["a"].id>', '<aws_vpc.k["b"].id>']],
    ['a map of instances', '{ for k, v in aws_vpc.k : k => v.cidr_block }', { a: '10.1.0.0/16', b: '10.2.0.0/16' }],
    ['one of none', 'one(aws_vpc.z[*].id)', null],
    ['a conditional on an existing resource', 'length(aws_vpc.z) > 0 ? aws_vpc.z[0].id : "vpc-1"', 'vpc-1'],
  ])('is decided as far as it can be: %s', (_, expression, expected) => {
    const code = `variable "u" {}
resource "aws_vpc" "a" {}
resource "aws_vpc" "n" { count = 2 }
resource "aws_vpc" "z" { count = 0 }
resource "aws_vpc" "k" {
  for_each   = { a = 1, b = 2 }
  cidr_block = "10.\${each.value}.0.0/16"
}
output "x" {
  value = ${expression}
}
`;
    expect(outputOf(code)).toEqual(expected);
  });
});
