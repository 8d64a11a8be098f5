import type { Diagnostic } from '../resource.ts';
import type { Expression } from './ast.ts';
import { type ParsedFile, parseNative } from './body.ts';
import { type Cursor, describe, fail, newCursor, SyntaxProblem, skipLines } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseJsonBody, parseJsonValues } from './json-body.ts';
import { locate, type SourceText } from './source.ts';
import { parseBareTemplate } from './template.ts';

/**
 * Parses a code file, `.tf` or `.tf.json`; the name decides the syntax. Never throws: what cannot be read is left out and
 * has a diagnostic.
 * @param file path relative to the repository root, as locations will name it
 */
export function parseFile(file: string, text: string): ParsedFile {
  const source: SourceText = { file, text };
  return file.endsWith('.json') ? parseJsonBody(source) : parseNative(source);
}

/** Parses a var-file: attributes in native syntax, or plain JSON when the name ends in `.json`. Never throws. */
export function parseVariables(file: string, text: string): ParsedFile {
  const source: SourceText = { file, text };
  return file.endsWith('.json') ? parseJsonValues(source) : parseNative(source);
}

export type ParsedExpression =
  | { readonly expression: Expression; readonly diagnostic?: undefined }
  | { readonly expression?: undefined; readonly diagnostic: Diagnostic };

/** Parses a text that is one expression, such as the value of a `-var` option. */
export function parseExpressionText(file: string, text: string): ParsedExpression {
  return parsed(file, text, (c) => {
    c.lines = false;
    const expression = parseExpression(c);
    skipLines(c);
    if (c.pos < c.text.length) fail(c, `${describe(c)} after the end of the expression`);
    return expression;
  });
}

/** Parses a whole file as a template, as templatefile() does. */
export function parseTemplateText(file: string, text: string): ParsedExpression {
  return parsed(file, text, parseBareTemplate);
}

function parsed(file: string, text: string, parse: (c: Cursor) => Expression): ParsedExpression {
  try {
    return { expression: parse(newCursor({ file, text })) };
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    return { diagnostic: { severity: 'error', message: problem.message, at: locate(problem.range) } };
  }
}
