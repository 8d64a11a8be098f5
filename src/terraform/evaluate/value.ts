import type { SourceLocation } from '../../network/index.ts';
import type { Value } from '../resource.ts';
import { refuse } from './problem.ts';

export type Unknown = Extract<Value, { kind: 'unknown' }>;
export type Symbolic = Extract<Value, { kind: 'symbol' }>;
export type Sequence = Extract<Value, { kind: 'list' | 'set' | 'tuple' }>;
export type Mapping = Extract<Value, { kind: 'map' | 'object' }>;

/** More elements than any network's code holds; a value beyond it is refused. */
const MAX_WEIGHT = 400_000;
const MAX_TEXT = 2_000_000;

type At = SourceLocation | undefined;

const placed = (at: At) => (at ? { at } : {});

export const nothing = (at?: At): Value => ({ kind: 'null', ...placed(at) });
export const bool = (value: boolean, at?: At): Value => ({ kind: 'bool', value, ...placed(at) });
export const number = (value: number, at?: At): Value => ({ kind: 'number', value, ...placed(at) });

export function text(value: string, at?: At): Value {
  if (value.length > MAX_TEXT) refuse(`A string of more than ${MAX_TEXT} characters is not built`);
  return { kind: 'string', value, ...placed(at) };
}

export function unknown(reason: string, resolvedBy?: string, at?: At): Unknown {
  return { kind: 'unknown', reason, ...(resolvedBy !== undefined && { resolvedBy }), ...placed(at) };
}

export const list = (items: readonly Value[], at?: At): Value => sequence('list', items, at);
export const tuple = (items: readonly Value[], at?: At): Value => sequence('tuple', items, at);

function sequence(kind: 'list' | 'set' | 'tuple', items: readonly Value[], at: At): Value {
  return weighed({ kind, items, ...placed(at) }, items);
}

/** A set: equal elements once, in Terraform's order (strings by code point, numbers by size). */
export function set(items: readonly Value[], at?: At): Value {
  const distinct = new Map<string, Value>();
  for (const item of items) {
    const key = item.kind === 'unknown' ? `?${distinct.size}` : keyOf(item);
    if (!distinct.has(key)) distinct.set(key, item);
  }
  return sequence('set', [...distinct.values()].sort(inSetOrder), at);
}

export const object = (entries: ReadonlyMap<string, Value>, at?: At): Value => mapping('object', entries, at);
export const map = (entries: ReadonlyMap<string, Value>, at?: At): Value => mapping('map', entries, at);

/** Entries are kept in the order Terraform iterates them: keys by code point. */
function mapping(kind: 'map' | 'object', entries: ReadonlyMap<string, Value>, at: At): Value {
  const names = [...entries.keys()];
  const sorted = names.every((name, index) => index === 0 || compareText(names[index - 1]!, name) < 0)
    ? entries
    : new Map([...entries].sort(([a], [b]) => compareText(a, b)));
  return weighed({ kind, entries: sorted, ...placed(at) }, sorted.values());
}

const weights = new WeakMap<Value, number>();

/** How many elements a value holds, all levels counted; deep work on a value costs this much. */
export function weightOf(value: Value): number {
  if (value.kind === 'string') return 1 + value.value.length / 16;
  return weights.get(value) ?? 1;
}

function weighed(value: Value, children: Iterable<Value>): Value {
  let weight = 1;
  for (const child of children) weight += weightOf(child);
  if (weight > MAX_WEIGHT) refuse(`A value of more than ${MAX_WEIGHT} elements is not built`);
  weights.set(value, weight);
  return value;
}

/** The same value said to be written at `at`. */
export function moveTo(value: Value, at: At): Value {
  if (!at) return value;
  const moved = { ...value, at };
  const weight = weights.get(value);
  if (weight !== undefined) weights.set(moved, weight);
  return moved;
}

