import type { NetworkInterface } from '../../network/index.ts';
import type { CheckContext } from '../context.ts';

/**
 * Interfaces of one account and Region that hold the same groups: one thing to say about all of them, and one that stays
 * the same when autoscaling replaces an instance.
 */
export interface Alike {
  readonly groupIds: readonly string[];
  /** In the order of their ids; never empty. */
  readonly interfaces: readonly NetworkInterface[];
}

export function alikeInterfaces(context: CheckContext): readonly Alike[] {
  const found = known.get(context) ?? group(context);
  known.set(context, found);
  return found;
}

/** Two checks ask, and the answer is the same. */
const known = new WeakMap<CheckContext, readonly Alike[]>();

function group({ interfaces }: CheckContext): readonly Alike[] {
  const kinds = new Map<string, { groupIds: readonly string[]; interfaces: NetworkInterface[] }>();
  for (const each of interfaces) {
    const groupIds = [...new Set(each.securityGroupIds)].sort();
    const key = `${each.account} ${each.region} ${groupIds.join()}`;
    const kind = kinds.get(key);
    if (kind) kind.interfaces.push(each);
    else kinds.set(key, { groupIds, interfaces: [each] });
  }
  return [...kinds.values()].map(({ groupIds, interfaces }) => ({
    groupIds,
    interfaces: interfaces.sort((a, b) => (a.id < b.id ? -1 : 1)),
  }));
}
