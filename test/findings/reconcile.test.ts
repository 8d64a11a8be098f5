import { describe, expect, it } from 'vitest';
import {
  accept,
  createSeal,
  findingKey,
  findingKeyOf,
  parseMarker,
  renderMarker,
  withMarker,
} from '../../src/findings/index.ts';
import { ACCOUNT, finding, OPERATIONS, PARTIAL, scan, Tracker } from './support.ts';

const OVERVIEW = 1; // finding issues are created first, so the overview is the last of the first scan

/** A tracker that has scanned once and found `web` open: issue #1, overview #2. */
function begun(): Tracker {
  const tracker = new Tracker();
  tracker.scan([finding('sg-web')]);
  return tracker;
}

function stateOf(tracker: Tracker) {
  return tracker.tracked[0]?.state;
}

describe('opening', () => {
  it('opens one issue and one overview that links it', () => {
    const { github } = begun();
    expect(github.issues.map((issue) => issue.title)).toEqual([
      'prod: the internet can reach tcp/22 through sg-web',
      'overview of prod',
    ]);
    expect(github.issue(2).body).toContain('#1 open');
    expect(github.comments).toEqual([]);
  });

  it('writes nothing on an unchanged scan but the time into the overview', () => {
    const tracker = begun();
    const [first, second] = tracker.scan([finding('sg-web')]);
    expect(first).toMatchObject([{ kind: 'update', key: `overview:${ACCOUNT}`, number: 2 }]);
    expect(second).toEqual([]);
  });

  it('opens no more than the cap a scan, worst first, and the next scan the rest', () => {
    const tracker = new Tracker({ maxNewPerScan: 2 });
    const findings = [
      finding('sg-a', { severity: 'low' }),
      finding('sg-b', { severity: 'high' }),
      finding('sg-c', { severity: 'critical' }),
    ];
    tracker.scan(findings);
    expect(tracker.github.issues.map((issue) => issue.title)).toEqual([
      'prod: the internet can reach tcp/22 through sg-c',
      'prod: the internet can reach tcp/22 through sg-b',
      'overview of prod',
    ]);
    expect(tracker.github.issue(3).body).toContain('- [ ] - open the internet can reach tcp/22 through sg-a');
    tracker.scan(findings);
    expect(tracker.github.issues.length - OVERVIEW).toBe(3);
  });

  it('gives what is milder than the floor a row, and an issue when somebody ticks it', () => {
    const tracker = new Tracker();
    const mild = finding('sg-a', { severity: 'info' });
    tracker.scan([mild]);
    tracker.scan([mild]);
    expect(tracker.github.issues).toHaveLength(1);
    tracker.github.edit(1, { body: tracker.github.issue(1).body.replace('- [ ]', '- [x]') });
    tracker.scan([mild]);
    expect(tracker.github.openFor(findingKey(mild))).toHaveLength(1);
    expect(tracker.github.issue(1).body).toContain('- [ ] #2 open');
  });
});

