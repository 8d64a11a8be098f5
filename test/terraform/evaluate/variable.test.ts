import { describe, expect, it } from 'vitest';
import { evaluateProject, output, outputOf, place, plain } from './project.ts';

describe('variables', () => {
  it.each([
    ['numbers from strings', 'type = number', '"22"', 22],
    ['strings from numbers', 'type = string', '22', '22'],
    ['sets without doubles', 'type = set(string)', '["b", "a", "b"]', ['a', 'b']],
    ['lists of one type', 'type = list(any)', '[1, "a"]', ['1', 'a']],
    ['maps', 'type = map(number)', '{ a = "1" }', { a: 1 }],
    ['only what the type names', 'type = object({ a = number })', '{ a = 1, b = 2 }', { a: 1 }],
    [
      'optional attributes',
      'type = object({ a = optional(number, 80), b = optional(string) })',
      '{}',
      { a: 80, b: null },
    ],
    [
      'optional attributes in a list',
      'type = list(object({ port = number, cidrs = optional(list(string), ["10.0.0.0/8"]) }))',
      '[{ port = "22" }, { port = 80, cidrs = [] }]',
      [
        { port: 22, cidrs: ['10.0.0.0/8'] },
        { port: 80, cidrs: [] },
      ],
    ],
    ['null for a nullable variable', 'default = "x"', 'null', null],
    ['the default for one that is not', 'default = "x"\n nullable = false', 'null', 'x'],
    ['tuples', 'type = tuple([string, number])', '[1, "2"]', ['1', 2]],
    ['any', 'type = any', '{ a = [1, "b"] }', { a: [1, 'b'] }],
  ])('take %s', (_, body, written, expected) => {
    const project = {
      'main.tf': `variable "v" {\n ${body}\n}\noutput "x" { value = var.v }\n`,
      'terraform.tfvars': `v = ${written}\n`,
    };
    const evaluation = evaluateProject(project);
    expect(plain(output(evaluation, 'x'))).toEqual(expected);
    expect(evaluation.diagnostics).toEqual([]);
  });

  it.each([
    ['type = number', '"x"', 'var.v: a number is required, and "x" is none', 'terraform.tfvars', 1],
    ['type = object({ a = string })', '{}', 'var.v: attribute "a" is required', 'terraform.tfvars', 1],
    [
      'type = strng',
      '1',
      'this is no type: write string, number, bool, any, list(…), set(…), map(…), object({…}) or tuple([…])',
      'main.tf',
      2,
    ],
  ])('refuse what their type does not allow: %s', (body, written, message, file, line) => {
    const project = {
      'main.tf': `variable "v" {\n ${body}\n}\noutput "x" { value = var.v }\n`,
      'terraform.tfvars': `v = ${written}\n`,
    };
    const { diagnostics, outputs } = evaluateProject(project);
    expect(diagnostics.map((one) => one.message.replace(/^var\.v: this/, 'this'))).toEqual([message]);
    expect(diagnostics[0]?.at).toMatchObject({ file, line });
    expect(outputs.get('x')?.kind).toBe('unknown');
  });

  it('come from JSON var-files too', () => {
    const evaluation = evaluateProject(
      {
        'main.tf': 'variable "a" {}\nvariable "b" {}\noutput "x" { value = [var.a, var.b] }\n',
        'x.auto.tfvars.json': '{\n  "a": "${literal}"\n}',
        'more.json': '{ "b": [1] }',
      },
      { varFiles: ['more.json'] },
    );
    expect(plain(output(evaluation, 'x'))).toEqual(['${literal}', [1]]);
    const x = output(evaluation, 'x');
    expect(x.kind === 'tuple' && x.items.map(place)).toEqual(['x.auto.tfvars.json:2', 'more.json:1']);
  });

  it('given on the command line are text, or an expression where the type asks for it', () => {
    const code =
      'variable "s" { type = string }\nvariable "n" { type = number }\nvariable "l" { type = list(string) }\noutput "x" { value = [var.s, var.n, var.l] }\n';
    expect(outputOf(code, { variables: { s: '["a"]', n: '5', l: '["a"]' } })).toEqual(['["a"]', 5, ['a']]);
  });

  it('say when a var-file is missing, or sets what nobody declares', () => {
    const { diagnostics } = evaluateProject(
      { 'main.tf': 'variable "a" {}\n', 'terraform.tfvars': 'typo = 1\n' },
      { varFiles: ['none.tfvars', '../../secret.tfvars'] },
    );
    expect(diagnostics).toEqual([
      { severity: 'error', message: 'The var-file none.tfvars is not in the repository' },
      { severity: 'error', message: 'The var-file ../../secret.tfvars is not in the repository' },
      {
        severity: 'warning',
        message: 'A value is set for var.typo, which no variable block declares',
        at: { file: 'terraform.tfvars', line: 1 },
      },
    ]);
  });
});

describe('override files and JSON code', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['alone', { 'main.tofu': 'output "x" {\n  value = "tofu"\n}\n' }],
    [
      'in place of a .tf of the same name, beside others',
      {
        'main.tofu': 'output "x" {\n  value = local.x\n}\n',
        'main.tf': 'output "x" {\n  value = "terraform"\n}\n',
        'locals.tf': 'locals {\n  x = "tofu"\n}\n',
      },
    ],
    ['as JSON', { 'main.tofu.json': '{"output": {"x": {"value": "tofu"}}}', 'main.tf.json': '{}' }],
  ])("OpenTofu's files are read %s", (_, files) => {
    expect(plain(evaluateProject(files).outputs.get('x')!)).toBe('tofu');
  });

  it('replace what they name and leave the rest', () => {
    const evaluation = evaluateProject({
      'main.tf':
        'locals {\n  a = 1\n  b = 2\n}\nvariable "v" {\n  type = string\n  default = "x"\n}\noutput "x" { value = [local.a, local.b, var.v] }\n',
      'dev_override.tf': 'locals {\n  b = 3\n}\nvariable "v" {\n  default = "y"\n}\n',
    });
    expect(plain(output(evaluation, 'x'))).toEqual([1, 3, 'y']);
  });

  it('are read like native code', () => {
    const evaluation = evaluateProject({
      'main.tf.json': JSON.stringify({
        '//': 'generated',
        variable: { cidr: { type: 'string', default: '10.0.0.0/8' } },
        locals: { all: ['${var.cidr}', 'x-${var.cidr}'] },
        resource: {
          aws_security_group: {
            web: {
              ingress: [{ from_port: 22, cidr_blocks: ['${var.cidr}'] }],
              egress: { from_port: 0 },
              tags: { Name: 'web' },
              dynamic: { ingress: { for_each: [80, 443], content: { from_port: '${ingress.value}' } } },
            },
          },
        },
        output: { x: { value: '${local.all}' } },
      }),
    });
    expect(plain(output(evaluation, 'x'))).toEqual(['10.0.0.0/8', 'x-10.0.0.0/8']);
    const values = Object.fromEntries(
      [...evaluation.resources[0]!.values].map(([name, value]) => [name, plain(value)]),
    );
    expect(values).toEqual({
      ingress: [{ from_port: 22, cidr_blocks: ['10.0.0.0/8'] }, { from_port: 80 }, { from_port: 443 }],
      egress: [{ from_port: 0 }],
      tags: { Name: 'web' },
    });
  });
});
