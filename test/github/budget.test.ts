import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedHere, createBudget, type Limit } from '../../src/github/budget.ts';

const MINUTE = 60_000;

/** A budget on a clock that only its own sleeping moves. */
function budgetOf(limits: readonly Limit[], maxWait = Number.MAX_SAFE_INTEGER) {
  let time = 0;
  const written: { readonly at: number; readonly lane: string }[] = [];
  const budget = createBudget({
    ...{ limits, maxWait, reserve: countedHere(() => time) },
    sleep: async (milliseconds) => {
      await new Promise(setImmediate); // whoever was let through writes first
      time += milliseconds;
    },
  });
  return {
    written,
    take: (lane: string) => budget.take(lane).then(() => void written.push({ at: time, lane })),
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

describe('a budget of content', () => {
  it('lets no span hold more than its limit, however the writes come', async () => {
    const limits = [
      { count: 3, span: 100 },
      { count: 7, span: 1000 },
    ];
    const pauses = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pauses, async (history) => {
        const { written, take, wait } = budgetOf(limits);
        for (const pause of history) {
          wait(pause);
          await take('acme/infra');
        }
        expect(written).toHaveLength(history.length);
        for (const { count, span } of limits)
          for (const { at } of written)
            expect(written.filter((other) => other.at >= at && other.at < at + span).length).toBeLessThanOrEqual(count);
      }),
    );
  });

  it('spreads 200 issues over three minutes, and 80 at once', async () => {
    const { written, take } = budgetOf([
      { count: 80, span: MINUTE },
      { count: 500, span: 60 * MINUTE },
    ]);
    await Promise.all(Array.from({ length: 200 }, () => take('acme/infra')));
    expect([0, 1, 2].map((minute) => written.filter(({ at }) => at === minute * MINUTE).length)).toEqual([80, 80, 40]);
  });

  it('gives each repository its turn: one answer does not wait for another repository’s storm', async () => {
    const { written, take } = budgetOf([{ count: 1, span: 1000 }]);
    await Promise.all([...Array.from({ length: 20 }, () => take('acme/storm')), take('acme/calm'), take('acme/calm')]);
    const of = (lane: string) => written.flatMap((each, index) => (each.lane === lane ? [index] : []));
    expect(Math.max(...of('acme/calm'))).toBeLessThanOrEqual(4);
    expect(of('acme/storm')).toHaveLength(20);
  });

  it('sends away who would wait too long, and takes them again later', async () => {
    const { written, take, wait } = budgetOf([{ count: 2, span: 60 * MINUTE }], 2 * MINUTE);
    const outcomes = await Promise.allSettled([take('a'), take('a'), take('a'), take('b')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { status: 429, message: expect.stringContaining('no more issues and comments for 60 minutes') },
    });
    wait(60 * MINUTE);
    await take('a');
    expect(written).toHaveLength(3);
  });

  it('fails with whoever counts, and goes on when that is back', async () => {
    let isDown = true;
    const budget = createBudget({
      reserve: async () => {
        if (isDown) throw new Error('the database is gone');
        return 0;
      },
    });
    await expect(Promise.all([budget.take('a'), budget.take('b')])).rejects.toThrow('the database is gone');
    isDown = false;
    await budget.take('a');
  });
});
