import type { Diagnostic } from '../resource.ts';
import type { Attribute, Block, Body } from './ast.ts';
import {
  type Cursor,
  describe,
  fail,
  identifier,
  nested,
  newCursor,
  rangeFrom,
  SyntaxProblem,
  skip,
  skipLines,
} from './cursor.ts';
import { parseExpression } from './expression.ts';
import { locate, type SourceText } from './source.ts';
import { parseQuoted } from './template.ts';

/** A parsed file: what could be read of it, and a diagnostic for each block that could not. */
export interface ParsedFile {
  readonly body: Body;
  readonly diagnostics: readonly Diagnostic[];
}

interface OpenBody {
  readonly attributes: Map<string, Attribute>;
  readonly blocks: Block[];
}

/** A file with more mistakes is no code; what follows is not read. */
const MAX_PROBLEMS = 50;

/** Parses native HCL syntax. A broken top-level block or attribute is left out with a diagnostic; the rest is read. */
export function parseNative(source: SourceText): ParsedFile {
  const c = newCursor(source);
  const body: OpenBody = { attributes: new Map(), blocks: [] };
  const diagnostics: Diagnostic[] = [];
  for (;;) {
    const before = c.pos;
    try {
      skipLines(c);
      if (c.pos >= c.text.length) break;
      parseItem(c, body);
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      diagnostics.push({ severity: 'error', message: problem.message, at: locate(problem.range) });
      if (diagnostics.length >= MAX_PROBLEMS) break;
      recover(c, before);
    }
  }
  return { body: { ...body, range: { source, start: 0, end: c.pos } }, diagnostics };
}

/** Goes on at the next line that starts a block or attribute and is indented no more than the broken one. */
function recover(c: Cursor, before: number): void {
  const first = /[ \t]*(?=[^\s])/y;
  let start = before;
  while (/\s/.test(c.text[start] ?? 'x')) start++;
  start = c.text.lastIndexOf('\n', start - 1) + 1;
  first.lastIndex = start;
  const indent = first.exec(c.text)?.[0].length ?? 0;
  const header = new RegExp(
    `^[ \\t]{0,${indent}}[\\p{ID_Start}_][\\p{ID_Continue}-]*(?:[ \\t]*=(?!=)|(?:[ \\t]+(?:"[^"\\n]*"|[\\p{ID_Continue}-]+))*[ \\t]*\\{)`,
    'gmu',
  );
  header.lastIndex = c.text.indexOf('\n', start) + 1 || c.text.length;
  c.pos = header.exec(c.text)?.index ?? c.text.length;
  c.depth = 0;
  c.lines = true;
}

function parseItem(c: Cursor, body: OpenBody): void {
  const start = c.pos;
  const name = identifier(c) ?? fail(c, `${describe(c)} where a block or an attribute was expected`);
  skip(c);
  if (c.text[c.pos] === '=') {
    c.pos++;
    const value = parseExpression(c);
    const range = rangeFrom(c, start);
    endOfItem(c);
    if (body.attributes.has(name)) fail(c, `The attribute ${name} is set a second time`, start, range.end);
    body.attributes.set(name, { name, value, range });
  } else {
    body.blocks.push(parseBlock(c, name, start));
    endOfItem(c);
  }
}

function endOfItem(c: Cursor): void {
  skip(c);
  const char = c.text[c.pos];
  if (char !== undefined && char !== '\n' && char !== '\r') fail(c, `${describe(c)} where a new line was expected`);
}

function parseBlock(c: Cursor, type: string, start: number): Block {
  const labels: string[] = [];
  for (;;) {
    skip(c);
    if (c.text[c.pos] === '{') break;
    if (c.text[c.pos] === '"') {
      const label = parseQuoted(c);
      if (label.kind !== 'literal') fail(c, 'A block label holds no template', label.range.start, label.range.end);
      labels.push(String(label.value));
    } else labels.push(identifier(c) ?? fail(c, `${describe(c)} where = or the { of a block was expected`));
  }
  c.pos++;
  const body = nested(c, true, parseBody);
  return { type, labels, body, range: rangeFrom(c, start) };
}

function parseBody(c: Cursor): Body {
  const start = c.pos;
  const body: OpenBody = { attributes: new Map(), blocks: [] };
  skip(c);
  if (c.text[c.pos] !== '\n' && c.text[c.pos] !== '\r' && c.text[c.pos] !== '}') parseOneLine(c, body);
  else
    for (;;) {
      skipLines(c);
      if (c.text[c.pos] === '}') break;
      if (c.pos >= c.text.length) fail(c, 'A block is never closed: } is missing', start - 1);
      parseItem(c, body);
    }
  const range = rangeFrom(c, start);
  c.pos++;
  return { ...body, range };
}

/** `block { name = value }`: one attribute at most. */
function parseOneLine(c: Cursor, body: OpenBody): void {
  const start = c.pos;
  const name = identifier(c) ?? fail(c, `${describe(c)} where an attribute was expected`);
  skip(c);
  if (c.text[c.pos] !== '=') fail(c, `${describe(c)} where = was expected: a nested block stands on a line of its own`);
  c.pos++;
  const value = parseExpression(c);
  body.attributes.set(name, { name, value, range: rangeFrom(c, start) });
  skip(c);
  if (c.text[c.pos] !== '}') fail(c, `${describe(c)} where } was expected: a block on one line holds one attribute`);
}
