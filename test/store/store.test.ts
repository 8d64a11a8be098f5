import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IssueView, TrackedFinding } from '../../src/findings/index.ts';
import { createBudget } from '../../src/github/budget.ts';
import type { Recorded, RegionSnapshot } from '../../src/snapshot/index.ts';
import { openStore, type Store, StoreError } from '../../src/store/index.ts';

// The same stories on the embedded database and, where one is given, on a server.
const KINDS = process.env['DATABASE_URL'] === undefined ? ['embedded'] : ['embedded', 'server'];

describe.each(KINDS)('%s store', (kind) => {
  let store: Store;
  // A server keeps what earlier runs wrote, so every run has names of its own.
  const run = `${Date.now()}`;
  const repository = `acme/infra-${run}`;

  beforeAll(async () => {
    store = await openStore(kind === 'server' ? { databaseUrl: process.env['DATABASE_URL'] } : {});
  });
  afterAll(() => store.close());

  it('keeps a webhook once, until its work is done', async () => {
    const delivery = { guid: `guid-${run}`, event: 'push', payload: { text: 'a\u0000b', list: [1, 'two'] } };
    const other = { ...delivery, guid: `other-${run}` };
    expect([...(await store.deliveries.record([delivery, delivery]))]).toEqual([delivery.guid]);
    expect([...(await store.deliveries.record([delivery, other]))]).toEqual([other.guid]);
    expect(await store.deliveries.get(delivery.guid)).toEqual(delivery);
    expect(await store.deliveries.pending()).toContain(delivery.guid);
    expect(await store.deliveries.undone(delivery.guid)).toEqual(delivery);
    expect(await store.deliveries.done(delivery.guid, new Date('2026-01-01T00:00:00Z'))).toBeGreaterThanOrEqual(0);
    expect(await store.deliveries.undone(delivery.guid)).toBeUndefined();
    expect(await store.deliveries.pending([delivery.guid, other.guid, 'never'])).toEqual([other.guid]);
    expect(await store.deliveries.pending()).not.toContain(delivery.guid);
  });

  it('returns the newest snapshot, and the newest complete one', async () => {
    const account = run;
    const region = 'us-east-1';
    const complete = { account, region, complete: ['describe-vpcs'], incomplete: [] };
    const partial = { ...complete, complete: [], incomplete: [{ operation: 'describe-vpcs', reason: 'denied' }] };
    const snapshot = (hour: number, recorded: Recorded): RegionSnapshot => {
      const takenAt = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
      return { account, region, takenAt, operations: new Map([['describe-vpcs', recorded]]) };
    };
    const vpcs = (hour: number) => snapshot(hour, { status: 'complete', output: { Vpcs: [{ VpcId: `vpc-${hour}` }] } });
    const denied = (hour: number) => snapshot(hour, { status: 'denied', reason: 'denied' });
    await store.snapshots('acme').save(vpcs(2), complete);
    await store.snapshots('acme').save(vpcs(1), complete);
    await store.snapshots('acme').save(denied(3), partial);
    await store.snapshots('acme').save(denied(4), partial);

    const newest = () => store.snapshots('acme').newest(account, region, 'any');
    const newestComplete = () => store.snapshots('acme').newest(account, region, 'complete');
    expect(await newest()).toEqual({ snapshot: denied(4), completeness: partial });
    expect(await newestComplete()).toEqual({ snapshot: vpcs(2), completeness: complete });
    expect(await store.snapshots('acme').newest(account, 'eu-west-1', 'any')).toBeUndefined();

    const beside = { operation: 'describe-volumes', reason: 'denied', beside: true } as const;
    await store.snapshots('acme').save({ ...vpcs(5), region: 'us-east-2' }, { ...complete, incomplete: [beside] });
    expect(await store.snapshots('acme').newest(account, 'us-east-2', 'complete')).toBeDefined();

    expect(await store.snapshots('other').newest(account, region, 'any')).toBeUndefined();
    expect(await store.snapshots('ACME').newest(account, region, 'any')).toBeDefined();

    await store.snapshots('acme').prune(account, region, 1);
    expect((await newest())?.snapshot).toEqual(denied(4));
    expect((await newestComplete())?.snapshot).toEqual(vpcs(2));
  });

  it('keeps the last snapshot of each of ninety days', async () => {
    const account = `d${run}`;
    const complete = { account, region: 'us-east-1', complete: ['describe-vpcs'], incomplete: [] };
    const save = async (taken: string) =>
      store.snapshots('acme').save({ account, region: 'us-east-1', takenAt: taken, operations: new Map() }, complete);
    for (const taken of [
      '2025-12-01T10',
      '2026-03-01T08',
      '2026-03-01T20',
      '2026-03-05T01',
      '2026-03-05T02',
      '2026-03-05T03',
    ])
      await save(`${taken}:00:00.000Z`);
    await store.snapshots('acme').prune(account, 'us-east-1', 2);
    const kept = (await store.snapshots('acme').taken(account, 'us-east-1')).map((date) =>
      date.toISOString().slice(0, 13),
    );
    expect(kept).toEqual(['2026-03-05T03', '2026-03-05T02', '2026-03-01T20']);
  });

  it('keeps when rules came and went, and by whom where that is told', async () => {
    const [account, region] = [`r${run}`, 'us-east-1'];
    const rule = (id: string, text = `ingress ${id}`) => ({ id: `${id}-${run}`, groupId: 'sg-1', text });
    const seen = (hour: number, ...rules: ReturnType<typeof rule>[]) =>
      store.rules
        .of('Acme')
        .seen({ account, region, takenAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(), rules });
    const history = async (id: string) => (await store.rules.of('acme').history([`${id}-${run}`])).get(`${id}-${run}`);
    const change = (event: string, hour: number, id: string) => ({
      event: `${event}SecurityGroupIngress`,
      at: new Date(Date.UTC(2026, 0, 1, hour, 30)).toISOString(),
      by: 'arn:ada',
      ruleIds: [`${id}-${run}`],
    });
    await seen(1, rule('old'), rule('gone'));
    await store.rules.changed(account, region, [change('Authorize', 1, 'new'), change('Revoke', 1, 'gone')]);
    await store.rules.changed(account, region, [change('Authorize', 1, 'new')]);
    await seen(2, rule('old'), rule('new'), rule('silent'));
    await seen(3, rule('old', 'ingress rewritten'), rule('new'));

    const when = (hour: number, minute = 0) => new Date(Date.UTC(2026, 0, 1, hour, minute));
    expect(await history('new')).toMatchObject({ openedAt: when(1, 30), openedBy: 'arn:ada' });
    expect(await history('new')).not.toHaveProperty('closedAt');
    expect(await history('gone')).toMatchObject({ closedAt: when(1, 30), closedBy: 'arn:ada' });
    expect(await history('gone')).not.toHaveProperty('openedAt');
    expect(await history('silent')).toMatchObject({ openedAt: when(2), closedAt: when(3) });
    expect(await history('silent')).not.toHaveProperty('openedBy');
    expect(await history('old')).toMatchObject({ text: 'ingress rewritten', openedAt: when(3) });
    expect((await store.rules.of('other').history([`new-${run}`])).size).toBe(0);
  });

  it('tells what came and went since a time, also between two scans', async () => {
    const [account, region] = [`s${run}`, 'us-east-1'];
    const when = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
    const fact = (id: string) => ({ id: `${id}-${run}`, groupId: 'sg-1', text: `ingress ${id}` });
    const change = (event: string, hour: number, id: string, told = true) => ({
      ...{
        event: `${event}SecurityGroupIngress`,
        at: when(hour).toISOString(),
        by: 'arn:ada',
        ruleIds: [`${id}-${run}`],
      },
      ...(told && { rules: [fact(id)] }),
    });
    const { seen, spells } = store.rules.of('Acme');
    await seen({ account, region, takenAt: when(1).toISOString(), rules: [fact('old')] });
    await store.rules.changed(account, region, [
      ...[change('Authorize', 2, 'new'), change('Authorize', 3, 'brief'), change('Revoke', 4, 'brief')],
      change('Authorize', 3, 'untold', false),
    ]);
    await seen({ account, region, takenAt: when(5).toISOString(), rules: [fact('old'), fact('new')] });
    expect(await spells(account, region, when(1))).toEqual([
      { ruleId: `new-${run}`, groupId: 'sg-1', text: 'ingress new', openedAt: when(2), openedBy: 'arn:ada' },
      {
        ...{ ruleId: `brief-${run}`, groupId: 'sg-1', text: 'ingress brief' },
        ...{ openedAt: when(3), openedBy: 'arn:ada', closedAt: when(4), closedBy: 'arn:ada' },
      },
    ]);
    expect(await spells(account, region, when(6))).toEqual([]);
    expect(await spells(account, 'eu-west-1', when(1))).toEqual([]);
  });

  it('remembers the members of an organisation', async () => {
    const owner = `Org-${run}`;
    expect(await store.members.list(owner)).toEqual([]);
    await store.members.replace(owner, [
      { id: '111111111111', name: 'one' },
      { id: '222222222222', name: 'two' },
    ]);
    await store.members.replace(owner, [{ id: '222222222222', name: 'second' }]);
    expect(await store.members.list(owner.toLowerCase())).toEqual([{ id: '222222222222', name: 'second' }]);
  });

  it('remembers findings with their waivers and issue numbers', async () => {
    await store.findings.save(repository, [tracked('a'), { ...tracked('b'), waiver: WAIVER, state: 'accepted' }]);
    await store.findings.setIssue(repository, 'a', 7);
    await store.findings.setIssue(repository, 'overview', 8);
    expect(await store.findings.list(repository)).toEqual([
      { ...tracked('a'), issueNumber: 7 },
      { ...tracked('b'), waiver: WAIVER, state: 'accepted' },
    ]);
    expect((await store.findings.byIssue(repository, 7))?.key).toBe('a');

    await store.findings.save(repository, [tracked('b')]);
    expect(await store.findings.list(repository)).toEqual([{ ...tracked('a'), issueNumber: 7 }, tracked('b')]);
  });

  it('replaces what is remembered of one repository only', async () => {
    const elsewhere = `${repository}-elsewhere`;
    await store.findings.save(elsewhere, [tracked('c')]);
    const known = () => store.findings.list(repository);
    await store.findings.replace(repository, [{ ...tracked('b'), issueNumber: 3 }], await known());
    expect(await store.findings.list(repository)).toEqual([{ ...tracked('b'), issueNumber: 3 }]);
    await store.findings.replace(repository, await known(), await known());
    expect(await known()).toHaveLength(1);
    await store.findings.replace(repository, [], await known());
    expect(await store.findings.list(repository)).toEqual([]);
    expect(await store.findings.list(elsewhere)).toEqual([tracked('c')]);
    expect(await store.findings.repositories()).toContain(elsewhere);
    const { account, region } = tracked('c');
    expect((await store.findings.ofPlace(account, region)).get(elsewhere)).toEqual([tracked('c')]);
    expect((await store.findings.ofPlace(account, 'eu-west-1')).get(elsewhere)).toBeUndefined();
  });

  it('remembers issues as they were seen, until nobody looks for a fortnight', async () => {
    const name = `${repository}-issues`;
    const at = '2026-01-01T00:00:00Z';
    const issue = (number: number, title: string): IssueView => ({
      ...{ number, title, body: 'b', state: 'open', labels: [], locked: false, createdAt: at, updatedAt: at },
    });
    await store.issues.save(name, [{ issue: issue(1, 'one'), account: 'a' }, { issue: issue(2, 'two') }]);
    expect(await store.issues.different(name, [issue(1, 'one'), issue(2, '2'), issue(3, 'three')])).toEqual([
      issue(2, '2'),
      issue(3, 'three'),
    ]);
    await store.issues.doubt(name, 1);
    expect(await store.issues.doubted(name)).toEqual([1]);
    await store.issues.save(name, [{ issue: { ...issue(1, 'uno'), closedBy: 'app' }, account: 'a' }]);
    expect([await store.issues.doubted(name), await store.issues.numbers(name)]).toEqual([[], [1, 2]]);
    expect(await store.issues.list(name, ['b'])).toEqual([issue(2, 'two')]);
    expect(await store.issues.list(name, [])).toEqual([issue(2, 'two')]);
    await store.issues.forget(name, 2);
    expect(await store.issues.list(name)).toEqual([{ ...issue(1, 'uno'), closedBy: 'app' }]);

    const listed = new Date('2001-01-01T00:00:00Z');
    await store.issues.listed(name, listed);
    await store.upkeep(new Date('2001-01-14T00:00:00Z'));
    expect([await store.issues.listedAt(name), await store.issues.numbers(name)]).toEqual([listed, [1]]);
    await store.upkeep(new Date('2001-01-16T00:00:00Z'));
    expect([await store.issues.listedAt(name), await store.issues.numbers(name)]).toEqual([undefined, []]);
  });

  it('keeps the outbox in order, and forgets it with a transaction that fails', async () => {
    const comment = (body: string) => ({ kind: 'comment', key: 'k', number: 1, body }) as const;
    await store.outbox.add(repository, [comment('first'), comment('second')]);
    await expect(
      store.transaction(async (tables) => {
        await tables.outbox.add(repository, [comment('never')]);
        throw new Error('decided otherwise');
      }),
    ).rejects.toThrow('decided otherwise');

    const [first, second, ...rest] = await store.outbox.pending(repository);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ action: comment('first'), attempted: false });
    await store.outbox.attempt(first!.id, new Date());
    expect((await store.outbox.pending(repository))[0]?.attempted).toBe(true);
    await store.outbox.done(first!.id, new Date());
    await store.outbox.done(second!.id, new Date(), 'the issue was deleted');
    expect(await store.outbox.pending(repository)).toEqual([]);
    expect(await store.outbox.repositories()).not.toContain(repository);
  });

  it('keeps the last good configuration in force while the newest is bad', async () => {
    const owner = `acme-${run}`;
    expect(await store.configs.get(owner)).toBeUndefined();
    await store.configs.reject(owner, [{ message: 'no such key', line: 3 }], new Date());
    expect(await store.configs.get(owner)).toEqual({ errors: [{ message: 'no such key', line: 3 }] });
    await store.configs.accept(owner, { text: 'accounts: []', sha: 'abc' }, new Date());
    await store.configs.reject(owner, [{ message: 'bad' }], new Date());
    expect(await store.configs.get(owner)).toEqual({
      good: { text: 'accounts: []', sha: 'abc' },
      errors: [{ message: 'bad' }],
    });
  });

  it('lets only the newest run of a review conclude, and tells which head an older one left open', async () => {
    const first = await store.reviews.begin(repository, 5);
    expect(await store.reviews.aim(first, 'old')).toBeUndefined();
    expect(await store.reviews.newer(first)).toBeUndefined();
    const second = await store.reviews.begin(repository, 5);
    expect(await store.reviews.newer(first)).toEqual({ headSha: 'old' });
    expect(await store.reviews.conclude(first, 'failure')).toBe(false);
    expect(await store.reviews.aim(second, 'new')).toBe('old');
    expect(await store.reviews.newer(first)).toEqual({ headSha: 'new' });
    expect(await store.reviews.conclude(second, 'success')).toBe(true);
    expect(await store.reviews.aim(await store.reviews.begin(repository, 5), 'newest')).toBeUndefined();
    expect((await store.reviews.begin(repository, 6)).run).toBe(1);
  });

  it('remembers an approval for the head it was given to, and for no other', async () => {
    const approval = { by: 'ada', reason: 'bastion' };
    await store.reviews.approve(repository, 9, 'head', approval);
    expect(await store.reviews.approval(repository, 9, 'head')).toEqual(approval);
    expect(await store.reviews.approval(repository, 9, 'newer')).toBeUndefined();
    expect((await store.reviews.begin(repository, 9)).run).toBe(1);
    expect(await store.reviews.approval(repository, 9, 'head')).toEqual(approval);
  });

  it('forgets at upkeep what was done long ago, and nothing else', async () => {
    const [old, recent] = [`old-${run}`, `recent-${run}`];
    await store.deliveries.record([old, recent].map((guid) => ({ guid, event: 'push', payload: {} })));
    await store.deliveries.done(old, new Date('2026-01-01T00:00:00Z'));
    await store.deliveries.done(recent, new Date('2026-01-20T00:00:00Z'));
    await store.upkeep(new Date('2026-01-25T00:00:00Z'));
    expect(await store.deliveries.get(old)).toBeUndefined();
    expect(await store.deliveries.get(recent)).toBeDefined();
    expect((await store.snapshots('acme').newest(run, 'us-east-1', 'complete'))?.snapshot.operations.size).toBe(1);
  });

  describe('slots for content', () => {
    const HOUR = 3_600_000;
    let installations = Date.now();
    let other: Store;
    // Another process where there is a server, another worker of this one where there is none.
    beforeAll(async () => {
      other = kind === 'server' ? await openStore({ databaseUrl: process.env['DATABASE_URL'] }) : store;
    });
    afterAll(() => (other === store ? undefined : other.close()));

    it('are given out once over all processes, however they ask', async () => {
      const mine = ++installations;
      const limits = [
        { count: 10, span: HOUR },
        { count: 25, span: 24 * HOUR },
      ];
      const asking = Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? store : other).contentWrites.reserve(mine, limits, 0),
      );
      const waits = await Promise.all(asking);
      expect(waits.filter((wait) => wait <= 0)).toHaveLength(10);
      expect(await store.contentWrites.reserve(++installations, limits, 0)).toBeLessThanOrEqual(0);
    });

    it('lie as far ahead as every limit asks, and one too far ahead is not taken', async () => {
      const mine = ++installations;
      const limits = [
        { count: 2, span: HOUR },
        { count: 3, span: 10 * HOUR },
      ];
      const hours: number[] = [];
      for (let at = 0; at < 5; at++)
        hours.push(Math.round((await store.contentWrites.reserve(mine, limits, 100 * HOUR)) / HOUR));
      expect(hours).toEqual([0, 0, 1, 10, 10]);
      // The next one would be eleven hours ahead, and stays so.
      for (const _ of [1, 2])
        expect(Math.round((await other.contentWrites.reserve(mine, limits, 5 * HOUR)) / HOUR)).toBe(11);
    });

    it('alternate between two processes, one of them in a storm', async () => {
      const mine = ++installations;
      const budgetOf = (of: Store) =>
        createBudget({
          limits: [{ count: 1, span: 50 }],
          reserve: (limits, maxWait) => of.contentWrites.reserve(mine, limits, maxWait),
        });
      const [stormy, calm] = [budgetOf(store), budgetOf(other)];
      const order: string[] = [];
      const storm = Promise.all(
        Array.from({ length: 12 }, () => stormy.take('acme/storm').then(() => order.push('storm'))),
      );
      await calm.take('acme/calm').then(() => order.push('calm'));
      await storm;
      expect(order.indexOf('calm')).toBeLessThanOrEqual(3);
      expect(order).toHaveLength(13);
    });
  });

  it('appends to the audit log', async () => {
    await store.audit.append({ actor: 'ada', action: 'accept', subject: repository, detail: { until: '2026-02-01' } });
    expect(await store.audit.of(repository)).toMatchObject([{ actor: 'ada', detail: { until: '2026-02-01' } }]);
  });

  it('lets one at a time hold a name, and the next in after a failure', async () => {
    const order: string[] = [];
    const held = Promise.withResolvers<void>();
    const first = store.lock(repository, async () => {
      order.push('first in');
      await held.promise;
      order.push('first out');
      throw new Error('failed while holding');
    });
    const second = store.lock(repository, async () => order.push('second'));
    const other = store.lock(`${repository}-other`, async () => order.push('other'));
    await other;
    held.resolve();
    await expect(first).rejects.toThrow('failed while holding');
    await second;
    expect(order).toEqual(['first in', 'other', 'first out', 'second']);
  });
});

