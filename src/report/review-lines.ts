import type { Cause, DiffRow } from '../reachability/index.ts';
import { clean, fenced, text } from './escape.ts';
import { fromInternet, openedMark, openedTo, ordered, partyText } from './flow.ts';
import { details, paragraphs } from './markdown.ts';
import { forbiddenRows } from './policy.ts';
import type { Annotation, ReviewComment, ReviewInput, Suggestion } from './review-input.ts';
import { serviceText } from './service.ts';
import { witnessMarkdown } from './witness.ts';

const MAX_COMMENTS = 10;
const MAX_ANNOTATIONS = 50;

/** Everything that one written cause opens. */
interface Line {
  readonly file: string;
  readonly line: number;
  readonly cause: Cause;
  readonly rows: readonly DiffRow[];
}

/** Comments on the lines that let the internet in, that break a policy, or that are mended mechanically; one for each. */
export function reviewComments(input: ReviewInput): readonly ReviewComment[] {
  const forbidden = forbiddenRows(input);
  const suggestions = new Map(
    input.targets.flatMap((target) => target.suggestions ?? []).map((each) => [`${each.file}:${each.line}`, each]),
  );
  const concern = (row: DiffRow) => fromInternet(row) || forbidden.has(row);
  return linesOf(input)
    .map((line) => {
      const suggestion = suggestions.get(`${line.file}:${line.line}`);
      return { ...line, suggestion, rows: suggestion ? line.rows : line.rows.filter(concern) };
    })
    .filter(({ rows }) => rows.length > 0)
    .slice(0, MAX_COMMENTS)
    .map((line) => ({
      path: line.file,
      line: line.line,
      body: commentBody(line, forbidden, rulesBrokenBy(line.rows, input)),
      key: JSON.stringify([line.file, line.cause.address ?? '', line.cause.text]),
    }));
}

/** The organisation's own rules that rows break, in words. */
function rulesBrokenBy(rows: readonly DiffRow[], { targets }: ReviewInput): readonly string[] {
  const broken = targets.flatMap(({ diff, breaches = [] }) =>
    breaches.filter((breach) => breach.rows.some((at) => rows.includes(diff.opened[at]!))).map(({ rule }) => rule),
  );
  return [...new Set(broken)];
}

function commentBody(
  { rows, suggestion }: Line & { readonly suggestion: Suggestion | undefined },
  forbidden: ReadonlySet<DiffRow>,
  broken: readonly string[],
): string {
  const says = rows.slice(0, 10).map((row) => `- ${openedMark(row, forbidden.has(row))} ${text(rowText(row))}`);
  const witness = rows.find((row) => row.witness)?.witness;
  return paragraphs(
    `**This line opens${toText(rows)}:**`,
    [...says, ...(rows.length > 10 ? [`- and ${rows.length - 10} more`] : [])].join('\n'),
    broken.map((rule) => `✗ Policy: ${text(rule)}`).join('\n\n'),
    suggestion && `One way to mend it: ${text(suggestion.text)}.`,
    suggestion && fenced(suggestion.lines, 'suggestion'),
    witness && details('Proof: a packet that would get through', witnessMarkdown(witness)),
  );
}

/** One annotation for each line that opens something, and one for each line that could not be read. */
export function annotations(input: ReviewInput): readonly Annotation[] {
  const forbidden = forbiddenRows(input);
  const opened = linesOf(input).map((line): Annotation => {
    const exposed = line.rows.some(fromInternet);
    const fails = line.rows.some((row) => forbidden.has(row));
    return {
      path: line.file,
      startLine: line.line,
      endLine: line.line,
      level: fails && !input.approval ? 'failure' : exposed ? 'warning' : 'notice',
      title: clean(`Opens${toText(line.rows)}`),
      message: line.rows.slice(0, 20).map(rowText).join('\n'),
    };
  });
  const unread = input.targets.flatMap((target) =>
    target.problems.flatMap(({ file, line, message, resource }): readonly Annotation[] => {
      if (file === undefined || line === undefined) return [];
      const place = { path: file, startLine: line, endLine: line };
      return [{ ...place, level: 'notice', title: 'Not understood', message: clean(`${resource}: ${message}`, 1000) }];
    }),
  );
  return [...opened, ...unread].slice(0, MAX_ANNOTATIONS);
}

/** ` to the internet`, ` to office`; nothing where what opens is inside. */
function toText(rows: readonly DiffRow[]): string {
  const ends = new Set(rows.flatMap((row) => openedTo(row) ?? []));
  if (ends.has('the internet')) return ' to the internet';
  return ends.size > 0 ? ` to ${[...ends].sort().join(' and ')}` : '';
}

function rowText(row: DiffRow): string {
  const potential = row.potential ? ', as soon as something holds it' : '';
  const from = `${row.from.kind === 'internet' ? 'the ' : ''}${partyText(row.from)}`;
  return clean(
    `${from} could reach ${partyText(row.to, row.potential)}: ${serviceText(row.services)}${potential}`,
    400,
  );
}

/** Opened rows by the line that causes them, what lets the internet in first. */
function linesOf({ targets }: ReviewInput): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const row of targets.flatMap((target) => ordered(target.diff.opened))) {
    for (const cause of row.because) {
      if (cause.file === undefined || cause.line === undefined) continue;
      const key = `${cause.file}:${cause.line}`;
      const line = lines.get(key) ?? { file: cause.file, line: cause.line, cause, rows: [] };
      if (!line.rows.includes(row)) lines.set(key, { ...line, rows: [...line.rows, row] });
    }
  }
  const all = [...lines.values()];
  return [
    ...all.filter((line) => line.rows.some(fromInternet)),
    ...all.filter((line) => !line.rows.some(fromInternet)),
  ];
}
