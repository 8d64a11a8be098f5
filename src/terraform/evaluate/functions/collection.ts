import type { Value } from '../../resource.ts';
import { convert } from '../convert.ts';
import { equal } from '../operator.ts';
import { type Budget, refuse } from '../problem.ts';
import { listOf, sameType, typeOf } from '../type.ts';
import { unify } from '../unify.ts';
import {
  asUnknown,
  compareText,
  findOpen,
  isMapping,
  isOpen,
  isSequence,
  keyOf,
  list,
  map,
  mapValues,
  nothing,
  number,
  object,
  set,
  text,
  tuple,
  type Unknown,
} from '../value.ts';
import {
  any,
  boolean,
  type FunctionTable,
  itemsOf,
  listParts,
  mappingOf,
  numeric,
  parts,
  sequenceOf,
  setParts,
  string,
  strings,
  textMap,
  textOf,
  textsOf,
  whole,
  wholeNumberOf,
} from './define.ts';
import { characters } from './text.ts';

const MAX_OPEN_SLICE = 100;

/** A list or tuple of the same kind as `like`. */
const alike = (like: Value, items: readonly Value[]) => (like.kind === 'tuple' ? tuple(items) : list(items));

/** An undecided collection as an element that stands for any number of them, so that the others stay known. */
function asElement(value: Value): Unknown {
  return { ...asUnknown(isOpen(value) ? value : refuse('a decided value')), many: true };
}

/** The first element that stands for any number of them. */
function uncounted(items: readonly Value[]): Unknown | undefined {
  return items.find((item): item is Unknown => item.kind === 'unknown' && item.many === true);
}

function concat(args: readonly Value[]): Value {
  const sequences = args.map((arg) => (isOpen(arg) ? undefined : sequenceOf(arg)));
  if (sequences.some((sequence) => sequence?.kind === 'set')) refuse('a set has no order: use setunion, or tolist');
  const items = args.flatMap((arg, index) => sequences[index]?.items ?? [asElement(arg)]);
  if (!sequences.every((sequence) => sequence?.kind === 'list')) return tuple(items);
  const type = unify(items.map(typeOf));
  return type ? convert(tuple(items), listOf(type)) : tuple(items);
}

function merge(args: readonly Value[]): Value {
  const entries = new Map<string, Value>();
  let maps = true;
  for (const arg of args) {
    if (isOpen(arg)) return asUnknown(arg);
    if (arg.kind === 'null') continue;
    const mapping = mappingOf(arg);
    maps &&= mapping.kind === 'map';
    for (const [key, value] of mapping.entries) entries.set(key, value);
  }
  const types = [...entries.values()].map(typeOf);
  return maps && args.length > 0 && types.every((type) => sameType(type, types[0]!)) ? map(entries) : object(entries);
}

function flatten(items: readonly Value[]): Value[] {
  return items.flatMap((item) => {
    if (isSequence(item)) return flatten(item.items);
    return item.kind === 'unknown' ? [asElement(item)] : [item];
  });
}

function distinct(value: Value): Value {
  const seen = new Set<string>();
  const items = itemsOf(value).filter((item) => {
    if (item.kind === 'unknown') return true;
    const key = keyOf(item);
    return !seen.has(key) && seen.add(key);
  });
  return list(items);
}

function lengthOf(value: Value, budget: Budget): Value {
  if (value.kind === 'string') return number(characters(value.value, budget).length);
  if (isMapping(value)) return number(value.entries.size);
  const { items } = sequenceOf(value, 'a list, set, map or string');
  const open = uncounted(items) ?? (value.kind === 'set' ? items.find((item) => item.kind === 'unknown') : undefined);
  return open && isOpen(open) ? asUnknown(open) : number(items.length);
}

