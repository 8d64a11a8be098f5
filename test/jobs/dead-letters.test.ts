import { afterAll, beforeAll, expect, it } from 'vitest';
import { deadLetters, type Queue, startQueue } from '../../src/jobs/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';

let store: Store;
let queue: Queue;
const idle = async () => {};

beforeAll(async () => {
  store = await openStore({});
  const scan = () => Promise.reject(new Error('the role is gone'));
  queue = await startQueue(
    store,
    { deliveries: idle, scan, review: idle, 'merge-group': idle, command: idle },
    { retryLimit: 0 },
  );
});
afterAll(async () => {
  await queue.stop();
  await store.close();
});

it('keeps what was given up, with the reason', async () => {
  const data = { installationId: 1, account: '123456789012', region: 'us-east-1' };
  await queue.send('scan', data);
  await queue.idle();
  expect(await queue.dead()).toEqual([{ queue: 'scan', data, error: 'the role is gone' }]);
  expect(await deadLetters(store)).toEqual(await queue.dead());
});
