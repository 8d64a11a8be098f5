import { refuse } from './problem.ts';

/** A number as Terraform prints it: no exponent, no trailing zeros. @throws EvaluationProblem beyond 2⁵³, where digits are lost */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) refuse(`${value} has more digits than are kept exactly here`);
    return String(value === 0 ? 0 : value);
  }
  const plain = String(value);
  if (!/e/i.test(plain)) return plain;
  return value.toFixed(20).replace(/0+$/, '');
}

/** Reads decimal text as Terraform's conversion to number does; undefined when it is none. */
export function parseNumber(value: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Arithmetic as if decimal: 0.1 + 0.2 is 0.3. */
export function exact(value: number): number {
  if (!Number.isFinite(value)) refuse('the result is no finite number');
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}
