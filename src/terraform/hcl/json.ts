import { type Cursor, describe, fail, nested, newCursor, rangeFrom } from './cursor.ts';
import type { Range, SourceText } from './source.ts';

/** A JSON value with its place. */
export type Json =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly range: Range }
  | { readonly kind: 'array'; readonly items: readonly Json[]; readonly range: Range }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[]; readonly range: Range };

interface JsonMember {
  readonly name: string;
  readonly value: Json;
  readonly range: Range;
}

/**
 * Parses a whole text as JSON (RFC 8259).
 * @throws SyntaxProblem with the place of the first mistake
 */
export function parseJson(source: SourceText): Json {
  const c = newCursor(source);
  const value = parseValue(c);
  blanks(c);
  if (c.pos < c.text.length) fail(c, `${describe(c)} after the end of the JSON document`);
  return value;
}

function parseValue(c: Cursor): Json {
  blanks(c);
  const start = c.pos;
  switch (c.text[start]) {
    case '{':
      return nested(c, false, parseObject);
    case '[':
      return nested(c, false, parseArray);
    case '"': {
      const value = parseString(c);
      return { kind: 'scalar', value, range: rangeFrom(c, start) };
    }
  }
  const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  literal.lastIndex = start;
  const text = literal.exec(c.text)?.[0];
  if (!text) fail(c, `${describe(c)} where a JSON value was expected`);
  c.pos += text.length;
  return { kind: 'scalar', value: JSON.parse(text) as number | boolean | null, range: rangeFrom(c, start) };
}

function parseObject(c: Cursor): Json {
  const start = c.pos++;
  const members: JsonMember[] = [];
  if (!ends(c, '}'))
    do {
      blanks(c);
      const from = c.pos;
      if (c.text[from] !== '"') fail(c, `${describe(c)} where a property name in quotes was expected`);
      const name = parseString(c);
      blanks(c);
      if (c.text[c.pos++] !== ':') fail(c, 'A colon was expected after the property name', c.pos - 1);
      const value = parseValue(c);
      members.push({ name, value, range: rangeFrom(c, from) });
    } while (another(c, '}'));
  return { kind: 'object', members, range: rangeFrom(c, start) };
}

function parseArray(c: Cursor): Json {
  const start = c.pos++;
  const items: Json[] = [];
  if (!ends(c, ']'))
    do items.push(parseValue(c));
    while (another(c, ']'));
  return { kind: 'array', items, range: rangeFrom(c, start) };
}

function ends(c: Cursor, close: string): boolean {
  blanks(c);
  if (c.text[c.pos] !== close) return false;
  c.pos++;
  return true;
}

function another(c: Cursor, close: string): boolean {
  blanks(c);
  if (c.text[c.pos] === ',') {
    c.pos++;
    return true;
  }
  if (c.text[c.pos] !== close) fail(c, `${describe(c)} where a comma or ${close} was expected`);
  c.pos++;
  return false;
}

function parseString(c: Cursor): string {
  const start = c.pos;
  for (c.pos++; c.text[c.pos] !== '"'; c.pos++) {
    const code = c.text.charCodeAt(c.pos);
    if (!(code >= 32)) fail(c, 'A JSON string is never closed', start);
    if (code === 92) c.pos++;
  }
  c.pos++;
  try {
    return JSON.parse(c.text.slice(start, c.pos)) as string;
  } catch {
    return fail(c, 'A JSON string holds an escape that is not JSON', start, c.pos);
  }
}

function blanks(c: Cursor): void {
  for (;;) {
    const code = c.text.charCodeAt(c.pos);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    c.pos++;
  }
}
