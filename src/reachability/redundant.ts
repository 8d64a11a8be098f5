import type { AddressNumber, AddressRange, SecurityGroupRule } from '../network/index.ts';
import { type Compiled, groupsOf } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import type { CompiledGroup, CompiledRule } from './compile/security-groups.ts';
import { buildTable, cursor, lookup, type Table } from './compile/table.ts';
import { END_V4, END_V6 } from './sets/addresses.ts';
import { intervals } from './sets/boundaries.ts';
import { hasServices, type ServiceSet, subtractServices } from './sets/services.ts';

/** A rule that lets nothing pass that others would not let pass without it. */
export interface RedundantRule {
  readonly groupId: string;
  readonly rule: SecurityGroupRule;
}

/**
 * The rules whose packets are all admitted by others on every interface they apply to: others of the same group, or of
 * further groups that interface holds, several together if need be. Exact: removing any one of them changes nothing
 * (removing two that cover each other may). Rules in doubt are neither redundant nor cover anything.
 */
export function* redundantRules(net: Compiled): Generator<RedundantRule> {
  const combinations = groupCombinations(net);
  const settings = {
    ingress: new Map<readonly CompiledGroup[], Setting>(),
    egress: new Map<readonly CompiledGroup[], Setting>(),
  };
  for (const group of net.groups.values()) {
    for (const direction of ['ingress', 'egress'] as const) {
      const own = group[direction]().rules.filter(({ reason }) => reason === undefined);
      if (own.length === 0) continue;
      const guards = (combinations.get(group.id) ?? [[group]]).map((groups) => {
        const setting = settings[direction].get(groups) ?? settingOf(groups, direction);
        settings[direction].set(groups, setting);
        return setting;
      });
      for (const rule of own)
        if (guards.every((setting) => covers(net, setting, rule))) yield { groupId: group.id, rule: rule.rule };
    }
  }
}

/** The rules that together guard an interface in one direction, by address and by peer group. */
interface Setting {
  readonly v4: Table<readonly CompiledRule[]>;
  readonly v6: Table<readonly CompiledRule[]>;
  readonly byGroup: ReadonlyMap<string, readonly CompiledRule[]>;
}

function settingOf(groups: readonly CompiledGroup[], direction: 'ingress' | 'egress'): Setting {
  const rules = groups.flatMap((each) => each[direction]().rules).filter(({ reason }) => reason === undefined);
  const spans = rules.flatMap((item) => (item.ranges ?? []).map((range) => ({ ...range, item })));
  const byGroup = new Map<string, CompiledRule[]>();
  for (const each of rules) {
    const { peer } = each.rule;
    if (peer.kind === 'security-group') byGroup.set(peer.groupId, [...(byGroup.get(peer.groupId) ?? []), each]);
  }
  const build = (family: 4 | 6) =>
    buildTable(
      family,
      spans.filter((span) => span.family === family),
      (items) => items,
    );
  return { v4: build(4), v6: build(6), byGroup };
}

/** The distinct sets of groups that interfaces hold, by each group in them. */
function groupCombinations(net: Compiled): ReadonlyMap<string, readonly (readonly CompiledGroup[])[]> {
  const seen = new Set<string>();
  const combinations = new Map<string, (readonly CompiledGroup[])[]>();
  for (const host of net.hosts) {
    const key = [...host.groupIds].sort().join();
    if (seen.has(key)) continue;
    seen.add(key);
    const groups = groupsOf(net, host);
    for (const { id } of groups) combinations.set(id, [...(combinations.get(id) ?? []), groups]);
  }
  return combinations;
}

/** Whoever may join a group nobody holds has some address. */
const WHOLE: readonly AddressRange[] = [
  { family: 4, first: 0, end: END_V4 },
  { family: 6, first: 0n, end: END_V6 },
];

function covers(net: Compiled, setting: Setting, covered: CompiledRule): boolean {
  const { rule, ranges, decision } = covered;
  if (ranges) return ranges.every((range) => coversRange(setting, covered, range, decision.allowed));
  if (rule.peer.kind !== 'security-group') return false;
  const { groupId } = rule.peer;
  const rest = without(decision.allowed, setting.byGroup.get(groupId) ?? [], covered);
  if (!hasServices(rest)) return true;
  // What other rules do not give the group by its name, they may give each of its members by address or another group.
  const members = net.hosts.filter((host) => host.groupIds.has(groupId));
  if (members.length === 0) return WHOLE.every((range) => coversRange(setting, covered, range, rest));
  return members.every((member) => coversMember(setting, covered, member, rest));
}

function coversMember(setting: Setting, covered: CompiledRule, member: Host, services: ServiceSet): boolean {
  const named = [...member.groupIds].flatMap((id) => setting.byGroup.get(id) ?? []);
  const rest = without(services, named, covered);
  if (!hasServices(rest)) return true;
  const { v4, v6 } = member.addresses;
  const own: AddressRange[] = [
    ...[...intervals(v4)].map(([first, end]) => ({ family: 4 as const, first, end })),
    ...[...intervals(v6)].map(([first, end]) => ({ family: 6 as const, first, end })),
  ];
  return own.every((range) => coversRange(setting, covered, range, rest));
}

/** Whether the other rules together admit the services from all of a range. */
function coversRange(
  setting: Setting,
  covered: CompiledRule,
  { family, first, end }: AddressRange,
  services: ServiceSet,
): boolean {
  const table = family === 4 ? setting.v4 : setting.v6;
  for (let at: AddressNumber = first; at < end; ) {
    const place = cursor(at);
    if (hasServices(without(services, lookup(table, place), covered))) return false;
    at = place.until;
  }
  return true;
}

/** What is left of services after all rules but the one in question have admitted theirs. */
function without(services: ServiceSet, rules: readonly CompiledRule[], covered: CompiledRule): ServiceSet {
  let rest = services;
  for (const rule of rules) {
    if (rest.length === 0) break;
    if (rule !== covered) rest = subtractServices(rest, rule.decision.allowed);
  }
  return rest;
}
