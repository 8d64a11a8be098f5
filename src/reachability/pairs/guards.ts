import type { AddressNumber } from '../../network/index.ts';
import { type Compiled, groupsOf } from '../compile/compile.ts';
import { type Decision, EVERYTHING, isSameDecision, NOTHING, or } from '../compile/decision.ts';
import type { Host } from '../compile/places.ts';
import type { CompiledGroup } from '../compile/security-groups.ts';
import { mergeTables, segmentAt, type Table } from '../compile/table.ts';
import { once } from '../once.ts';
import { NO_SERVICES } from '../sets/services.ts';

export type Direction = 'ingress' | 'egress';

/** What all groups of an interface together let pass in one direction: by address, and by the far side's group. */
export interface Guard {
  readonly v4: Table<Decision>;
  readonly v6: Table<Decision>;
  readonly byGroup: ReadonlyMap<string, Decision>;
  /** Why rules among them are not certain. */
  readonly reasons: () => string;
}

/** Of interfaces that groups do not filter. */
export const OPEN: Guard = {
  v4: { starts: [0], values: [EVERYTHING] },
  v6: { starts: [0n], values: [EVERYTHING] },
  byGroup: new Map(),
  reasons: () => '',
};

const caches = new WeakMap<Compiled, Record<Direction, Map<string, Guard>>>();

/** The guard of an interface; the same object for the same groups, and for egress also for groups that say the same. */
export function guardOf(net: Compiled, host: Host, direction: Direction): Guard {
  if (host.unfiltered) return OPEN;
  const cache = caches.get(net) ?? { ingress: new Map<string, Guard>(), egress: new Map<string, Guard>() };
  caches.set(net, cache);
  const key = host.unknownGroups ? `${host.groupKey} ${host.interface.id}` : host.groupKey;
  const known = cache[direction].get(key);
  if (known) return known;
  const groups = groupsOf(net, host);
  // Most groups of an estate send alike, and senders that do are looked at together; hardly two receive alike.
  const content = direction === 'egress' ? groups.map(egressContent).sort().join() : key;
  const guard =
    cache[direction].get(content) ?? (direction === 'egress' ? merge(groups, 'egress') : ingressGuard(groups));
  cache[direction].set(content, guard).set(key, guard);
  return guard;
}

/** Guards by the groups they are made of, one after the other. */
interface Known {
  guard?: Guard;
  readonly next: WeakMap<CompiledGroup, Known>;
}

const ingressGuards: Known = { next: new WeakMap() };

/** Networks that share groups, as the two sides of a change do, share the guards of those. */
function ingressGuard(groups: readonly CompiledGroup[]): Guard {
  let known = ingressGuards;
  for (const group of groups) {
    const next = known.next.get(group) ?? { next: new WeakMap() };
    known.next.set(group, next);
    known = next;
  }
  known.guard ??= merge(groups, 'ingress');
  return known.guard;
}

const egressContents = new WeakMap<CompiledGroup, string>();

function egressContent(group: CompiledGroup): string {
  const known = egressContents.get(group);
  if (known !== undefined) return known;
  const rules = group.group?.rules.filter(({ direction }) => direction === 'egress') ?? [];
  const content = JSON.stringify([
    group.group ? group.group.unknownRules : group.id,
    rules.map(({ service, peer }) => JSON.stringify([service, peer])).sort(),
  ]);
  egressContents.set(group, content);
  return content;
}

function merge(groups: readonly CompiledGroup[], direction: Direction): Guard {
  const tables = groups.map((group) => group[direction]());
  const byGroup = new Map<string, Decision>();
  for (const table of tables)
    for (const [id, decision] of table.byGroup) byGroup.set(id, or(byGroup.get(id) ?? NOTHING, decision));
  const v4 = once(() =>
    together(
      tables.map((table) => table.v4),
      0,
    ),
  );
  const v6 = once(() =>
    together(
      tables.map((table) => table.v6),
      0n,
    ),
  );
  return {
    get v4() {
      return v4();
    },
    get v6() {
      return v6();
    },
    byGroup,
    reasons: once(() => tables.flatMap(({ rules }) => rules.flatMap(({ reason }) => reason ?? [])).join()),
  };
}

function together(tables: readonly Table<Decision>[], origin: AddressNumber): Table<Decision> {
  return mergeTables(tables, origin, NOTHING, or, isSameDecision);
}

/** Whether two guards let the same pass, and for the same reasons in doubt. */
export function isSameGuard(a: Guard, b: Guard): boolean {
  return (
    a === b ||
    (isSameTable(a.v4, b.v4) &&
      isSameTable(a.v6, b.v6) &&
      a.byGroup.size === b.byGroup.size &&
      [...a.byGroup].every(([id, decision]) => isSameDecision(decision, b.byGroup.get(id) ?? NOTHING)) &&
      a.reasons() === b.reasons())
  );
}

/** Neither table may say the same of two neighbouring segments, as none that is built does. */
function isSameTable(a: Table<Decision>, b: Table<Decision>): boolean {
  return (
    a.starts.length === b.starts.length &&
    a.starts.every((start, at) => start === b.starts[at] && isSameDecision(a.values[at]!, b.values[at]!))
  );
}

export function tableOf({ v4, v6 }: Guard, address: AddressNumber): Table<Decision> {
  return typeof address === 'number' ? v4 : v6;
}

/** What a guard says of one address. */
export function decisionAt(guard: Guard, address: AddressNumber): Decision {
  const table = tableOf(guard, address);
  return table.values[segmentAt(table, address)]!;
}

/** What a guard grants an interface for the groups it holds; one that may hold more may hold any that a rule names. */
export function namedDecision(
  { byGroup }: Guard,
  { groupIds, unknownGroups }: Pick<Host, 'groupIds' | 'unknownGroups'>,
): Decision {
  let decision = NOTHING;
  if (byGroup.size === 0) return decision;
  for (const id of groupIds) decision = or(decision, byGroup.get(id) ?? NOTHING);
  return unknownGroups ? or(decision, anyNamed(byGroup)) : decision;
}

/** What a guard might grant an interface of which nobody knows the groups. */
export function anyNamed(byGroup: Guard['byGroup']): Decision {
  let decision = NOTHING;
  for (const { possible } of byGroup.values()) decision = or(decision, { allowed: NO_SERVICES, possible });
  return decision;
}
