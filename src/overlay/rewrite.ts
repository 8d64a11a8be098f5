/** Fields that hold words, not references. */
const WORDS = new Set([
  'origin',
  'tags',
  'name',
  'description',
  'unknown',
  'resolvedBy',
  'groupName',
  'account',
  'region',
]);

/** A copy in which every id that `ids` renames, wherever it is referred to, has its new name. */
export function rewriteIds<T>(value: T, ids: ReadonlyMap<string, string>): T {
  return ids.size === 0 ? value : (walk(value, ids) as T);
}

function walk(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => walk(item, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, WORDS.has(key) ? item : walk(item, ids)]));
}
