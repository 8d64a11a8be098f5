import type { Diff, DiffRow } from '../reachability/index.ts';
import { causesCell, causeText } from './cause.ts';
import { concealed } from './concealed.ts';
import { clean, text } from './escape.ts';
import { diffJson, fromInternet, fromNamed, openedMark, ordered, partyText } from './flow.ts';
import { count, paragraphs, table } from './markdown.ts';
import { serviceText } from './service.ts';
import { undecided } from './undecided.ts';

/** What `sallyport diff` prints for terminals and programs; JSON is the contract of docs/reachability.md. */
export function renderDiff(diff: Diff, format: 'text' | 'json'): string {
  const shown = concealed(diff);
  return `${format === 'json' ? JSON.stringify(diffJson(shown), null, 2) : diffText(shown)}\n`;
}

/**
 * `🔴 1 opened to the internet · 🟠 1 opened to office · 3 opened in all · 1 closed`; all is left out where it would say the
 * same again.
 * @param unread how much of the code could not be read: nothing is certain then
 * @param details false: where strangers read, who is let in goes unnamed
 */
export function diffHeadline(diffs: readonly Diff[], unread = 0, details = true): string {
  const opened = diffs.flatMap((diff) => diff.opened);
  const closed = diffs.flatMap((diff) => diff.closed).length;
  const undecided = diffs.flatMap((diff) => diff.unknowns).length;
  const exposed = opened.filter(fromInternet).length;
  const named = opened.filter(fromNamed);
  const graded = exposed + named.length;
  const parts = [
    ...(exposed > 0 ? [`🔴 ${exposed} opened to the internet`] : []),
    ...(named.length > 0 ? [`🟠 ${named.length} opened to ${details ? namesText(named) : 'named ranges'}`] : []),
    ...(opened.length > graded ? [graded > 0 ? `${opened.length} opened in all` : `➕ ${opened.length} opened`] : []),
    ...(closed > 0 ? [`${opened.length > 0 ? '' : '➖ '}${closed} closed`] : []),
  ];
  if (parts.length === 0)
    parts.push(
      undecided + unread > 0 ? '❔ No reachability change that could be decided' : '✅ No reachability change',
    );
  const open = [
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(unread > 0 ? [`${unread} not understood`] : []),
  ];
  return [...parts, ...open].join(' · ');
}

function namesText(rows: readonly DiffRow[]): string {
  const names = [...new Set(rows.map(({ from }) => from.name))].sort();
  return names.length > MAX_NAMES ? `${names.length} named ranges` : names.join(' and ');
}

const MAX_NAMES = 2;

/**
 * The rows of a diff as a table: at most `max`, the rest counted.
 * @param forbidden rows that break a policy
 */
export function diffTable(diff: Diff, max: number, forbidden: ReadonlySet<DiffRow> = new Set()): string {
  const rows = [
    ...ordered(diff.opened).map((row) => ({ row, mark: opening(row, forbidden.has(row)) })),
    ...ordered(diff.closed).map((row) => ({ row, mark: '➖ closed' })),
  ];
  if (rows.length === 0) return '';
  const hidden = rows.length - max;
  const shown = rows.slice(0, max).map(({ row, mark }) => [mark, ...cells(row)]);
  return paragraphs(table(['', 'from', 'to', 'service', 'because'], shown), hidden > 0 && `… and ${hidden} more rows.`);
}

function opening(row: DiffRow, isForbidden: boolean): string {
  return `${openedMark(row, isForbidden)} opened${row.potential ? ' (potential)' : ''}`;
}

function cells(row: DiffRow): readonly string[] {
  const service = text(serviceText(row.services));
  return [text(partyText(row.from)), text(partyText(row.to, row.potential)), service, causesCell(row.because)];
}

function diffText(diff: Diff): string {
  const lines = (mark: string, rows: readonly DiffRow[]) =>
    ordered(rows).flatMap((row) => [
      clean(
        `${fromInternet(row) ? '!' : ' '}${mark} ${partyText(row.from)} → ${partyText(row.to, row.potential)}: ${serviceText(row.services)}${row.potential ? ' (potential)' : ''}`,
        400,
      ),
      ...row.because.map((cause) => `     ${causeText(cause)}`),
    ]);
  const open = diff.unknowns.map((unknown) => `  ? ${clean(undecided(unknown), 600)}`);
  const summary = `${count(diff.opened.length, 'flow')} opened, ${diff.closed.length} closed, ${diff.unknowns.length} undecided`;
  const body = [...lines('+', diff.opened), ...lines('-', diff.closed), ...open];
  return [...body.map((line) => line.replace(/^(?! )/, ' ')), ...(body.length > 0 ? [''] : []), summary].join('\n');
}
