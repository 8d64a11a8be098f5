import type { AddressNumber, AddressRange, SecurityGroupRule } from '../network/index.ts';
import { type Compiled, groupsOf } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import type { CompiledGroup, CompiledRule } from './compile/security-groups.ts';
import { holdersOf } from './holders.ts';
import { END_V4, END_V6 } from './sets/addresses.ts';
import { intervals } from './sets/boundaries.ts';
import { hasServices, intersectServices, type ServiceSet, subtractServices } from './sets/services.ts';

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
  const settings = { ingress: new Map<string, Setting>(), egress: new Map<string, Setting>() };
  for (const group of net.groups.values())
    for (const direction of ['ingress', 'egress'] as const) {
      const own = group[direction]().rules.filter(({ reason }) => reason === undefined);
      if (own.length === 0) continue;
      const guards = (combinations.get(group.id) ?? [[group]]).map((groups) => {
        const key = groups.map(({ id }) => id).join();
        const setting = settings[direction].get(key) ?? settingOf(groups, direction);
        settings[direction].set(key, setting);
        return setting;
      });
      for (const rule of own)
        if (guards.every((setting) => covers(net, setting, rule))) yield { groupId: group.id, rule: rule.rule };
    }
}

/** The rules that together guard an interface in one direction, by address and by peer group. */
interface Setting {
  readonly byAddress: readonly CompiledRule[];
  readonly byGroup: ReadonlyMap<string, readonly CompiledRule[]>;
}

function settingOf(groups: readonly CompiledGroup[], direction: 'ingress' | 'egress'): Setting {
  const rules = groups.flatMap((each) => each[direction]().rules).filter(({ reason }) => reason === undefined);
  const named = rules.flatMap((each) =>
    each.rule.peer.kind === 'security-group' ? [{ id: each.rule.peer.groupId, each }] : [],
  );
  const byGroup = Map.groupBy(named, ({ id }) => id);
  return {
    byAddress: rules.filter(({ ranges }) => ranges !== undefined),
    byGroup: new Map([...byGroup].map(([id, items]) => [id, items.map(({ each }) => each)])),
  };
}

/** The distinct sets of groups that interfaces hold, by each group in them. What holds for a set, holds for larger ones. */
function groupCombinations(net: Compiled): ReadonlyMap<string, readonly (readonly CompiledGroup[])[]> {
  const sets = new Map<string, readonly CompiledGroup[]>();
  for (const host of net.hosts) {
    const key = [...host.groupIds].sort().join();
    if (!sets.has(key)) sets.set(key, groupsOf(net, host));
  }
  const combinations = new Map<string, (readonly CompiledGroup[])[]>();
  for (const groups of [...sets.values()].sort((a, b) => a.length - b.length))
    for (const { id } of groups) {
      const smaller = combinations.get(id);
      if (smaller === undefined) combinations.set(id, [groups]);
      else if (!smaller.some((other) => other.every((group) => groups.includes(group)))) smaller.push(groups);
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
  const members = holdersOf(net).get(groupId) ?? [];
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

/** Whether the other rules together admit the services from all of a range: asked wherever one of them begins or ends. */
function coversRange(
  { byAddress }: Setting,
  covered: CompiledRule,
  range: AddressRange,
  services: ServiceSet,
): boolean {
  const others = byAddress.flatMap((rule) =>
    rule === covered || !hasServices(intersectServices(rule.decision.allowed, services))
      ? []
      : (rule.ranges ?? []).flatMap((each) => (overlaps(each, range) ? [{ rule, ...each }] : [])),
  );
  if (others.length === 0) return false;
  const starts = new Set<AddressNumber>([range.first]);
  for (const { first, end } of others)
    for (const at of [first, end]) if (range.first < at && at < range.end) starts.add(at);
  for (const at of starts) {
    const here = others.filter(({ first, end }) => first <= at && at < end).map(({ rule }) => rule);
    if (hasServices(without(services, here, covered))) return false;
  }
  return true;
}

function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first < b.end && b.first < a.end;
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