function contains(collection: Value, wanted: Value): Value {
  let undecided: Value | undefined;
  for (const item of itemsOf(collection)) {
    const same = equal(item, wanted);
    if (same.kind === 'bool' && same.value) return same;
    if (isOpen(same)) undecided ??= same;
  }
  return undecided ?? { kind: 'bool', value: false };
}

function indexOf(collection: Value, wanted: Value): Value {
  const { items } = sequenceOf(collection);
  for (const [index, item] of items.entries()) {
    const same = equal(item, wanted);
    if (isOpen(same)) return same;
    if (same.kind === 'bool' && same.value) return number(index);
  }
  return refuse('the value is not in the list');
}

function element(value: Value, position: number): Value {
  const { items, kind } = sequenceOf(value);
  if (kind === 'set') refuse('elements of a set have no index');
  if (items.length === 0) refuse('the list is empty');
  if (position < 0) refuse('an index cannot be negative');
  const open = uncounted(items);
  if (open) return asUnknown(open);
  return items[position % items.length]!;
}

/** The length of a slice is known even when the list is not: `slice(data.aws_availability_zones.a.names, 0, 3)`. */
function slice(value: Value, from: number, to: number): Value {
  if (isOpen(value)) {
    if (from < 0 || to < from || to - from > MAX_OPEN_SLICE) return asUnknown(value);
    return tuple(Array.from({ length: to - from }, () => asUnknown(value)));
  }
  const { items, kind } = sequenceOf(value);
  if (kind === 'set') refuse('a set has no order to slice');
  const open = uncounted(items);
  if (open) return asUnknown(open);
  if (from < 0 || to > items.length || from > to)
    refuse(`the range ${from} to ${to} is not within the list's ${items.length} elements`);
  return alike(value, items.slice(from, to));
}

function chunk(value: Value, size: number): Value {
  const items = itemsOf(value);
  if (size < 0) refuse('the size cannot be negative');
  const step = size === 0 ? Math.max(items.length, 1) : size;
  const chunks: Value[] = [];
  for (let at = 0; at < items.length; at += step) chunks.push(list(items.slice(at, at + step)));
  return list(chunks);
}

function zipmap(keys: readonly string[], values: Value): Value {
  const { items, kind } = sequenceOf(values);
  if (keys.length !== items.length) refuse(`${keys.length} keys and ${items.length} values do not go together`);
  const entries = new Map(keys.map((key, index) => [key, items[index]!]));
  return kind === 'tuple' ? object(entries) : map(entries);
}

function coalesce(args: readonly Value[]): Value {
  const type = unify(args.map(typeOf));
  if (!type) refuse('all arguments must have one type');
  for (const arg of args) {
    if (arg.kind === 'unknown') return asUnknown(arg);
    if (arg.kind === 'null' || (arg.kind === 'string' && arg.value === '')) continue;
    return convert(arg, type);
  }
  return refuse('no argument is there that is neither null nor an empty string');
}

function coalesceList(args: readonly Value[]): Value {
  for (const arg of args) {
    if (arg.kind === 'null') continue;
    if (isOpen(arg)) return asUnknown(arg);
    const { items } = sequenceOf(arg);
    const open = items.length === 1 ? uncounted(items) : undefined;
    if (open) return asUnknown(open);
    if (items.length > 0) return arg;
  }
  return refuse('all arguments are empty');
}

function one(value: Value): Value {
  const { items } = sequenceOf(value);
  const open = uncounted(items);
  if (open) return asUnknown(open);
  if (items.length > 1) refuse(`the list must have one element or none, and has ${items.length}`);
  return items[0] ?? nothing();
}

function quantify(value: Value, decisive: boolean): Value {
  let undecided: Value | undefined;
  for (const item of itemsOf(value)) {
    if (isOpen(item)) undecided ??= asUnknown(item);
    else if (item.kind === 'null' ? !decisive : item.kind === 'bool' && item.value === decisive) {
      if (item.kind === 'null') return { kind: 'bool', value: false };
      return { kind: 'bool', value: decisive };
    }
  }
  return undecided ?? { kind: 'bool', value: !decisive };
}

