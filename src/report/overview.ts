import {
  isAtLeast,
  OVERVIEW_MARKER_BUDGET,
  type OverviewInput,
  type OverviewRow,
  type RenderedIssue,
  rowMarker,
  SEVERITIES,
} from '../findings/index.ts';
import { code, label, text, title } from './escape.ts';
import { bullets, count, details, firstThatFits, paragraphs, table } from './markdown.ts';
import { SEVERITY_ICON } from './severity.ts';

/** An account's overview issue: counts, every finding with its state, quota gauges, what could not be read. */
export function renderOverview(input: OverviewInput): RenderedIssue {
  const steps = [300, 150, 50, 0].map((max) => () => body(input, max));
  return {
    title: title(`${input.accountName}: network overview (${input.account})`),
    body: firstThatFits(65_536 - OVERVIEW_MARKER_BUDGET, ...steps),
    labels: ['sallyport', label('account: ', input.accountName)],
  };
}

function body(input: OverviewInput, maxRows: number): string {
  return paragraphs(
    `What Sallyport knows of account ${text(input.accountName)} (${code(input.account)}). Rewritten by every scan.`,
    counts(input.rows),
    findings(input, maxRows),
    elsewhere(input),
    gauges(input),
    scans(input),
    unread(input),
  );
}

const STATES = ['open', 'accepted', 'closed-by-hand'] as const;
const STATE_TEXT = { open: 'open', accepted: 'accepted', 'closed-by-hand': 'closed by hand, still present' } as const;

function counts(rows: readonly OverviewRow[]): string {
  if (rows.length === 0) return '✅ **Nothing found.**';
  const present = SEVERITIES.filter((severity) => rows.some((row) => row.tracked.finding.severity === severity));
  const lines = present.map((severity) => {
    const of = rows.filter((row) => row.tracked.finding.severity === severity);
    const numbers = STATES.map((state) => String(of.filter((row) => row.tracked.state === state).length));
    return [`${SEVERITY_ICON[severity]} ${severity}`, ...numbers];
  });
  return table(['severity', ...STATES.map((state) => STATE_TEXT[state])], lines);
}

function findings(input: OverviewInput, max: number): string | undefined {
  const { rows } = input;
  if (rows.length === 0) return undefined;
  const shown = rows.slice(0, max);
  const hidden = rows.length - shown.length;
  const isMain = ({ tracked, issueNumber }: OverviewRow) =>
    issueNumber !== undefined || isAtLeast(tracked.finding.severity, input.minSeverity);
  const rest = shown.filter((row) => !isMain(row));
  return paragraphs(
    `### ${count(rows.length, 'finding')}`,
    list(shown.filter(isMain), input),
    details(`Milder: ${count(rest.length, 'finding')}`, list(rest, input)),
    hidden > 0 &&
      `${hidden} ${shown.length > 0 ? 'milder ' : ''}findings are not listed here; \`sallyport scan\` prints all.`,
  );
}

function list(rows: readonly OverviewRow[], input: OverviewInput): string {
  const waiting = rows.some((row) => row.issueNumber === undefined && row.tracked.state === 'open');
  return paragraphs(
    waiting && 'Tick a box to open that finding’s issue with the next scan.',
    rows.map((row) => line(row, input)).join('\n'),
  );
}

function line({ tracked, issueNumber }: OverviewRow, { regions }: OverviewInput): string {
  const { finding, state } = tracked;
  const what = `${SEVERITY_ICON[finding.severity]} ${text(finding.title, 160)} · ${code(finding.region)} · ${code(finding.check)}`;
  const scannedAt = regions[finding.region]?.at;
  const isUnseen = scannedAt !== undefined && Date.parse(tracked.lastSeen) < Date.parse(scannedAt);
  const unseen = isUnseen ? ` · not looked at since ${tracked.lastSeen.slice(0, 10)}` : '';
  const since = `${tracked.overdue ? ', **overdue**' : ''}${unseen}`;
  const waived = state === 'accepted' && tracked.waiver ? ` until ${text(tracked.waiver.until)}` : '';
  if (issueNumber !== undefined) return `- ${what} · #${issueNumber} ${STATE_TEXT[state as 'open']}${waived}${since}`;
  if (state !== 'open') return `- ${what} · ${STATE_TEXT[state as 'open']}${waived}${unseen}`;
  return `- [ ] ${what}${unseen} ${rowMarker(tracked.key)}`;
}

function elsewhere({ elsewhere: kept = [] }: OverviewInput): string | undefined {
  if (kept.length === 0) return undefined;
  return `Kept elsewhere: ${kept.map(({ repository, count: n }) => `${count(n, 'finding')} in ${code(repository)}`).join(', ')}.`;
}

function gauges({ regions }: OverviewInput): string | undefined {
  const rows = Object.entries(regions).flatMap(([region, scan]) =>
    scan.gauges.map((gauge) => {
      const share = Math.round((100 * gauge.used) / gauge.limit);
      const bar = '█'.repeat(Math.min(10, Math.round(share / 10))).padEnd(10, '░');
      const resource = gauge.resource ? code(gauge.resource) : '';
      return [
        text(gauge.name),
        code(region),
        resource,
        `${gauge.used} of ${gauge.limit}${gauge.assumed ? ' (AWS’s default)' : ''}`,
        `\`${bar}\` ${share} %`,
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  return paragraphs('### Quotas', table(['quota', 'Region', 'closest', 'used', 'share'], rows));
}

function scans({ regions }: OverviewInput): string {
  const rows = Object.entries(regions).map(([region, { at, incomplete }]) => [
    code(region),
    `${at.slice(0, 16).replace('T', ' ')} UTC`,
    result(incomplete),
  ]);
  return paragraphs('### Last scans', table(['Region', 'last scan', 'result'], rows));
}

/** Without what lies beside the network a scan is complete all the same. */
function result(incomplete: OverviewInput['regions'][string]['incomplete']): string {
  const lacking = incomplete.filter(({ beside }) => !beside).length;
  if (lacking > 0) return `partial: ${count(lacking, 'call')} failed`;
  return incomplete.length > 0 ? `complete but for ${count(incomplete.length, 'optional call')}` : 'complete';
}

function unread({ regions, undecided }: OverviewInput): string | undefined {
  const items = Object.entries(regions).flatMap(([region, { incomplete }]) =>
    incomplete.map(({ operation, reason }) => {
      const checks = undecided?.get(operation) ?? [];
      return `${region} ${operation}: ${reason}${checks.length > 0 ? `; not wholly decided without it: ${checks.join(', ')}` : ''}`;
    }),
  );
  if (items.length === 0) return undefined;
  return paragraphs(
    '### What could not be read',
    'Findings that depend on these are kept as they are; a scan closes only what it would have seen.',
    bullets(items, 50),
  );
}
