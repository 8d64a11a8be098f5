/** Runs `work` while nobody else holds `name`. */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Waits in line inside this process. */
export function processLock(): Lock {
  const lines = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const mine = (lines.get(name) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => {});
    lines.set(name, settled);
    try {
      return await mine;
    } finally {
      if (lines.get(name) === settled) lines.delete(name);
    }
  };
}
