import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { findingKey } from '../../src/findings/index.ts';
import { issueRenderer } from '../../src/report/index.ts';
import { finding, scan, Tracker } from './support.ts';

const render = issueRenderer(CHECKS);

describe('with the text that GitHub gets', () => {
  it('plays a day: opened, closed with evidence, back again', () => {
    const tracker = new Tracker({}, render);
    const web = finding('sg-web');
    tracker.scan([web]);
    const opened = tracker.github.issue(1);
    expect(opened).toMatchObject({
      title: 'prod: the internet can reach tcp/22 through sg-web',
      labels: ['sallyport', 'severity: critical', 'account: prod'],
    });
    expect(tracker.github.issue(2).body).toContain('#1 open');

    tracker.scan([]);
    expect(tracker.github.issue(1).state).toBe('closed');
    expect(tracker.github.commentsOn(1)[0]).toContain(
      'Evidence, read completely: `describe-network-interfaces`, `describe-security-groups`.',
    );
    expect(tracker.github.issue(2).body).toContain('✅ **Nothing found.**');

    tracker.loseDatabase();
    tracker.scan([web]);
    expect(tracker.github.issue(1)).toMatchObject({ state: 'open' });
    expect(tracker.github.issue(1).body).toContain('came back 1 time');
    expect(tracker.github.commentsOn(1)[1]).toContain('**It is back** (regression 1)');
  });

  it('opens the issue of a ticked row', () => {
    const tracker = new Tracker({ maxNewPerScan: 0 }, render);
    const web = finding('sg-web');
    tracker.scan([web, finding('sg-app')]);
    expect(tracker.github.issues).toHaveLength(1);
    const { body } = tracker.github.issue(1);
    const row = body.split('\n').find((line) => line.includes(findingKey(web)))!;
    tracker.github.edit(1, { body: body.replace(row, row.replace('- [ ]', '- [x]')).replaceAll('\n', '\r\n') });
    tracker.scan([web, finding('sg-app')]);
    expect(tracker.github.issues.map((issue) => issue.title).slice(1)).toEqual([
      'prod: the internet can reach tcp/22 through sg-web',
    ]);
  });

  it('settles whatever the names in AWS are', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(name, name, name, (title, text, resource) => {
        const tracker = new Tracker({}, render);
        const named = finding('sg-web', {
          ...{ title, summary: text, resource: { kind: 'security-group', id: 'sg-web', name: resource } },
          because: [{ text, ruleId: resource }],
          exposed: [{ interfaceId: 'eni-1', name: resource }],
        });
        tracker.scan([named]);
        expect(tracker.pass([named])).toEqual([]);
        tracker.loseDatabase();
        expect(tracker.pass([named], [])).toEqual([]);
        expect(tracker.github.issues).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the gaps of 34 Regions and five thousand findings within GitHub’s limits', () => {
    const gap = { operation: 'describe-network-acls', reason: 'AccessDenied '.repeat(100) };
    const findings = Array.from({ length: 5000 }, (_, i) => finding(`sg-${String(i).padStart(5, '0')}`));
    const tracker = new Tracker({ maxNewPerScan: 1 }, render);
    tracker.scan(findings, [
      scan(),
      ...Array.from({ length: 33 }, (_, i) => scan({ region: `r-${i}`, incomplete: [gap, gap] })),
    ]);
    expect(tracker.github.issues).toHaveLength(2);
    expect(tracker.github.issue(2).body).toContain('### 5000 findings');
  });
});