function matchKeys(values: readonly Value[], keys: readonly Value[], wanted: readonly Value[]): Value {
  if (values.length !== keys.length) refuse('values and keys must have the same length');
  const open = [...keys, ...wanted].map(findOpen).find((item) => item !== undefined);
  if (open) return asUnknown(open);
  const search = new Set(wanted.map(keyOf));
  return list(values.filter((_, index) => search.has(keyOf(keys[index]!))));
}

function transpose(value: Value): Value {
  const turned = new Map<string, Value[]>();
  for (const [key, items] of mappingOf(value).entries)
    for (const item of textsOf(items)) turned.set(item, [...(turned.get(item) ?? []), text(key)]);
  return map(mapValues(turned, (items) => list(items)));
}

export const collectionFunctions: FunctionTable = {
  alltrue: { params: [{ type: listOf(boolean.type), open: 'parts' }], run: ([items]) => quantify(items!, false) },
  anytrue: { params: [{ type: listOf(boolean.type), open: 'parts' }], run: ([items]) => quantify(items!, true) },
  chunklist: { params: [listParts, numeric], run: ([items, size]) => chunk(items!, wholeNumberOf(size)) },
  coalesce: { cost: 'constant', params: [whole], rest: whole, run: coalesce },
  coalescelist: { cost: 'constant', params: [whole], rest: whole, run: coalesceList },
  compact: {
    params: [{ type: strings.type, open: 'parts' }],
    run: ([items]) =>
      list(itemsOf(items).filter((item) => item.kind !== 'null' && !(item.kind === 'string' && item.value === ''))),
  },
  concat: { cost: 'elements', params: [], rest: { ...parts, open: 'all' }, run: concat },
  contains: { params: [parts, { ...whole, open: 'parts' }], run: ([items, wanted]) => contains(items!, wanted!) },
  distinct: { params: [listParts], run: ([items]) => distinct(items!) },
  element: {
    cost: 'constant',
    params: [parts, numeric],
    run: ([items, index]) => element(items!, wholeNumberOf(index)),
  },
  flatten: { params: [parts], run: ([items]) => tuple(flatten(itemsOf(items))) },
  index: { params: [parts, { ...any, open: 'parts' }], run: ([items, wanted]) => indexOf(items!, wanted!) },
  length: { cost: 'elements', params: [parts], run: ([value], { context }) => lengthOf(value!, context.budget) },
  matchkeys: {
    params: [listParts, listParts, listParts],
    run: ([values, keys, wanted]) => matchKeys(itemsOf(values), itemsOf(keys), itemsOf(wanted)),
  },
  merge: { cost: 'elements', params: [], rest: whole, run: merge },
  one: { cost: 'constant', params: [parts], run: ([items]) => one(items!) },
  reverse: {
    cost: 'elements',
    params: [parts],
    run: ([items]) => (items?.kind === 'tuple' ? tuple(items.items.toReversed()) : list(itemsOf(items).toReversed())),
  },
  slice: {
    cost: 'elements',
    params: [{ ...parts, open: 'all' }, numeric, numeric],
    run: ([items, from, to]) => slice(items!, wholeNumberOf(from), wholeNumberOf(to)),
  },
  sort: {
    params: [strings],
    run: ([items]) => list(itemsOf(items).toSorted((a, b) => compareText(textOf(a), textOf(b)))),
  },
  toset: {
    params: [{ ...setParts, nullable: true }],
    run: ([items]) => (items!.kind === 'null' ? items! : set(itemsOf(items))),
  },
  transpose: { params: [textMap], run: ([value]) => transpose(value!) },
  zipmap: {
    cost: 'elements',
    params: [{ type: listOf(string.type) }, parts],
    run: ([keys, values]) => zipmap(textsOf(keys), values!),
  },
};