describe('identity', () => {
  it('finds its issue again after the database is lost, though title and labels were changed', () => {
    const tracker = begun();
    tracker.github.edit(1, { title: 'SSH!', labels: ['team: web'] });
    tracker.loseDatabase();
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issues).toHaveLength(2);
    expect(tracker.github.issue(1)).toMatchObject({
      title: 'SSH!',
      state: 'open',
      labels: ['team: web', 'sallyport', 'severity: critical', 'account: prod'],
    });
    expect(tracker.tracked[0]).toMatchObject({ issueNumber: 1, firstSeen: '2026-03-01T01:00:00.000Z' });
  });

  it('restores an edited body', () => {
    const tracker = begun();
    const before = tracker.github.issue(1).body;
    tracker.github.edit(1, { body: 'nothing to see' });
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1).body).toBe(before);
  });

  it('takes an issue back by its title when both marker and database are lost', () => {
    const tracker = begun();
    tracker.github.edit(1, { body: 'nothing to see' });
    tracker.github.edit(2, { body: '' });
    tracker.loseDatabase();
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issues).toHaveLength(2);
  });

  it.each([
    ['grants a waiver', { state: 'accepted', waiver: { by: 'eve', reason: 'mine', until: '2029-01-01' } }],
    ['says it is over', { state: 'resolved', closedBecause: 'gone' }],
    ['says a person closed it twice', { state: 'closed-by-hand', handClosures: 2 }],
  ])('believes no marker, once the database is lost, in which somebody %s', (_what, change) => {
    const tracker = begun();
    const { body } = tracker.github.issue(1);
    const { key, payload } = parseMarker('finding', body)!;
    const forged = [
      renderMarker('finding', key, { ...(payload as object), ...change }),
      renderMarker('finding', key, { ...(payload as object), ...change }, createSeal('a guess')),
    ];
    for (const marker of forged) {
      tracker.github.edit(1, { state: 'closed', body: withMarker('finding', body, marker) });
      tracker.loseDatabase();
      tracker.scan([finding('sg-web')]);
      expect(tracker.github.openFor(key).map(({ number }) => number)).toEqual([1]);
      expect(tracker.tracked).toMatchObject([{ state: 'open', issueNumber: 1 }]);
      expect(tracker.tracked[0]?.waiver).toBeUndefined();
    }
    expect(tracker.github.issues).toHaveLength(2);
  });

  it('believes its own marker, moved to the wrong issue, of no other finding', () => {
    const tracker = new Tracker();
    const both = [finding('sg-a'), finding('sg-b')];
    tracker.scan(both);
    const until = '2026-03-20';
    tracker.tracked = tracker.tracked.map((entry) =>
      entry.issueNumber === 1 ? accept(entry, { by: 'ada', reason: 'soon gone', until }, tracker.now, 30) : entry,
    );
    tracker.scan(both);
    tracker.github.edit(2, { body: tracker.github.issue(1).body });
    tracker.loseDatabase();
    tracker.scan(both);
    const open = tracker.github.openFor(findingKey(finding('sg-b')));
    expect(open).toHaveLength(1);
    expect(tracker.github.openFor(findingKey(finding('sg-a')))).toEqual([]);
  });

  it('keeps the oldest of two issues a race made', () => {
    const tracker = begun();
    const { title, body, labels } = tracker.github.issue(1);
    tracker.github.create(title, body, labels);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issues.map(({ number, state }) => [number, state])).toEqual([
      [1, 'open'],
      [2, 'open'],
      [3, 'closed'],
    ]);
    expect(tracker.github.commentsOn(3)).toEqual(['duplicate of #1']);
  });

  it('never matches a marker inside another text', () => {
    const { github } = begun();
    const marker = github.issue(1).body.split('\n')[0]!;
    expect(findingKeyOf(`> ${marker}`)).toBeUndefined();
    expect(findingKeyOf(`\`${marker}\``)).toBeUndefined();
    expect(findingKeyOf(`text\n${marker}\ntext`)).toBe(findingKey(finding('sg-web')));
  });
});

describe('changes', () => {
  it('edits in place and comments when severity or exposure move', () => {
    const tracker = begun();
    tracker.scan([finding('sg-web', { exposure: 'latent', severity: 'medium', summary: 'blocked now' })]);
    expect(tracker.github.issue(1).body).toContain('blocked now');
    expect(tracker.github.issue(1).labels).toContain('severity: medium');
    expect(tracker.github.commentsOn(1)).toEqual(['better']);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.commentsOn(1)).toEqual(['better', 'worse']);
  });

  it('says nothing when only the number of interfaces changes', () => {
    const tracker = begun();
    tracker.scan([
      finding('sg-web', { exposed: [{ interfaceId: 'eni-1' }, { interfaceId: 'eni-2' }], summary: 'two' }),
    ]);
    expect(tracker.github.issue(1).body).toContain('two');
    expect(tracker.github.comments).toEqual([]);
  });

  it('does not believe a partial scan that things got better', () => {
    const tracker = begun();
    tracker.scan([finding('sg-web', { exposure: 'latent', severity: 'medium' })], [PARTIAL]);
    expect(tracker.github.issue(1).labels).toContain('severity: critical');
    expect(tracker.github.comments).toEqual([]);
  });

  it('comments and labels once when overdue', () => {
    const tracker = begun();
    tracker.wait(3);
    tracker.scan([finding('sg-web')]);
    tracker.wait(3);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1).labels).toContain('overdue');
    expect(tracker.github.commentsOn(1)).toEqual(['overdue']);
  });
});

