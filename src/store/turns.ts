import { setImmediate } from 'node:timers/promises';

/**
 * Runs works one after the other, in the order they come. PGlite works on this thread and gives way to nothing else by
 * itself: without a pause in between, no request would be read before the last of many queries is done.
 */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(() => setImmediate()).then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
