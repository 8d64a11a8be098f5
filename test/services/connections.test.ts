import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startQueue } from '../../src/jobs/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { eventually, pause } from './rig.ts';

// Against a PostgreSQL server only: `npm run test:services`.
const SERVER = process.env['DATABASE_URL'];

describe.skipIf(SERVER === undefined)('a process on a server', () => {
  let database: TestDatabase;
  let store: Store;
  let other: Store;

  beforeAll(async () => {
    database = await createDatabase(SERVER!, 'connections');
    store = await openStore({ databaseUrl: database.url });
    other = await openStore({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await store?.close();
    await other?.close();
    await database?.drop();
  });

  it('uses few connections however many locks are held inside others', async () => {
    const idle = async () => {};
    const queue = await startQueue(store, {
      ...{ deliveries: idle, scan: idle, review: idle, 'merge-group': idle, command: idle },
    });
    const most = 64;
    let held = 0;
    const all = Promise.withResolvers<void>();
    const jobs = Array.from({ length: most }, (_, at) =>
      store.lock(`scan ${at}`, () =>
        store.lock(`issues ${at}`, async () => {
          if (++held === most) all.resolve();
          await all.promise;
          await store.transaction((tables) => tables.findings.list(`acme/${at}`));
        }),
      ),
    );
    await all.promise;
    await Promise.all(jobs);
    const { 'sallyport-locks': locks = 0, sallyport = 0, ...rest } = await database.connections();
    expect(locks).toBe(1);
    expect(sallyport).toBeLessThanOrEqual(2 * 10);
    expect(Object.values(rest).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(7);
    await queue.stop();
  });

  it('holds a name against another process, and over a restart of the server', async () => {
    const order: string[] = [];
    const inside = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const first = store.lock('name', async () => {
      inside.resolve();
      await leave.promise;
      order.push('first');
      return 'kept';
    });
    await inside.promise;
    const second = other.lock('name', async () => order.push('second'));
    const back = await database.restart();
    await back();
    await eventually(10_000, async () =>
      (await database.connections())['sallyport-locks'] ? undefined : 'nobody took a lock again',
    );
    await pause(1_000);
    expect(order).toEqual([]);
    leave.resolve();
    expect(await first).toBe('kept');
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('fails the transaction whose connection the server ends, and nothing else', async () => {
    const broken = store.transaction(async ({ findings }) => {
      const back = await database.restart();
      await back();
      // Until the connection has told of its end, with no query under way.
      await pause(200);
      return findings.list('acme/infra');
    });
    await expect(broken).rejects.toThrow();
    expect(await store.findings.list('acme/infra')).toEqual([]);
  });
});
