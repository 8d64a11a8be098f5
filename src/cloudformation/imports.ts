import { type DataLookup, outside, type ResourceInstance, type Value } from '../terraform/index.ts';
import { openStacks, type StackOptions } from './read.ts';
import type { Stack, StackSource } from './stack.ts';

/**
 * What stacks that are elsewhere export, as it is seen from here: what they make is what is found live, or unknown.
 * @param sources read only when a name is asked for
 * @param live answers data sources from the account
 */
export function exportsOf(
  sources: () => readonly StackSource[],
  read: NonNullable<StackOptions['read']>,
  live: DataLookup | undefined,
): (name: string) => Value | undefined {
  let stacks: readonly (readonly [StackSource, Stack])[] | undefined;
  const members = new Map<Stack, ReadonlyMap<string, ResourceInstance>>();
  return (name) => {
    if (!stacks) {
      const all = sources();
      const opened = openStacks(all, { read });
      stacks = all.map((source, i) => [source, opened[i]!] as const);
    }
    for (const [source, stack] of stacks) {
      const value = stack.exported(name);
      if (!value) continue;
      if (!members.has(stack)) members.set(stack, new Map(stack.instances().map((one) => [one.address, one])));
      const { account, region, file } = source;
      const place = { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
      return outside(value, { resources: members.get(stack)!, root: source.name ?? file, live, place });
    }
    return undefined;
  };
}
