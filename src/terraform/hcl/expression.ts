import type { BinaryOperator, Expression, ForExpression, ObjectItem } from './ast.ts';
import {
  type Cursor,
  describe,
  expect,
  fail,
  identifier,
  isDigit,
  MAX_CHAIN,
  nested,
  rangeFrom,
  skip,
  skipLines,
  take,
} from './cursor.ts';
import type { Range } from './source.ts';
import { parseHeredoc, parseQuoted } from './template.ts';

/** Parses one expression; the cursor stops behind it. */
export function parseExpression(c: Cursor): Expression {
  return nested(c, c.lines, parseConditional);
}

/** Else-branches nest to the right: `a ? b : c ? d : e` is `a ? b : (c ? d : e)`. */
function parseConditional(c: Cursor): Expression {
  const condition = parseBinary(c, 0);
  if (!take(c, '?')) return condition;
  const whenTrue = parseExpression(c);
  expect(c, ':', 'and the false result of the conditional were expected');
  const whenFalse = parseExpression(c);
  return { kind: 'conditional', condition, whenTrue, whenFalse, range: span(condition.range, whenFalse.range) };
}

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

function parseBinary(c: Cursor, above: number): Expression {
  let left = parseUnary(c);
  for (let links = 0; ; links++) {
    skip(c);
    const operator = operatorAt(c);
    if (!operator || PRECEDENCE[operator] <= above) return left;
    if (links > MAX_CHAIN) fail(c, `A chain of more than ${MAX_CHAIN} operators is not read`);
    c.pos += operator.length;
    const right = parseBinary(c, PRECEDENCE[operator]);
    left = { kind: 'binary', operator, left, right, range: span(left.range, right.range) };
  }
}

function operatorAt({ text, pos }: Cursor): BinaryOperator | undefined {
  const char = text[pos];
  const two = text[pos + 1] === '=';
  switch (char) {
    case '|':
      return text[pos + 1] === '|' ? '||' : undefined;
    case '&':
      return text[pos + 1] === '&' ? '&&' : undefined;
    case '=':
      return two ? '==' : undefined;
    case '!':
      return two ? '!=' : undefined;
    case '<':
      return two ? '<=' : '<';
    case '>':
      return two ? '>=' : '>';
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return char;
    default:
      return undefined;
  }
}

function parseUnary(c: Cursor): Expression {
  skip(c);
  const start = c.pos;
  const char = c.text[start];
  if (char !== '-' && char !== '!') return parseTraversal(c, parseTerm(c));
  c.pos++;
  const operand = nested(c, c.lines, parseUnary);
  return { kind: 'unary', operator: char, operand, range: rangeFrom(c, start) };
}

function parseTerm(c: Cursor): Expression {
  const start = c.pos;
  const code = c.text.charCodeAt(start);
  if (isDigit(code)) return parseNumber(c);
  switch (c.text[start]) {
    case '"':
      return parseQuoted(c);
    case '(': {
      c.pos++;
      const inner = nested(c, false, (inside) => {
        const expression = parseExpression(inside);
        expect(inside, ')', 'was expected to close the parentheses');
        return expression;
      });
      return { kind: 'parentheses', inner, range: rangeFrom(c, start) };
    }
    case '[':
      c.pos++;
      return nested(c, false, (inside) => parseTuple(inside, start));
    case '{':
      c.pos++;
      return nested(c, true, (inside) => parseObject(inside, start));
    case '<':
      if (c.text[start + 1] === '<') return parseHeredoc(c);
  }
  const name = identifier(c);
  if (name === undefined) fail(c, `${describe(c)} where an expression was expected`);
  return parseNamed(c, name, start);
}

function parseNamed(c: Cursor, name: string, start: number): Expression {
  let full = name;
  while (c.text.startsWith('::', c.pos)) {
    c.pos += 2;
    full += `::${identifier(c) ?? fail(c, `${describe(c)} where a function name was expected`)}`;
  }
  const range = rangeFrom(c, start);
  skip(c);
  if (c.text[c.pos] === '(') return parseCall(c, full, start);
  if (full !== name) fail(c, `A function call was expected after ${full}`);
  c.pos = range.end;
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', range };
  return name === 'null' ? { kind: 'literal', value: null, range } : { kind: 'variable', name, range };
}

function parseNumber(c: Cursor): Expression {
  const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  number.lastIndex = c.pos;
  const start = c.pos;
  const text = number.exec(c.text)![0];
  c.pos += text.length;
  return { kind: 'literal', value: Number(text), range: rangeFrom(c, start) };
}

function parseCall(c: Cursor, name: string, start: number): Expression {
  c.pos++;
  return nested(c, false, (inside) => {
    const args: Expression[] = [];
    let expand = false;
    while (!take(inside, ')')) {
      if (expand) fail(inside, 'Only the last argument may be followed by ...');
      args.push(parseExpression(inside));
      expand = take(inside, '...');
      if (!take(inside, ',')) {
        expect(inside, ')', `was expected to close the call of ${name}`);
        break;
      }
    }
    return { kind: 'call', name, args, expand, range: rangeFrom(inside, start) };
  });
}

function parseTuple(c: Cursor, start: number): Expression {
  if (isFor(c)) return parseFor(c, start, ']');
  const items: Expression[] = [];
  while (!take(c, ']')) {
    items.push(parseExpression(c));
    if (take(c, ',')) continue;
    expect(c, ']', 'or a comma was expected in the list');
    break;
  }
  return { kind: 'tuple', items, range: rangeFrom(c, start) };
}

