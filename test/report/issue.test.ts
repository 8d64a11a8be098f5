import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import {
  createSeal,
  findingKeyOf,
  findingMarker,
  OVERVIEW_MARKER_BUDGET,
  overviewMarker,
  parseOverviewMarker,
  tickedRows,
  withMarker,
} from '../../src/findings/index.ts';
import { issueRenderer, renderFindingIssue, renderOverview, renderWhy } from '../../src/report/index.ts';
import { finding, tracked } from './samples.ts';

const SEAL = createSeal('the secret of this test');
const check = CHECKS.find((each) => each.id === 'internet-admin-port')!;

describe('a finding’s issue', () => {
  const issue = renderFindingIssue(finding(), {
    ...{ accountName: 'prod', tracked: tracked(), due: '2026-03-03T10:00:00.000Z', check },
  });

  it('says who can reach what, and where to find it', () => {
    expect(issue.title).toBe('prod: the internet can reach tcp/22 (SSH) on 1 instance through web (sg-web)');
    expect(issue.labels).toEqual(['sallyport', 'severity: critical', 'account: prod']);
    const head = issue.body.split('\n')[0];
    expect(head).toBe(
      '🔴 **critical**, exposed now · account prod (`123456789012`) · Region `us-east-1` · check `internet-admin-port` (CIS AWS 7.0:6.3/6.4 · Security Hub EC2.13, EC2.14, EC2.53, EC2.54) · due 2026-03-03',
    );
  });

  it.each([
    ['the rule', '| `sgr-1` | `sg-web` | web (sg-web) ingress tcp 22 from 0.0.0.0/0 |'],
    ['the interface', '| bastion | `i-1`<br>`eni-1` | `54.1.2.3` | `10.0.1.4` | `subnet-1` |'],
    ['the packet', 'Packet `tcp 198.51.100.7:1024 → 54.1.2.3:22`'],
    ['the path', '2. ✓ web (sg-web): web (sg-web) ingress tcp 22 from 0.0.0.0/0'],
    ['the fix', '```sh\naws ec2 revoke-security-group-ingress --group-id sg-web --security-group-rule-ids sgr-1\n```'],
    ['the commands', '`/sallyport accept until'],
  ])('shows %s', (_name, text) => {
    expect(issue.body).toContain(text);
  });

  it('shows at most 20 interfaces and counts the rest', () => {
    const exposed = Array.from({ length: 500 }, (_, i) => ({ interfaceId: `eni-${i}` }));
    const { body } = renderFindingIssue(finding({ exposed }), { accountName: 'prod', tracked: tracked() });
    expect(body).toContain('### Exposed: 500 interfaces');
    expect(body.match(/`eni-\d+`/g)).toHaveLength(20);
    expect(body).toContain('… and 480 more');
  });

  it('stays within GitHub’s size whatever AWS sends', () => {
    const long = 'n'.repeat(70_000);
    const huge = finding({
      title: long,
      summary: long,
      because: Array.from({ length: 300 }, () => ({ text: long, ruleId: long })),
      fix: { cli: Array.from({ length: 300 }, () => long), terraform: long },
    });
    const { title, body } = renderFindingIssue(huge, { accountName: long, tracked: tracked({ finding: huge }), check });
    expect(title.length).toBeLessThanOrEqual(256);
    const marked = withMarker('finding', body, findingMarker(tracked({ finding: huge }), SEAL));
    expect(marked.length).toBeLessThanOrEqual(65_536);
  });

  it('cannot be made to hold a second marker, mention or closing word by a name in AWS', () => {
    const name = `@acme/all fixes #1 <!-- sallyport:v1 finding ${'0'.repeat(40)} e30= -->`;
    const evil = finding({
      ...{ title: name, summary: `x\n${name}`, resource: { kind: 'security-group', id: 'sg-web', name } },
      because: [{ text: name, ruleId: name }],
      exposed: [{ interfaceId: 'eni-1', name }],
      fix: { cli: [`x\n${name}`], terraform: name },
    });
    const { body } = renderFindingIssue(evil, { accountName: name, tracked: tracked({ finding: evil }), check });
    const marked = withMarker('finding', body, findingMarker(tracked({ finding: evil }), SEAL));
    expect(findingKeyOf(marked)).toBe('f'.repeat(40));
    expect(findingKeyOf(body)).toBeUndefined();
    // In code GitHub links nothing; everywhere else the marks are broken up.
    const prose = body
      .replace(/```[\s\S]*?```/g, '')
      .replace(/`[^`\n]*`/g, '')
      .replace(/<code>.*?<\/code>/g, '');
    expect(prose).not.toMatch(/@acme|fixes #1/);
  });

  it('says what became of it', () => {
    const waiver = { by: 'alice', reason: 'bastion | @bob', until: '2026-04-01' };
    const accepted = tracked({ state: 'accepted', waiver, regressions: 2, overdue: true });
    const { body, labels } = renderFindingIssue(finding(), { accountName: 'prod', tracked: accepted });
    expect(body).toContain('> **Accepted** until 2026-04-01 by `alice`: bastion \\| @\u200bbob');
    expect(body).toContain('came back 2 times');
    expect(labels).toEqual(['sallyport', 'severity: critical', 'account: prod', 'regressed', 'overdue']);
  });

  it('explains itself', () => {
    expect(renderWhy(finding())).toContain('Packet `tcp 198.51.100.7:1024 → 54.1.2.3:22`');
    const { witness: _none, ...latent } = finding({ exposure: 'latent' });
    expect(renderWhy(latent)).toContain('No packet gets through today');
  });
});

describe('the overview', () => {
  const region = { at: '2026-03-01T10:00:00.000Z', incomplete: [], gauges: [] };
  const base = { account: '123456789012', accountName: 'prod', now: region.at, minSeverity: 'low' as const };

  it('lists findings by what one can do about them', () => {
    const { title, body, labels } = renderOverview({
      ...base,
      rows: [
        { tracked: tracked({ key: 'a'.repeat(40), overdue: true }), issueNumber: 7 },
        { tracked: tracked({ key: 'b'.repeat(40) }) },
        { tracked: tracked({ key: 'c'.repeat(40), state: 'closed-by-hand' }), issueNumber: 8 },
      ],
      regions: {
        'us-east-1': {
          ...region,
          incomplete: [{ operation: 'describe-network-acls', reason: 'AccessDenied' }],
          gauges: [{ name: 'rules per security group', resource: 'sg-web', used: 48, limit: 60 }],
        },
      },
    });
    expect(title).toBe('prod: network overview (123456789012)');
    expect(labels).toEqual(['sallyport', 'account: prod']);
    expect(body).toContain('| 🔴 critical | 2 | 0 | 1 |');
    const lines = body.split('\n').filter((line) => line.startsWith('- '));
    expect(lines[0]).toMatch(/^- 🔴 .* · #7 open, \*\*overdue\*\*$/);
    expect(lines[1]).toMatch(new RegExp(`^- \\[ \\] 🔴 .* <!-- sallyport:v1 row ${'b'.repeat(40)} -->$`));
    expect(lines[2]).toMatch(/#8 closed by hand, still present$/);
    expect(body).toContain('| rules per security group | `us-east-1` | `sg-web` | 48 of 60 | `████████░░` 80 % |');
    expect(body).toContain('- us-east-1 describe-network-acls: AccessDenied');
  });

  it('says which findings the last scan did not look at, and which quotas are assumed', () => {
    const { body } = renderOverview({
      ...base,
      rows: [
        { tracked: tracked({ key: 'a'.repeat(40), lastSeen: '2026-02-01T10:00:00.000Z' }), issueNumber: 7 },
        { tracked: tracked({ key: 'b'.repeat(40), lastSeen: region.at }), issueNumber: 8 },
      ],
      regions: { 'us-east-1': { ...region, gauges: [{ name: 'rules', used: 48, limit: 60, assumed: true }] } },
    });
    expect(body).toMatch(/#7 open · not looked at since 2026-02-01$/m);
    expect(body).toMatch(/#8 open$/m);
    expect(body).toContain('48 of 60 (AWS’s default)');
  });

  it('folds away what is too mild for an issue, boxes and all', () => {
    const mild = finding({ severity: 'info', title: 'only for the record' });
    const rows = [{ tracked: tracked() }, { tracked: tracked({ finding: mild, key: 'e'.repeat(40) }) }];
    const { body } = renderOverview({ ...base, rows, regions: { 'us-east-1': region } });
    const [open, folded] = body.split('<details><summary>Milder: 1 finding</summary>');
    expect(open).not.toContain('only for the record');
    expect(folded).toMatch(/\n- \[ \] ⚪ only for the record .*\n\n<\/details>/);
    expect(tickedRows(body.replace('- [ ] ⚪', '- [x] ⚪'))).toEqual(['e'.repeat(40)]);
  });

  it('tells what lies beside the network apart from the network', () => {
    const volumes = { operation: 'describe-volumes', reason: 'UnauthorizedOperation', beside: true } as const;
    const acls = { operation: 'describe-network-acls', reason: 'AccessDenied' };
    const regions = {
      'us-east-1': { ...region, incomplete: [volumes] },
      'eu-west-1': { ...region, incomplete: [acls, volumes] },
    };
    const { body } = renderOverview({ ...base, rows: [], regions });
    expect(body).toMatch(/us-east-1.*\| complete but for 1 optional call \|/);
    expect(body).toMatch(/eu-west-1.*\| partial: 1 call failed \|/);
    expect(body).toContain('us-east-1 describe-volumes: UnauthorizedOperation');
    const marker = overviewMarker('123456789012', regions);
    expect(parseOverviewMarker(marker)?.regions).toEqual(regions);
  });

  it('says which checks wait for what could not be read', () => {
    const code = { operation: 'code', reason: 'acme/infra: no main.tf', beside: true } as const;
    const undecided = new Map([['code', ['rule-drift', 'unmanaged-resource']]]);
    const regions = { 'us-east-1': { ...region, incomplete: [code] } };
    expect(renderOverview({ ...base, rows: [], regions, undecided }).body).toContain(
      'us-east-1 code: acme/infra: no main.tf; not wholly decided without it: rule-drift, unmanaged-resource',
    );
  });

  it('says that nothing was found', () => {
    expect(renderOverview({ ...base, rows: [], regions: { 'us-east-1': region } }).body).toContain(
      '✅ **Nothing found.**',
    );
  });

  it.each([100, 1000, 20_000])('fits %i findings and counts them all', (size) => {
    const rows = Array.from({ length: size }, (_, i) => ({ tracked: tracked(), issueNumber: i + 1 }));
    const { body } = renderOverview({ ...base, rows, regions: { 'us-east-1': region } });
    expect(body.length).toBeLessThanOrEqual(65_536 - OVERVIEW_MARKER_BUDGET);
    expect(body).toContain(`| 🔴 critical | ${size} | 0 | 0 |`);
    expect(body).toContain(`### ${size} findings`);
  });
});

it('an overview’s marker stays within its budget though nothing can be read anywhere', () => {
  const incomplete = Array.from({ length: 37 }, (_, i) => ({
    operation: `describe-something-${i}`,
    reason: 'é'.repeat(900),
  }));
  const gauges = Array.from({ length: 3 }, (_, i) => ({
    name: `security groups per gauge ${i}`,
    resource: `sg-${'0'.repeat(17)}`,
    used: 1,
    limit: 2,
  }));
  const regions = Object.fromEntries(
    Array.from({ length: 34 }, (_, i) => [`region-${i}`, { at: '2026-03-01T10:00:00.000Z', incomplete, gauges }]),
  );
  const marker = overviewMarker('123456789012', regions);
  expect(marker.length).toBeLessThanOrEqual(OVERVIEW_MARKER_BUDGET);
  expect(Object.values(parseOverviewMarker(marker)!.regions).map((scan) => scan.incomplete.length)).toEqual(
    Array(34).fill(1),
  );
});

it('the renderer knows the checks', () => {
  const { body } = issueRenderer(CHECKS).finding(finding(), { accountName: 'prod', tracked: tracked() });
  expect(body).toContain('Session Manager');
});
