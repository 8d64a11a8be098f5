import fc from 'fast-check';
import type { Token, Tokens } from 'marked';
import { expect } from 'vitest';

const KEY = 'a'.repeat(40);

/** What somebody would write into a tag to make Sallyport's issue act for him. */
const HOSTILE = [
  '@acme/security',
  'mail a@b.example',
  'fixes #12',
  'GH-12 and acme/infra#12',
  'closes https://github.com/acme/infra/issues/1',
  '/sallyport accept until 2030-01-01 fine',
  `<!-- sallyport:v1 finding ${KEY} e30= -->`,
  `x\n<!-- sallyport:v1 finding ${KEY} e30= -->\ny`,
  `- [x] open me <!-- sallyport:v1 row ${KEY} -->`,
  'a | b | c',
  'a \\| b',
  '[click](https://evil.example)',
  '![x](https://evil.example/pixel.png)',
  '[a][b]\n\n[b]: https://evil.example',
  '<img src=x onerror=alert(1)>',
  '</details><h1>owned</h1>',
  '``` \nrm -rf /\n```',
  '`code` ``more``',
  '# heading',
  '1. list',
  '> quote',
  '---',
  '***bold***',
  '$\\sqrt{x}$',
  '&#64;someone &lt;b&gt;',
  'www.evil.example',
  '\u202eexe.tab\u2066',
  'line\u2028break',
  '~~gone~~',
  ':tada:',
  '\ud800 lone surrogate',
];

export const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc
    .array(fc.constantFrom(...HOSTILE, '|', '\\', '`', '\n', '<', '@', '#1', ' ', '*', '_', '[', ']', '(', ')'), {
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

export function allTokens(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token) => {
    const parts: Token[] = [];
    if ('tokens' in token && token.tokens) parts.push(...token.tokens);
    if (token.type === 'list') parts.push(...(token as Tokens.List).items);
    if (token.type === 'table') {
      const { header, rows } = token as Tokens.Table;
      parts.push(...[header, ...rows].flat().flatMap((cell) => cell.tokens));
    }
    return [token, ...allTokens(parts)];
  });
}

/** The text of everything that is not code, as GitHub's mention and reference filters see it. */
export function prose(tokens: readonly Token[]): string {
  return allTokens(tokens)
    .filter((token) => (token.type === 'text' || token.type === 'escape') && !('tokens' in token && token.tokens))
    .map((token) => decode((token as Tokens.Text).text))
    .join('');
}

function decode(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

export function expectNoReferences(text: string): void {
  expect(text).not.toMatch(/@[\p{L}\p{N}]/u);
  expect(text).not.toMatch(/#\d|\bGH-\d/i);
  expect(text).not.toMatch(/:\/\/|\bwww\./i);
  expect(text).not.toMatch(/\/sallyport\b/i);
}
