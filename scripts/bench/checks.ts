/**
 * Measures all checks on the generated estate, on top of the compile: `node scripts/bench/checks.ts [interfaces]`. The exposure
 * and the redundant rules they ask for are part of it. Times are CPU time of this process.
 */

import { CHECKS, checkContext, runChecks } from '../../src/checks/index.ts';
import { compile } from '../../src/reachability/index.ts';
import { estate } from './estate.ts';
import { middle, time } from './measure.ts';

export interface CheckFigures {
  /** In a process that has just started. */
  readonly firstMilliseconds: number;
  readonly milliseconds: number;
  readonly findings: number;
  /** The checks that take longest, in milliseconds. */
  readonly slowest: Readonly<Record<string, number>>;
}

const RUNS = 7;

const network = estate(Number(process.argv[2] ?? 10_000));
let findings = 0;
const runs = Array.from({ length: RUNS }, () => {
  const compiled = compile(network);
  return time(() => {
    findings = runChecks(checkContext(compiled)).length;
  });
});
const [first = Number.NaN, ...others] = runs;
const context = checkContext(compile(network));
const each = CHECKS.map((check) => [check.id, time(() => runChecks(context, {}, [check]))] as const);
const figures: CheckFigures = {
  firstMilliseconds: first,
  milliseconds: middle(others),
  findings,
  slowest: Object.fromEntries(each.toSorted(([, a], [, b]) => b - a).slice(0, 12)),
};
process.stdout.write(JSON.stringify(figures, undefined, 2));
