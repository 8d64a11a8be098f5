import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Expression,
  locate,
  parseExpressionText,
  parseFile,
  parseVariables,
  positionAt,
  textOf,
} from '../../../src/terraform/hcl/index.ts';

function expressionOf(text: string): Expression {
  const { expression, diagnostic } = parseExpressionText('x.tf', text);
  if (!expression) throw new Error(diagnostic.message);
  return expression;
}

/** The tree with every operation in brackets. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'binary':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case 'unary':
      return `(${expression.operator}${shape(expression.operand)})`;
    case 'conditional':
      return `(${shape(expression.condition)} ? ${shape(expression.whenTrue)} : ${shape(expression.whenFalse)})`;
    case 'attribute':
      return `${shape(expression.object)}.${expression.name}`;
    case 'index':
      return `${shape(expression.object)}[${shape(expression.key)}]`;
    case 'splat':
      return `${shape(expression.object)}{${shape(expression.each)}}`;
    case 'splat-item':
      return '*';
    case 'variable':
      return expression.name;
    case 'literal':
      return JSON.stringify(expression.value);
    case 'call':
      return `${expression.name}(${expression.args.map(shape).join(', ')}${expression.expand ? '...' : ''})`;
    default:
      return expression.kind;
  }
}

describe('expressions', () => {
  it.each([
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
    ['1 + 2 * 3 - 4', '((1 + (2 * 3)) - 4)'],
    ['10 - 5 - 2', '((10 - 5) - 2)'],
    ['a == b && c || d', '(((a == b) && c) || d)'],
    ['a || b && c', '(a || (b && c))'],
    ['!a == b', '((!a) == b)'],
    ['-a.b', '(-a.b)'],
    ['1 < 2 == true', '((1 < 2) == true)'],
    ['a.*.b[0].c', 'a{*.b}[0].c'],
    ['a[*].b[0].c', 'a{*.b[0].c}'],
    ['a.0.b', 'a[0].b'],
    ['f(a, b...)', 'f(a, b...)'],
    ['a["x"].y[z]', 'a["x"].y[z]'],
    ['a-b', 'a-b'],
    ['a - b', '(a - b)'],
    ['null', 'null'],
    ['each.value.nulls', 'each.value.nulls'],
  ])('%s', (text, expected) => {
    expect(shape(expressionOf(text))).toBe(expected);
  });

  it('keep the text they came from', () => {
    const text = 'cidrsubnet( var.a , 8,\n  1 ) == "${x}y" ? [a, b] : {k = v}';
    const conditional = expressionOf(text);
    if (conditional.kind !== 'conditional') throw new Error('no conditional');
    const { condition, whenTrue, whenFalse } = conditional;
    expect([conditional, condition, whenTrue, whenFalse].map(({ range }) => textOf(range))).toEqual([
      text,
      'cidrsubnet( var.a , 8,\n  1 ) == "${x}y"',
      '[a, b]',
      '{k = v}',
    ]);
    expect(locate(condition.range)).toEqual({ file: 'x.tf', line: 1, endLine: 2 });
    expect(positionAt(whenTrue.range.source, whenTrue.range.start)).toEqual({ line: 2, column: 20 });
  });
});

describe('a broken block', () => {
  const good = (name: string) => `resource "aws_vpc" "${name}" {\n  cidr_block = "10.0.0.0/16"\n}\n`;
  it.each([
    [
      'an expression that stops',
      'resource "x" "bad" {\n  a = \n}\n',
      'The line ends where an expression was expected',
      5,
    ],
    [
      'a string that is not closed',
      'resource "x" "bad" {\n  a = "x\n}\n',
      'A quoted string ends on its line: close it with ", or use a heredoc',
      5,
    ],
    ['a brace that is missing', 'resource "x" "bad" {\n  a = 1\n', 'A block is never closed: } is missing', 4],
    [
      'a list that is not closed',
      'locals {\n  a = [1, 2\n}\n',
      'Found "}" where ] or a comma was expected in the list',
      6,
    ],
    [
      'a bad escape',
      'locals {\n  a = "\\q"\n}\n',
      '\\q is no escape of HCL: use \\n, \\r, \\t, \\", \\\\, \\uNNNN or \\UNNNNNNNN',
      5,
    ],
    ['an attribute set twice', 'locals {\n  a = 1\n  a = 2\n}\n', 'The attribute a is set a second time', 6],
    [
      'a directive that is not closed',
      'locals {\n  a = "%{ if x }y"\n}\n',
      'This directive is never closed: endif is missing',
      5,
    ],
    ['two items on a line', 'locals {\n  a = 1 b = 2\n}\n', 'Found "b" where a new line was expected', 5],
    ['merge markers', '<<<<<<< HEAD\n', 'Found "<" where a block or an attribute was expected', 4],
    [
      'a nested block on one line',
      'locals { a { } }\n',
      'Found "{" where = was expected: a nested block stands on a line of its own',
      4,
    ],
  ])('(%s) is reported at its line, and the rest is read', (_, bad, message, line) => {
    const { body, diagnostics } = parseFile('main.tf', `${good('a')}${bad}${good('b')}${good('c')}`);
    expect(diagnostics.map((one) => one.message)).toEqual([message]);
    expect(diagnostics[0]?.at).toMatchObject({ file: 'main.tf', line });
    expect(body.blocks.map(({ labels }) => labels[1]).filter((label) => label !== 'bad')).toEqual(['a', 'b', 'c']);
  });

  it('does not take the values of a var-file with it', () => {
    const { body, diagnostics } = parseVariables('x.tfvars', 'a = 1\nb = [\n  1,,\n]\nc = 3\n');
    expect([...body.attributes.keys()]).toEqual(['a', 'c']);
    expect(diagnostics[0]?.at).toEqual({ file: 'x.tfvars', line: 3 });
  });
});

describe('hostile input', () => {
  it.each([
    ['parentheses', `a = ${'('.repeat(100_000)}`],
    ['lists', `a = ${'['.repeat(100_000)}`],
    ['objects', `a = ${'{a='.repeat(100_000)}`],
    ['templates', `a = ${'"${'.repeat(100_000)}`],
    ['negations', `a = ${'!'.repeat(100_000)}b`],
    ['conditionals', `a = ${'b ? c : '.repeat(100_000)}d`],
    ['blocks', 'a {\n'.repeat(100_000)],
    ['calls', `a = ${'f('.repeat(100_000)}`],
    ['sums', `a = 1${' + 1'.repeat(100_000)}`],
    ['references', `a = b${'.c'.repeat(100_000)}`],
    ['indexes', `a = b${'[0]'.repeat(100_000)}`],
    ['directives', `a = "${'%{ if x }'.repeat(100_000)}"`],
  ])('nested %s end in a diagnostic', (_, text) => {
    const { diagnostics } = parseFile('main.tf', text);
    expect(diagnostics[0]?.message).toMatch(/more than \d+/);
  });

  it('JSON nested deeply does, too', () => {
    expect(parseFile('main.tf.json', `{"locals":${'['.repeat(100_000)}`).diagnostics[0]?.message).toMatch(
      /Nested more than/,
    );
  });

  it('no text makes the parser throw, and every range lies in the text', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b = ',
        '{',
        '}',
        '\n',
        '"',
        '${',
        '%{ if ',
        '%{ endif }',
        '~}',
        '}',
        '[',
        ']',
        '(',
        ')',
        '<<EOT\n',
        'EOT\n',
        '<<-X\n',
        'X\n',
      ],
      ...[
        '#',
        '/*',
        '*/',
        '//',
        ' ',
        '\t',
        '\r\n',
        '1',
        '.5',
        '.',
        '*',
        '...',
        '?',
        ':',
        '=>',
        '=',
        '==',
        '&&',
        '-',
        '!',
        'for ',
        ' in ',
        ',',
      ],
      ...['resource "x" "y" {\n', 'null', '\\', '\\u00', '$$', 'é', '😀', '\0'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const name of ['x.tf', 'x.json'])
          for (const parse of [parseFile, parseVariables])
            for (const { at } of parse(name, text).diagnostics)
              expect(at?.line).toBeLessThanOrEqual(text.split('\n').length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('.tf.json', () => {
  it.each([
    ['{"a": 1', 'The file ends where a comma or } was expected', 1],
    ['{\n"resource": 5}', 'A block is an object or an array of objects', 2],
    ['{\n"resourc": {}}', 'resourc is no block of the Terraform language', 2],
    ['{"locals": {\n"a": "${"}}', 'The file ends where an expression was expected', 2],
  ])('%s', (text, message, line) => {
    const { diagnostics } = parseFile('x.tf.json', text);
    expect(diagnostics).toEqual([{ severity: 'error', message, at: { file: 'x.tf.json', line } }]);
  });

  it('places expressions inside strings at the string', () => {
    const { body } = parseFile('x.tf.json', '{\n "locals": {\n  "a": "\\u0024{var.b}",\n  "${var.k}": 1\n }\n}');
    const value = body.blocks[0]?.body.attributes.get('a')?.value;
    expect(value?.kind === 'wrap' && shape(value.inner)).toBe('var.b');
    expect(value && locate(value.range)).toEqual({ file: 'x.tf.json', line: 3 });
  });
});
