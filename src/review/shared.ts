import { isDeepStrictEqual } from 'node:util';
import type { Network, Resource } from '../network/index.ts';

/**
 * The same network, in which all that equals `base` is the very object of it. What is one object needs no comparing:
 * compiling and diffing a change of a few rules then cost what the rules cost, not what the estate does.
 */
export function sharedWith(base: Network, network: Network): Network {
  const kinds = Object.keys(network) as (keyof Network)[];
  return Object.fromEntries(kinds.map((kind) => [kind, sharedList(base[kind], network[kind])])) as unknown as Network;
}

function sharedList(base: readonly object[], list: readonly object[]): readonly object[] {
  if (base === list) return base;
  const known = new Map(base.map((item, at) => [keyOf(item, at), item]));
  const shared = list.map((item, at) => {
    const other = known.get(keyOf(item, at));
    return other !== undefined && isDeepStrictEqual(other, item) ? other : item;
  });
  const isSame = shared.length === base.length && shared.every((item, at) => item === base[at]);
  return isSame ? base : shared;
}

/** What has no id of its own is compared with what stands in its place. */
function keyOf(item: object, at: number): string | number {
  return 'id' in item ? (item as Resource).id : at;
}
