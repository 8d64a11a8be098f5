import type { EventEmitter } from 'node:events';

/** Looks now and after every `change`, until there is something to see or the time is up. */
export function waiting<T>(
  events: EventEmitter,
  what: string,
  find: () => T | undefined,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      events.off('change', look);
      clearTimeout(timer);
    };
    const look = (): void => {
      let value: T | undefined;
      try {
        value = find();
      } catch (error) {
        end();
        reject(error);
        return;
      }
      if (value === undefined) return;
      end();
      resolve(value);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`waited ${timeoutMs / 1000} s for ${what}`));
    }, timeoutMs);
    events.on('change', look);
    look();
  });
}
