import { Worker } from 'node:worker_threads';
import { type ComparisonJob, type ComparisonResult, compareRoots } from './compare-roots.ts';

/** Interfaces from which on a comparison would hold up everything else for longer than a heartbeat may wait. */
const LARGE = 1_500;

export interface Comparer {
  /** Compares here when that is quick, else in another thread. */
  compare(job: ComparisonJob): Promise<ComparisonResult>;
  close(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly result?: ComparisonResult;
  readonly error?: unknown;
}

/**
 * Runs comparisons beside the event loop: webhooks are answered and heartbeats kept while a large estate is compared. The
 * thread is started when first needed, takes one job after the other, and does not keep the process alive.
 */
export function createComparer(large = LARGE): Comparer {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<ComparisonResult>>();

  /** A thread that died takes its jobs with it; the next job starts another. */
  function lost(error: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function start(): Worker {
    // Compiled, this file and its neighbour are JavaScript.
    const name = import.meta.url.endsWith('.ts') ? './compare-worker.ts' : './compare-worker.js';
    const started = new Worker(new URL(name, import.meta.url));
    started.on('message', ({ id, result, error }: Answer) => {
      const promise = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (result) promise?.resolve(result);
      else promise?.reject(error);
    });
    started.on('error', lost);
    started.on('exit', (code) => {
      if (started === worker) lost(new Error(`the thread that compares ended with ${code}`));
    });
    return started;
  }

  return {
    compare(job) {
      if (sizeOf(job) < large) return Promise.resolve().then(() => compareRoots(job));
      worker ??= start();
      worker.ref();
      const id = ++lastId;
      const promise = Promise.withResolvers<ComparisonResult>();
      waiting.set(id, promise);
      worker.postMessage({ id, job });
      return promise.promise;
    },
    async close() {
      const closing = worker;
      worker = undefined;
      await closing?.terminate();
      lost(new Error('the service stops'));
    },
  };
}

/** Interfaces of the live state. */
function sizeOf({ live = [] }: ComparisonJob): number {
  if ('vpcs' in live) return live.interfaces.length;
  return live.reduce((sum, { operations }) => {
    const output = operations.get('describe-network-interfaces')?.output as
      | { NetworkInterfaces?: unknown[] }
      | undefined;
    return sum + (output?.NetworkInterfaces?.length ?? 0);
  }, 0);
}
