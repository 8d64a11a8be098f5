import { type AddressNumber, type AddressRange, parseCidr, type SecurityGroupRule } from '../network/index.ts';
import { type Compiled, groupsOf } from './compile/compile.ts';
import type { CompiledGroup, CompiledRule } from './compile/security-groups.ts';
import { holdersOf } from './holders.ts';
import { once } from './once.ts';
import { END_V4, END_V6 } from './sets/addresses.ts';
import { hasServices, intersectServices, type ServiceSet, subtractServices } from './sets/services.ts';

/** A rule of a group. */
export interface GroupRule {
  readonly groupId: string;
  readonly rule: SecurityGroupRule;
}

/** A rule that lets nothing pass that others would not let pass without it. */
export interface RedundantRule extends GroupRule {
  /** Rules that stay and cover it, together if several: none of them could be left out. */
  readonly coveredBy: readonly GroupRule[];
}

/**
 * The rules whose packets are all admitted by others on every interface they apply to: others of the same group, or of
 * further groups that interface holds, several together if need be. All of them can go at once: of rules that cover each
 * other the wider one stays, of equal ones the first. Rules of a group nobody holds are compared with those of that group.
 *
 * What a prefix list or a group comes to hold changes without its rules, so that a rule that names one is covered by
 * others that name it, or by addresses that hold whatever it may: every one of a list's family, the blocks of the VPCs in
 * which a group has or may have members. Rules in doubt are neither redundant nor cover anything.
 */
export function redundantRules(net: Compiled): readonly RedundantRule[] {
  const combinations = groupCombinations(net);
  const possible = possibleRanges(net);
  const found: { readonly covered: CompiledRule; readonly guards: readonly Setting[]; readonly size: number }[] = [];
  for (const group of net.groups.values()) {
    const held = combinations.get(group.id) ?? [combinationOf([group])];
    for (const direction of ['ingress', 'egress'] as const) {
      const own = group[direction]().rules.filter(({ reason }) => reason === undefined);
      if (own.length === 0) continue;
      const guards = held.map((each) => each[direction]());
      for (const covered of own)
        if (guards.every((setting) => isCovered(possible, setting, covered, new Set([covered]))))
          found.push({ covered, guards, size: sizeOf(covered) });
    }
  }
  const gone = new Set<CompiledRule>();
  // The narrowest first, and of equal ones the last.
  for (const { covered, guards } of found.toReversed().sort((a, b) => a.size - b.size)) {
    gone.add(covered);
    if (!guards.every((setting) => isCovered(possible, setting, covered, gone))) gone.delete(covered);
  }
  return found
    .filter(({ covered }) => gone.has(covered))
    .map(({ covered, guards }) => ({ ...named(covered), coveredBy: coveringRules(possible, guards, covered, gone) }));
}

function named({ group, rule }: CompiledRule): GroupRule {
  return { groupId: group.id, rule };
}

/** How much a rule may admit, roughly; for a name, which says less than addresses do, less than for any of those. */
function sizeOf({ ranges, rule, decision: { allowed } }: CompiledRule): number {
  let services = 0;
  for (let i = 0; i < allowed.length; i += 2) services += allowed[i + 1]! - allowed[i]!;
  if (ranges === undefined || rule.peer.kind !== 'cidr') return services / 2 ** 32;
  return services * ranges.reduce((sum, { first, end }) => sum + Number(end) - Number(first), 0);
}

/** The rules that together guard an interface in one direction, by address and by what they name. */
interface Setting {
  readonly byAddress: readonly Addressed[];
  readonly byName: ReadonlyMap<string, readonly CompiledRule[]>;
}

interface Addressed {
  readonly item: CompiledRule;
  readonly range: AddressRange;
}

/** The groups that together guard some interfaces, and their rules in either direction. */
interface Combination {
  readonly groups: readonly CompiledGroup[];
  readonly ingress: () => Setting;
  readonly egress: () => Setting;
}

function combinationOf(groups: readonly CompiledGroup[]): Combination {
  return {
    groups,
    ingress: once(() => settingOf(groups.flatMap((each) => each.ingress().rules))),
    egress: once(() => settingOf(groups.flatMap((each) => each.egress().rules))),
  };
}

function settingOf(rules: readonly CompiledRule[]): Setting {
  const byAddress: Addressed[] = [];
  const byName = new Map<string, CompiledRule[]>();
  for (const item of rules) {
    if (item.reason !== undefined) continue;
    const name = nameOf(item);
    if (name === undefined) for (const range of item.ranges ?? []) byAddress.push({ item, range });
    else if (byName.has(name)) byName.get(name)!.push(item);
    else byName.set(name, [item]);
  }
  return { byAddress, byName };
}

function nameOf({ rule: { peer } }: CompiledRule): string | undefined {
  if (peer.kind === 'prefix-list') return peer.prefixListId;
  return peer.kind === 'security-group' ? peer.groupId : undefined;
}

/** The distinct sets of groups that interfaces hold, by each group in them. What holds for a set, holds for larger ones. */
function groupCombinations(net: Compiled): ReadonlyMap<string, readonly Combination[]> {
  const sets = new Map<string, Combination>();
  for (const host of net.hosts) {
    if (!sets.has(host.groupKey)) sets.set(host.groupKey, combinationOf(groupsOf(net, host)));
  }
  const combinations = new Map<string, Combination[]>();
  for (const set of [...sets.values()].sort((a, b) => a.groups.length - b.groups.length))
    for (const { id } of set.groups) {
      const smaller = combinations.get(id);
      if (smaller === undefined) combinations.set(id, [set]);
      else if (!smaller.some((other) => other.groups.every((group) => set.groups.includes(group)))) smaller.push(set);
    }
  return combinations;
}