describe('a data folder', () => {
  it('keeps its rows, and admits one process at a time', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sallyport-'));
    try {
      const store = await openStore({ dataDir });
      await store.deliveries.record([{ guid: 'g', event: 'push', payload: {} }]);
      await expect(openStore({ dataDir })).rejects.toThrow(StoreError);
      await expect(openStore({ dataDir })).rejects.toThrow(/Another Sallyport process uses DATA_DIR/);
      await store.close();
      const again = await openStore({ dataDir });
      expect(await again.deliveries.pending()).toEqual(['g']);
      await again.close();
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});

const WAIVER = { by: 'ada', reason: 'migration', until: '2026-03-01' };

function tracked(key: string): TrackedFinding {
  const account = '123456789012';
  const region = 'us-east-1';
  return {
    key,
    account,
    region,
    state: 'open',
    firstSeen: '2026-01-01T00:00:00.000Z',
    lastSeen: '2026-01-01T00:00:00.000Z',
    regressions: 0,
    handClosures: 0,
    finding: {
      check: 'internet-admin-port',
      identity: [key],
      severity: 'critical',
      account,
      region,
      resource: { kind: 'security-group', id: 'sg-0a' },
      title: 't',
      summary: 's',
      exposure: 'exposed',
      because: [],
      exposed: [],
      fix: { cli: [] },
    },
  };
}
