import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../../../src/terraform/evaluate/index.ts';
import { evaluateProject, outputOf, plain, readerOf } from './project.ts';

describe('hostile code ends in an error', () => {
  it.each([
    ['long ranges', 'range(1e9)', /more than 1024 values/],
    ['long strings', 'format("%2000000000s", "x")', /width/],
    ['regex bombs', `regex("^(a+)+$", "${'a'.repeat(5000)}b")`, /does not match/],
    ['large repetitions', 'regex("((a{1000}){1000}){1000}", "a")', /too large/],
    ['deep patterns', `regex("${'('.repeat(1000)}", "a")`, /nested too deeply/],
    ['large products', 'setproduct(range(1000), range(1000), range(1000))', /product of 1000000000/],
    ['large powers', 'pow(10, 100000)', /no finite number/],
    ['many alternatives of a glob', `fileset(".", "${'{a,b}'.repeat(30)}")`, /too many alternatives/],
    [
      'large multiplications',
      '[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]',
      /evaluation steps|elements is not built/,
    ],
    [
      'quadratic copies',
      `[for a in range(1000) : join("", [for b in range(1000) : "${'x'.repeat(1000)}"])]`,
      /characters is not built|evaluation steps|elements is not built/,
    ],
  ])('%s', (_, expression, message) => {
    expect(evaluateExpression(expression).error).toMatch(message);
  });

  it('strings that double', () => {
    const locals = Array.from(
      { length: 60 },
      (_, index) => `  l${index + 1} = "\${local.l${index}}\${local.l${index}}"`,
    );
    expect(
      outputOf(`locals {\n  l0 = "xxxxxxxxxxxxxxxx"\n${locals.join('\n')}\n}\noutput "x" { value = local.l60 }\n`),
    ).toMatch(/^\?.*more than 2000000 characters/);
  });

  it('lists that double', () => {
    const locals = Array.from({ length: 60 }, (_, index) => `  l${index + 1} = [local.l${index}, local.l${index}]`);
    expect(
      outputOf(`locals {\n  l0 = ["x"]\n${locals.join('\n')}\n}\noutput "x" { value = local.l60 == local.l59 }\n`),
    ).toMatch(/^\?.*more than 400000 elements/);
  });

  it('YAML that laughs a billion times', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let index = 1; index < 12; index++)
      lines.push(
        `a${index}: &a${index} [${Array(10)
          .fill(`*a${index - 1}`)
          .join(', ')}]`,
      );
    const { error } = evaluateExpression('yamldecode(file("x.yaml"))', readerOf({ 'x.yaml': lines.join('\n') }));
    expect(error).toMatch(/elements is not built|evaluation steps/);
  });

  it('YAML that holds itself', () => {
    const { error } = evaluateExpression('yamldecode(file("x.yaml"))', readerOf({ 'x.yaml': 'a: &a\n  b: *a\n' }));
    expect(error).toMatch(/nested more than|no anchor/);
  });

  it('chains of locals that are too long to follow', () => {
    const locals = Array.from({ length: 20_000 }, (_, index) => `  l${index + 1} = local.l${index}`);
    expect(outputOf(`locals {\n  l0 = 1\n${locals.join('\n')}\n}\noutput "x" { value = local.l20000 }\n`)).toMatch(
      /^\?References are nested too deeply/,
    );
  });

  it('modules that call more and more of each other', () => {
    const project: Record<string, string> = { 'main.tf': 'module "m" {\n  source = "./m0"\n}\n' };
    for (let index = 0; index < 15; index++)
      project[`m${index}/main.tf`] = ['a', 'b', 'c']
        .map((name) => `module "${name}" {\n  source = "../m${index + 1}"\n}\n`)
        .join('');
    project['m15/main.tf'] = 'resource "aws_vpc" "a" {}\n';
    const { diagnostics } = evaluateProject(project);
    expect(diagnostics.some(({ message }) => message.endsWith('more than 2000 modules are not read'))).toBe(true);
  });

  it('counts without bound', () => {
    const { resources, diagnostics } = evaluateProject({
      'main.tf': 'resource "aws_vpc" "a" {\n  count = 1000000000\n}\n',
    });
    expect(resources.map(({ address, countUnknown }) => [address, countUnknown])).toEqual([
      ['aws_vpc.a', 'count is 1000000000; more than 5000 instances are not read'],
    ]);
    expect(diagnostics[0]?.at).toEqual({ file: 'main.tf', line: 2 });
  });
});

describe('files outside the repository', () => {
  const secret = { 'live/main.tf': '', 'other/x.txt': 'inside' };
  it.each([
    ['file("../../etc/passwd")', /outside the repository/],
    ['file("/etc/passwd")', /outside the repository/],
    ['file("~/x")', /outside the repository/],
    ['templatefile("../../../x", {})', /outside the repository/],
    ['fileexists("../../x")', /outside the repository/],
    ['fileset("../..", "**")', /outside the repository/],
    ['filemd5("x/../../../y")', /outside the repository/],
    ['file("../other/x.txt")', /^inside$/],
    ['file("../other/../other/x.txt")', /^inside$/],
  ])('%s', (expression, expected) => {
    const evaluation = evaluateProject(
      { ...secret, 'live/main.tf': `output "x" { value = ${expression} }\n` },
      { root: 'live' },
    );
    expect(plain(evaluation.outputs.get('x')!)).toMatch(expected);
  });

  it('are never asked for', () => {
    const asked: string[] = [];
    const inner = readerOf({
      'main.tf':
        'output "x" { value = [try(file("../up"), 1), try(file("/abs"), 2), fileset(".", "**")] }\nmodule "m" {\n source = "../../m"\n}\n',
    });
    const files = {
      read(path: string) {
        asked.push(path);
        return inner.read(path);
      },
      list(path: string) {
        asked.push(path);
        return inner.list(path);
      },
    };
    evaluateProject({}, { files, varFiles: ['../x.tfvars', '/y.tfvars'] });
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((path) => path.startsWith('..') || path.startsWith('/'))).toEqual([]);
  });
});
