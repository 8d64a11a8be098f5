import type { Finding, IssueEvent, Resolution } from '../findings/index.ts';
import { causesCell } from './cause.ts';
import { code, text } from './escape.ts';
import { paragraphs } from './markdown.ts';
import { SEVERITY_ICON } from './severity.ts';

/** The comment that tells of an event: what happened, and what is expected of whom. */
export function renderIssueEvent(event: IssueEvent): string {
  switch (event.kind) {
    case 'worse':
      return changed('**This got worse.**', event.before, event.after);
    case 'better':
      return changed('**This got better**, but it is not gone.', event.before, event.after);
    case 'regressed':
      return paragraphs(
        `**It is back** (regression ${event.count}). A complete scan had shown it gone.`,
        text(event.finding.summary, 2000),
        because(event.finding),
      );
    case 'returned':
      return `Watched again (${RETURNED[event.closedBecause]}), and still present.`;
    case 'closed-by-hand':
      return paragraphs(
        'This was closed by hand, but the last scan still finds it, so it is open again. This happens once only.',
        'To live with it for a time, answer with `/sallyport accept until YYYY-MM-DD reason`. Closed by hand again, it ' +
          'stays closed and is listed in the overview as still present.',
      );
    case 'still-present':
      return 'The last scan still finds this, so the issue is open again.';
    case 'waiver-expired':
      return `The waiver of ${code(event.waiver.by)} ended with ${text(event.waiver.until)}, and the finding is still present.`;
    case 'waiver-revoked':
      return `Reopened by hand: the waiver of ${code(event.waiver.by)} until ${text(event.waiver.until)} no longer counts.`;
    case 'overdue':
      return `**Overdue** since ${event.due.slice(0, 10)} (severity ${event.finding.severity}). Fix it, or answer with \`/sallyport accept until YYYY-MM-DD reason\`.`;
    case 'resolved':
      return resolved(event);
    case 'duplicate':
      return `Duplicate of #${event.of}, which is older and stays the issue for this finding.`;
  }
}

function changed(first: string, before: Finding, after: Finding): string {
  const move =
    before.severity === after.severity
      ? undefined
      : `Severity: ${SEVERITY_ICON[before.severity]} ${before.severity} → ${SEVERITY_ICON[after.severity]} ${after.severity}`;
  const reach = before.exposure === after.exposure ? undefined : `Exposure: ${before.exposure} → ${after.exposure}`;
  return paragraphs(first, [move, reach].filter(Boolean).join('  \n'), text(after.summary, 2000), because(after));
}

function because(finding: Finding): string | undefined {
  return finding.because.length > 0 ? `Responsible: ${causesCell(finding.because)}` : undefined;
}

const RETURNED: Readonly<Record<Resolution, string>> = {
  gone: 'seen again',
  'check-disabled': 'the check is enabled again',
  'account-unlinked': 'the account is linked again',
  'region-unlinked': 'the Region is watched again',
  'routed-elsewhere': 'it is kept in this repository again',
};

function resolved({
  finding,
  because: reason,
  evidence,
  now,
  repository,
}: Extract<IssueEvent, { kind: 'resolved' }>): string {
  if (reason === 'check-disabled') return `Closed: the check ${code(finding.check)} is disabled in the configuration.`;
  if (reason === 'account-unlinked')
    return `Closed: the account ${code(finding.account)} is no longer linked, so nothing is known of it any more.`;
  if (reason === 'region-unlinked')
    return `Closed: the Region ${code(finding.region)} is no longer watched, so nothing is known of it any more.`;
  if (reason === 'routed-elsewhere')
    return repository
      ? `Closed: the configuration keeps this finding in ${code(repository)} from now on. It is not gone.`
      : 'Closed: the configuration no longer keeps this finding in this repository. It is not gone.';
  return paragraphs(
    `✅ **Gone.** The scan of ${code(finding.account)}, ${code(finding.region)} at ${now.slice(0, 16).replace('T', ' ')} UTC no longer finds it.`,
    evidence.length > 0 && `Evidence, read completely: ${evidence.map((each) => code(each)).join(', ')}.`,
    because(finding)?.replace('Responsible:', 'It was:'),
  );
}
