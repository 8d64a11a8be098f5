import { text } from './escape.ts';

/** GitHub's limit on a body, less room for the marker line that is put on top of it. */
export const BODY_BUDGET = 65_536 - 8_000;

/** A Markdown table of cells that are Markdown already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** A table without the columns in which no row has anything. */
export function denseTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = header.map((_, i) => rows.some((row) => row[i] !== ''));
  const dense = (cells: readonly string[]) => cells.filter((_, i) => used[i]);
  return table(dense(header), rows.map(dense));
}

/** Parts that are there, one blank line apart. */
export function paragraphs(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join('\n\n');
}

/** A folded part, or one that begins unfolded. */
export function details(summary: string, body: string, isOpen = false): string {
  return body === '' ? '' : `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A bullet list of plain texts, the last line saying how many are left out. */
export function bullets(items: readonly string[], max: number): string {
  const lines = items.slice(0, max).map((item) => `- ${text(item)}`);
  return [...lines, ...(items.length > max ? [`- and ${items.length - max} more`] : [])].join('\n');
}

/** The first version that fits: reports shrink in steps and are never cut in the middle of a table. */
export function firstThatFits(budget: number, ...versions: readonly (() => string)[]): string {
  let shortest = '';
  for (const version of versions) {
    shortest = version();
    if (shortest.length <= budget) return shortest;
  }
  throw new RangeError(`even the shortest report has ${shortest.length} characters; ${budget} are allowed`);
}

/** `1 rule`, `3 rules`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
