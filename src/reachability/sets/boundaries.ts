/**
 * A set of numbers as the sorted list of places where membership toggles: `[a, b, c, d]` is [a, b) ∪ [c, d).
 * Half-open, so that every operation needs only `<` and works alike for ports and IPv4 (`number`) and IPv6 (`bigint`).
 * Equal sets have equal lists.
 */
export type Boundaries<T extends number | bigint> = readonly T[];

type Keep = (inA: boolean, inB: boolean) => boolean;

/** One sweep over both lists; a boundary is emitted wherever the combined membership changes. */
function combine<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>, keep: Keep): T[] {
  const result: T[] = [];
  let i = 0;
  let j = 0;
  let inside = false;
  while (i < a.length || j < b.length) {
    const at = j >= b.length || (i < a.length && a[i]! < b[j]!) ? a[i]! : b[j]!;
    if (i < a.length && a[i] === at) i++;
    if (j < b.length && b[j] === at) j++;
    if (keep((i & 1) === 1, (j & 1) === 1) !== inside) {
      inside = !inside;
      result.push(at);
    }
  }
  return result;
}

const either: Keep = (inA, inB) => inA || inB;
const both: Keep = (inA, inB) => inA && inB;
const onlyFirst: Keep = (inA, inB) => inA && !inB;

export function union<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>): Boundaries<T> {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  return combine(a, b, either);
}

export function intersect<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>): Boundaries<T> {
  if (a.length === 0 || a === b) return a;
  if (b.length === 0) return b;
  return combine(a, b, both);
}

export function subtract<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>): Boundaries<T> {
  if (a.length === 0 || b.length === 0) return a;
  return combine(a, b, onlyFirst);
}

export function equals<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>): boolean {
  return a === b || (a.length === b.length && a.every((boundary, i) => boundary === b[i]));
}

/** The union of many sets, by halves so that long lists stay cheap. */
export function unionAll<T extends number | bigint>(sets: readonly Boundaries<T>[]): Boundaries<T> {
  if (sets.length === 0) return [];
  if (sets.length === 1) return sets[0]!;
  const middle = sets.length >> 1;
  return union(unionAll(sets.slice(0, middle)), unionAll(sets.slice(middle)));
}

/** Adds an interval that begins no earlier than the last one. */
export function append<T extends number | bigint>(set: T[], [first, end]: readonly [first: T, end: T]): void {
  const last = set.at(-1);
  if (last === undefined || last < first) set.push(first, end);
  else if (last < end) set[set.length - 1] = end;
}

/** The intervals of a set, as [first, end) pairs. */
export function* intervals<T extends number | bigint>(set: Boundaries<T>): Generator<readonly [T, T]> {
  for (let i = 0; i + 1 < set.length; i += 2) yield [set[i]!, set[i + 1]!];
}

/** Whether two sets have a number in common. */
export function overlap<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i + 1]! <= b[j]!) i += 2;
    else if (b[j + 1]! <= a[i]!) j += 2;
    else return true;
  }
  return false;
}
