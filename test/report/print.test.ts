import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { findingKey } from '../../src/findings/index.ts';
import { renderDiff, renderReach, renderScan, serviceText } from '../../src/report/index.ts';
import { CLOSED, finding, INTERNAL, NO_DIFF, row, WITNESS } from './samples.ts';

describe('serviceText', () => {
  it.each([
    [[], 'nothing'],
    [[{ protocol: 'all' }], 'all traffic'],
    [[{ protocol: 'tcp', ports: [[5432, 5432]] }], 'tcp 5432 (PostgreSQL)'],
    [[{ protocol: 'tcp', ports: [[0, 65_535]] }], 'tcp all ports'],
    [
      [
        {
          protocol: 'tcp',
          ports: [
            [22, 22],
            [8000, 8099],
          ],
        },
      ],
      'tcp 22 (SSH), 8000-8099',
    ],
    [[{ protocol: 'icmp', types: [[8, 0]] }], 'icmp echo request (ping)'],
    [[{ protocol: 'icmp', types: [[-1, -1]] }], 'icmp all types'],
    [[{ protocol: 'icmp', types: [[3, 4]] }], 'icmp destination unreachable code 4'],
    [[{ protocol: '50' }], 'protocol 50 (ESP)'],
    [[{ protocol: '99' }], 'protocol 99'],
    [
      [
        { protocol: 'tcp', ports: [[1, 1]] },
        { protocol: 'udp', ports: [[53, 53]] },
      ],
      'tcp 1 · udp 53 (DNS)',
    ],
    [
      [{ protocol: 'tcp', ports: Array.from({ length: 10 }, (_, i) => [2 * i + 1, 2 * i + 1] as const) }],
      'tcp 1, 3, 5, 7, 9, 11, 13, 15, 2 more',
    ],
  ] as const)('%j → %s', (ranges, expected) => {
    expect(serviceText(ranges)).toBe(expected);
  });
});

describe('sallyport diff', () => {
  const diff = { opened: [INTERNAL, row({ witness: WITNESS })], closed: [CLOSED], unknowns: ['var.x has no value'] };

  it('prints the JSON of the contract, and nothing else', () => {
    expect(JSON.parse(renderDiff(diff, 'json'))).toEqual({
      opened: [
        {
          from: { kind: 'internet', name: 'internet', cidrs: ['0.0.0.0/0'] },
          to: { kind: 'security-group', name: 'web' },
          services: [{ protocol: 'tcp', ports: [[22, 22]] }],
          because: [
            {
              address: 'aws_security_group.web',
              file: 'infra/web.tf',
              line: 14,
              text: 'ingress tcp 22 from 0.0.0.0/0',
            },
          ],
          exposure: 'internet',
          potential: false,
        },
        {
          from: { kind: 'security-group', name: 'app' },
          to: { kind: 'security-group', name: 'db' },
          services: [{ protocol: 'tcp', ports: [[5432, 5432]] }],
          because: [
            { address: 'aws_security_group.db', file: 'infra/db.tf', line: 40, text: 'ingress tcp 5432 from app' },
          ],
          exposure: 'internal',
          potential: false,
        },
      ],
      closed: [
        {
          from: { kind: 'cidr', name: '10.0.0.0/8', cidrs: ['10.0.0.0/8'] },
          to: { kind: 'security-group', name: 'admin' },
          services: [{ protocol: 'tcp', ports: [[3389, 3389]] }],
          because: [{ file: 'infra/admin.tf', line: 9, text: 'rule removed' }],
          exposure: 'internal',
          potential: false,
        },
      ],
      unknowns: ['var.x has no value'],
    });
  });

  it('prints text', () => {
    expect(renderDiff(diff, 'text')).toBe(
      [
        ' !+ internet → web · 3 interfaces: tcp 22 (SSH)',
        '     ingress tcp 22 from 0.0.0.0/0 [infra/web.tf:14]',
        ' + app · 12 interfaces → db · 2 interfaces: tcp 5432 (PostgreSQL)',
        '     ingress tcp 5432 from app [infra/db.tf:40]',
        ' - 10.0.0.0/8 → admin · 1 interface: tcp 3389 (RDP)',
        '     rule removed [infra/admin.tf:9]',
        '  ? var.x has no value (decided by: a value in varFiles, or the plan)',
        '',
        '2 flows opened, 1 closed, 1 undecided',
        '',
      ].join('\n'),
    );
  });

  it('prints that nothing changes', () => {
    expect(renderDiff(NO_DIFF, 'text')).toBe('0 flows opened, 0 closed, 0 undecided\n');
    expect(JSON.parse(renderDiff(NO_DIFF, 'json'))).toEqual(NO_DIFF);
  });
});