/** The same value with the places of all its parts changed. */
export function relocated(value: Value, change: (at: At) => At): Value {
  const { at: old, ...bare } = value;
  const at = change(old);
  if (isSequence(value))
    return sequence(
      value.kind,
      value.items.map((item) => relocated(item, change)),
      at,
    );
  if (isMapping(value))
    return mapping(
      value.kind,
      mapValues(value.entries, (entry) => relocated(entry, change)),
      at,
    );
  return { ...bare, ...placed(at) } as Value;
}

/** Gives `at` to a computed value and to those of its parts that were computed with it. */
export function place(value: Value, at: At): Value {
  if (value.at || !at) return value;
  if (isSequence(value))
    return sequence(
      value.kind,
      value.items.map((item) => place(item, at)),
      at,
    );
  if (isMapping(value))
    return mapping(
      value.kind,
      mapValues(value.entries, (entry) => place(entry, at)),
      at,
    );
  return { ...value, at };
}

export function mapValues<A, B>(entries: ReadonlyMap<string, A>, change: (value: A, key: string) => B): Map<string, B> {
  return new Map(Array.from(entries, ([key, value]) => [key, change(value, key)]));
}

export function isSequence(value: Value): value is Sequence {
  return value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple';
}

export function isMapping(value: Value): value is Mapping {
  return value.kind === 'map' || value.kind === 'object';
}

/** Whether the value itself (not its parts) is decided only later. */
export function isOpen(value: Value): value is Unknown | Symbolic {
  return value.kind === 'unknown' || value.kind === 'symbol';
}

const opens = new WeakMap<Value, Unknown | Symbolic | false>();

/** The first part of a value that is unknown or symbolic, the value itself included. */
export function findOpen(value: Value): Unknown | Symbolic | undefined {
  if (isOpen(value)) return value;
  if (!isSequence(value) && !isMapping(value)) return undefined;
  const known = opens.get(value);
  if (known !== undefined) return known || undefined;
  let found: Unknown | Symbolic | undefined;
  for (const part of isSequence(value) ? value.items : value.entries.values()) {
    found = findOpen(part);
    if (found) break;
  }
  opens.set(value, found ?? false);
  return found;
}

/** What a computation on an undecided value gives. */
export function asUnknown(value: Unknown | Symbolic, at?: At): Unknown {
  if (value.kind === 'symbol')
    return unknown(`${pathOf(value)} is known only after apply`, 'a plan, or the live account', value.at ?? at);
  const { many: _, parts: __, ...one } = value;
  return one.at || !at ? one : { ...one, at };
}

/** `aws_subnet.a.id` */
function pathOf({ address, attribute }: Symbolic): string {
  return [address, ...attribute].join('.');
}

/** An identity of known values: equal exactly when Terraform's `==` is true. */
export function keyOf(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'bool':
    case 'number':
      return `${value.kind} ${value.value}`;
    case 'string':
      return `string ${JSON.stringify(value.value)}`;
    case 'list':
    case 'set':
    case 'tuple':
      return `${value.kind} [${value.items.map(keyOf).join()}]`;
    case 'map':
    case 'object':
      return `${value.kind} {${Array.from(value.entries, ([key, entry]) => `${JSON.stringify(key)}:${keyOf(entry)}`).join()}}`;
    case 'symbol':
      return `symbol ${JSON.stringify([value.address, ...value.attribute])}`;
    case 'unknown':
      return `unknown ${JSON.stringify(value.reason)}`;
  }
}

/** Orders strings by code point, as Go does; UTF-16 order differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) {
      const surrogate = (code: number) => (code >= 0xd800 && code <= 0xdfff ? 1 : 0);
      return surrogate(left) - surrogate(right) || left - right;
    }
  }
  return a.length - b.length;
}

function inSetOrder(a: Value, b: Value): number {
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value);
  if (a.kind === 'number' && b.kind === 'number') return a.value - b.value;
  if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value);
  return Number(isOpen(a)) - Number(isOpen(b));
}
