import type { SourceLocation } from '../../network/index.ts';
import { type Expression, locate } from '../hcl/index.ts';
import type { Diagnostic, Value } from '../resource.ts';
import { evaluate } from './expression.ts';
import { BudgetExceeded, EvaluationProblem } from './problem.ts';
import type { Context, Scope } from './scope.ts';
import { type Unknown, unknown } from './value.ts';

/** Evaluates an expression; what Terraform would refuse becomes unknown, with a diagnostic. */
export function settle(expression: Expression, scope: Scope): Value {
  return guarded(scope.context, locate(expression.range), () => evaluate(expression, scope));
}

/** Runs a computation whose failure makes its result unknown, with a diagnostic. */
export function guarded<T>(context: Context, at: SourceLocation, compute: () => T): T | Unknown {
  try {
    return compute();
  } catch (problem) {
    if (!(problem instanceof EvaluationProblem || problem instanceof BudgetExceeded)) throw problem;
    const place = (problem instanceof EvaluationProblem && problem.at) || at;
    report(context, problem.message, place);
    return unknown(problem.message, 'a correction of the code', place);
  }
}

/** Adds a diagnostic, once; of a spent budget only the first place counts. */
export function report(
  context: Context,
  message: string,
  at?: SourceLocation,
  severity: Diagnostic['severity'] = 'error',
): void {
  const budget = message.includes('evaluation steps');
  const known = context.diagnostics.some(
    (one) => one.message === message && (budget || (one.at?.file === at?.file && one.at?.line === at?.line)),
  );
  if (!known) context.diagnostics.push({ severity, message, ...(at && { at }) });
}

/**
 * Computes each value once. A value that needs itself is given by `cyclic`. Whether a sensitive value was read on the
 * way is remembered with the value.
 */
export function memo<T>(
  context: Context,
  compute: (name: string) => T,
  cyclic: (name: string) => T,
): (name: string) => T {
  const done = new Map<string, { readonly value: T; readonly sensitive: boolean }>();
  const running = new Set<string>();
  return (name) => {
    const known = done.get(name);
    if (known) {
      if (known.sensitive) context.sensitiveReads++;
      return known.value;
    }
    if (running.has(name)) return cyclic(name);
    running.add(name);
    const before = context.sensitiveReads;
    try {
      const value = compute(name);
      done.set(name, { value, sensitive: context.sensitiveReads > before });
      return value;
    } finally {
      running.delete(name);
    }
  };
}
