import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scanRegion, type Tracker } from '../../src/drift/index.ts';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { ACCOUNT, analyse, CONFIG, REGION, RENDER, SEAL, snapshotOf } from './estate.ts';
import { fakeIssues } from './fake-issues.ts';

let store: Store;
let repositories = 0;
let github: ReturnType<typeof fakeIssues>;
let tracker: Tracker;
let hour = 0;

beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());
beforeEach(() => {
  github = fakeIssues();
  const clock = () => new Date(Date.UTC(2026, 0, 1, ++hour));
  const repository = `acme/infra-${++repositories}`;
  tracker = { store, issues: github.port, repository, config: CONFIG, render: RENDER, seal: SEAL, clock };
});

const scan = (snapshot: RegionSnapshot | Error) =>
  scanRegion({
    account: ACCOUNT,
    region: REGION,
    collect: async () => {
      if (snapshot instanceof Error) throw snapshot;
      return snapshot;
    },
    analyse,
    together: async (snapshot) => ({ regions: [snapshot] }),
    keep: 3,
    snapshots: store.snapshots('acme'),
    destinations: async (findings) => [{ tracker, findings }],
  });
const states = () => github.all().map(({ number, title, state }) => `#${number} ${state} ${title}`);
const comments = () => github.all().flatMap(({ number, comments }) => comments.map((text) => `#${number} ${text}`));
/** What a machine that lost its disk starts from: the same repository, and a database that knows nothing. */
const wipe = async () => {
  await store.findings.replace(tracker.repository, [], await store.findings.list(tracker.repository));
};

const SG_A = '#1 open prod: the internet can reach tcp/22 through sg-a';
const SG_B = '#2 open prod: the internet can reach tcp/22 through sg-b';

