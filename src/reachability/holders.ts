import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';

const holderIndexes = new WeakMap<readonly Host[], ReadonlyMap<string, readonly Host[]>>();

/** The interfaces that hold each group; made once for networks that share them. */
export function holdersOf({ hosts }: Compiled): ReadonlyMap<string, readonly Host[]> {
  const known = holderIndexes.get(hosts);
  if (known) return known;
  const holders = new Map<string, Host[]>();
  for (const host of hosts)
    for (const id of host.groupIds) {
      const members = holders.get(id);
      if (members) members.push(host);
      else holders.set(id, [host]);
    }
  holderIndexes.set(hosts, holders);
  return holders;
}
