import type { Expression } from '../../hcl/index.ts';
import type { Value } from '../../resource.ts';
import { refuse } from '../problem.ts';
import type { Context } from '../scope.ts';
import { ANY, BOOL, listOf, mapOf, NUMBER, STRING, setOf, type Type } from '../type.ts';
import type { Mapping, Sequence } from '../value.ts';
import { isMapping, isSequence } from '../value.ts';

/** What a function takes in one place. */
export interface Param {
  readonly type: Type;
  /** Whether null is taken. */
  readonly nullable?: true;
  /**
   * Whether the argument may be undecided: only parts of it, or all. Otherwise the function's result is unknown, with
   * the argument's reason, and the function is not run.
   */
  readonly open?: 'parts' | 'all';
}

/** What functions may use beside their arguments. */
export interface FunctionEnvironment {
  readonly context: Context;
  /** Evaluates a template with these names and nothing else. */
  render(template: Expression, names: ReadonlyMap<string, Value>): Value;
}

/** A Terraform function; arguments come converted to the types of its parameters. */
export interface FunctionSpec {
  readonly params: readonly Param[];
  /** Further arguments, any number. */
  readonly rest?: Param;
  /** How many of `params` may be left out, counted from the end. */
  readonly optional?: number;
  /** What a call costs: nothing that grows with its arguments, their elements, or (by default) all that is in them. */
  readonly cost?: 'constant' | 'elements';
  run(args: readonly Value[], environment: FunctionEnvironment): Value;
}

export type FunctionTable = Readonly<Record<string, FunctionSpec>>;

export const any: Param = { type: ANY };
export const string: Param = { type: STRING };
export const numeric: Param = { type: NUMBER };
export const boolean: Param = { type: BOOL };
export const strings: Param = { type: listOf(STRING) };
/** A list, set or map of anything, parts of which may be undecided. */
export const parts: Param = { type: ANY, open: 'parts' };
export const whole: Param = { type: ANY, open: 'all', nullable: true };
export const listParts: Param = { type: listOf(ANY), open: 'parts' };
export const setParts: Param = { type: setOf(ANY), open: 'parts' };
export const textMap: Param = { type: mapOf(listOf(STRING)) };

export function textOf(value: Value | undefined): string {
  return value?.kind === 'string' ? value.value : refuse('a string is required');
}

export function numberOf(value: Value | undefined): number {
  return value?.kind === 'number' ? value.value : refuse('a number is required');
}

export function wholeNumberOf(value: Value | undefined): number {
  const number = numberOf(value);
  return Number.isInteger(number) ? number : refuse('a whole number is required');
}

export function sequenceOf(value: Value | undefined, what = 'a list or set'): Sequence {
  return value && isSequence(value) ? value : refuse(`${what} is required`);
}

export function mappingOf(value: Value | undefined): Mapping {
  return value && isMapping(value) ? value : refuse('a map or object is required');
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  return sequenceOf(value).items;
}

export function textsOf(value: Value | undefined): string[] {
  return itemsOf(value).map(textOf);
}
