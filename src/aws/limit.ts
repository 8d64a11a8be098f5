/** Runs a task when fewer than the limit are running. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** @param most how many tasks may run at once */
export function limited(most: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Both limits; the narrow one is passed first, so that who waits for it takes no place of the wide one. */
export function both(narrow: Limit, wide: Limit): Limit {
  return (task) => narrow(() => wide(task));
}
