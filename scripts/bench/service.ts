import { apart } from './apart.ts';
import type { CodeFigures } from './code.ts';
import type { CollectFigures } from './collect.ts';
import type { CycleFigures } from './cycle.ts';
import type { JobFigures } from './jobs.ts';
import type { KeptFigures } from './kept.ts';
import type { Measurement } from './measure.ts';

/** Accounts by size: interfaces, groups, rules a group. */
const SMALL = [40, 10, 10];
const MIDDLING = [400, 60, 20];
const ESTATE = [10_000, 2_500, 20] as const;
/** A Region at the quotas: 50,000 interfaces, 2,500 groups of 60 rules. */
const LARGEST = [50_000, 2_500, 60];

/** Measures what a worker does beside the engine, each in a process of its own. `size`: accounts, interfaces or jobs. */
export function measureService(): Measurement[] {
  const large = apart<CollectFigures>('collect.ts', ...LARGEST, 1, 1);
  const kept = apart<KeptFigures>('kept.ts', ...ESTATE);
  const jobs = apart<JobFigures>('jobs.ts', 500);
  const parsed = apart<CodeFigures>('code.ts', 'parse');
  const planned = apart<CodeFigures>('code.ts', 'plan');
  return [
    { name: 'the largest Region read', size: 50_000, median: large.seconds * 1_000, unit: 'ms' },
    { name: 'memory while reading it', size: 50_000, median: large.peakMegabytes, unit: 'MB' },
    { name: 'CPU time of a kept snapshot for a review', size: ESTATE[0], median: kept.milliseconds, unit: 'ms' },
    ...reading('middling', MIDDLING, [100]),
    ...reading('small', SMALL, [10, 100, 1_000]),
    ...[10, 100, 1_000].flatMap(cycle),
    { name: 'CPU time of parsing 548 files', size: parsed.size, median: parsed.milliseconds, unit: 'ms' },
    { name: 'CPU time of reading a plan', size: planned.size, median: planned.milliseconds, unit: 'ms' },
    { name: 'memory while reading the plan', size: planned.size, median: planned.peakMegabytes, unit: 'MB' },
    { name: 'jobs sent per second', size: jobs.jobs, median: jobs.sentPerSecond, unit: '/s' },
    { name: 'jobs done per second', size: jobs.jobs, median: jobs.donePerSecond, unit: '/s' },
  ];
}

/** Accounts of one size in one run, four at a time. */
function reading(what: string, size: readonly number[], accounts: readonly number[]): Measurement[] {
  return accounts.flatMap((count): Measurement[] => {
    const { seconds, cpuSeconds, peakMegabytes } = apart<CollectFigures>('collect.ts', ...size, count, 4);
    return [
      { name: `${what} Regions read per minute`, size: count, median: (60 * count) / seconds, unit: '/min' },
      { name: `CPU time for each ${what} one`, size: count, median: (1_000 * cpuSeconds) / count, unit: 'ms' },
      { name: 'memory while reading them', size: count, median: peakMegabytes, unit: 'MB' },
    ];
  });
}

/** The whole drift loop, all accounts' issues in one repository. */
function cycle(accounts: number): Measurement[] {
  const { firstSeconds, againSeconds, duplicates } = apart<CycleFigures>('cycle.ts', accounts, 1);
  if (duplicates > 0) throw new Error(`${duplicates} issues were opened twice`);
  return [
    {
      name: 'CPU time for an account that is new',
      size: accounts,
      median: (1_000 * firstSeconds) / accounts,
      unit: 'ms',
    },
    { name: 'for one that has not changed', size: accounts, median: (1_000 * againSeconds) / accounts, unit: 'ms' },
  ];
}
