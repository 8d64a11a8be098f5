import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gathered } from '../../src/server/gathered.ts';

/** Rounds that end when they are told to. */
function byHand(most = 100) {
  const rounds: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const give = gathered(
    (items: readonly string[]) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const end = (error?: Error) => (error ? reject(error) : resolve(items.map((item) => item.toUpperCase())));
        rounds.push({ items, end });
      }),
    { weigh: ({ length }) => length, most },
  );
  return { rounds, give };
}

it('begins at once, and does together what came meanwhile', async () => {
  const { rounds, give } = byHand();
  const first = give('a');
  expect(rounds.map(({ items }) => items)).toEqual([['a']]);
  const others = Promise.all(['b', 'c', 'd'].map(give));
  rounds[0]!.end();
  expect(await first).toBe('A');
  await new Promise(setImmediate);
  expect(rounds[1]?.items).toEqual(['b', 'c', 'd']);
  rounds[1]!.end();
  expect(await others).toEqual(['B', 'C', 'D']);
  await new Promise(setImmediate);
  void give('e');
  expect(rounds[2]?.items).toEqual(['e']);
});

it('lets no round grow too heavy, nor keeps out what is too heavy for any', async () => {
  const { rounds, give } = byHand(5);
  const all = Promise.all(['a', 'bb', 'ccc', 'd', 'eeeeeeeee', 'f'].map(give));
  for (let round = 0; round < 5; round++) {
    rounds[round]!.end();
    await new Promise(setImmediate);
  }
  expect(rounds.map(({ items }) => items)).toEqual([['a'], ['bb', 'ccc'], ['d'], ['eeeeeeeee'], ['f']]);
  expect(await all).toEqual(['A', 'BB', 'CCC', 'D', 'EEEEEEEEE', 'F']);
});

it('gives each its own result, and lets nobody fail for another', async () => {
  const calls = fc.array(fc.record({ value: fc.nat(20), pause: fc.nat(2) }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(calls, async (history) => {
      const give = gathered(
        async (items: readonly number[]) => {
          await new Promise(setImmediate);
          if (items.includes(13)) throw new Error('thirteen');
          return items.map((item) => item * 2);
        },
        { weigh: () => 1, most: 7 },
      );
      const outcomes: Promise<number | string>[] = [];
      for (const { value, pause } of history) {
        outcomes.push(give(value).catch((error: Error) => error.message));
        for (let i = 0; i < pause; i++) await new Promise(setImmediate);
      }
      expect(await Promise.all(outcomes)).toEqual(history.map(({ value }) => (value === 13 ? 'thirteen' : value * 2)));
    }),
  );
});
