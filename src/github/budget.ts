import { RateLimitError } from './errors.ts';

/** At most so many in any span of so many milliseconds. */
export interface Limit {
  readonly count: number;
  readonly span: number;
}

const MINUTE = 60_000;

/**
 * GitHub's limits on new content: issues, comments and reviews
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits).
 */
const CONTENT_LIMITS: readonly Limit[] = [
  { count: 80, span: MINUTE },
  { count: 500, span: 60 * MINUTE },
];

export interface BudgetOptions {
  readonly limits?: readonly Limit[];
  /** Milliseconds; beyond it a caller is told to come back later instead of being kept waiting. */
  readonly maxWait?: number;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

export interface Budget {
  /**
   * Resolves when one more may be written. Lanes take turns, so that one repository's storm delays no other's answer.
   * @throws RateLimitError when the wait would be longer than `maxWait`
   */
  take(lane: string): Promise<void>;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A budget of writes: never more than the limits allow in any span, each lane in its turn. */
export function createBudget({
  limits = CONTENT_LIMITS,
  maxWait = 2 * MINUTE,
  now = Date.now,
  sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
}: BudgetOptions = {}): Budget {
  /** When what was written lately was written; no more than the largest limit counts. */
  const written: number[] = [];
  const most = Math.max(...limits.map(({ count }) => count));
  const lanes = new Map<string, Waiter[]>();
  let isServing = false;

  const wait = (): number =>
    Math.max(0, ...limits.map(({ count, span }) => (written.at(-count) ?? -Infinity) + span - now()));

  function next(): Waiter | undefined {
    const [lane, waiters] = lanes.entries().next().value ?? [];
    if (lane === undefined || !waiters) return undefined;
    const waiter = waiters.shift();
    lanes.delete(lane);
    if (waiters.length > 0) lanes.set(lane, waiters); // to the end of the line
    return waiter;
  }

  async function serve(): Promise<void> {
    isServing = true;
    while (lanes.size > 0) {
      const milliseconds = wait();
      if (milliseconds > maxWait) {
        const minutes = Math.ceil(milliseconds / MINUTE);
        const message = `GitHub takes no more issues and comments for ${minutes} minutes (${limits.map(({ count, span }) => `${count} in ${span / MINUTE} min`).join(', ')}). It is tried again later.`;
        for (let waiter = next(); waiter; waiter = next()) waiter.reject(new RateLimitError(message, 429, undefined));
      } else if (milliseconds > 0) await sleep(milliseconds);
      else {
        written.push(now());
        if (written.length > most) written.shift();
        next()?.resolve();
      }
    }
    isServing = false;
  }

  return {
    take: (lane) =>
      new Promise((resolve, reject) => {
        lanes.set(lane, [...(lanes.get(lane) ?? []), { resolve, reject }]);
        if (!isServing) void serve();
      }),
  };
}
