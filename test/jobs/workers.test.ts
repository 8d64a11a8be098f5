import { expect, it } from 'vitest';
import { type Handlers, startQueue } from '../../src/jobs/index.ts';
import { openStore } from '../../src/store/index.ts';

it('a process without workers sends, and one with workers does', async () => {
  const store = await openStore({});
  const did: string[] = [];
  const handlers = (who: string): Handlers => {
    const handle = async () => void did.push(who);
    return { deliveries: handle, scan: handle, review: handle, 'merge-group': handle, command: handle };
  };
  const web = await startQueue(store, handlers('web'), { workers: false });
  await web.send('deliveries', { guid: 'one' });
  const worker = await startQueue(store, handlers('worker'));
  await web.send('deliveries', { guid: 'two' });
  await worker.idle();
  await web.stop();
  await worker.stop();
  await store.close();
  expect(did).toEqual(['worker', 'worker']);
});
