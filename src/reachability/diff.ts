import type { Network } from '../network/index.ts';
import { amongSenders } from './affected.ts';
import type { Diff } from './answer.ts';
import { type AffectedPair, type Change, changesOf } from './changes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { changedIds, pairsOfNetworks } from './network-changes.ts';
import { type RowOptions, toRows } from './rows.ts';
import { pairsOfRules, rulesOfOneSide } from './rule-changes.ts';
import { isSame } from './same.ts';
import { byGroups, unspokenFor } from './spoken-for.ts';
import { targetsOf } from './walk/balancer.ts';

export type { RowOptions as DiffOptions };

/**
 * Packets in `after` that are not in `before` (opened), and the reverse (closed), over all endpoints of both. Only what
 * certainly gets through both ways counts; what is in doubt on one side and not on the other is listed as unknown.
 */
export function diff(before: Compiled, after: Compiled, options: RowOptions = {}): Diff {
  const unknowns = new Set<string>();
  const opened: Change[] = [];
  const closed: Change[] = [];
  const isOfRules = isOfRulesAlone(before, after);
  const changedRules = isOfRules ? rulesOfOneSide(before, after) : undefined;
  const pairs = isOfRules ? pairsOfRules(before, after) : pairsOfNetworks(before, after);
  for (const pair of pairs) {
    // Senders that fare alike may do so by different rules: those whom a change's rules do not mean are asked about next.
    for (let asked: AffectedPair | undefined = pair; asked; ) {
      const { gained, lost, doubts } = changesOf(before, after, asked, changedRules);
      const others = new Set([
        ...gained.flatMap((change) => unspokenFor(after, change)),
        ...lost.flatMap((change) => unspokenFor(before, change)),
      ]);
      for (const change of gained) opened.push(...byGroups(after, without(change, others), changedRules));
      for (const change of lost) closed.push(...byGroups(before, without(change, others), changedRules));
      for (const text of doubts) unknowns.add(text);
      [asked] = others.size > 0 ? amongSenders(asked, [...others]) : [];
    }
  }
  return {
    opened: toRows(after, opened, options),
    closed: toRows(before, closed, options),
    unknowns: [...unknowns].sort(),
  };
}

function without(change: Change, ids: ReadonlySet<string>): Change {
  const { from } = change;
  if (from.kind === 'outside' || ids.size === 0) return change;
  return { ...change, from: { ...from, ids: from.ids.filter((id) => !ids.has(id)) } };
}

/**
 * Whether nothing but the rules of security groups differs, and not those of targets behind a network load balancer: then
 * only packets that changed rules match can change.
 */
function isOfRulesAlone(before: Compiled, after: Compiled): boolean {
  const [old, now] = [before.network, after.network];
  const kinds = Object.keys(old) as (keyof Network)[];
  if (!kinds.every((kind) => kind === 'securityGroups' || kind === 'problems' || isSame(old[kind], now[kind])))
    return false;
  const changed = changedIds(old.securityGroups, now.securityGroups);
  const isTouched = ({ groupIds }: Host) => [...groupIds].some((id) => changed.has(id));
  const fronts = old.loadBalancers.flatMap(({ interfaceIds }) =>
    interfaceIds.flatMap((id) => before.hostById.get(id) ?? []),
  );
  return !fronts.some((front) => targetsOf(before, front).some(isTouched));
}
