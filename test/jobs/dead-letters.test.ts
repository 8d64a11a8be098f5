import { afterAll, beforeAll, expect, it } from 'vitest';
import { deadLetters, type Queue, startQueue } from '../../src/jobs/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';

let store: Store;
let queue: Queue;
const idle = async () => {};
const errors: string[] = [];
let isRoleGone = true;

beforeAll(async () => {
  store = await openStore({});
  const scan = async () => {
    if (isRoleGone) throw new Error('the role is gone');
  };
  queue = await startQueue(
    store,
    { deliveries: idle, scan, review: idle, 'merge-group': idle, command: idle },
    { retryLimit: 0, onError: ({ message }) => errors.push(message) },
  );
});
afterAll(async () => {
  await queue.stop();
  await store.close();
});

it('keeps what was given up, with the reason, counts it and tells of it', async () => {
  const data = { installationId: 1, account: '123456789012', region: 'us-east-1' };
  await queue.send('scan', data);
  await queue.idle();
  expect(await queue.dead()).toEqual([{ queue: 'scan', data, error: 'the role is gone' }]);
  expect(await deadLetters(store)).toEqual(await queue.dead());
  expect(await queue.givenUp()).toEqual({ deliveries: 0, scan: 1, review: 0, 'merge-group': 0, command: 0 });
  expect(await queue.waiting()).toMatchObject({ scan: 0 });
  expect(errors).toEqual(["A job of queue 'scan' was given up at try 1: the role is gone"]);
});

it('forgets what was given up once the same work is done, and nothing else', async () => {
  const place = { account: '999999999999', region: 'us-east-1' };
  const others = await queue.dead();
  await queue.send('scan', { installationId: 1, ...place });
  await queue.idle();
  expect(await queue.givenUp()).toMatchObject({ scan: others.length + 1 });
  isRoleGone = false;
  await queue.send('scan', { installationId: 1, ...place });
  await queue.send('scan', { installationId: 2, ...place });
  await queue.idle();
  expect(await queue.dead()).toEqual(others);
  expect(await queue.givenUp()).toMatchObject({ scan: others.length });
});
