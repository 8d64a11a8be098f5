import type { Value } from '../resource.ts';
import { convert } from './convert.ts';
import { refuse } from './problem.ts';
import type { Context } from './scope.ts';
import { NUMBER, STRING } from './type.ts';
import { asUnknown, isMapping, isOpen, isSequence, type Mapping, type Sequence } from './value.ts';

/** One step into a value: `.name` as a string, `[key]` as a value. @throws EvaluationProblem when there is no such element */
export function stepInto(value: Value, step: string | Value, context: Context): Value {
  if (value.kind === 'unknown') return asUnknown(value);
  if (typeof step !== 'string' && isOpen(step)) return asUnknown(step);
  if (value.kind === 'symbol') return context.follow(value, symbolStep(step), typeof step !== 'string');
  if (value.kind === 'null') return refuse('a null value has no attributes or elements');
  if (isMapping(value)) return entryOf(value, typeof step === 'string' ? step : textKey(step));
  if (isSequence(value) && typeof step !== 'string') return elementOf(value, step);
  return refuse(`a ${value.kind} has no attribute ${typeof step === 'string' ? step : 'or element'}`);
}

function symbolStep(step: string | Value): string | number {
  if (typeof step === 'string') return step;
  if (step.kind === 'number') return step.value;
  return textKey(step);
}

function textKey(key: Value): string {
  const text = convert(key, STRING);
  return text.kind === 'string' ? text.value : refuse('a key must be a string');
}

function entryOf(value: Mapping, name: string): Value {
  const entry = value.entries.get(name);
  if (entry) return entry;
  return refuse(
    value.kind === 'map'
      ? `the map has no element ${JSON.stringify(name)}`
      : `the object has no attribute ${JSON.stringify(name)}`,
  );
}

function elementOf(value: Sequence, key: Value): Value {
  if (value.kind === 'set') refuse('elements of a set have no index');
  const index = convert(key, NUMBER);
  if (index.kind !== 'number' || !Number.isInteger(index.value) || index.value < 0)
    refuse('an index must be a whole number of 0 or more');
  const before = value.items.slice(0, index.value + 1).find((item) => item.kind === 'unknown' && item.many);
  if (before && isOpen(before)) return asUnknown(before);
  return value.items[index.value] ?? refuse(`there is no element ${index.value}: the list has ${value.items.length}`);
}
