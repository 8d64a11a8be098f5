import { isDeepStrictEqual } from 'node:util';

/**
 * Whether two parts of networks say the same. The order of lists means nothing where AWS gives it no meaning, so that the
 * same account read twice is the same.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b) && a.every(hasId) && b.every(hasId)) return isSameById(a, b);
  return isDeepStrictEqual(a, b) || isDeepStrictEqual(inOrder(a), inOrder(b));
}

function isSameById(a: readonly Identified[], b: readonly Identified[]): boolean {
  if (a.length !== b.length) return false;
  const others = new Map(b.map((item) => [item.id, item]));
  return others.size === b.length && a.every((item) => isSame(item, others.get(item.id)));
}

interface Identified {
  readonly id: string;
}

function hasId(item: unknown): item is Identified {
  return typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string';
}

/** Lists whose first member is the primary one. */
const ORDERED: ReadonlySet<string> = new Set(['privateIpv4', 'ipv6', 'ipv4Cidrs', 'interfaceIds', 'addresses']);

/** A value with its lists in an order of their own. */
function inOrder(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOrder(item));
    return ORDERED.has(key) ? items : sorted(items);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inOrder(item, name)]));
}

function sorted(items: readonly unknown[]): unknown[] {
  const texts = new Map(items.map((item) => [item, JSON.stringify(item) ?? '']));
  return items.toSorted((a, b) => ((texts.get(a) ?? '') < (texts.get(b) ?? '') ? -1 : 1));
}
