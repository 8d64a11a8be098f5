import fc from 'fast-check';
import { lexer, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { findingKeyOf, parseMarker, tickedRows } from '../../src/findings/index.ts';
import { clean, code, fenced, label, mermaid, text, title } from '../../src/report/escape.ts';
import { table } from '../../src/report/markdown.ts';
import { allTokens, expectNoReferences, hostile, prose } from './hostile.ts';

const HARMLESS = new Set([
  'paragraph',
  'text',
  'escape',
  'codespan',
  'space',
  'table',
  'code',
  'list',
  'list_item',
  'heading',
]);

function expectInert(markdown: string): void {
  const tokens = lexer(markdown);
  // `code` may fall back to <code>, which is the one tag of ours.
  const foreign = allTokens(tokens).filter(
    (token) => !HARMLESS.has(token.type) && !(token.type === 'html' && /^<\/?code>$/.test(token.raw)),
  );
  expect(foreign.map((token) => [token.type, token.raw])).toEqual([]);
  expect(findingKeyOf(markdown)).toBeUndefined();
  expect(parseMarker('overview', markdown)).toBeUndefined();
  expect(tickedRows(markdown)).toEqual([]);
}

describe('text', () => {
  it('is inert and reads as it was written, as a paragraph, in a list and in a heading', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        for (const prefix of ['', '- ', '### ', 'Reason: ', '> ']) {
          const markdown = `${prefix}${text(value)}`;
          if (prefix !== '> ') expectInert(markdown);
          expectNoReferences(prose(lexer(markdown)));
        }
        expect(prose(lexer(`Of ${text(value)} it says`)).replaceAll('\u200b', '')).toBe(
          `Of ${clean(value, 400)} it says`,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('stays in its table cell', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const markdown = table(['one', 'two', 'three'], [[text(a), code(b), 'end']]);
        expectInert(markdown);
        const [token] = lexer(markdown) as unknown as [Tokens.Table];
        expect(token.type).toBe('table');
        expect(token.rows).toHaveLength(1);
        expect(token.rows[0]!.map((cell) => cell.text).at(2)).toBe('end');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('code', () => {
  it('is one code span, or a code element whose marks are all entities', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const markdown = `in ${code(value)} out`;
        expectInert(markdown);
        expectNoReferences(prose(lexer(markdown)).replace(/&#\d+;/g, ''));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['sg-0abc', '`sg-0abc`'],
    ['infra/web.tf:14', '`infra/web.tf:14`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['', ''],
  ])('%j → %j', (value, expected) => {
    expect(code(value)).toBe(expected);
  });
});

describe('fenced', () => {
  it('holds any line', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (lines) => {
        const markdown = fenced(lines, 'sh');
        const tokens = lexer(markdown);
        expect(tokens.map((token) => token.type)).toEqual(['code']);
        expectInert(markdown);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('titles, labels and diagrams', () => {
  it('are one line within GitHub’s limits', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ minLength: 300, maxLength: 600 })), (value) => {
        expect([...title(value)].length).toBeLessThanOrEqual(256);
        expect(title(value)).not.toMatch(/[\n\r`]|@[\w-]/);
        expect(label('account: ', value).length).toBeLessThanOrEqual(50 + 8);
        expect(label('account: ', value)).not.toContain(',');
        expect(mermaid(value)).toMatch(/^"[^"<>`\n]*"$/);
      }),
      { numRuns: 1000 },
    );
  });
});
