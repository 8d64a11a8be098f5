import type { Finding } from '../../src/checks/index.ts';
import {
  createSeal,
  type Elsewhere,
  type Gauge,
  ISSUE_DEFAULTS,
  type ReconcileConfig,
  type Renderer,
  reconcile,
  rowMarker,
  type ScanCompleteness,
  type TrackedFinding,
} from '../../src/findings/index.ts';
import { GitHubModel } from './github-model.ts';

export const SEAL = createSeal('the secret of this test');
export const ACCOUNT = '123456789012';
export const OPERATIONS = ['describe-network-interfaces', 'describe-security-groups'];

export function finding(group: string, over: Partial<Finding> = {}): Finding {
  return {
    check: 'internet-admin-port',
    identity: [group, 'ingress'],
    severity: 'critical',
    account: ACCOUNT,
    region: 'us-east-1',
    resource: { kind: 'security-group', id: group, name: group },
    title: `the internet can reach tcp/22 through ${group}`,
    summary: `tcp/22 is open on ${group}`,
    exposure: 'exposed',
    because: [{ text: 'ingress tcp 22 from 0.0.0.0/0', ruleId: `sgr-${group}` }],
    exposed: [{ interfaceId: 'eni-1' }],
    fix: { cli: ['aws ec2 revoke-security-group-ingress'] },
    ...over,
  };
}

export function scan(over: Partial<ScanCompleteness> = {}): ScanCompleteness {
  return { account: ACCOUNT, region: 'us-east-1', complete: OPERATIONS, incomplete: [], ...over };
}

export const PARTIAL = scan({
  complete: ['describe-security-groups'],
  incomplete: [{ operation: 'describe-network-interfaces', reason: 'AccessDenied' }],
});

/** A renderer whose text is its input: the reconciler's tests are not about wording. */
export const plainRender: Renderer = {
  finding: (found, { accountName, tracked, due }) => ({
    title: `${accountName}: ${found.title}`,
    body: `${found.summary}\n${found.because.map((cause) => cause.text).join('\n')}\n${tracked.state} due ${due ?? '-'}`,
    labels: [
      'sallyport',
      `severity: ${found.severity}`,
      `account: ${accountName}`,
      ...(tracked.regressions > 0 ? ['regressed'] : []),
      ...(tracked.overdue ? ['overdue'] : []),
    ],
  }),
  overview: ({ accountName, rows, now }) => ({
    title: `overview of ${accountName}`,
    body: [
      `scanned ${now}`,
      ...rows.map(
        ({ tracked, issueNumber }) =>
          `- [ ] ${issueNumber ? `#${issueNumber}` : '-'} ${tracked.state} ${tracked.finding.title} ${rowMarker(tracked.key)}`,
      ),
    ].join('\n'),
    labels: ['sallyport', `account: ${accountName}`],
  }),
  event: (event) => (event.kind === 'duplicate' ? `duplicate of #${event.of}` : event.kind),
};

/** The tracker with its two memories, database and GitHub, and a clock that moves an hour a scan. */
export class Tracker {
  readonly github = new GitHubModel();
  tracked: readonly TrackedFinding[] = [];
  config: ReconcileConfig;
  render: Renderer;
  /** What other repositories keep. */
  elsewhere: ReadonlyMap<string, Elsewhere> = new Map();
  #now = Date.parse('2026-03-01T00:00:00Z');

  constructor(config: Partial<ReconcileConfig> = {}, render: Renderer = plainRender) {
    this.render = render;
    this.config = {
      ...ISSUE_DEFAULTS,
      accounts: new Map([[ACCOUNT, { name: 'prod' }]]),
      checks: new Map([['internet-admin-port', { dependsOn: OPERATIONS }]]),
      ...config,
    };
  }

  get now(): string {
    return new Date(this.#now).toISOString();
  }

  wait(days: number): void {
    this.#now += days * 24 * 60 * 60 * 1000;
  }

  /** One scan, reconciled until GitHub is as it should be; the actions of every pass. */
  scan(
    findings: readonly Finding[],
    completeness: readonly ScanCompleteness[] = [scan()],
    gauges: readonly Gauge[] = [],
  ) {
    this.#now += 60 * 60 * 1000;
    return [this.pass(findings, completeness, gauges), this.pass(findings, completeness, gauges)];
  }

  pass(
    findings: readonly Finding[],
    completeness: readonly ScanCompleteness[] = [scan()],
    gauges: readonly Gauge[] = [],
  ) {
    const { tracked, config, now, render } = this;
    const result = reconcile({
      ...{ findings, completeness, tracked, issues: this.github.issues, config, now, render, gauges },
      seal: SEAL,
      elsewhere: this.elsewhere,
    });
    const numbers = this.github.apply(result.actions);
    this.tracked = result.tracked.map((entry) => {
      const number = numbers.get(entry.key);
      return number === undefined ? entry : { ...entry, issueNumber: number };
    });
    return result.actions;
  }

  loseDatabase(): void {
    this.tracked = [];
  }
}