describe('closing', () => {
  it('closes with evidence when a complete scan shows it gone', () => {
    const tracker = begun();
    const [actions] = tracker.scan([]);
    expect(actions).toContainEqual(
      expect.objectContaining({ kind: 'update', number: 1, state: 'closed', stateReason: 'completed' }),
    );
    expect(tracker.github.commentsOn(1)).toEqual(['resolved']);
    tracker.scan([]);
    expect(tracker.github.commentsOn(1)).toEqual(['resolved']);
  });

  const notProof = {
    'a partial scan': [PARTIAL],
    'a scan of another Region': [scan({ region: 'eu-west-1' })],
    'a scan of another account': [scan({ account: '999999999999' })],
    'an operation both complete and not': [
      scan({ incomplete: [{ operation: 'describe-security-groups', reason: 'page 2 failed' }] }),
    ],
    'no scan': [],
  };
  it.each(Object.entries(notProof))('never closes on %s', (_name, completeness) => {
    const tracker = begun();
    tracker.scan([], completeness);
    expect(tracker.github.issue(1).state).toBe('open');
    tracker.loseDatabase();
    tracker.scan([], completeness);
    expect(tracker.github.issue(1).state).toBe('open');
  });

  it('closes on a scan that lacks what it uses only where that is not asked', () => {
    const tracker = begun();
    const [check, rule] = [...tracker.config.checks][0]!;
    tracker.config = { ...tracker.config, checks: new Map([[check, { ...rule, alsoReads: ['describe-key-pairs'] }]]) };
    tracker.scan([], [scan({ incomplete: [{ operation: 'describe-key-pairs', reason: 'denied', beside: true }] })]);
    expect(tracker.github.issue(1).state).toBe('open');
    tracker.scan([], [scan({ incomplete: [{ operation: 'describe-volumes', reason: 'denied', beside: true }] })]);
    expect(tracker.github.issue(1).state).toBe('closed');
  });

  it('closes with that reason when the check is disabled, and does not call its return a regression', () => {
    const tracker = begun();
    const { checks } = tracker.config;
    tracker.config = { ...tracker.config, checks: new Map() };
    const [actions] = tracker.scan([], [PARTIAL]);
    expect(actions).toContainEqual(expect.objectContaining({ number: 1, state: 'closed', stateReason: 'not_planned' }));
    tracker.config = { ...tracker.config, checks };
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1)).toMatchObject({ state: 'open' });
    expect(tracker.github.issue(1).labels).not.toContain('regressed');
    expect(tracker.github.commentsOn(1)).toEqual(['resolved', 'returned']);
  });

  it('closes with that reason when the check is disabled for the account alone', () => {
    const tracker = begun();
    tracker.config = { ...tracker.config, accounts: new Map([[ACCOUNT, { name: 'prod', checks: new Map() }]]) };
    tracker.scan([]);
    expect(tracker.tracked[0]).toMatchObject({ state: 'resolved', closedBecause: 'check-disabled' });
    expect(tracker.github.issue(1)).toMatchObject({ state: 'closed' });
  });

  it('closes findings and overview of an account no longer linked, even without a database', () => {
    const tracker = begun();
    tracker.config = { ...tracker.config, accounts: new Map() };
    tracker.loseDatabase();
    tracker.scan([], []);
    expect(tracker.github.issues.map((issue) => issue.state)).toEqual(['closed', 'closed']);
    expect(tracker.tracked[0]).toMatchObject({ state: 'resolved', closedBecause: 'account-unlinked' });
  });

  it('closes what lies in a Region no longer watched', () => {
    const tracker = begun();
    tracker.config = { ...tracker.config, accounts: new Map([[ACCOUNT, { name: 'prod', regions: ['eu-west-1'] }]]) };
    tracker.scan([], [scan({ region: 'eu-west-1' })]);
    expect(tracker.tracked[0]).toMatchObject({ closedBecause: 'region-unlinked' });
  });

  it('leaves an issue open that a person reopened after the fix', () => {
    const tracker = begun();
    tracker.scan([]);
    tracker.github.edit(1, { state: 'open' });
    tracker.scan([]);
    expect(tracker.github.issue(1).state).toBe('open');
  });
});

describe('coming back', () => {
  it.each([false, true])('reopens the same issue as regressed (database lost: %s)', (lost) => {
    const tracker = begun();
    tracker.scan([]);
    if (lost) tracker.loseDatabase();
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issues).toHaveLength(2);
    expect(tracker.github.issue(1)).toMatchObject({ state: 'open' });
    expect(tracker.github.issue(1).labels).toContain('regressed');
    expect(tracker.github.commentsOn(1)).toEqual(['resolved', 'regressed']);
    expect(tracker.tracked[0]?.regressions).toBe(1);
  });
});