describe('the drift loop', () => {
  it('opens issues and an overview at the first scan, and says nothing new at the second', async () => {
    expect(await scan(snapshotOf(['sg-a', 'sg-b']))).toMatchObject({ opened: 2, closed: 0, findings: 2 });
    expect(states().sort()).toEqual([SG_A, SG_B, '#3 open Overview of prod']);
    expect(github.all()[2]?.body).toContain('through sg-a #1');
    const writes = github.writes();
    expect(await scan(snapshotOf(['sg-a', 'sg-b']))).toMatchObject({ opened: 0, closed: 0 });
    // The overview says when the last scan was; nothing else is touched.
    expect(github.writes() - writes).toBeLessThanOrEqual(1);
    expect(states()).toHaveLength(3);
    expect(comments()).toEqual([]);
  });

  it('closes an issue once a complete scan shows it fixed, and reopens it when it regresses', async () => {
    await scan(snapshotOf(['sg-a', 'sg-b']));
    expect(await scan(snapshotOf(['sg-b']))).toMatchObject({ closed: 1 });
    expect(states()).toContain(SG_A.replace('open', 'closed'));
    expect(states()).toContain(SG_B);
    await scan(snapshotOf(['sg-a', 'sg-b']));
    expect(states().sort()).toEqual([SG_A, SG_B, '#3 open Overview of prod']);
    expect(comments()).toEqual(['#1 resolved', '#1 regressed']);
  });

  it.each([
    ['was denied', { 'describe-security-groups': { status: 'denied', reason: 'AccessDenied' } }],
    ['was cut short', { 'describe-network-interfaces': { status: 'truncated', reason: 'page 2 failed', output: {} } }],
  ] as const)('closes nothing while what the check reads %s', async (_, recorded) => {
    await scan(snapshotOf(['sg-a']));
    await scan(snapshotOf([], recorded));
    expect(states()).toEqual([SG_A, '#2 open Overview of prod']);
    expect(github.all()[1]?.body).toContain(Object.values(recorded)[0]?.reason);
  });

  it('closes nothing when the account cannot be read at all, and says so in the overview', async () => {
    await scan(snapshotOf(['sg-a']));
    const result = await scan(new Error('may not assume role SallyportReadOnly'));
    expect(result).toMatchObject({ closed: 0, findings: 0 });
    expect(states()).toEqual([SG_A, '#2 open Overview of prod']);
    expect(github.all()[1]?.body).toContain('may not assume role SallyportReadOnly');
  });

  it('finds its issues again by their markers when the database is lost', async () => {
    await scan(snapshotOf(['sg-a', 'sg-b']));
    github.edit(1, { title: 'Ada calls it something else', labels: ['hers'] });
    await wipe();
    await scan(snapshotOf(['sg-a', 'sg-b']));
    expect(github.all()).toHaveLength(3);
    expect(states()[0]).toBe('#1 open Ada calls it something else');
    expect((await store.findings.list(tracker.repository)).map(({ issueNumber }) => issueNumber).sort()).toEqual([
      1, 2,
    ]);
    await scan(snapshotOf([]));
    expect(github.all().map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
  });

  it('closes the younger of two issues that a race made', async () => {
    await scan(snapshotOf(['sg-a']));
    const copy = github.duplicate(1);
    await scan(snapshotOf(['sg-a']));
    expect(github.all().find(({ number }) => number === copy)?.state).toBe('closed');
    expect(states()).toContain(SG_A);
  });

  it('keeps the snapshot, and touches no issue, where issues may not be written', async () => {
    const place = { account: ACCOUNT, region: REGION, keep: 3, snapshots: store.snapshots('acme') };
    const together = async (snapshot: RegionSnapshot) => ({ regions: [snapshot] });
    const result = await scanRegion({
      ...place,
      collect: async () => snapshotOf(['sg-z']),
      analyse,
      together,
      destinations: async () => [],
    });
    expect(result).toMatchObject({ opened: 0, findings: 1 });
    expect(github.all()).toEqual([]);
    expect((await store.snapshots('acme').newest(ACCOUNT, REGION, 'complete'))?.snapshot).toEqual(snapshotOf(['sg-z']));
  });
});

describe('a crash', () => {
  // Writes of a first scan with two findings: two issues, the overview, and the overview again with their numbers.
  const points = [1, 2, 3, 4].flatMap((write) => [
    { write, effect: 'lost' as const },
    { write, effect: 'unheard' as const },
  ]);

  it.each(points)('at write $write whose request or answer is $effect leads to the same issues', async (point) => {
    github.failAt(point.write, point.effect);
    await expect(scan(snapshotOf(['sg-a', 'sg-b']))).rejects.toThrow('connection reset');
    github.heal();
    await scan(snapshotOf(['sg-a', 'sg-b']));
    expect(
      states()
        .map((state) => state.slice(3))
        .sort(),
    ).toEqual(['open Overview of prod', SG_A.slice(3), SG_B.slice(3)]);
    expect(await store.outbox.pending(tracker.repository)).toEqual([]);
  });

  it.each(points.slice(0, 4))('at write $write of a closing ($effect) never says a thing twice', async (point) => {
    await scan(snapshotOf(['sg-a']));
    github.failAt(point.write, point.effect);
    await expect(scan(snapshotOf([]))).rejects.toThrow('connection reset');
    github.heal();
    await scan(snapshotOf([]));
    expect(states()).toContain(SG_A.replace('open', 'closed'));
    expect(comments().length).toBeLessThanOrEqual(1);
  });

  it('gives up what GitHub refuses for good, and goes on with the rest', async () => {
    await scan(snapshotOf(['sg-a', 'sg-b']));
    github.failAt(1, 'lost', Object.assign(new Error('this issue was deleted'), { status: 410 }));
    expect((await scan(snapshotOf([]))).refused).toEqual(['this issue was deleted']);
    expect(await store.outbox.pending(tracker.repository)).toEqual([]);
    expect(github.all().filter(({ state }) => state === 'closed')).toHaveLength(2);
  });
});
