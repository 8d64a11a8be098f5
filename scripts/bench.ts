/**
 * Measures the reachability engine on generated estates and against the naive packet walker, in the same run, and all checks;
 * then what a worker reads from an AWS on the loopback, and the queue.
 *
 *     npm run bench [-- --large]
 *
 * Writes `bench-output/results.json` (name, size, median, unit, ratio: how many times longer the naive way takes) and
 * prints it with the growth exponent from the smallest estate to the largest. Each size runs in a process of its own, so
 * that peak memory is that size's.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { apart } from './bench/apart.ts';
import type { CheckFigures } from './bench/checks.ts';
import { type Measurement, measure } from './bench/measure.ts';
import { measureReview } from './bench/review.ts';
import { measureService } from './bench/service.ts';

const [mode, sizeText] = process.argv.slice(2);
if (mode === '--size') {
  const size = Number(sizeText);
  process.stdout.write(JSON.stringify([...measure(size), ...measureChecks(size), ...(await measureReview(size))]));
} else {
  const sizes = mode === '--large' ? [1_000, 10_000, 100_000] : [1_000, 10_000];
  const results = sizes.flatMap(measureApart);
  const service = measureService();
  mkdirSync('bench-output', { recursive: true });
  writeFileSync('bench-output/results.json', `${JSON.stringify([...results, ...service], undefined, 2)}\n`);
  console.log(render(results, sizes));
  const table = new Table({ head: ['the service', 'size', 'figure'] });
  for (const { name, size, median, unit } of service)
    table.push([name, size.toLocaleString('en'), `${round(median)} ${unit}`]);
  console.log(table.toString());
}

function measureApart(size: number): Measurement[] {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, ['--max-old-space-size=8192', script, '--size', String(size)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (child.status !== 0) throw new Error(`the measurement of ${size} interfaces ended with status ${child.status}`);
  return JSON.parse(child.stdout) as Measurement[];
}

function measureChecks(size: number): Measurement[] {
  const { firstMilliseconds, milliseconds } = apart<CheckFigures>('checks.ts', size);
  return [
    { name: 'all checks', size, median: milliseconds, unit: 'ms' },
    { name: 'all checks, the first time in a process', size, median: firstMilliseconds, unit: 'ms' },
  ];
}

function render(results: readonly Measurement[], sizes: readonly number[]): string {
  const table = new Table({
    head: ['work', ...sizes.map((size) => size.toLocaleString('en')), 'growth', 'against naive'],
  });
  for (const [name, rows] of Map.groupBy(results, (row) => row.name)) {
    const at = (size: number | undefined) => rows.find((row) => row.size === size);
    const [smallest, largest] = [at(sizes[0]), at(sizes.at(-1))];
    const growth =
      smallest && largest
        ? Math.log(largest.median / smallest.median) / Math.log(largest.size / smallest.size)
        : Number.NaN;
    table.push([
      name,
      ...sizes.map((size) => {
        const row = at(size);
        return row ? `${round(row.median)} ${row.unit}` : '';
      }),
      Number.isFinite(growth) ? `n^${growth.toFixed(2)}` : '',
      largest?.ratio === undefined ? '' : `${round(largest.ratio)}×`,
    ]);
  }
  return table.toString();
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
