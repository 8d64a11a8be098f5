import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '../../../src/jobs/index.ts';
import { deliveryKeeper } from '../../../src/server/wire/deliveries.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

const KINDS = process.env['DATABASE_URL'] === undefined ? ['embedded'] : ['embedded', 'server'];

describe.each(KINDS)('webhooks on the %s store', (kind) => {
  let store: Store;
  const run = `${kind}-${Date.now()}`;
  beforeAll(async () => {
    store = await openStore(kind === 'server' ? { databaseUrl: process.env['DATABASE_URL'] } : {});
  });
  afterAll(() => store.close());

  /** A keeper whose queue remembers what it was sent, in how many calls. */
  function keeper(trouble?: (guids: readonly string[]) => Error | undefined) {
    const sent: (readonly string[])[] = [];
    const queue = {
      async sendDeliveries(deliveries: readonly { readonly guid: string }[]) {
        const guids = deliveries.map(({ guid }) => guid);
        const error = trouble?.(guids);
        if (error) throw error;
        sent.push(guids);
      },
    } as Pick<Queue, 'sendDeliveries'> as Queue;
    const { accept } = deliveryKeeper(store, () => queue);
    return { sent, keep: (guid: string) => accept(`${run}-${guid}`, 'push', { guid }, 100) };
  }

  it('are kept once and queued once, many in one transaction', async () => {
    const { sent, keep } = keeper();
    const guids = Array.from({ length: 200 }, (_, index) => `one-${index % 150}`);
    const isNew = await Promise.all(guids.map(keep));
    expect(isNew).toEqual([...Array(150).fill(true), ...Array(50).fill(false)]);
    // The first goes alone; its repetition, in the next round, is not done yet and so queued again.
    expect(sent.map((each) => each.length)).toEqual([1, 150]);
    expect(new Set(sent.flat())).toEqual(new Set(guids.map((guid) => `${run}-${guid}`)));
    for (const guid of guids) expect(await store.deliveries.undone(`${run}-${guid}`)).toBeDefined();
  });

  it('that come again are queued again only while they are not done', async () => {
    const { sent, keep } = keeper();
    expect(await keep('again')).toBe(true);
    expect(await keep('again')).toBe(false);
    await store.deliveries.done(`${run}-again`, new Date());
    expect(await keep('again')).toBe(false);
    expect(sent.map((guids) => guids.length)).toEqual([1, 1, 0]);
  });

  it('are not kept when they could not be queued, and take none of their neighbours along', async () => {
    const { keep } = keeper((guids) => (guids.some((guid) => guid.endsWith('-bad')) ? new Error('no') : undefined));
    const outcomes = await Promise.allSettled(['first', 'good', 'bad', 'fine'].map(keep));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await store.deliveries.get(`${run}-bad`)).toBeUndefined();
    for (const guid of ['first', 'good', 'fine']) expect(await store.deliveries.get(`${run}-${guid}`)).toBeDefined();
  });
});
