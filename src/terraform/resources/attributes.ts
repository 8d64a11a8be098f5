import type { SourceLocation, Unknown } from '../../network/index.ts';
import type { Value } from '../resource.ts';
import type { Identities } from './identity.ts';

/** A body's attributes read as the kinds need them: references resolved, unknowns kept with their reason. */
export interface Attributes {
  /** The value with references followed; `undefined` when unset, null or computed by the provider. */
  get(name: string): Value | undefined;
  text(name: string): string | Unknown | undefined;
  /** The text where it is known, else `undefined`: for names and hints, never for what decides. */
  known(name: string): string | undefined;
  number(name: string): number | Unknown | undefined;
  bool(name: string): boolean | undefined;
  /** A list's or a single value's items; `Unknown` when not even their number is known. */
  items(name: string): readonly Value[] | Unknown;
  /** Known texts of a list, and the reason when there may be more. */
  texts(name: string): { readonly known: readonly string[]; readonly unknown?: Unknown };
  /** Nested blocks. An unknown block (or number of blocks) is an `Unknown`. */
  blocks(name: string): readonly (Attributes | Unknown)[];
  /** The first block, where it is known. */
  block(name: string): Attributes | undefined;
  tags(): Readonly<Record<string, string>> | undefined;
  /** Where the attribute's value, or the body itself when no name is given, was written. */
  at(name?: string): SourceLocation | undefined;
}

/** Reads the attributes of a resource or of one of its blocks. `address` is the resource's own. */
export function attributes(
  values: ReadonlyMap<string, Value>,
  ids: Identities,
  address: string,
  bodyAt?: SourceLocation,
): Attributes {
  const get = (name: string): Value | undefined => {
    const value = values.get(name);
    if (!value || value.kind === 'null') return undefined;
    if (value.kind === 'symbol' && value.address === address) return undefined;
    const resolved = ids.resolve(value);
    return resolved.kind === 'null' ? undefined : resolved;
  };
  const items = (name: string): readonly Value[] | Unknown => {
    const value = get(name);
    if (!value) return [];
    if (isList(value)) return value.items.map((item) => ids.resolve(item));
    if (value.kind === 'unknown' || value.kind === 'symbol') return unknownOf(value);
    return [value];
  };
  const self: Attributes = {
    get,
    items,
    text: (name) => {
      const value = get(name);
      return value && textOf(value);
    },
    known: (name) => {
      const value = get(name);
      const text = value && textOf(value);
      return typeof text === 'string' ? text : undefined;
    },
    number: (name) => {
      const value = get(name);
      return value && numberOf(value);
    },
    bool: (name) => {
      const value = get(name);
      if (value?.kind === 'bool') return value.value;
      return value?.kind === 'string' && /^(true|false)$/.test(value.value) ? value.value === 'true' : undefined;
    },
    texts: (name) => {
      const list = items(name);
      if (!Array.isArray(list)) return { known: [], unknown: list as Unknown };
      const known: string[] = [];
      let unknown: Unknown | undefined;
      for (const item of list as readonly Value[]) {
        if (item.kind === 'null') continue;
        const text = textOf(item);
        if (typeof text === 'string') known.push(text);
        else unknown = text;
      }
      return unknown ? { known, unknown } : { known };
    },
    blocks: (name) => {
      const list = items(name);
      if (!Array.isArray(list)) return [list as Unknown];
      return (list as readonly Value[]).map((item) =>
        item.kind === 'object' || item.kind === 'map'
          ? attributes(item.entries, ids, address, item.at)
          : unknownOf(item),
      );
    },
    block: (name) => {
      const first = self.blocks(name)[0];
      return first && 'get' in first ? first : undefined;
    },
    tags: () => {
      const value = get('tags');
      if (value?.kind !== 'map' && value?.kind !== 'object') return undefined;
      const tags: Record<string, string> = {};
      for (const [key, item] of value.entries) {
        const text = textOf(ids.resolve(item));
        if (typeof text === 'string') tags[key] = text;
      }
      return tags;
    },
    at: (name) => (name === undefined ? bodyAt : values.get(name)?.at),
  };
  return self;
}

export function isList(value: Value): value is Extract<Value, { kind: 'list' | 'set' | 'tuple' }> {
  return value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple';
}

/** A scalar as text, as Terraform converts it; anything else is unknown with the reason. */
export function textOf(value: Value): string | Unknown {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'number' || value.kind === 'bool') return String(value.value);
  return unknownOf(value);
}

export function numberOf(value: Value): number | Unknown {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'string' && /^-?\d+$/.test(value.value.trim())) return Number(value.value);
  return unknownOf(value);
}

export function unknownOf(value: Value): Unknown {
  if (value.kind === 'unknown') {
    return value.resolvedBy === undefined
      ? { unknown: value.reason }
      : { unknown: value.reason, resolvedBy: value.resolvedBy };
  }
  if (value.kind === 'symbol') {
    return {
      unknown: `${value.address}.${value.attribute.join('.')} is known only after apply`,
      resolvedBy: 'a plan or a scan made after it exists',
    };
  }
  return { unknown: `a ${value.kind} stands where a single value belongs` };
}
