/**
 * Load and endurance: the real service, in a process of its own, against a GitHub stand-in.
 *
 *     npm run soak -- [--seconds 60] [--rate 100] [--day 60] [--database postgres://…]
 *
 * First webhooks at a constant rate, then a mixed day in `--day` seconds: pushes, pull requests, comments, configuration
 * changes, issues closed by hand, scans. Exits with 1 when a webhook was lost or refused, work was given up, or memory grows.
 */
import { parseArgs } from 'node:util';
import { burst } from './soak/burst.ts';
import { day } from './soak/day.ts';
import { createMemory } from './soak/memory.ts';
import { createRig } from './soak/rig.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '100' },
    day: { type: 'string', default: '60' },
    database: { type: 'string' },
  },
});
const [seconds, rate, daySeconds] = [Number(values.seconds), Number(values.rate), Number(values.day)];
const rig = await createRig(values.database);
const memory = createMemory(() => rig.residentMegabytes());
const failures: string[] = [];
try {
  console.log(`soak: ${rate} webhooks a second for ${seconds} s`);
  const outcome = await burst(rig, { seconds, rate, memory });
  failures.push(...outcome.failures);

  console.log(`soak: a mixed day in ${daySeconds} s`);
  failures.push(...(await day(rig, { seconds: daySeconds, memory })));

  failures.push(...memory.verdict());
} finally {
  await rig.close();
}
for (const failure of failures) console.error(`soak: FAILED: ${failure}`);
if (failures.length === 0) console.log('soak: nothing lost, memory bounded');
process.exitCode = failures.length === 0 ? 0 : 1;
