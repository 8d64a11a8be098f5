import type { Expression, TemplatePart } from './ast.ts';
import { type Cursor, describe, expect, fail, identifier, nested, rangeFrom, skip, take } from './cursor.ts';
import { parseExpression, parseForNames } from './expression.ts';
import type { Range } from './source.ts';

/** A template before its directives are nested. A literal of a heredoc is one line, as whitespace trimming sees it. */
type Token =
  | { readonly kind: 'text'; text: string; readonly range: Range }
  | { readonly kind: 'interpolation'; readonly expression: Expression; readonly range: Range }
  | { readonly kind: 'if'; readonly condition: Expression; readonly range: Range }
  | {
      readonly kind: 'for';
      readonly names: { keyName?: string; valueName: string };
      readonly collection: Expression;
      readonly range: Range;
    }
  | { readonly kind: 'else' | 'endif' | 'endfor'; readonly range: Range };

/** Parses a quoted template; the cursor stands at its opening quote. */
export function parseQuoted(c: Cursor): Expression {
  const start = c.pos++;
  const end = plainEnd(c.text, c.pos);
  // Most strings are plain text.
  if (c.text[end] === '"') {
    c.pos = end + 1;
    return { kind: 'literal', value: c.text.slice(start + 1, end), range: rangeFrom(c, start) };
  }
  const tokens = nested(c, false, (inside) => readTokens(inside, quotedText));
  c.pos++;
  return asExpression(nestParts(c, tokens), rangeFrom(c, start), true);
}

/** Parses a heredoc; the cursor stands at `<<`. It ends before the line break behind its end marker. */
export function parseHeredoc(c: Cursor): Expression {
  const start = c.pos;
  c.pos += 2;
  const flush = c.text[c.pos] === '-';
  if (flush) c.pos++;
  const marker = identifier(c) ?? fail(c, `${describe(c)} where the heredoc's end marker was expected`);
  if (c.text[c.pos] === '\r') c.pos++;
  if (c.text[c.pos] !== '\n') fail(c, `${describe(c)} where the heredoc's first line was expected`);
  c.pos++;
  const bodyStart = c.pos;
  const tokens = nested(c, false, (inside) => readTokens(inside, heredocText(marker, bodyStart)));
  if (flush) unindent(tokens);
  const end = c.text.indexOf(marker, c.pos);
  if (end < 0) fail(c, `The heredoc that starts here is never closed: no line says ${marker}`, start);
  c.pos = end + marker.length;
  return asExpression(nestParts(c, tokens), rangeFrom(c, start), false);
}

/** Parses a whole text as a template, as templatefile() does. */
export function parseBareTemplate(c: Cursor): Expression {
  const start = c.pos;
  c.lines = false;
  const tokens = readTokens(c, bareText);
  return asExpression(nestParts(c, tokens), rangeFrom(c, start), true);
}

function asExpression(parts: readonly TemplatePart[], range: Range, unwrap: boolean): Expression {
  const [first] = parts;
  if (!first) return { kind: 'literal', value: '', range };
  if (parts.length === 1 && first.kind === 'text') return { kind: 'literal', value: first.text, range };
  if (parts.length === 1 && first.kind === 'interpolation' && unwrap)
    return { kind: 'wrap', inner: first.expression, range };
  return { kind: 'template', parts, range };
}

/** Reads literal text up to a sequence or the end; `undefined` at the end of the template. */
type ReadText = (c: Cursor) => string | undefined;

function readTokens(c: Cursor, readText: ReadText): Token[] {
  const tokens: Token[] = [];
  let trimNext = false;
  for (;;) {
    const start = c.pos;
    const text = readText(c);
    if (text === undefined) return tokens;
    if (c.pos > start) {
      tokens.push({ kind: 'text', text: trimNext ? text.trimStart() : text, range: rangeFrom(c, start) });
      trimNext = false;
      continue;
    }
    const directive = c.text[c.pos] === '%';
    c.pos += 2;
    if (c.text[c.pos] === '~') {
      c.pos++;
      const previous = tokens.at(-1);
      if (previous?.kind === 'text') previous.text = previous.text.trimEnd();
    }
    tokens.push(
      nested(c, false, (inside) => (directive ? readDirective(inside, start) : readInterpolation(inside, start))),
    );
    trimNext = take(c, '~');
    expect(c, '}', 'was expected to close the template sequence');
  }
}

function readInterpolation(c: Cursor, start: number): Token {
  const expression = parseExpression(c);
  return { kind: 'interpolation', expression, range: rangeFrom(c, start) };
}

function readDirective(c: Cursor, start: number): Token {
  skip(c);
  const word = identifier(c);
  switch (word) {
    case 'if': {
      const condition = parseExpression(c);
      return { kind: 'if', condition, range: rangeFrom(c, start) };
    }
    case 'for': {
      const names = parseForNames(c);
      const collection = parseExpression(c);
      return { kind: 'for', names, collection, range: rangeFrom(c, start) };
    }
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: word, range: rangeFrom(c, start) };
    default:
      fail(c, `A template directive is if, else, endif, for or endfor, not ${word ?? describe(c)}`, start);
  }
}

