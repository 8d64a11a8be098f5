import { widthOf, wrap } from './wrap.ts';

/** Words up to this long are kept whole where there is room. */
const MAX_WORD = 22;

/** A table in at most `width` columns, as low as it gets. Columns are two spaces apart, the head is underlined. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columnWidths(
    head.map((cell, i) => [cell, ...rows.map((row) => row[i] ?? '')]),
    width - 2 * (head.length - 1),
  );
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

/** Starts with what the longest words need, then widens the column that is the highest, as long as there is room. */
function columnWidths(columns: readonly (readonly string[])[], room: number): number[] {
  const longest = (cells: readonly string[], separator: string | RegExp): number =>
    Math.max(1, ...cells.flatMap((cell) => cell.split(separator)).map(widthOf));
  const natural = columns.map((cells) => longest(cells, '\n'));
  const widths = columns.map((cells) => Math.min(longest(cells, /\s/), MAX_WORD));
  let left = room - widths.reduce((total, columnWidth) => total + columnWidth, 0);
  for (; left > 0; left--) {
    const heights = columns.map((cells, i) =>
      widths[i]! < natural[i]! ? Math.max(...cells.map((cell) => widthOf(cell) / widths[i]!)) : 0,
    );
    const highest = Math.max(...heights);
    if (highest === 0) break;
    widths[heights.indexOf(highest)]!++;
  }
  return widths;
}
