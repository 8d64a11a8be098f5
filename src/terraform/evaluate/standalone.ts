import { parseExpressionText } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { evaluate } from './expression.ts';
import { BudgetExceeded, EvaluationProblem, newBudget } from './problem.ts';
import { type FileReader, projectFiles } from './project-files.ts';
import type { Context } from './scope.ts';
import { constantScope } from './variables.ts';

type EvaluatedExpression =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string };

/**
 * Evaluates one expression that refers to nothing, as `terraform console` would.
 * @param files what file() and its kin may read, from the root
 */
export function evaluateExpression(
  text: string,
  files: FileReader = { read: () => undefined, list: () => [] },
): EvaluatedExpression {
  const parsed = parseExpressionText('expression', text);
  if (!parsed.expression) return { error: parsed.diagnostic.message };
  const context: Context = {
    files: projectFiles(files, ''),
    budget: newBudget(),
    diagnostics: [],
    depth: 0,
    sensitiveReads: 0,
    follow: (symbol) => symbol,
    expand: (symbol) => symbol,
    countUnknown: () => undefined,
  };
  try {
    return { value: evaluate(parsed.expression, constantScope(context)) };
  } catch (problem) {
    if (problem instanceof EvaluationProblem || problem instanceof BudgetExceeded) return { error: problem.message };
    throw problem;
  }
}
