/** Something to go wrong with the next requests that match. Faults are used up in the order they were added. */
export interface Fault {
  /** All methods when absent. */
  readonly method?: string;
  /** Matched against the path without query. All paths when absent. */
  readonly path?: RegExp;
  /**
   * `error`: answer with `status` (default 502) without doing the work. `secondary-limit`: 403 with Retry-After.
   * `lost-response`: do the work, then cut the connection, so that the caller cannot know. `slow`: begin the work once
   * `until` has resolved.
   */
  readonly kind: 'error' | 'secondary-limit' | 'lost-response' | 'slow';
  readonly until?: Promise<unknown>;
  /** Told when a request meets it. */
  readonly met?: () => void;
  readonly status?: number;
  /** Seconds, for `secondary-limit`. Default 1. */
  readonly retryAfter?: number;
  /** How many requests more. */
  times: number;
}

/** The fault this request meets, if any; counts it down. */
export function takeFault(faults: Fault[], method: string, path: string): Fault | undefined {
  const fault = faults.find(
    (candidate) =>
      candidate.times > 0 &&
      (candidate.method === undefined || candidate.method === method) &&
      (candidate.path === undefined || candidate.path.test(path)),
  );
  if (fault) fault.times--;
  fault?.met?.();
  return fault;
}
