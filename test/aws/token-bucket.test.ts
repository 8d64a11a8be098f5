import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenBucket } from '../../src/aws/token-bucket.ts';

/** A clock that waits push on; nothing really waits. */
function timer() {
  let now = 0;
  return {
    now: () => now,
    wait: async (milliseconds: number) => {
      now += milliseconds;
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('lets a burst through, then keeps to the rate', async () => {
  const clock = timer();
  const take = tokenBucket({ size: 3, refill: 2 }, clock);
  const times: number[] = [];
  for (let call = 0; call < 6; call++) {
    await take();
    times.push(clock.now());
  }
  expect(times).toEqual([0, 0, 0, 500, 1_000, 1_500]);
});

test('in any stretch of time, no more calls than the bucket holds and what it gains', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 60 }), async (pauses) => {
      const clock = timer();
      const take = tokenBucket({ size: 5, refill: 4 }, clock);
      const times: number[] = [];
      for (const pause of pauses) {
        clock.pass(pause);
        await take();
        times.push(clock.now());
      }
      for (const [first, from] of times.entries())
        for (const [last, to] of times.entries())
          if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(5 + ((to - from) / 1_000) * 4 + 1e-6);
    }),
  );
});