describe('closed by hand while present', () => {
  it.each([false, true])('reopens once, then leaves it closed and listed (database lost: %s)', (lost) => {
    const tracker = begun();
    for (const expected of ['open', 'closed', 'closed'] as const) {
      tracker.github.edit(1, { state: 'closed' });
      if (lost) tracker.loseDatabase();
      tracker.scan([finding('sg-web')]);
      expect(tracker.github.issue(1).state).toBe(expected);
    }
    expect(tracker.github.commentsOn(1)).toEqual(['closed-by-hand']);
    expect(stateOf(tracker)).toBe('closed-by-hand');
    expect(tracker.github.issue(2).body).toContain('#1 closed-by-hand');
  });

  it('is a regression when it goes away and comes back later', () => {
    const tracker = begun();
    for (let i = 0; i < 2; i++) {
      tracker.github.edit(1, { state: 'closed' });
      tracker.scan([finding('sg-web')]);
    }
    tracker.scan([]);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1).state).toBe('open');
    expect(tracker.github.commentsOn(1)).toEqual(['closed-by-hand', 'regressed']);
  });
});

describe('waivers', () => {
  function accepted(): Tracker {
    const tracker = begun();
    const waiver = { by: 'alice', reason: 'bastion', until: '2026-03-10' };
    tracker.tracked = tracker.tracked.map((entry) => accept(entry, waiver, tracker.now, 90));
    tracker.scan([finding('sg-web')]);
    return tracker;
  }

  it('closes an accepted finding and keeps it in the overview', () => {
    const tracker = accepted();
    expect(tracker.github.issue(1)).toMatchObject({ state: 'closed' });
    expect(tracker.github.issue(2).body).toContain('#1 accepted');
    expect(tracker.github.comments).toEqual([]);
  });

  it.each([false, true])('reopens it when the waiver expires, and not before (database lost: %s)', (lost) => {
    const tracker = accepted();
    if (lost) tracker.loseDatabase();
    tracker.wait(9); // 10 March, the waiver's last day
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1).state).toBe('closed');
    tracker.wait(1);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1).state).toBe('open');
    expect(tracker.github.commentsOn(1)).toEqual(['waiver-expired']);
    expect(tracker.tracked[0]?.waiver).toBeUndefined();
  });

  it('tells when an accepted finding gets worse', () => {
    const tracker = new Tracker();
    const mild = finding('sg-web', { exposure: 'latent', severity: 'medium' });
    tracker.scan([mild]);
    const waiver = { by: 'alice', reason: 'private', until: '2026-03-10' };
    tracker.tracked = tracker.tracked.map((entry) => accept(entry, waiver, tracker.now, 90));
    tracker.scan([mild]);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.commentsOn(1)).toEqual(['worse']);
    expect(tracker.github.issue(1).state).toBe('closed');
  });

  it('ends when somebody reopens the issue', () => {
    const tracker = accepted();
    tracker.github.edit(1, { state: 'open' });
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issue(1).state).toBe('open');
    expect(stateOf(tracker)).toBe('open');
    expect(tracker.github.commentsOn(1)).toEqual(['waiver-revoked']);
  });

  it.each([
    ['2026-02-31', 'no date'],
    ['tomorrow', 'no date'],
    ['2026-02-28', 'past'],
    ['2027-03-01', 'more than 90 days'],
  ])('refuses until %s: %s', (until, message) => {
    const tracker = begun();
    const waiver = { by: 'alice', reason: 'x', until };
    expect(() => accept(tracker.tracked[0]!, waiver, tracker.now, 90)).toThrow(message);
  });

  it('refuses a waiver without a reason', () => {
    const tracker = begun();
    const waiver = { by: 'alice', reason: ' ', until: '2026-03-10' };
    expect(() => accept(tracker.tracked[0]!, waiver, tracker.now, 90)).toThrow('reason');
  });
});

