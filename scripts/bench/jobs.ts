/**
 * Sends so many scans that do nothing and works them off, as one worker does: `node scripts/bench/jobs.ts JOBS`. Prints one
 * line of JSON. On the embedded database, or on a server where DATABASE_URL names one.
 */
import { startQueue } from '../../src/jobs/index.ts';
import { openStore } from '../../src/store/index.ts';

export interface JobFigures {
  readonly jobs: number;
  readonly sentPerSecond: number;
  readonly donePerSecond: number;
}

const jobs = Number(process.argv[2] ?? 500);
const store = await openStore({ databaseUrl: process.env['DATABASE_URL'] });
const idle = async () => {};
const all = Promise.withResolvers<void>();
let done = 0;
const scan = async () => {
  if (++done === jobs) all.resolve();
};
const off = { deliveries: idle, scan, review: idle, command: idle, 'merge-group': idle };
const sender = await startQueue(store, off, { workers: false });
const sending = performance.now();
for (let job = 0; job < jobs; job++)
  await sender.send('scan', { installationId: job % 10, account: String(100_000_000_000 + job), region: 'us-east-1' });
const sent = performance.now();
await sender.stop();
const starting = performance.now();
const worker = await startQueue(store, off);
await all.promise;
const ended = performance.now();
await worker.stop();
await store.close();
const figures: JobFigures = {
  jobs,
  sentPerSecond: jobs / ((sent - sending) / 1_000),
  donePerSecond: jobs / ((ended - starting) / 1_000),
};
process.stdout.write(JSON.stringify(figures));
process.exit(0);
