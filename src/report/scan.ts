import { compareFindings, type Finding, SEVERITIES } from '../findings/index.ts';
import type { Gap } from '../network/index.ts';
import { type CheckInfo, referencesText } from './check-info.ts';
import { clean, code, text } from './escape.ts';
import { count, details, paragraphs, table } from './markdown.ts';
import { renderSarif } from './sarif.ts';
import { scanJson } from './scan-json.ts';
import { SEVERITY_ICON } from './severity.ts';

export type ScanFormat = 'table' | 'json' | 'sarif' | 'markdown';

export interface ScanReport {
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckInfo[];
  /** What the scan could not read; findings may be missing because of it. */
  readonly gaps: readonly Gap[];
  /** Findings left out because a baseline has them. */
  readonly baselined?: number;
  /** Columns of the terminal a table is for; absent: long lines are left as they are. */
  readonly width?: number;
  /** The product's version, for SARIF. */
  readonly version: string;
}

/** What `sallyport scan` prints, worst first. */
export function renderScan(report: ScanReport, format: ScanFormat): string {
  const sorted = { ...report, findings: [...report.findings].sort(compareFindings) };
  switch (format) {
    case 'table':
      return `${scanTable(sorted)}\n`;
    case 'markdown':
      return `${scanMarkdown(sorted)}\n`;
    case 'json':
      return `${JSON.stringify(scanJson(sorted), null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(renderSarif(sorted), null, 2)}\n`;
  }
}

function countOf(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function summary({ findings, baselined = 0 }: ScanReport, where = ''): string {
  const known = baselined > 0 ? ` ${baselined} more are in the baseline.` : '';
  if (findings.length === 0) return baselined > 0 ? `Nothing new found.${known}` : 'Nothing found.';
  const parts = SEVERITIES.map((severity) => [countOf(findings, severity), severity] as const);
  const counts = parts.filter(([number]) => number > 0).map(([number, severity]) => `${number} ${severity}`);
  return `${count(findings.length, 'finding')}${where}: ${counts.join(', ')}.${known}`;
}

function scanTable(report: ScanReport): string {
  const { findings, gaps } = report;
  const rows = findings.map((finding) => [
    finding.severity,
    finding.exposure === 'none' ? '' : finding.exposure,
    finding.account,
    finding.region,
    finding.check,
    [clean(finding.title, 200), ...(writtenAt(finding) === '' ? [] : [`(${clean(writtenAt(finding))})`])].join(' '),
  ]);
  const missing = missingCalls(gaps).map((gap) => `  ${clean(gap, 400)}`);
  const notes = missing.length > 0 ? ['', 'Not read completely; findings may be missing:', ...missing] : [];
  return [
    ...(rows.length > 0 ? [columns(rows, report.width), ''] : []),
    summary(report, place(findings)),
    ...notes,
  ].join('\n');
}

/** Asked and not answered; what was never asked is no failure. */
function missingCalls(gaps: readonly Gap[]): readonly string[] {
  return gaps
    .filter((gap) => gap.kind !== 'not-collected')
    .map(({ account, region, operation, kind, reason }) => `${account} ${region} ${operation}: ${reason ?? kind}`);
}

/** The first place in code that is responsible. */
function writtenAt({ because }: Finding): string {
  const cause = because.find(({ file }) => file !== undefined);
  return cause ? `${cause.file}:${cause.line ?? 1}` : '';
}

/** Rows without the columns that tell nothing: one account or Region for all, no place in code. */
function telling(head: readonly string[], rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const isTold = head.map((name, at) => {
    const values = new Set(rows.map((row) => row[at]));
    return /^(account|region)$/i.test(name) ? values.size > 1 : name !== 'where' || values.size > 1 || !values.has('');
  });
  return [head, ...rows].map((row) => row.filter((_, at) => isTold[at]));
}

/** What is found is wrapped in its column. */
function columns(rows: readonly (readonly string[])[], width: number | undefined): string {
  const all = telling(['severity', 'exposure', 'account', 'region', 'check', 'what'], rows);
  const widths = all[0]!.slice(0, -1).map((_, at) => Math.max(...all.map((row) => row[at]!.length)));
  const indent = widths.reduce((sum, each) => sum + each + 2, 0);
  const room = width === undefined ? 200 : Math.max(30, width - indent);
  const line = (row: readonly string[]) => {
    const [first = '', ...more] = wrapped(row.at(-1)!, room);
    const cells = widths.map((each, at) => row[at]!.padEnd(each));
    return [[...cells, first].join('  ').trimEnd(), ...more.map((text) => ' '.repeat(indent) + text)].join('\n');
  };
  const rule = [...widths, Math.min(room, 40)].map((each) => '─'.repeat(each)).join('  ');
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join('\n');
}

/** Lines of whole words; a word that is too long stays whole. */
function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** ` in 123456789012 us-east-1`, where that is all there is. */
function place(findings: readonly Finding[]): string {
  const same = (values: readonly string[]) => (new Set(values).size === 1 ? values[0]! : '');
  const [account, region] = [same(findings.map((each) => each.account)), same(findings.map((each) => each.region))];
  return account === '' && region === '' ? '' : ` in ${[account, region].filter((part) => part !== '').join(' ')}`;
}

function scanMarkdown(report: ScanReport): string {
  const { findings, gaps, checks } = report;
  const rows = findings.map((finding) => [
    `${SEVERITY_ICON[finding.severity]} ${finding.severity}`,
    text(finding.title),
    finding.exposure === 'none' ? '' : finding.exposure,
    code(finding.account),
    code(finding.region),
    writtenAt(finding) === '' ? '' : code(writtenAt(finding)),
    code(finding.check),
  ]);
  const [head, ...told] = telling(['severity', 'what', 'exposure', 'account', 'Region', 'where', 'check'], rows);
  const used = new Set(findings.map((finding) => finding.check));
  const abouts = checks
    .filter((check) => used.has(check.id))
    .map((check) => {
      const references = referencesText(check);
      return `- ${code(check.id)}: ${text(check.what)}${references === '' ? '' : ` (${text(references)})`}`;
    });
  const missing = missingCalls(gaps).map((gap) => `- ${text(gap)}`);
  return paragraphs(
    `### ${text(summary(report, place(findings)))}`,
    rows.length > 0 && table(head!, told),
    abouts.length > 0 && details('The checks', abouts.join('\n')),
    missing.length > 0 && `**Not read completely; findings may be missing**\n\n${missing.join('\n')}`,
  );
}
