import type { Value } from '../resource.ts';
import { PlanFormatError } from './error.ts';
import { isObject, type Json } from './json.ts';

/** Nesting that no resource has. */
const MAX_DEPTH = 100;

/** Resolves an unknown: see {@link References.resolve}. */
export type ResolveUnknown = (path: readonly (string | number)[], width: number) => Value;

/**
 * A plan's JSON as a value. Unknown attributes are absent from `after`, unknown list items are null there; both are
 * `true` at the same place in `after_unknown`.
 * @throws PlanFormatError when it is nested beyond reason
 */
export function planValue(
  json: Json | undefined,
  unknown: Json | undefined,
  resolve: ResolveUnknown,
  path: readonly (string | number)[],
): Value {
  if (path.length > MAX_DEPTH)
    throw new PlanFormatError(
      `${path.slice(0, 3).join('.')} is nested more than ${MAX_DEPTH} deep: this is no real plan`,
    );
  if (unknown === true) return resolve(path, 1);
  if (Array.isArray(json) || Array.isArray(unknown)) {
    const items = Array.isArray(json) ? json : [];
    const flags = Array.isArray(unknown) ? unknown : [];
    const width = flags.filter((flag) => flag === true).length;
    let nth = 0;
    return {
      kind: 'list',
      items: Array.from({ length: Math.max(items.length, flags.length) }, (_, i) =>
        flags[i] === true ? resolve([...path, nth++], width) : planValue(items[i], flags[i], resolve, [...path, i]),
      ),
    };
  }
  if (isObject(json) || isObject(unknown)) {
    const known = isObject(json) ? json : {};
    const flags = isObject(unknown) ? unknown : {};
    const names = new Set([...Object.keys(known), ...Object.keys(flags)]);
    return {
      kind: 'object',
      entries: new Map([...names].map((name) => [name, planValue(known[name], flags[name], resolve, [...path, name])])),
    };
  }
  return jsonScalar(json);
}

function jsonScalar(json: Json | undefined): Value {
  if (typeof json === 'string') return { kind: 'string', value: json };
  if (typeof json === 'number') return { kind: 'number', value: json };
  if (typeof json === 'boolean') return { kind: 'bool', value: json };
  return { kind: 'null' };
}

/** Top-level attributes with a sensitive value somewhere inside. */
export function sensitiveNames(marks: Json | undefined): ReadonlySet<string> {
  return new Set(isObject(marks) ? Object.keys(marks).filter((name) => holdsTrue(marks[name])) : []);
}

/** A mark deeper than any attribute counts: rather too much is kept from print than too little. */
function holdsTrue(mark: Json | undefined, depth = 0): boolean {
  if (mark === true || depth > MAX_DEPTH) return true;
  const inner = Array.isArray(mark) ? mark : isObject(mark) ? Object.values(mark) : [];
  return inner.some((one: Json) => holdsTrue(one, depth + 1));
}
