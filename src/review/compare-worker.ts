import { parentPort } from 'node:worker_threads';
import { type ComparisonJob, compareRoots } from './compare-roots.ts';

/** The thread's side of `createComparer`: one answer for each job. */
parentPort?.on('message', ({ id, job }: { readonly id: number; readonly job: ComparisonJob }) => {
  try {
    parentPort?.postMessage({ id, result: compareRoots(job) });
  } catch (error) {
    parentPort?.postMessage({ id, error });
  }
});
