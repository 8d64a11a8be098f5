import type { AddressNumber, Family } from '../../network/index.ts';
import { type Compiled, groupsOf } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';
import { buildTable, type Span, type Table } from '../compile/table.ts';
import { NO_SERVICES, type ServiceSet, unionServices } from '../sets/services.ts';

/** What the groups of an interface certainly let pass in one direction: by address, and by the far side's group. */
export interface Guard {
  readonly v4: Table<ServiceSet>;
  readonly v6: Table<ServiceSet>;
  readonly byGroup: ReadonlyMap<string, ServiceSet>;
}

/** Guards by their content: interfaces whose rules say the same share one. */
export function guardsOf(net: Compiled, direction: 'ingress' | 'egress'): (host: Host) => Guard {
  const byGroups = new Map<string, Guard>();
  const byContent = new Map<string, Guard>();
  return (host) => {
    const ids = [...host.groupIds].sort().join();
    const known = byGroups.get(ids);
    if (known) return known;
    const rules = groupsOf(net, host).flatMap((group) =>
      group[direction]().rules.filter(({ reason }) => reason === undefined),
    );
    const content = rules
      .map(({ rule }) => JSON.stringify([rule.service, rule.peer]))
      .sort()
      .join();
    const guard = byContent.get(content) ?? makeGuard(rules);
    byGroups.set(ids, guard);
    byContent.set(content, guard);
    return guard;
  };
}

type Rules = ReturnType<ReturnType<typeof groupsOf>[number]['ingress']>['rules'];

function makeGuard(rules: Rules): Guard {
  const spans: { 4: Span<ServiceSet>[]; 6: Span<ServiceSet>[] } = { 4: [], 6: [] };
  const byGroup = new Map<string, ServiceSet>();
  for (const { rule, ranges, decision } of rules) {
    for (const { family, first, end } of ranges ?? []) spans[family].push({ first, end, item: decision.allowed });
    if (rule.peer.kind === 'security-group')
      byGroup.set(rule.peer.groupId, unionServices(byGroup.get(rule.peer.groupId) ?? NO_SERVICES, decision.allowed));
  }
  const build = (family: Family) =>
    buildTable(family, spans[family], (sets) => sets.reduce<ServiceSet>(unionServices, NO_SERVICES));
  return { v4: build(4), v6: build(6), byGroup };
}

/** A stretch of addresses over which a table says the same. */
export interface Segment {
  readonly first: AddressNumber;
  readonly end: AddressNumber;
  readonly services: ServiceSet;
}

/** What a guard says between two addresses of one family, in the fewest stretches, those that let nothing pass left out. */
export function segmentsBetween(guard: Guard, first: AddressNumber, end: AddressNumber): readonly Segment[] {
  const { starts, values } = typeof first === 'number' ? guard.v4 : guard.v6;
  let index = lastAtOrBelow(starts, first);
  const segments: Segment[] = [];
  for (; index < starts.length && (starts[index]! < end || index === 0); index++) {
    const from = starts[index]! < first ? first : starts[index]!;
    const next = starts[index + 1];
    const to = next === undefined || next > end ? end : next;
    if (from < to && values[index]!.length > 0) segments.push({ first: from, end: to, services: values[index]! });
  }
  return segments;
}

function lastAtOrBelow(starts: readonly AddressNumber[], address: AddressNumber): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= address) low = middle;
    else high = middle;
  }
  return low;
}
