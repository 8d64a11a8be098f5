import { AsyncLocalStorage } from 'node:async_hooks';

const store = new AsyncLocalStorage<string>();

/**
 * What set off the work under way: the delivery id of a webhook, from its arrival through the jobs it leads to, or the id
 * of a job that the clock set off. Every line of the log carries it.
 */
export function correlation(): string | undefined {
  return store.getStore();
}

export function correlated<T>(id: string, work: () => T): T {
  return store.run(id, work);
}
