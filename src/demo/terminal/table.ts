import { widthOf, wrap } from './wrap.ts';

/** Narrowest a column may become. */
const MIN = 6;

/**
 * A table in at most `width` columns: the widest columns give way and their cells wrap. Columns are two spaces apart, the
 * head is underlined.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const gaps = 2 * (head.length - 1);
  const widths = head.map((cell, i) => Math.max(widthOf(cell), ...rows.map((row) => widthOf(row[i] ?? '')), 1));
  for (let excess = sum(widths) + gaps - width; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= MIN) break;
    widths[widest]!--;
  }
  const line = (cells: readonly string[]): string[] => {
    const columns = widths.map((columnWidth, i) => wrap(cells[i] ?? '', columnWidth));
    const height = Math.max(...columns.map((column) => column.length));
    return Array.from({ length: height }, (_, y) =>
      columns
        .map((column, i) => pad(column[y] ?? '', widths[i]!))
        .join('  ')
        .trimEnd(),
    );
  };
  const hasHead = head.some((cell) => cell !== '');
  const rule = widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  ');
  return [...(hasHead ? line(head) : []), rule, ...rows.flatMap(line)];
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
