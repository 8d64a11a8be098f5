import type { ResourceInstance, Value } from '../resource.ts';
import type { PlanJson, ResourceChange } from './json.ts';
import { planValue } from './value.ts';

/** The code of the root that was planned: evaluated, or how to evaluate it with the variables the plan was made with. */
export type WrittenCode =
  | readonly ResourceInstance[]
  | ((variables: ReadonlyMap<string, Value>) => readonly ResourceInstance[]);

/** What the code beside a plan says of its resources. */
export interface Beside {
  of(address: string): ResourceInstance | undefined;
  /** Why the code was not used. */
  readonly problems: readonly string[];
}

export function besideOf(
  code: WrittenCode | undefined,
  changes: readonly ResourceChange[],
  variables: () => ReadonlyMap<string, Value>,
): Beside {
  if (code === undefined) return { of: () => undefined, problems: [] };
  const written = typeof code === 'function' ? code(variables()) : code;
  const byAddress = new Map(written.map((r) => [r.address, r]));
  const names = new Set(written.map((r) => withoutIndex(r.address)));
  // What modules make may be elsewhere; what the root itself makes is in its code, or it is another root's.
  const missing = changes.find(
    ({ address, mode, change }) =>
      mode !== 'data' &&
      !address.startsWith('module.') &&
      change.actions.some((action) => action !== 'delete' && action !== 'forget') &&
      !names.has(withoutIndex(address)),
  );
  if (missing)
    return {
      of: () => undefined,
      problems: [`the code beside the plan is of something else, and is not read: ${missing.address} is not in it`],
    };
  // An instance whose count is unknown stands for all of them.
  return { of: (address) => byAddress.get(address) ?? byAddress.get(withoutIndex(address)), problems: [] };
}

function withoutIndex(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$/, '');
}

/** The root module's variables as the plan was made with. */
export function planVariables({ variables = {} }: PlanJson): ReadonlyMap<string, Value> {
  const known = Object.entries(variables).filter(([, { value }]) => value !== undefined);
  const never = (): Value => ({ kind: 'unknown', reason: 'a variable is always known' });
  return new Map(known.map(([name, { value }]) => [name, planValue(value, undefined, never, [name])]));
}

/** A plan's values with the places where the code writes them, and what the plan leaves unknown as the code says it. */
export function withCode(
  planned: ReadonlyMap<string, Value>,
  written: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  return new Map([...planned].map(([name, value]) => [name, merged(value, written.get(name))]));
}

function merged(planned: Value, written: Value | undefined): Value {
  if (!written || planned.at) return planned;
  if (planned.kind === 'unknown') return hasUnknown(written) ? planned : written;
  const at = written.at ? { at: written.at } : {};
  if ('items' in planned) {
    // Where the whole cannot be told apart item by item, what the code says of all of it stands.
    if (planned.items.some(isUnknown)) return hasUnknown(written) ? { ...planned, ...at } : written;
    if (!('items' in written)) return { ...planned, ...at };
    return { ...planned, items: itemsWith(planned.items, written.items), ...at };
  }
  if ('entries' in planned && 'entries' in written) {
    const entries = [...planned.entries].map(([key, value]) => [key, merged(value, written.entries.get(key))] as const);
    return { ...planned, entries: new Map(entries), ...at };
  }
  return { ...planned, ...at };
}

/**
 * A plan sorts sets: an item is the code's only one that agrees with it. Where as many items agree with the same ones of the
 * code as these are, they are those, in whatever order; else an item is written at its own place.
 */
function itemsWith(planned: readonly Value[], written: readonly Value[]): readonly Value[] {
  const agreeing = planned.map((item) => written.flatMap((other, at) => (agree(item, other) ? [at] : [])));
  const groups = Map.groupBy(agreeing.keys(), (i) => agreeing[i]!.join());
  return planned.map((item, i) => {
    const candidates = agreeing[i]!;
    const alike = groups.get(candidates.join())!;
    const at = candidates.length === alike.length ? candidates[alike.indexOf(i)] : undefined;
    const same = at ?? candidates.find((one) => 'value' in written[one]!);
    if (same !== undefined) return merged(item, written[same]);
    // One block of code may stand for several in the plan only where something in it is unknown.
    return candidates.length === 0 && written.length === planned.length ? merged(item, placesOf(written[i])) : item;
  });
}

/** A value that says where it is written, and nothing else. */
function placesOf(value: Value | undefined): Value | undefined {
  return value?.at && { kind: 'unknown', reason: 'only its place is taken', at: value.at };
}

/** Whether two values may be the same: equal where both are known. */
function agree(planned: Value, written: Value | undefined): boolean {
  if (!written || isOpen(planned) || isOpen(written)) return true;
  if (isNothing(planned) || isNothing(written)) return isNothing(planned) && isNothing(written);
  if ('value' in planned && 'value' in written) return String(planned.value) === String(written.value);
  if ('entries' in planned && 'entries' in written) {
    const other = written.entries;
    return [...planned.entries].every(([key, value]) => agree(value, other.get(key)));
  }
  if (!('items' in planned && 'items' in written)) return false;
  if (written.items.some(isOpen) || planned.items.some(isOpen)) return true;
  const others = written.items;
  return (
    planned.items.length === others.length && planned.items.every((item) => others.some((other) => agree(item, other)))
  );
}

/** What a plan writes out where the code says nothing. */
function isNothing(value: Value): boolean {
  if (value.kind === 'null') return true;
  if ('items' in value) return value.items.length === 0;
  return (value.kind === 'string' && value.value === '') || (value.kind === 'bool' && !value.value);
}

function isOpen(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'symbol';
}

function isUnknown(value: Value): boolean {
  return value.kind === 'unknown';
}

function hasUnknown(value: Value): boolean {
  if (value.kind === 'unknown') return true;
  if ('items' in value) return value.items.some(hasUnknown);
  return 'entries' in value && [...value.entries.values()].some(hasUnknown);
}
