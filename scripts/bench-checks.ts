/**
 * Measures every check on the generated estate, on top of the compile, in CPU time.
 *
 *     node scripts/bench-checks.ts [interfaces]
 *
 * Prints the compile, the exposure the checks share, all checks together (with the exposure), and the slowest ones.
 */
import { CHECKS, checkContext, runChecks } from '../src/checks/index.ts';
import { compile, exposure } from '../src/reachability/index.ts';
import { estate } from './bench/estate.ts';

const network = estate(Number(process.argv[2] ?? 10_000));
const runs = Array.from({ length: 3 }, () => {
  const [compiling, compiled] = timed(() => compile(network));
  const [all, findings] = timed(() => runChecks(checkContext(compiled)));
  const fresh = compile(network);
  const [exposing] = timed(() => exposure(fresh));
  return { compiling, all, exposing, findings: findings.length, compiled };
});
const middle = runs.toSorted((a, b) => a.all - b.all)[1] ?? runs[0]!;
console.log(`compile            ${Math.round(middle.compiling)} ms`);
console.log(`exposure           ${Math.round(middle.exposing)} ms, part of the following`);
console.log(`all checks         ${Math.round(middle.all)} ms, ${middle.findings} findings`);
console.log(`the first time     ${Math.round(runs[0]!.all)} ms, in a process that has just started`);
const context = checkContext(middle.compiled);
const each = CHECKS.map((check) => ({ id: check.id, time: timed(() => runChecks(context, {}, [check]))[0] }));
for (const { id, time } of each.toSorted((a, b) => b.time - a.time).slice(0, 12))
  console.log(`  ${id.padEnd(28)} ${Math.round(time)} ms`);

/** In CPU time of the process, its garbage collector's threads included: what other work on the machine does to it least. */
function timed<T>(work: () => T): [milliseconds: number, result: T] {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1000, result];
}
