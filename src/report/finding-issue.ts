import type { Finding, IssueContext, RenderedIssue } from '../findings/index.ts';
import { causePlace } from './cause.ts';
import { type CheckInfo, referencesText } from './check-info.ts';
import { code, fenced, label, text, title } from './escape.ts';
import { BODY_BUDGET, count, denseTable, details, firstThatFits, paragraphs } from './markdown.ts';
import { SEVERITY_ICON } from './severity.ts';
import { witnessMarkdown } from './witness.ts';

/** Rows of a table in an issue; the rest is counted. */
const MAX_ROWS = 20;

export interface FindingIssueContext extends IssueContext {
  readonly check?: CheckInfo;
}

/** A finding's issue: who can reach what, why, the proof and the fix. The marker is the caller's to add. */
export function renderFindingIssue(finding: Finding, context: FindingIssueContext): RenderedIssue {
  return {
    title: title(`${context.accountName}: ${finding.title}`),
    body: firstThatFits(
      BODY_BUDGET,
      () => body(finding, context, MAX_ROWS, true),
      () => body(finding, context, 5, false),
      () => paragraphs(facts(finding, context), text(finding.summary), commands()),
    ),
    labels: labels(finding, context),
  };
}

function labels(finding: Finding, { accountName, tracked }: FindingIssueContext): readonly string[] {
  return [
    'sallyport',
    `severity: ${finding.severity}`,
    label('account: ', accountName),
    ...(tracked.regressions > 0 ? ['regressed'] : []),
    ...(tracked.overdue ? ['overdue'] : []),
  ];
}

function body(finding: Finding, context: FindingIssueContext, rows: number, withWitness: boolean): string {
  return paragraphs(
    banner(context),
    facts(finding, context),
    text(finding.summary, 2000),
    responsible(finding, rows),
    exposed(finding, rows),
    withWitness && finding.witness && details('Proof: a packet that gets through', witnessMarkdown(finding.witness)),
    fix(finding, rows),
    context.check && about(context.check),
    commands(),
    history(context),
  );
}

function banner({ tracked }: FindingIssueContext): string | undefined {
  if (tracked.state === 'closed-by-hand')
    return '> **Closed by hand, still present.** It stays closed; the overview lists it until it is gone.';
  if (tracked.state !== 'accepted' || !tracked.waiver) return undefined;
  const { by, reason, until } = tracked.waiver;
  return `> **Accepted** until ${text(until)} by ${code(by)}: ${text(reason)}`;
}

function facts(finding: Finding, { accountName, check, due, tracked }: FindingIssueContext): string {
  const account =
    accountName === finding.account ? code(finding.account) : `${text(accountName)} (${code(finding.account)})`;
  const references = check ? headReferences(check) : '';
  const items = [
    `${SEVERITY_ICON[finding.severity]} **${finding.severity}**${EXPOSURE[finding.exposure]}`,
    `account ${account}`,
    `Region ${code(finding.region)}`,
    `check ${code(finding.check)}${references === '' ? '' : ` (${text(references)})`}`,
    ...(due !== undefined && tracked.state === 'open' ? [`due ${due.slice(0, 10)}`] : []),
  ];
  return items.join(' · ');
}

/** The newest CIS and the Security Hub numbers: what an auditor asks for first. */
function headReferences({ references }: CheckInfo): string {
  const cis = references['cis']?.at(-1);
  const hub = references['securityHub'] ?? [];
  return [...(cis ? [`CIS AWS ${cis}`] : []), ...(hub.length > 0 ? [`Security Hub ${hub.join(', ')}`] : [])].join(
    ' · ',
  );
}

const EXPOSURE = {
  exposed: ', exposed now',
  latent: ', latent: open, but nothing gets through today',
  none: '',
} as const;

function responsible(finding: Finding, max: number): string | undefined {
  const causes = finding.because;
  if (causes.length === 0) return undefined;
  const rows = causes.slice(0, max).map((cause) => {
    const id = cause.ruleId ?? cause.address;
    return [id ? code(id) : '', cause.resource ? code(cause.resource) : '', text(cause.text), place(causePlace(cause))];
  });
  return paragraphs(
    '### Responsible',
    denseTable(['rule', 'in', 'what it says', 'written at'], rows),
    rest(causes.length, max),
  );
}

function place(at: string | undefined): string {
  return at === undefined ? '' : code(at);
}

function exposed(finding: Finding, max: number): string | undefined {
  const list = finding.exposed;
  if (list.length === 0) return undefined;
  const rows = [...list]
    .sort(byName)
    .slice(0, max)
    .map((each) => {
      const ids = [each.instanceId, each.interfaceId].filter((id) => id !== undefined).map((id) => code(id));
      const cells = [each.publicIp, each.privateIp, each.subnetId].map((cell) => (cell ? code(cell) : ''));
      return [each.name ? text(each.name, 80) : '', ids.join('<br>'), ...cells];
    });
  const heading = finding.exposure === 'exposed' ? 'Exposed' : 'Concerned';
  return paragraphs(
    `### ${heading}: ${count(list.length, 'interface')}`,
    denseTable(['name', 'instance, interface', 'public address', 'private address', 'subnet'], rows),
    rest(list.length, max),
  );
}

/** `web-2` before `web-10`; what has no name comes last. */
function byName(a: Finding['exposed'][number], b: Finding['exposed'][number]): number {
  const names = ORDER.compare(a.name ?? '', b.name ?? '');
  return Number(!a.name) - Number(!b.name) || names || ORDER.compare(a.interfaceId, b.interfaceId);
}

const ORDER = new Intl.Collator('en', { numeric: true });

function rest(total: number, shown: number): string | undefined {
  return total > shown ? `… and ${total - shown} more` : undefined;
}

function fix(finding: Finding, max: number): string | undefined {
  const { cli, terraform } = finding.fix;
  if (cli.length === 0 && terraform === undefined) return undefined;
  return paragraphs(
    '### Fix',
    cli.length > 0 && fenced(cli.slice(0, max), 'sh'),
    rest(cli.length, max),
    terraform !== undefined && `In Terraform: ${text(terraform, 1000)}`,
  );
}

function about(check: CheckInfo): string {
  const references = referencesText(check);
  return details(
    `About <code>${check.id}</code>`,
    paragraphs(
      text(check.what, 2000),
      text(check.why, 2000),
      text(check.remediation, 2000),
      references && text(references, 2000),
    ),
  );
}

function commands(): string {
  return details(
    'Answer with a command',
    [
      '- `/sallyport accept until 2030-12-31 reason`: live with it until then; the issue reopens when that day is over',
      '- `/sallyport recheck`: scan this account and Region now',
      '- `/sallyport why`: the path, hop by hop',
      '- `/sallyport reach internet sg-… tcp/443`: whether one can reach the other, and why',
      '- `/sallyport help`',
    ].join('\n'),
  );
}

function history({ tracked }: FindingIssueContext): string {
  const parts = [
    `First seen ${tracked.firstSeen.slice(0, 16).replace('T', ' ')} UTC`,
    ...(tracked.regressions > 0 ? [`came back ${count(tracked.regressions, 'time')}`] : []),
    'closed only when a complete scan shows it gone',
  ];
  return `<sub>${parts.join(' · ')}.</sub>`;
}
