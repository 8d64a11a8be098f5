import type { Value } from '../resource.ts';

/** A plain fact of the account, as the attribute of a data source. */
export type Fact = null | boolean | number | string | readonly Fact[] | { readonly [name: string]: Fact };

/** A fact as a value of the language. `undefined` fields are absent: what the snapshot does not hold is not said. */
export function factValue(fact: Fact): Value {
  if (fact === null) return { kind: 'null' };
  if (typeof fact === 'string') return { kind: 'string', value: fact };
  if (typeof fact === 'number') return { kind: 'number', value: fact };
  if (typeof fact === 'boolean') return { kind: 'bool', value: fact };
  if (isList(fact)) return { kind: 'list', items: fact.map(factValue) };
  const names = Object.keys(fact).sort();
  return { kind: 'object', entries: new Map(names.map((name) => [name, factValue(fact[name] ?? null)])) };
}

export function isList(fact: Fact | undefined): fact is readonly Fact[] {
  return Array.isArray(fact);
}

/** The texts a value holds, alone or in a list; the first value that is not known instead, where there is one. */
export function textsOf(value: Value): readonly string[] | Extract<Value, { kind: 'unknown' | 'symbol' }> {
  if (value.kind === 'unknown' || value.kind === 'symbol') return value;
  if ('items' in value) {
    const texts: string[] = [];
    for (const item of value.items) {
      const inner = textsOf(item);
      if (!Array.isArray(inner)) return inner as Extract<Value, { kind: 'unknown' | 'symbol' }>;
      texts.push(...(inner as readonly string[]));
    }
    return texts;
  }
  return 'value' in value ? [String(value.value)] : [];
}
