/** How fast calls may follow each other: `size` at once, then `refill` a second. */
export interface Rate {
  readonly size: number;
  readonly refill: number;
}

/** What a bucket knows of time; tests put their own here. */
export interface Timer {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

const SYSTEM: Timer = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Resolves when the next call may be made, in the order asked. */
export type Take = () => Promise<void>;

/** A bucket that starts full. A token taken on credit is waited for, so that callers come through one by one. */
export function tokenBucket({ size, refill }: Rate, { now, wait }: Timer = SYSTEM): Take {
  let tokens = size;
  let at = now();
  return async () => {
    const time = now();
    tokens = Math.min(size, tokens + ((time - at) / 1000) * refill) - 1;
    at = time;
    if (tokens < 0) await wait((-tokens / refill) * 1000);
  };
}
