import { CHECKS, checkContext, type Finding, runChecks } from '../../../src/checks/index.ts';
import { compile } from '../../../src/reachability/index.ts';
import type { Case, Cases } from './case.ts';
import { groups } from './groups.ts';
import { open } from './open.ts';
import { places } from './places.ts';

/** By check id. */
export const CASES: Readonly<Record<string, Cases>> = { ...open, ...groups, ...places };

/** What a check finds in a case. */
export function findingsIn(check: string, { network, more, parameters }: Case): readonly Finding[] {
  const alone = CHECKS.filter(({ id }) => id === check);
  return runChecks(
    checkContext(compile(network), undefined, more),
    parameters ? { [check]: { parameters } } : {},
    alone,
  );
}