function parseObject(c: Cursor, start: number): Expression {
  if (isFor(c)) {
    c.lines = false;
    return parseFor(c, start, '}');
  }
  const items: ObjectItem[] = [];
  for (;;) {
    skipLines(c);
    if (take(c, '}')) break;
    const key = parseExpression(c);
    skip(c);
    if (c.text[c.pos] !== '=' && c.text[c.pos] !== ':')
      fail(c, `${describe(c)} where = and the value of the key were expected`);
    c.pos++;
    items.push({ key: literalKey(key), value: parseExpression(c) });
    skip(c);
    if (c.text[c.pos] === ',' || c.text[c.pos] === '\n' || c.text[c.pos] === '\r') c.pos++;
    else if (c.text[c.pos] !== '}') fail(c, `${describe(c)} where a comma, a new line or } was expected in the object`);
  }
  return { kind: 'object', items, range: rangeFrom(c, start) };
}

function literalKey(key: Expression): Expression {
  if (key.kind === 'variable') return { kind: 'literal', value: key.name, range: key.range };
  return key.kind === 'literal' && key.value !== null ? { ...key, value: String(key.value) } : key;
}

function isFor(c: Cursor): boolean {
  const before = c.pos;
  skipLines(c);
  const word = identifier(c);
  const follows = c.text.charCodeAt(c.pos);
  const found = word === 'for' && (follows === 32 || follows === 9 || follows === 10 || follows === 13);
  if (found) skipLines(c);
  const named = found && identifier(c) !== undefined;
  c.pos = before;
  return named;
}

function parseFor(c: Cursor, start: number, close: ']' | '}'): ForExpression {
  skip(c);
  c.pos += 'for'.length;
  const { keyName, valueName } = parseForNames(c);
  const collection = parseExpression(c);
  expect(c, ':', 'was expected after the collection of the for expression');
  let value = parseExpression(c);
  let key: Expression | undefined;
  if (close === '}') {
    expect(c, '=>', 'was expected: an object for expression gives key => value');
    key = value;
    value = parseExpression(c);
  }
  const group = close === '}' && take(c, '...');
  skip(c);
  const before = c.pos;
  const filtered = identifier(c) === 'if';
  if (!filtered) c.pos = before;
  const condition = filtered ? parseExpression(c) : undefined;
  expect(c, close, 'was expected to close the for expression');
  const range = rangeFrom(c, start);
  return {
    kind: 'for',
    ...(keyName !== undefined && { keyName }),
    valueName,
    collection,
    ...(key && { key }),
    value,
    group,
    ...(condition && { condition }),
    range,
  };
}

/** `k, v in` of a for expression or directive. */
export function parseForNames(c: Cursor): { keyName?: string; valueName: string } {
  const first = variableName(c);
  const second = take(c, ',') ? variableName(c) : undefined;
  skip(c);
  if (identifier(c) !== 'in') fail(c, 'The word "in" was expected after the names of the for expression');
  return second === undefined ? { valueName: first } : { keyName: first, valueName: second };
}

function variableName(c: Cursor): string {
  skip(c);
  return identifier(c) ?? fail(c, `${describe(c)} where a variable name was expected`);
}

function parseTraversal(c: Cursor, root: Expression): Expression {
  let object = root;
  for (let links = 0; ; links++) {
    const before = c.pos;
    skip(c);
    const step = parseStep(c, object, true);
    if (!step) {
      c.pos = before;
      return object;
    }
    if (links > MAX_CHAIN) fail(c, `A chain of more than ${MAX_CHAIN} references is not read`);
    object = step;
  }
}

/** One `.name`, `.0`, `[key]`, or splat with the steps it swallows; undefined when none follows. */
function parseStep(c: Cursor, object: Expression, indexes: boolean): Expression | undefined {
  const { text } = c;
  const { start } = object.range;
  if (text[c.pos] === '.') {
    if (text[c.pos + 1] === '.') return undefined;
    c.pos++;
    skip(c);
    if (text[c.pos] === '*') {
      c.pos++;
      return parseSplat(c, object, false);
    }
    if (isDigit(text.charCodeAt(c.pos))) {
      const from = c.pos;
      while (isDigit(text.charCodeAt(c.pos))) c.pos++;
      const key: Expression = { kind: 'literal', value: Number(text.slice(from, c.pos)), range: rangeFrom(c, from) };
      return { kind: 'index', object, key, range: rangeFrom(c, start) };
    }
    const name = identifier(c) ?? fail(c, `${describe(c)} where an attribute name was expected after the dot`);
    return { kind: 'attribute', object, name, range: rangeFrom(c, start) };
  }
  if (text[c.pos] !== '[' || !indexes) return undefined;
  c.pos++;
  return nested(c, false, (inside): Expression => {
    skip(inside);
    if (inside.text[inside.pos] === '*') {
      inside.pos++;
      expect(inside, ']', 'was expected to close the splat');
      return parseSplat(inside, object, true);
    }
    const key = parseExpression(inside);
    expect(inside, ']', 'was expected to close the index');
    return { kind: 'index', object, key, range: rangeFrom(inside, start) };
  });
}

/** `.*` swallows the attribute steps behind it; `[*]` the index steps as well. */
function parseSplat(c: Cursor, object: Expression, indexes: boolean): Expression {
  let each: Expression = { kind: 'splat-item', range: rangeFrom(c, c.pos) };
  for (let links = 0; links <= MAX_CHAIN; links++) {
    const before = c.pos;
    const step = parseStep(c, each, indexes);
    if (!step) {
      c.pos = before;
      break;
    }
    each = step;
  }
  return { kind: 'splat', object, each, range: rangeFrom(c, object.range.start) };
}

function span(from: Range, to: Range): Range {
  return { source: from.source, start: from.start, end: to.end };
}
