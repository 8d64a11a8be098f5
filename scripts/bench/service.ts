import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CollectFigures } from './collect.ts';
import type { JobFigures } from './jobs.ts';
import type { Measurement } from './measure.ts';

/** An account of middling size: interfaces, groups, rules a group. */
const MIDDLING = [400, 60, 20];
/** A Region at the quotas: 50,000 interfaces, 2,500 groups of 60 rules. */
const LARGEST = [50_000, 2_500, 60];

/** Measures what a worker does beside the engine, each in a process of its own. `size`: accounts, interfaces or jobs. */
export function measureService(accounts: readonly number[]): Measurement[] {
  const large = run<CollectFigures>('collect.ts', ...LARGEST, 1, 1);
  const paces = accounts.flatMap((count): Measurement[] => {
    const { seconds, peakMegabytes } = run<CollectFigures>('collect.ts', ...MIDDLING, count, 4);
    return [
      { name: 'Regions read per minute', size: count, median: (60 * count) / seconds, unit: '/min' },
      { name: 'memory while reading them', size: count, median: peakMegabytes, unit: 'MB' },
    ];
  });
  const jobs = run<JobFigures>('jobs.ts', 500);
  return [
    { name: 'the largest Region read', size: 50_000, median: large.seconds * 1_000, unit: 'ms' },
    { name: 'memory while reading it', size: 50_000, median: large.peakMegabytes, unit: 'MB' },
    ...paces,
    { name: 'jobs sent per second', size: jobs.jobs, median: jobs.sentPerSecond, unit: '/s' },
    { name: 'jobs done per second', size: jobs.jobs, median: jobs.donePerSecond, unit: '/s' },
  ];
}

function run<T>(script: string, ...args: readonly number[]): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawnSync(process.execPath, [path, ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`${script} ${args.join(' ')} ended with status ${child.status}`);
  return JSON.parse(child.stdout) as T;
}