const WHOLE: readonly AddressRange[] = [
  { family: 4, first: 0, end: END_V4 },
  { family: 6, first: 0n, end: END_V6 },
];

/** Whether the others of a setting admit all that a rule does, with none of those left out. */
function isCovered(
  possible: Possible,
  setting: Setting,
  covered: CompiledRule,
  out: ReadonlySet<CompiledRule>,
): boolean {
  const { ranges, decision } = covered;
  const name = nameOf(covered);
  if (name === undefined) return (ranges ?? []).every((range) => coversRange(setting, range, decision.allowed, out));
  const rest = without(decision.allowed, setting.byName.get(name) ?? [], out);
  if (!hasServices(rest)) return true;
  if (!setting.byAddress.some(({ item }) => !out.has(item))) return false;
  return possible(covered.rule).every((range) => coversRange(setting, range, rest, out));
}

/** Every address that the list or group a rule names may come to hold. */
type Possible = (rule: SecurityGroupRule) => readonly AddressRange[];

function possibleRanges(net: Compiled): Possible {
  const { prefixLists, vpcs, securityGroupVpcAssociations } = net.network;
  const families = new Map(prefixLists.map(({ id, family }) => [id, family]));
  const blocks = new Map(vpcs.map(({ id, ipv4Cidrs, ipv6Cidrs }) => [id, [...ipv4Cidrs, ...ipv6Cidrs].map(parseCidr)]));
  const shared = Map.groupBy(securityGroupVpcAssociations, ({ groupId }) => groupId);
  const known = new Map<string, readonly AddressRange[]>();
  const ofList = (id: string) => {
    const family = families.get(id);
    return family === undefined ? WHOLE : WHOLE.filter((each) => each.family === family);
  };
  const ofGroup = (id: string) => {
    const home = net.groups.get(id)?.group?.vpcId;
    if (home === undefined) return WHOLE;
    const ids = new Set([home]);
    for (const { vpcId } of shared.get(id) ?? []) ids.add(vpcId);
    for (const {
      interface: { vpcId },
    } of holdersOf(net).get(id) ?? [])
      if (vpcId !== home) ids.add(vpcId);
    return [...ids].every((each) => blocks.has(each)) ? [...ids].flatMap((each) => blocks.get(each)!) : WHOLE;
  };
  return ({ peer }) => {
    if (peer.kind !== 'prefix-list' && peer.kind !== 'security-group') return WHOLE;
    const id = peer.kind === 'prefix-list' ? peer.prefixListId : peer.groupId;
    const ranges = known.get(id) ?? (peer.kind === 'prefix-list' ? ofList(id) : ofGroup(id));
    known.set(id, ranges);
    return ranges;
  };
}

/** Whether the other rules together admit the services from all of a range: asked wherever one of them begins or ends. */
function coversRange(
  { byAddress }: Setting,
  range: AddressRange,
  services: ServiceSet,
  out: ReadonlySet<CompiledRule>,
): boolean {
  const others: Addressed[] = [];
  for (const each of byAddress)
    if (overlaps(each.range, range) && mayMeet(each.item.decision.allowed, services) && !out.has(each.item))
      others.push(each);
  if (others.length === 0) return false;
  const starts = new Set<AddressNumber>([range.first]);
  for (const each of others)
    for (const at of [each.range.first, each.range.end]) if (range.first < at && at < range.end) starts.add(at);
  for (const at of starts) {
    const here = others.filter((each) => each.range.first <= at && at < each.range.end).map(({ item }) => item);
    if (hasServices(without(services, here, out))) return false;
  }
  return true;
}

/** By the ends of two sets of services: quick, and never wrong when it says no. */
function mayMeet(a: ServiceSet, b: ServiceSet): boolean {
  return a.length > 0 && b.length > 0 && a[0]! < b.at(-1)! && b[0]! < a.at(-1)!;
}

function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first < b.end && b.first < a.end;
}

/** What is left of services after all rules but those left out have admitted theirs. */
function without(services: ServiceSet, rules: readonly CompiledRule[], out: ReadonlySet<CompiledRule>): ServiceSet {
  let rest = services;
  for (const rule of rules) {
    if (rest.length === 0) break;
    if (!out.has(rule)) rest = subtractServices(rest, rule.decision.allowed);
  }
  return rest;
}

/** As few of those that stay as cover a rule: one where one does, otherwise several of which none can be left out. */
function coveringRules(
  possible: Possible,
  guards: readonly Setting[],
  covered: CompiledRule,
  gone: ReadonlySet<CompiledRule>,
): readonly GroupRule[] {
  const covering = new Set<CompiledRule>();
  for (const setting of guards) {
    const near = nearby(possible, setting, covered).filter((each) => !gone.has(each));
    const suffice = (rules: readonly CompiledRule[]) => isCovered(possible, settingOf(rules), covered, gone);
    const one = near.find((each) => suffice([each]));
    let kept = one ? [one] : near;
    if (!one)
      for (const each of near) {
        const fewer = kept.filter((other) => other !== each);
        if (suffice(fewer)) kept = fewer;
      }
    for (const each of kept) covering.add(each);
  }
  return [...covering].map(named);
}

/** The rules of a setting that may have a packet in common with one. */
function nearby(possible: Possible, { byAddress, byName }: Setting, rule: CompiledRule): readonly CompiledRule[] {
  const name = nameOf(rule);
  const ranges = name === undefined ? (rule.ranges ?? []) : possible(rule.rule);
  const there = byAddress.filter(({ range }) => ranges.some((each) => overlaps(each, range)));
  return [...(byName.get(name ?? '') ?? []), ...there.map(({ item }) => item)].filter(({ decision }) =>
    hasServices(intersectServices(decision.allowed, rule.decision.allowed)),
  );
}