describe('the overview', () => {
  it('keeps what it knows of Regions that were not scanned this time', () => {
    const tracker = begun();
    const gap = { operation: 'describe-network-acls', reason: 'AccessDenied' };
    tracker.scan([], [scan({ region: 'eu-west-1', incomplete: [gap] })]);
    tracker.loseDatabase();
    tracker.scan([finding('sg-web')]);
    const regions = tracker.github.issue(2).body;
    const payload = JSON.parse(Buffer.from(regions.split(' ')[4]!, 'base64').toString());
    expect(payload.regions).toEqual({
      'eu-west-1': { at: '2026-03-01T02:00:00.000Z', incomplete: [gap], gauges: [] },
      'us-east-1': { at: '2026-03-01T03:00:00.000Z', incomplete: [], gauges: [] },
    });
  });

  it('is made anew when somebody deletes it', () => {
    const tracker = begun();
    tracker.github.delete(2);
    tracker.scan([finding('sg-web')]);
    expect(tracker.github.issues.map((issue) => issue.title)).toContain('overview of prod');
  });
});

describe('routing', () => {
  const web = finding('sg-web');
  const elsewhere = new Map([[findingKey(web), { account: ACCOUNT, repository: 'acme/web' }]]);

  it('closes what another repository keeps from now on, and reopens it when it comes back', () => {
    const tracker = begun();
    tracker.elsewhere = elsewhere;
    tracker.scan([]);
    expect(tracker.github.issue(1).state).toBe('closed');
    expect(tracker.tracked).toMatchObject([{ state: 'resolved', closedBecause: 'routed-elsewhere' }]);
    tracker.elsewhere = new Map();
    tracker.scan([web]);
    expect(tracker.github.issue(1).state).toBe('open');
    expect(tracker.github.commentsOn(1)).toEqual(['resolved', 'returned']);
    expect(tracker.tracked).toMatchObject([{ state: 'open', regressions: 0 }]);
  });

  it('keeps what it has while the repository the configuration names takes no issues', () => {
    const tracker = new Tracker();
    tracker.scan([finding('sg-web')]);
    const elsewhere = { accounts: new Map(), linked: new Set([ACCOUNT]) };
    tracker.config = { ...tracker.config, ...elsewhere, stranded: new Set([ACCOUNT]) };
    expect(tracker.scan([], [])).toEqual([[], []]);
    tracker.config = { ...tracker.config, stranded: new Set() };
    tracker.scan([], []);
    expect(tracker.github.issues.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });

  it('says so also after a partial scan: it was found, only elsewhere', () => {
    const tracker = begun();
    tracker.elsewhere = elsewhere;
    tracker.scan([], [PARTIAL]);
    expect(tracker.tracked).toMatchObject([{ closedBecause: 'routed-elsewhere' }]);
  });
});

describe('what was found by something beside the network', () => {
  const QUOTAS = 'service-quotas-list-service-quotas';
  const config = {
    checks: new Map([['internet-admin-port', { dependsOn: OPERATIONS, alsoReads: [QUOTAS] }]]),
  };
  const read = scan({ complete: [...OPERATIONS, QUOTAS] });
  const off = scan();
  const denied = scan({ incomplete: [{ operation: QUOTAS, reason: 'AccessDenied', beside: true }] });
  const near = finding('sg-web', { severity: 'low', summary: '90 of 100', restsOn: [QUOTAS] });

  it.each([
    ['switched off', off],
    ['denied', denied],
  ])('is not taken for gone while that is %s, not even without the database', (_what, blind) => {
    const tracker = new Tracker(config);
    tracker.scan([near], [read]);
    const seenAt = tracker.tracked[0]?.lastSeen;
    tracker.scan([], [blind]);
    expect(tracker.tracked).toMatchObject([{ state: 'open', lastSeen: seenAt }]);
    tracker.tracked = [];
    tracker.scan([], [blind]);
    expect(stateOf(tracker)).toBe('open');
    expect(tracker.github.comments).toEqual([]);
    tracker.scan([], [read]);
    expect(stateOf(tracker)).toBe('resolved');
  });

  it('gets no worse by what is assumed in its place', () => {
    const tracker = new Tracker(config);
    tracker.scan([near], [read]);
    const seenAt = tracker.tracked[0]?.lastSeen;
    const assumed = finding('sg-web', { severity: 'medium', summary: '90 of 60' });
    for (const blind of [off, denied]) tracker.scan([assumed], [blind]);
    expect(tracker.tracked).toMatchObject([{ finding: { summary: '90 of 100', severity: 'low' }, lastSeen: seenAt }]);
    expect(tracker.github.comments).toEqual([]);
    tracker.scan([finding('sg-web', { severity: 'medium', summary: '99 of 100', restsOn: [QUOTAS] })], [read]);
    expect(tracker.github.comments.map(({ body }) => body)).toEqual(['worse']);
  });
});
