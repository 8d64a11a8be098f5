import type { Value } from '../resource.ts';

/** A type constraint. `any` also stands for the type of a null or of what is not known yet. */
export type Type =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, AttributeType> };

export interface AttributeType {
  readonly type: Type;
  readonly optional: boolean;
  /** The second argument of `optional()`. */
  readonly fallback?: Value;
}

export const ANY: Type = { kind: 'any' };
export const STRING: Type = { kind: 'string' };
export const NUMBER: Type = { kind: 'number' };
export const BOOL: Type = { kind: 'bool' };
export const listOf = (of: Type): Type => ({ kind: 'list', of });
export const setOf = (of: Type): Type => ({ kind: 'set', of });
export const mapOf = (of: Type): Type => ({ kind: 'map', of });

/** The type of a value. A collection's elements are all of one type, so the first that has one decides. */
export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'null':
    case 'symbol':
    case 'unknown':
      return ANY;
    case 'bool':
      return BOOL;
    case 'number':
      return NUMBER;
    case 'string':
      return STRING;
    case 'list':
    case 'set':
      return { kind: value.kind, of: elementType(value.items) };
    case 'tuple':
      return { kind: 'tuple', items: value.items.map(typeOf) };
    case 'map':
      return mapOf(elementType(value.entries.values()));
    case 'object':
      return {
        kind: 'object',
        attributes: new Map(
          Array.from(value.entries, ([name, entry]) => [name, { type: typeOf(entry), optional: false }]),
        ),
      };
  }
}

function elementType(items: Iterable<Value>): Type {
  let best = ANY;
  for (const item of items) {
    best = typeOf(item);
    if (!hasAny(best)) break;
  }
  return best;
}

function hasAny(type: Type): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'list':
    case 'set':
    case 'map':
      return hasAny(type.of);
    case 'tuple':
      return type.items.some(hasAny);
    case 'object':
      return [...type.attributes.values()].some((attribute) => hasAny(attribute.type));
    default:
      return false;
  }
}

/** `list of string`, as messages say it. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case 'any':
      return 'any type';
    case 'list':
    case 'set':
    case 'map':
      return type.of.kind === 'any' ? type.kind : `${type.kind} of ${describeType(type.of)}`;
    default:
      return type.kind;
  }
}

/** Whether two types are the same, `any` being the same as everything. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind !== b.kind) return false;
  if ('of' in a && 'of' in b) return sameType(a.of, b.of);
  if (a.kind === 'tuple' && b.kind === 'tuple')
    return a.items.length === b.items.length && a.items.every((item, index) => sameType(item, b.items[index]!));
  if (a.kind === 'object' && b.kind === 'object')
    return (
      a.attributes.size === b.attributes.size &&
      [...a.attributes].every(([name, { type }]) => {
        const other = b.attributes.get(name);
        return other !== undefined && sameType(type, other.type);
      })
    );
  return true;
}
