import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Handlers, type Jobs, type Queue, startQueue } from '../../src/jobs/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { createDatabase, type TestDatabase } from '../services/database.ts';

// The same stories on the embedded database and, where one is given, on a server.
const KINDS = process.env['DATABASE_URL'] === undefined ? ['embedded'] : ['embedded', 'server'];
const IDLE: Handlers = {
  deliveries: async () => {},
  scan: async () => {},
  review: async () => {},
  'merge-group': async () => {},
  command: async () => {},
};
const review = (number: number) => ({ installationId: 1, owner: 'acme', repo: 'infra', number });

describe.each(KINDS)('queue on the %s store', (kind) => {
  let store: Store;
  let queue: Queue | undefined;
  // On a server one of its own: other workers would take the jobs.
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    if (kind === 'server') database = await createDatabase(process.env['DATABASE_URL']!, 'queue');
  });
  afterAll(() => database?.drop());
  beforeEach(async () => {
    store = await openStore({ databaseUrl: database?.url });
  });
  afterEach(async () => {
    await queue?.stop();
    queue = undefined;
    await store.close();
  });

  it('runs what is sent, and is idle afterwards', async () => {
    const seen: string[] = [];
    queue = await startQueue(store, { ...IDLE, deliveries: async ({ guid }) => void seen.push(guid) });
    expect(await queue.send('deliveries', { guid: 'one' })).toBe(true);
    expect(await queue.send('deliveries', { guid: 'two' })).toBe(true);
    await queue.idle();
    expect(seen.sort()).toEqual(['one', 'two']);
  });

  it('handles many webhooks by few statements, and tries again only what failed', async () => {
    const seen: string[] = [];
    const again = Promise.withResolvers<void>();
    const errors: string[] = [];
    const deliveries = async ({ guid }: Jobs['deliveries']) => {
      seen.push(guid);
      if (guid !== 'g7') return;
      if (seen.filter((one) => one === 'g7').length === 1) throw new Error('GitHub answered 502');
      again.resolve();
    };
    queue = await startQueue(
      store,
      { ...IDLE, deliveries },
      { onError: (error) => errors.push(error.message), retryDelay: 1 },
    );
    const guids = Array.from({ length: 50 }, (_, index) => `g${index}`);
    await store.transaction(async (_tables, within) => {
      const all = guids.map((guid) => ({ guid }));
      await queue?.sendDeliveries(all, within);
      expect(seen).toEqual([]);
    });
    await again.promise;
    await queue.idle();
    expect(seen.toSorted()).toEqual([...guids, 'g7'].sort());
    expect(errors).toEqual(["A job of queue 'deliveries' failed: GitHub answered 502"]);
    const aborted = store.transaction(async (_tables, within) => {
      await queue?.sendDeliveries([{ guid: 'never' }], within);
      throw new Error('rolled back');
    });
    await expect(aborted).rejects.toThrow('rolled back');
    await queue.idle();
    expect(seen).not.toContain('never');
  });

  it('keeps one waiting job per subject, runs one at a time, and delays no other subject', async () => {
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const log: string[] = [];
    let running = 0;
    queue = await startQueue(store, {
      ...IDLE,
      review: async ({ number }) => {
        if (number === 2) return void log.push('other');
        expect(++running).toBe(1);
        log.push('review');
        started.resolve();
        await release.promise;
        running--;
      },
    });
    await queue.send('review', review(1));
    await started.promise;
    expect(await queue.send('review', review(1))).toBe(true);
    expect(await queue.send('review', review(1))).toBe(false);
    const others = Promise.withResolvers<void>();
    const poll = setInterval(() => log.includes('other') && others.resolve(), 20);
    await queue.send('review', review(2));
    await others.promise;
    clearInterval(poll);
    expect(log).toEqual(['review', 'other']);
    release.resolve();
    await queue.idle();
    expect(log).toEqual(['review', 'other', 'review']);
  });

  it('takes turns between organisations, however much one of them asks for', async () => {
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const order: string[] = [];
    const scan = async ({ installationId, account }: Jobs['scan']) => {
      order.push(`${installationId}/${account}`);
      started.resolve();
      await release.promise;
    };
    queue = await startQueue(store, { ...IDLE, scan }, { scans: 1 });
    const send = (installationId: number, account: string) =>
      queue!.send('scan', { installationId, account, region: 'us-east-1' });
    await send(1, 'first');
    await started.promise;
    for (const account of ['a', 'b', 'c', 'd']) await send(1, account);
    for (const account of ['x', 'y']) await send(2, account);
    release.resolve();
    await queue.idle();
    // The big one's next scan was first in line already; from there on they alternate until the small one is done.
    expect(order).toEqual(['1/first', '1/a', '2/x', '1/b', '2/y', '1/c', '1/d']);
  });

  it('tells of a failed job and tries it again', async () => {
    const errors: string[] = [];
    const again = Promise.withResolvers<void>();
    let attempts = 0;
    queue = await startQueue(
      store,
      {
        ...IDLE,
        command: async () => {
          if (++attempts === 1) throw new Error('GitHub answered 502');
          again.resolve();
        },
      },
      { onError: (error) => errors.push(error.message), retryDelay: 1 },
    );
    await queue.send('command', { key: 'acme/infra/1', request: {} });
    await again.promise;
    expect(errors).toEqual(["A job of queue 'command' failed: GitHub answered 502"]);
    expect(await queue.dead()).toEqual([]);
  });

  it('schedules scans, and forgets accounts that left', async () => {
    queue = await startQueue(store, IDLE);
    const scan = (account: string) => ({ installationId: 1, account, region: 'us-east-1' });
    await queue.schedule(1, 30, [scan('111111111111'), scan('222222222222')]);
    await queue.schedule(1, 30, [scan('222222222222')]);
    await queue.schedule(2, 60, [{ ...scan('111111111111'), installationId: 2 }]);
    await queue.schedule(1, 60, [scan('222222222222')]);
    expect(await queue.scheduled()).toEqual(
      expect.arrayContaining([scan('222222222222'), { ...scan('111111111111'), installationId: 2 }]),
    );
    expect(await queue.scheduled()).toHaveLength(2);
  });
});