describe('sallyport reach', () => {
  it('prints verdict, causes and the path', () => {
    const text = renderReach({
      ...{ verdict: 'reachable', forward: 'reachable', return: 'reachable' },
      services: [{ protocol: 'tcp', ports: [[22, 22]] }],
      because: [{ text: 'ingress tcp 22 from 0.0.0.0/0', ruleId: 'sgr-1' }],
      unknowns: [],
      assumptions: ['network ACLs were not collected'],
      notes: [],
      witness: WITNESS,
    });
    expect(text).toBe(
      [
        'reachable: tcp 22 (SSH) (forward reachable, return reachable)',
        'because:',
        '  ingress tcp 22 from 0.0.0.0/0 [sgr-1]',
        'assumed:',
        '  network ACLs were not collected',
        'witness:',
        '  packet   tcp 198.51.100.7:1024 → 54.1.2.3:22',
        '  forward',
        '    enters vpc-1 through igw-1',
        '    ✓ web (sg-web): web (sg-web) ingress tcp 22 from 0.0.0.0/0',
        '  return',
        '    leaves vpc-1 through igw-1',
        '',
      ].join('\n'),
    );
  });
});

describe('sallyport scan', () => {
  const live = finding();
  const coded = finding({
    ...{ check: 'unused-group', severity: 'low', exposure: 'none', identity: ['sg-b'] },
    because: [{ text: 'written here', file: 'infra/my group.tf', line: 3 }],
  });
  const gaps = [{ account: '1', region: 'us-east-1', operation: 'describe-network-acls', kind: 'denied' as const }];
  const report = { findings: [coded, live], checks: CHECKS, gaps, version: '1.2.3' };

  it('prints a table, worst first, with what was not read', () => {
    const lines = renderScan(report, 'table').split('\n');
    expect(lines[2]).toMatch(/^critical {2}exposed {3}internet-admin-port {2}the internet can reach/);
    expect(lines[3]).toMatch(/^low/);
    expect(lines).toContain('2 findings in 123456789012 us-east-1: 1 critical, 1 low.');
    expect(lines).toContain('  1 us-east-1 describe-network-acls: denied');
    expect(renderScan({ ...report, findings: [], gaps: [] }, 'table')).toBe('Nothing found.\n');
  });

  it('prints JSON', () => {
    const json = JSON.parse(renderScan(report, 'json'));
    expect(json.findings.map((each: { key: string; check: string }) => [each.key, each.check])).toEqual([
      [findingKey(live), 'internet-admin-port'],
      [findingKey(coded), 'unused-group'],
    ]);
    expect(json.counts).toEqual({ critical: 1, high: 0, medium: 0, low: 1, info: 0 });
    expect(json.gaps).toEqual(gaps);
  });

  it('prints SARIF that code scanning accepts', () => {
    const sarif = JSON.parse(renderScan(report, 'sarif'));
    expect(sarif.version).toBe('2.1.0');
    const [run] = sarif.runs;
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual([
      'internet-admin-port',
      'unused-group',
    ]);
    expect(run.tool.driver.rules[0]).toMatchObject({
      ...{ name: 'InternetAdminPort', properties: { 'security-severity': '9.5', tags: ['security', 'network'] } },
    });
    expect(run.results).toMatchObject([
      {
        ...{ ruleId: 'internet-admin-port', ruleIndex: 0, level: 'error' },
        partialFingerprints: { 'sallyportKey/v1': findingKey(live) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'aws/123456789012/us-east-1/security-group/sg-web' },
              region: { startLine: 1 },
            },
          },
        ],
      },
      {
        ...{ ruleId: 'unused-group', ruleIndex: 1, level: 'note' },
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'infra/my%20group.tf' }, region: { startLine: 3 } } },
        ],
      },
    ]);
  });

  it('prints Markdown', () => {
    const text = renderScan(report, 'markdown');
    expect(text).toContain('### 2 findings in 123456789012 us-east-1: 1 critical, 1 low.');
    expect(text).toContain(
      '| 🔴 critical | the internet can reach tcp/22 (SSH) on 1 instance through web (sg-web) | exposed |',
    );
  });
});
