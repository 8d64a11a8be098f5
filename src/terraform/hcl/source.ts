import type { SourceLocation } from '../../network/index.ts';

/** One text that is parsed. `within` places text that was decoded out of another file (a JSON string) at its string. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  readonly within?: Range;
  lineStarts?: readonly number[];
}

/** A stretch of a source text: UTF-16 offsets, `end` exclusive. */
export interface Range {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A place as editors count: lines and columns from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a range lies, in the lines of its file. `endLine` is there only when it differs from `line`. */
export function locate(range: Range): SourceLocation {
  if (range.source.within) return locate(range.source.within);
  const line = lineAt(range.source, range.start);
  const endLine = lineAt(range.source, Math.max(range.start, range.end - 1));
  return endLine > line ? { file: range.source.file, line, endLine } : { file: range.source.file, line };
}

/** Line and column of an offset. */
export function positionAt(source: SourceText, offset: number): Position {
  const line = lineAt(source, offset);
  return { line, column: offset - starts(source)[line - 1]! + 1 };
}

/** The text a range covers, as written. */
export function textOf(range: Range): string {
  return range.source.text.slice(range.start, range.end);
}

function lineAt(source: SourceText, offset: number): number {
  const lines = starts(source);
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function starts(source: SourceText): readonly number[] {
  if (source.lineStarts) return source.lineStarts;
  const lines = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) lines.push(at + 1);
  source.lineStarts = lines;
  return lines;
}
