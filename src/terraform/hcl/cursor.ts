import type { Range, SourceText } from './source.ts';

/** Deeper nesting than any person writes; keeps hostile input off the stack. */
const MAX_DEPTH = 200;
/** Links of one operator or traversal chain: they nest to the left without recursion of the parser. */
export const MAX_CHAIN = 500;

/** The parser's place in a text. */
export interface Cursor {
  readonly source: SourceText;
  readonly text: string;
  pos: number;
  depth: number;
  /** Whether a line break ends the expression: so in bodies and object constructors, not in brackets. */
  lines: boolean;
}

/** Stops the reading of one block; the body parser turns it into a diagnostic and goes on behind it. */
export class SyntaxProblem extends Error {
  readonly range: Range;
  constructor(message: string, range: Range) {
    super(message);
    this.range = range;
  }
}

export function newCursor(source: SourceText): Cursor {
  return { source, text: source.text, pos: source.text.charCodeAt(0) === 0xfeff ? 1 : 0, depth: 0, lines: true };
}

export function rangeFrom(c: Cursor, start: number): Range {
  return { source: c.source, start, end: c.pos };
}

export function fail(c: Cursor, message: string, start = c.pos, end = start + 1): never {
  throw new SyntaxProblem(message, { source: c.source, start: Math.min(start, c.text.length), end });
}

/** Runs `parse` one level deeper, with or without line breaks as ends. */
export function nested<T>(c: Cursor, lines: boolean, parse: (c: Cursor) => T): T {
  const outer = c.lines;
  if (++c.depth > MAX_DEPTH) fail(c, `Nested more than ${MAX_DEPTH} levels deep; nothing that deep is read`);
  c.lines = lines;
  const result = parse(c);
  c.lines = outer;
  c.depth--;
  return result;
}

/** Skips blanks and comments, and line breaks where they mean nothing. */
export function skip(c: Cursor): void {
  const { text } = c;
  for (;;) {
    const code = text.charCodeAt(c.pos);
    if (code === 32 || code === 9) c.pos++;
    else if (code === 10 || (code === 13 && text.charCodeAt(c.pos + 1) === 10)) {
      if (c.lines) return;
      c.pos += code === 10 ? 1 : 2;
    } else if (code === 35 || (code === 47 && text.charCodeAt(c.pos + 1) === 47)) {
      const end = text.indexOf('\n', c.pos);
      c.pos = end < 0 ? text.length : text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    } else if (code === 47 && text.charCodeAt(c.pos + 1) === 42) {
      const end = text.indexOf('*/', c.pos + 2);
      if (end < 0) fail(c, 'This comment is never closed: */ is missing');
      c.pos = end + 2;
    } else return;
  }
}

/** Skips blanks, comments and line breaks, whatever the mode. */
export function skipLines(c: Cursor): void {
  const lines = c.lines;
  c.lines = false;
  skip(c);
  c.lines = lines;
}

/** Skips to the next token and takes it if it is `token`. */
export function take(c: Cursor, token: string): boolean {
  skip(c);
  if (!c.text.startsWith(token, c.pos)) return false;
  c.pos += token.length;
  return true;
}

export function expect(c: Cursor, token: string, why: string): void {
  if (!take(c, token)) fail(c, `${describe(c)} where ${token} ${why}`);
}

/** What stands at the cursor, for messages. */
export function describe(c: Cursor): string {
  if (c.pos >= c.text.length) return 'The file ends';
  const char = c.text[c.pos]!;
  return char === '\n' || char === '\r' ? 'The line ends' : `Found ${JSON.stringify(char)}`;
}

/** Reads an identifier at the cursor: letters, digits, `_` and `-`, as Unicode and HCL define them. */
export function identifier(c: Cursor): string | undefined {
  const start = c.pos;
  const first = letterLength(c.text, start, true);
  if (first === 0) return undefined;
  let at = start + first;
  for (let length = letterLength(c.text, at, false); length > 0; length = letterLength(c.text, at, false)) at += length;
  c.pos = at;
  return c.text.slice(start, at);
}

function letterLength(text: string, at: number, first: boolean): number {
  const code = text.charCodeAt(at);
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return 1;
  if ((code >= 48 && code <= 57) || code === 45) return first ? 0 : 1;
  if (!(code > 127)) return 0;
  const char = String.fromCodePoint(text.codePointAt(at)!);
  return (first ? /^\p{ID_Start}$/u : /^\p{ID_Continue}$/u).test(char) ? char.length : 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
