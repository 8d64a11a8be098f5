import type { Value } from '../../resource.ts';
import { convert } from '../convert.ts';
import { refuse } from '../problem.ts';
import { setOf, typeOf } from '../type.ts';
import { unify } from '../unify.ts';
import { asUnknown, findOpen, keyOf, list, set, tuple } from '../value.ts';
import { type FunctionTable, itemsOf, parts, sequenceOf, setParts } from './define.ts';

const MAX_PRODUCT = 100_000;

/** The sets as sets of one type. */
function alike(args: readonly Value[]): readonly (readonly Value[])[] {
  const type =
    unify(args.flatMap((arg) => itemsOf(arg).map(typeOf))) ?? refuse('all sets must have elements of one type');
  return args.map((arg) => itemsOf(convert(arg, setOf(type))));
}

/** Membership decides, so an element that is not known yet leaves the result unknown. */
function byMembership(
  args: readonly Value[],
  keep: (sets: readonly ReadonlySet<string>[], key: string) => boolean,
): Value {
  const sets = alike(args);
  const open = args.map(findOpen).find((item) => item?.kind === 'unknown');
  if (open) return asUnknown(open);
  const keys = sets.map((items) => new Set(items.map(keyOf)));
  return set(sets[0]!.filter((item) => keep(keys, keyOf(item))));
}

function product(args: readonly Value[]): Value {
  if (args.length < 2) refuse('at least two sets are needed');
  const sequences = args.map((arg) => sequenceOf(arg));
  let size = 1;
  for (const { items } of sequences) size *= items.length;
  if (size > MAX_PRODUCT) refuse(`a product of ${size} elements is not built`);
  let rows: Value[][] = [[]];
  for (const { items } of sequences) rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  const tuples = rows.map((row) => tuple(row));
  return sequences.some(({ kind }) => kind === 'set') ? set(tuples) : list(tuples);
}

export const setFunctions: FunctionTable = {
  setunion: { params: [setParts], rest: setParts, run: (args) => set(alike(args).flat()) },
  setintersection: {
    params: [setParts],
    rest: setParts,
    run: (args) => byMembership(args, (sets, key) => sets.every((keys) => keys.has(key))),
  },
  setsubtract: {
    params: [setParts, setParts],
    run: (args) => byMembership(args, ([, removed], key) => !removed!.has(key)),
  },
  setproduct: { params: [parts], rest: parts, run: product },
};
