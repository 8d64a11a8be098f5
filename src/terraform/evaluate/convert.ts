import type { Value } from '../resource.ts';
import { formatNumber, parseNumber } from './number.ts';
import { refuse } from './problem.ts';
import { type AttributeType, describeType, sameType, type Type, typeOf } from './type.ts';
import { unify } from './unify.ts';
import {
  bool,
  isMapping,
  isOpen,
  isSequence,
  list,
  map,
  mapValues,
  moveTo,
  nothing,
  number,
  object,
  place,
  set,
  text,
  tuple,
} from './value.ts';

/**
 * Converts a value as Terraform does for a type constraint. Unknown and symbolic values are taken to be of that type.
 * The result is said to be written where the value was.
 * @throws EvaluationProblem when the value cannot be of that type
 */
export function convert(value: Value, type: Type): Value {
  if (type.kind === 'any' || value.kind === 'null' || isOpen(value)) return value;
  switch (type.kind) {
    case 'string':
      return value.kind === 'string' ? value : toText(value);
    case 'number':
      return value.kind === 'number' ? value : toNumber(value);
    case 'bool':
      return value.kind === 'bool' ? value : toBool(value);
    case 'list':
    case 'set':
      return toCollection(value, type.kind, type.of);
    case 'map':
      return toMap(value, type.of);
    case 'tuple':
      return toTuple(value, type.items);
    case 'object':
      return toObject(value, type.attributes);
  }
}

function mismatch(value: Value, wanted: string): never {
  return refuse(`${wanted} required, but this is ${describeType(typeOf(value))}`);
}

function toText(value: Value): Value {
  if (value.kind === 'number') return text(formatNumber(value.value), value.at);
  if (value.kind === 'bool') return text(String(value.value), value.at);
  return mismatch(value, 'a string is');
}

function toNumber(value: Value): Value {
  if (value.kind !== 'string') return mismatch(value, 'a number is');
  return number(
    parseNumber(value.value) ?? refuse(`a number is required, and ${JSON.stringify(value.value)} is none`),
    value.at,
  );
}

function toBool(value: Value): Value {
  if (value.kind !== 'string') return mismatch(value, 'a bool is');
  if (value.value === 'true' || value.value === '1') return bool(true, value.at);
  if (value.value === 'false' || value.value === '0') return bool(false, value.at);
  return refuse(`a bool is required, and ${JSON.stringify(value.value)} is none: write true or false`);
}

function toCollection(value: Value, kind: 'list' | 'set', of: Type): Value {
  if (!isSequence(value)) return mismatch(value, `a ${kind} is`);
  if (value.kind === kind && sameElements(value.items, of)) return value;
  const items = allOf(value.items, of);
  return kind === 'list' ? list(items, value.at) : set(items, value.at);
}

function toMap(value: Value, of: Type): Value {
  if (!isMapping(value)) return mismatch(value, 'a map is');
  const values = [...value.entries.values()];
  if (value.kind === 'map' && sameElements(values, of)) return value;
  const converted = allOf(values, of);
  return map(new Map([...value.entries.keys()].map((key, index) => [key, converted[index]!])), value.at);
}

function sameElements(items: readonly Value[], of: Type): boolean {
  return (
    of.kind === 'any' ||
    items.every(
      (item) => isOpen(item) || (item.kind === of.kind && !('of' in of) && of.kind !== 'object' && of.kind !== 'tuple'),
    )
  );
}

/** Elements of one type: the constraint, or where it leaves the type open, the one they all can have. */
function allOf(items: readonly Value[], of: Type): readonly Value[] {
  const converted = items.map((item) => convert(item, of));
  const types = converted.map(typeOf);
  if (types.every((type) => sameType(type, types[0]!))) return converted;
  const common = unify(types) ?? refuse('all elements of a collection must have the same type');
  return converted.map((item) => convert(item, common));
}

function toTuple(value: Value, types: readonly Type[]): Value {
  if (value.kind !== 'tuple') return mismatch(value, 'a tuple is');
  if (value.items.length !== types.length)
    refuse(`${types.length} elements are required, but there are ${value.items.length}`);
  return tuple(
    value.items.map((item, index) => convert(item, types[index]!)),
    value.at,
  );
}

function toObject(value: Value, attributes: ReadonlyMap<string, AttributeType>): Value {
  if (!isMapping(value)) return mismatch(value, 'an object is');
  return object(
    mapValues(attributes, ({ type, optional, fallback }, name) => {
      const given = value.entries.get(name);
      if (given && !(given.kind === 'null' && fallback)) return inAttribute(name, () => convert(given, type));
      if (!optional) refuse(`attribute "${name}" is required`);
      if (!fallback) return nothing(value.at);
      return place(convert(fallback, type), value.at);
    }),
    value.at,
  );
}

function inAttribute(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof Error) problem.message = `attribute "${name}": ${problem.message}`;
    throw problem;
  }
}

/** Converts and says the result was written at the value's own place, even where a default took part. */
export function convertAt(value: Value, type: Type): Value {
  const converted = convert(value, type);
  return converted.at ? converted : moveTo(converted, value.at);
}
