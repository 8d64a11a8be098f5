import type { Network } from '../network/index.ts';
import { amongSenders } from './affected.ts';
import type { Diff } from './answer.ts';
import { type AffectedPair, type Change, changesOf } from './changes.ts';
import { routedHosts } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { pairsOfNetworks } from './network-changes.ts';
import { type RowOptions, rowMaker } from './rows.ts';
import { pairsOfRules, type RuleDelta, ruleDeltas } from './rule-changes.ts';
import { isSame } from './same.ts';
import { byGroups, meaningOf } from './spoken-for.ts';
import { unplacedRules } from './unplaced.ts';
import { targetsOf } from './walk/balancer.ts';

export type { RowOptions as DiffOptions };

/**
 * Packets in `after` that are not in `before` (opened), and the reverse (closed), over all endpoints of both. Only what
 * certainly gets through both ways counts; what is in doubt on one side and not on the other is listed as unknown.
 */
export function diff(before: Compiled, after: Compiled, options: RowOptions = {}): Diff {
  const unknowns = new Set<string>();
  const opened = rowMaker(after, options);
  const closed = rowMaker(before, options);
  const deltas = deltasAlone(before, after);
  const changedRules = deltas && new Set(deltas.flatMap(({ rules }) => rules));
  const pairs = deltas ? pairsOfRules(before, after, deltas) : pairsOfNetworks(before, after);
  const compare = (pair: AffectedPair) => {
    const { gained, lost, doubts } = changesOf(before, after, pair, changedRules);
    const [own, ...others] = byMeaning(pair, [
      ...gained.map((change) => meaningOf(after, change, changedRules)),
      ...lost.map((change) => meaningOf(before, change, changedRules)),
    ]);
    const again = (from: Change['from']) => changesOf(before, after, { ...pair, from }, changedRules);
    for (const change of gained)
      for (const part of byGroups(after, { ...change, from: own.from }, changedRules))
        opened.add(proven(part, change, (from) => again(from).gained));
    for (const change of lost)
      for (const part of byGroups(before, { ...change, from: own.from }, changedRules))
        closed.add(proven(part, change, (from) => again(from).lost));
    for (const text of doubts) unknowns.add(text);
    for (const other of others) compare(other);
  };
  for (const pair of pairs) compare(pair);
  const [gained, lost] = [opened.rows(), closed.rows()];
  const told = [...gained, ...lost].flatMap(({ because }) => because.map(({ text }) => text));
  for (const text of unplacedRules(before, after, new Set([...told, ...unknowns]))) unknowns.add(text);
  return { opened: gained, closed: lost, unknowns: [...unknowns].sort() };
}

/** A part of a change with a witness of its own senders, where that of the whole is not theirs. */
function proven(part: Change, whole: Change, changesFrom: (from: Change['from']) => readonly Change[]): Change {
  const { from, services, isInternet } = part;
  if (from.kind === 'outside' || whole.from.kind === 'outside' || from.example === whole.from.example) return part;
  const isSamePart = (each: Change) => each.services.join() === services.join() && each.isInternet === isInternet;
  return { ...part, witness: () => (changesFrom(from).find(isSamePart) ?? whole).witness() };
}

/** A pair by what tells its senders apart, those first who are meant as its example is: others are asked about by themselves. */
function byMeaning(
  pair: AffectedPair,
  meanings: readonly (((id: string) => string) | undefined)[],
): readonly [AffectedPair, ...AffectedPair[]] {
  const { from } = pair;
  const known = meanings.filter((meaning) => meaning !== undefined);
  if (from.kind === 'outside' || known.length === 0) return [pair];
  const signOf = (id: string) => known.map((meaning) => meaning(id)).join();
  const own = signOf(from.example);
  const { [own]: alike = [], ...others } = Object.groupBy(from.ids, signOf);
  return [
    { ...pair, from: { ...from, ids: alike } },
    ...Object.values(others).flatMap((ids = []) => amongSenders(pair, ids)),
  ];
}

/**
 * What differs between the rules of security groups, where nothing else does, and not those of targets behind a network load
 * balancer or of middleboxes: then only packets that these rules match can change.
 */
function deltasAlone(before: Compiled, after: Compiled): readonly RuleDelta[] | undefined {
  const [old, now] = [before.network, after.network];
  const kinds = Object.keys(old) as (keyof Network)[];
  if (!kinds.every((kind) => kind === 'securityGroups' || kind === 'problems' || isSame(old[kind], now[kind])))
    return undefined;
  const deltas = ruleDeltas(before, after);
  const changed = new Set(deltas.map(({ groupId }) => groupId));
  const isTouched = ({ groupIds }: Host) => [...groupIds].some((id) => changed.has(id));
  const fronts = old.loadBalancers.flatMap(({ interfaceIds }) =>
    interfaceIds.flatMap((id) => before.hostById.get(id) ?? []),
  );
  const passed = [...fronts.flatMap((front) => targetsOf(before, front)), ...routedHosts(before)];
  return passed.some(isTouched) ? undefined : deltas;
}
