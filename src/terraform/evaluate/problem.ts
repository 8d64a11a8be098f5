import type { SourceLocation } from '../../network/index.ts';

/** What Terraform would refuse to evaluate. `try` and `can` catch it; elsewhere it makes the attribute unknown. */
export class EvaluationProblem extends Error {
  readonly at: SourceLocation | undefined;
  constructor(message: string, at?: SourceLocation) {
    super(message);
    this.at = at;
  }
}

/** The work one evaluation may do is used up. Not for `try` to catch. */
export class BudgetExceeded extends Error {}

export function refuse(message: string): never {
  throw new EvaluationProblem(message);
}

/** Bounds the work of an evaluation, so that hostile code ends in an error rather than in minutes. */
export interface Budget {
  /** Takes `steps` from what is left. @throws BudgetExceeded */
  spend(steps: number): void;
}

/** A step is about a microsecond of work. */
export function newBudget(steps = 6_000_000): Budget {
  let left = steps;
  return {
    spend(used) {
      left -= used;
      if (left < 0)
        throw new BudgetExceeded(
          `The code needs more than ${steps.toLocaleString('en')} evaluation steps; the rest was not read`,
        );
    },
  };
}
