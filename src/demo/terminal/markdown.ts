import { lexer, type Token, type Tokens } from 'marked';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

/** GitHub Markdown as lines for a terminal. What GitHub shows collapsed is only named: `▸ summary`. */
export function renderMarkdown(markdown: string, style: Style, width: number): string[] {
  return trimmed(blocks(lexer(markdown, { gfm: true }), style, width));
}

function trimmed(lines: readonly string[]): string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

function blocks(tokens: readonly Token[], style: Style, width: number): string[] {
  const lines: string[] = [];
  let collapsed = 0;
  for (const token of tokens) {
    if (token.type === 'html') {
      const text = (token as Tokens.HTML).text.replace(/<!--[\s\S]*?-->/g, '');
      const summary = /<summary>([\s\S]*?)<\/summary>/i.exec(text)?.[1];
      if (collapsed === 0 && summary !== undefined) lines.push(style.dim(`▸ ${plain(summary)}`), '');
      collapsed += count(text, /<details\b/gi) - count(text, /<\/details>/gi);
      if (summary === undefined && !/<\/?details/i.test(text) && plain(text) !== '') lines.push(plain(text), '');
    } else if (collapsed === 0) lines.push(...block(token, style, width));
  }
  return lines;
}

function block(token: Token, style: Style, width: number): string[] {
  switch (token.type) {
    case 'heading':
      return [...wrap(style.bold(inline(token as Tokens.Heading, style)), width), ''];
    case 'paragraph':
      return [...wrap(inline(token as Tokens.Paragraph, style), width), ''];
    case 'text':
      return wrap(inline(token as Tokens.Text, style), width);
    case 'code':
      return [...(token as Tokens.Code).text.split('\n').map((line) => style.cyan(`    ${line}`)), ''];
    case 'blockquote':
      return [...trimmed(blocks((token as Tokens.Blockquote).tokens, style, width - 2)).map((line) => `│ ${line}`), ''];
    case 'list':
      return [...list(token as Tokens.List, style, width), ''];
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => inline(cell, style));
      return [...table(cells(header), rows.map(cells), width), ''];
    }
    case 'hr':
      return ['─'.repeat(Math.min(width, 40)), ''];
    default:
      return [];
  }
}

function list(token: Tokens.List, style: Style, width: number): string[] {
  return token.items.flatMap((item, index) => {
    const bullet = token.ordered ? `${Number(token.start) + index}.` : '•';
    const mark = item.task ? `${bullet} [${item.checked ? 'x' : ' '}]` : bullet;
    const indent = ' '.repeat(mark.length + 1);
    const content = blocks(
      item.tokens.filter((part) => part.type !== 'checkbox'),
      style,
      width - indent.length,
    ).filter((line) => line !== '');
    return content.map((line, at) => `${at === 0 ? `${mark} ` : indent}${line}`);
  });
}

function inline(token: { readonly tokens?: Token[] | undefined; readonly text: string }, style: Style): string {
  if (!token.tokens) return decode(token.text);
  return token.tokens
    .map((part): string => {
      const nested = part as { readonly tokens?: Token[]; readonly text: string };
      switch (part.type) {
        case 'strong':
          return style.bold(inline(nested, style));
        case 'codespan':
          return style.cyan(decode(nested.text));
        case 'br':
          return '\n';
        case 'html':
          return /^<br\s*\/?>$/i.test(nested.text) ? '\n' : '';
        case 'em':
        case 'del':
        case 'link':
          return inline(nested, style);
        case 'image':
        case 'checkbox':
          return '';
        default:
          return nested.tokens ? inline(nested, style) : decode(nested.text ?? '');
      }
    })
    .join('');
}

/** Entities that escaped report text holds. */
function decode(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return named[String(name).toLowerCase()] ?? whole;
  });
}

function plain(html: string): string {
  return decode(html.replace(/<[^>]*>/g, '')).trim();
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
