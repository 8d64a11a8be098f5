import { ANY, type AttributeType, listOf, mapOf, sameType, setOf, type Type } from './type.ts';

/**
 * The type all of `types` can be converted to, as Terraform finds it for conditionals and collections; undefined when
 * there is none. See https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
 */
export function unify(types: readonly Type[]): Type | undefined {
  const typed = types.filter((type) => type.kind !== 'any');
  const [first] = typed;
  if (!first) return ANY;
  const kinds = new Set(typed.map((type) => type.kind));
  const only = (...allowed: readonly Type['kind'][]) => [...kinds].every((kind) => allowed.includes(kind));
  if (kinds.size === 1 && typed.every((type) => sameType(type, first))) return unifySame(typed, first);
  if (only('object')) return unifyObjects(typed);
  if (only('object', 'map')) return elements(typed, mapOf);
  if (only('tuple')) return unifyTuples(typed);
  if (only('tuple', 'list')) return elements(typed, listOf);
  if (only('tuple', 'list', 'set')) return elements(typed, kinds.has('list') ? listOf : setOf);
  if (only('string', 'number') || only('string', 'bool') || only('string', 'number', 'bool'))
    return kinds.has('string') ? typed.find((type) => type.kind === 'string') : undefined;
  return undefined;
}

/** The same type but for parts that are still open: the other types may know them. */
function unifySame(types: readonly Type[], first: Type): Type | undefined {
  if ('of' in first) return elements(types, (of) => ({ kind: first.kind, of }));
  if (first.kind === 'tuple') return unifyTuples(types);
  return first.kind === 'object' ? unifyObjects(types) : first;
}

function unifyObjects(types: readonly Type[]): Type | undefined {
  const objects = types.filter((type) => type.kind === 'object');
  const names = [...objects[0]!.attributes.keys()];
  if (
    objects.some(({ attributes }) => attributes.size !== names.length || !names.every((name) => attributes.has(name)))
  )
    return elements(types, mapOf);
  const attributes = new Map<string, AttributeType>();
  for (const name of names) {
    const type = unify(objects.map((object) => object.attributes.get(name)!.type));
    if (!type) return undefined;
    attributes.set(name, { type, optional: false });
  }
  return { kind: 'object', attributes };
}

function unifyTuples(types: readonly Type[]): Type | undefined {
  const tuples = types.filter((type) => type.kind === 'tuple');
  const { length } = tuples[0]!.items;
  if (tuples.some(({ items }) => items.length !== length)) return elements(types, listOf);
  const items: Type[] = [];
  for (let index = 0; index < length; index++) {
    const type = unify(tuples.map((tuple) => tuple.items[index]!));
    if (!type) return undefined;
    items.push(type);
  }
  return { kind: 'tuple', items };
}

function elements(types: readonly Type[], collection: (of: Type) => Type): Type | undefined {
  const of = unify(types.flatMap(elementTypes));
  return of && collection(of);
}

function elementTypes(type: Type): readonly Type[] {
  if (type.kind === 'object') return [...type.attributes.values()].map((attribute) => attribute.type);
  if (type.kind === 'tuple') return type.items;
  return 'of' in type ? [type.of] : [];
}