/** Nests the directives of a flat template. */
function nestParts(c: Cursor, tokens: readonly Token[]): TemplatePart[] {
  let at = 0;
  const until = (opening: Range | undefined, ...ends: readonly Token['kind'][]): TemplatePart[] => {
    const parts: TemplatePart[] = [];
    for (; at < tokens.length && !ends.includes(tokens[at]!.kind); ) {
      const token = tokens[at++]!;
      if (token.kind === 'text') pushText(parts, token.text, token.range);
      else if (token.kind === 'interpolation') parts.push(token);
      else parts.push(nested(c, c.lines, () => directive(token)));
    }
    if (opening && at >= tokens.length)
      fail(c, `This directive is never closed: ${ends.at(-1)} is missing`, opening.start);
    return parts;
  };
  const directive = (token: Token): TemplatePart => {
    if (token.kind === 'if') {
      const whenTrue = until(token.range, 'else', 'endif');
      let whenFalse: TemplatePart[] = [];
      if (tokens[at++]!.kind === 'else') {
        whenFalse = until(token.range, 'endif');
        at++;
      }
      return { kind: 'if', condition: token.condition, whenTrue, whenFalse, range: token.range };
    }
    if (token.kind === 'for') {
      const body = until(token.range, 'endfor');
      at++;
      return { kind: 'each', ...token.names, collection: token.collection, body, range: token.range };
    }
    return fail(c, `${token.kind} without an opening directive`, token.range.start);
  };
  return until(undefined);
}

function pushText(parts: TemplatePart[], text: string, range: Range): void {
  const last = parts.at(-1);
  if (last?.kind === 'text')
    parts[parts.length - 1] = { kind: 'text', text: last.text + text, range: { ...last.range, end: range.end } };
  else parts.push({ kind: 'text', text, range });
}

/** Removes the indentation all lines of a `<<-` heredoc share; blank lines neither count nor change. */
function unindent(tokens: readonly Token[]): void {
  const starts: Extract<Token, { kind: 'text' }>[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  let atLineStart = true;
  for (const token of tokens) {
    if (token.kind !== 'text') {
      if (atLineStart) fewest = 0;
      atLineStart = false;
      continue;
    }
    const blank = token.text.endsWith('\n') && token.text.trim() === '';
    if (atLineStart && !blank) {
      fewest = Math.min(fewest, token.text.length - token.text.trimStart().length);
      starts.push(token);
    }
    atLineStart = token.text.endsWith('\n');
  }
  for (const token of starts) token.text = token.text.slice(fewest);
}

/** Whether a template sequence starts here; `$${` and `%%{` are escapes for `${` and `%{`. */
function sequenceAt(text: string, at: number): boolean {
  return text[at + 1] === '{' && (text[at] === '$' || text[at] === '%');
}

function escapedAt(text: string, at: number): boolean {
  return text[at + 1] === text[at] && text[at + 2] === '{' && (text[at] === '$' || text[at] === '%');
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Where a quoted text ends or holds more than plain characters. */
function plainEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // " \ $ % and line breaks.
    if (code === 34 || code === 92 || code === 36 || code === 37 || code === 10 || code === 13) break;
  }
  return at;
}

function quotedText(c: Cursor): string | undefined {
  const { text } = c;
  if (text[c.pos] === '"') return undefined;
  let out = '';
  for (;;) {
    const end = plainEnd(text, c.pos);
    out += text.slice(c.pos, end);
    c.pos = end;
    const char = text[c.pos];
    if (char === '"') return out;
    if (char === undefined || char === '\n' || char === '\r')
      fail(c, 'A quoted string ends on its line: close it with ", or use a heredoc');
    if (char === '\\') out += readEscape(c);
    else if (escapedAt(text, c.pos)) {
      out += `${char}{`;
      c.pos += 3;
    } else if (sequenceAt(text, c.pos)) return out;
    else {
      out += char;
      c.pos++;
    }
  }
}

function readEscape(c: Cursor): string {
  const char = c.text[c.pos + 1] ?? '';
  const simple = ESCAPES[char];
  if (simple !== undefined) {
    c.pos += 2;
    return simple;
  }
  const digits = char === 'u' ? 4 : char === 'U' ? 8 : 0;
  const hex = c.text.slice(c.pos + 2, c.pos + 2 + digits);
  const code = Number.parseInt(hex, 16);
  if (digits === 0 || !new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex) || code > 0x10ffff)
    fail(c, `\\${char} is no escape of HCL: use \\n, \\r, \\t, \\", \\\\, \\uNNNN or \\UNNNNNNNN`);
  c.pos += 2 + digits;
  return String.fromCodePoint(code);
}

/** A line of a heredoc at a time. Backslashes mean themselves there. */
function heredocText(marker: string, bodyStart: number): ReadText {
  return (c) => {
    const { text } = c;
    if (c.pos === bodyStart || text[c.pos - 1] === '\n') {
      const lineEnd = text.indexOf('\n', c.pos);
      if (text.slice(c.pos, lineEnd < 0 ? text.length : lineEnd).trim() === marker) return undefined;
    }
    if (c.pos >= text.length) fail(c, `A heredoc is never closed: no line says ${marker}`, bodyStart);
    return lineText(c);
  };
}

function bareText(c: Cursor): string | undefined {
  return c.pos >= c.text.length ? undefined : lineText(c);
}

function lineText(c: Cursor): string {
  const { text } = c;
  let out = '';
  while (c.pos < text.length && !sequenceAt(text, c.pos)) {
    if (escapedAt(text, c.pos)) {
      out += `${text[c.pos]}{`;
      c.pos += 3;
      continue;
    }
    const char = text[c.pos++]!;
    out += char;
    if (char === '\n') break;
  }
  return out;
}
