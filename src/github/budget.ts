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

/**
 * Takes the next time at which one more may be written.
 * @param maxWait milliseconds; a time further ahead is not taken
 * @returns milliseconds until then; more than `maxWait` when none was taken
 */
export type Reserve = (limits: readonly Limit[], maxWait: number) => Promise<number>;

export interface BudgetOptions {
  /** Where writes are counted; several processes must ask the same place. Default: this process alone. */
  readonly reserve?: Reserve | undefined;
  readonly limits?: readonly Limit[];
  /** Milliseconds; beyond it a caller is told to come back later instead of being kept waiting. */
  readonly maxWait?: number;
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
  readonly reject: (error: unknown) => void;
}

/** A budget of writes: never more than the limits allow in any span, each lane in its turn. */
export function createBudget({
  reserve = countedHere(),
  limits = CONTENT_LIMITS,
  maxWait = 2 * MINUTE,
  sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
}: BudgetOptions = {}): Budget {
  const lanes = new Map<string, Waiter[]>();
  let isServing = false;

  function next(): Waiter | undefined {
    const [lane, waiters] = lanes.entries().next().value ?? [];
    if (lane === undefined || !waiters) return undefined;
    const waiter = waiters.shift();
    lanes.delete(lane);
    if (waiters.length > 0) lanes.set(lane, waiters); // to the end of the line
    return waiter;
  }

  function rejectAll(error: unknown): void {
    for (let waiter = next(); waiter; waiter = next()) waiter.reject(error);
  }

  /** One reservation at a time: whose it is is decided when it comes up, and other processes get every other one. */
  async function serve(): Promise<void> {
    isServing = true;
    while (lanes.size > 0) {
      try {
        const milliseconds = await reserve(limits, maxWait);
        if (milliseconds > maxWait) rejectAll(exhausted(limits, milliseconds));
        else {
          if (milliseconds > 0) await sleep(milliseconds);
          next()?.resolve();
        }
      } catch (error) {
        rejectAll(error);
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

/** Counts in this process's memory. */
export function countedHere(now: () => number = Date.now): Reserve {
  /** When what was written lately was written; no more than the largest limit counts. */
  const written: number[] = [];
  return async (limits, maxWait) => {
    const most = Math.max(...limits.map(({ count }) => count));
    const wait = Math.max(0, ...limits.map(({ count, span }) => (written.at(-count) ?? -Infinity) + span - now()));
    if (wait > maxWait) return wait;
    written.push(now() + wait);
    if (written.length > most) written.shift();
    return wait;
  };
}

function exhausted(limits: readonly Limit[], milliseconds: number): RateLimitError {
  const minutes = Math.ceil(milliseconds / MINUTE);
  const allowed = limits.map(({ count, span }) => `${count} in ${span / MINUTE} min`).join(', ');
  const message = `GitHub takes no more issues and comments for ${minutes} minutes (${allowed}). It is tried again later.`;
  return new RateLimitError(message, 429, undefined);
}
