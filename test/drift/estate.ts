import {
  createSeal,
  type Finding,
  type IssueEvent,
  type ReconcileConfig,
  type Renderer,
} from '../../src/findings/index.ts';
import type { Recorded, RegionSnapshot } from '../../src/snapshot/index.ts';

export const SEAL = createSeal('the secret of this test');
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** Groups open to the world, as a check would find them in this toy account: one name per finding. */
export function snapshotOf(
  groups: readonly string[],
  recorded: Partial<Record<string, Recorded>> = {},
): RegionSnapshot {
  const operations = new Map<string, Recorded>([
    ['describe-security-groups', { status: 'complete', output: { SecurityGroups: groups } }],
    ['describe-network-interfaces', { status: 'complete', output: { NetworkInterfaces: [] } }],
  ]);
  for (const [operation, answer] of Object.entries(recorded)) if (answer) operations.set(operation, answer);
  return { account: ACCOUNT, region: REGION, takenAt: '2026-01-01T00:00:00.000Z', operations };
}

export function findingOf(group: string): Finding {
  return {
    check: 'internet-admin-port',
    identity: [group],
    severity: 'critical',
    account: ACCOUNT,
    region: REGION,
    resource: { kind: 'security-group', id: group },
    title: `prod: the internet can reach tcp/22 through ${group}`,
    summary: `tcp/22 is open through ${group}`,
    exposure: 'exposed',
    because: [{ text: 'tcp 22 from 0.0.0.0/0', ruleId: `sgr-${group}` }],
    exposed: [],
    fix: { cli: [] },
  };
}

/** The stand-in for network, engine and checks: every group listed is a finding. */
export function analyse(regions: readonly RegionSnapshot[]) {
  const findings = regions.flatMap(({ operations }) => {
    const recorded = operations.get('describe-security-groups');
    const output = recorded && 'output' in recorded ? (recorded.output as { SecurityGroups: string[] }) : undefined;
    return (output?.SecurityGroups ?? []).map(findingOf);
  });
  return { findings, gauges: [] };
}

export const CONFIG: ReconcileConfig = {
  accounts: new Map([[ACCOUNT, { name: 'prod', regions: [REGION] }]]),
  checks: new Map([
    ['internet-admin-port', { dependsOn: ['describe-security-groups', 'describe-network-interfaces'] }],
  ]),
  maxNewPerScan: 10,
  minSeverity: 'low',
  dueDays: { critical: null, high: null, medium: null, low: null, info: null },
};

export const RENDER: Renderer = {
  finding: (finding, { tracked }) => ({
    title: finding.title,
    body: `${finding.summary}\n${tracked.state}`,
    labels: [],
  }),
  overview: ({ accountName, rows, regions }) => ({
    title: `Overview of ${accountName}`,
    body: [
      ...rows.map(({ tracked, issueNumber }) => `${tracked.finding.title} #${issueNumber ?? '-'}`),
      ...Object.entries(regions).flatMap(([region, { incomplete }]) =>
        incomplete.map(({ operation, reason }) => `${region} ${operation}: ${reason}`),
      ),
    ].join('\n'),
    labels: [],
  }),
  event: (event: IssueEvent) => event.kind,
};
