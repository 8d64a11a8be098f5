import type { AddressNumber, AddressRange, Family, SecurityGroupRule } from '../network/index.ts';
import type { Cause } from './answer.ts';
import type { Change } from './changes.ts';
import { type Compiled, groupsOf } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import type { CompiledRule } from './compile/security-groups.ts';
import { ruleCause } from './describe.ts';
import { findRule } from './named-rules.ts';
import { isSame } from './same.ts';
import { overlap } from './sets/boundaries.ts';
import { hasServices, intersectServices } from './sets/services.ts';
import { uniqueCauses } from './witness.ts';

/**
 * Up to how many sets of groups senders are told apart by that an ingress rule names together: they send alike, by rules
 * that differ only in the groups that hold them.
 */
const NAMED = 50;

/**
 * What tells the senders of a change apart by the ingress rules that mean them: rules side by side may let in alike.
 * Undefined where all of those mean everybody or nobody. `changed`: nothing but these differs.
 */
export function meaningOf(
  net: Compiled,
  { from, to, services, because }: Change,
  changed: ReadonlySet<SecurityGroupRule> | undefined,
): ((id: string) => string) | undefined {
  const receiver = to.kind === 'hosts' ? net.hostById.get(to.example) : undefined;
  if (from.kind === 'outside' || from.ids.length === 1 || receiver === undefined) return undefined;
  const known = new Set(because.flatMap((cause) => findRule(net, cause)));
  const rules = groupsOf(net, receiver)
    .flatMap((group) => group.ingress().rules)
    .filter(
      (each) =>
        each.ranges !== undefined &&
        (known.has(each) || changed === undefined || changed.has(each.rule)) &&
        hasServices(intersectServices(each.decision.possible, services)) &&
        isTellingApart(net, each),
    );
  if (rules.length === 0) return undefined;
  return (id) => {
    const host = net.hostById.get(id);
    return host ? rules.map((rule) => Number(means(rule, host))).join('') : '';
  };
}

/** A change by the groups its senders hold, each with the egress rules of its own. */
export function* byGroups(
  net: Compiled,
  change: Change,
  changed: ReadonlySet<SecurityGroupRule> | undefined,
): Generator<Change> {
  const { from, because } = change;
  const example = from.kind === 'hosts' ? net.hostById.get(from.example) : undefined;
  if (from.kind === 'outside' || from.ids.length === 1 || example === undefined) return yield change;
  const rules = because.flatMap((cause) => findRule(net, cause));
  const held = rules.filter((rule) => isEgressOf(rule, example));
  if (held.length === 0) return yield change;
  const sets = Map.groupBy(from.ids, (id) => keyOf(net.hostById.get(id)!, held));
  if (sets.size === 1 || (sets.size > NAMED && rules.some(({ rule }) => rule.direction === 'ingress')))
    return yield change;
  for (const ids of sets.values()) {
    const host = ids.includes(from.example) ? example : net.hostById.get(ids[0]!)!;
    const own = (cause: Cause): readonly Cause[] => {
      const rule = held.find((each) => ruleCause(each).text === cause.text);
      if (rule === undefined || host.groupIds.has(rule.group.id)) return [cause];
      const twins = twinsOf(net, host, rule);
      const added = twins.filter((twin) => changed?.has(twin.rule));
      return (added.length > 0 ? added : twins).map(ruleCause);
    };
    yield {
      ...change,
      from: { ...from, ids, example: host.interface.id },
      because: uniqueCauses(because.flatMap(own)),
    };
  }
}

function isEgressOf({ rule, group }: CompiledRule, host: Host): boolean {
  return rule.direction === 'egress' && host.groupIds.has(group.id);
}

/** Those who hold all the rules are one, whatever else they hold; others are told by all their groups. */
function keyOf({ groupIds, groupKey }: Host, held: readonly CompiledRule[]): string {
  return held.every(({ group }) => groupIds.has(group.id)) ? '' : groupKey;
}

/** The rules of an interface's own groups that say the same as one of another's. */
function twinsOf(net: Compiled, host: Host, { rule }: CompiledRule): readonly CompiledRule[] {
  return groupsOf(net, host).flatMap((group) =>
    group.egress().rules.filter((each) => isSame(each.rule.service, rule.service) && isSame(each.rule.peer, rule.peer)),
  );
}

/** Whether a rule's ranges hold an interface's address, its own or a public one. */
function means({ ranges = [] }: CompiledRule, host: Host): boolean {
  return ranges.some((range) => isIn(range, host));
}

/** Whether a rule may mean some interfaces and not others; most rules for a whole company mean all. */
function isTellingApart({ hosts }: Compiled, { ranges = [] }: CompiledRule): boolean {
  const known = spans.get(hosts) ?? { 4: spanOf(hosts, 'v4'), 6: spanOf(hosts, 'v6') };
  spans.set(hosts, known);
  const isWhole = ({ family }: AddressRange) =>
    ranges.some((range) => {
      const [low, high] = known[family] ?? [];
      return range.family === family && (low === undefined || (range.first <= low && high! < range.end));
    });
  return !ranges.every(isWhole);
}

/** The first and the last address of any interface. */
type Span = readonly [AddressNumber, AddressNumber] | undefined;

const spans = new WeakMap<readonly Host[], Readonly<Record<Family, Span>>>();

function spanOf(hosts: readonly Host[], family: 'v4' | 'v6'): Span {
  let [low, high]: readonly [AddressNumber?, AddressNumber?] = [];
  for (const { addresses } of hosts) {
    const [first, end] = [addresses[family][0], addresses[family].at(-1)];
    if (first === undefined || end === undefined) continue;
    const last = typeof end === 'number' ? end - 1 : end - 1n;
    if (low === undefined || first < low) low = first;
    if (high === undefined || last > high) high = last;
  }
  return low === undefined || high === undefined ? undefined : [low, high];
}

function isIn(range: AddressRange, { addresses, publics }: Host): boolean {
  if (range.family === 6) return overlap([range.first, range.end], addresses.v6);
  if (overlap([range.first, range.end], addresses.v4)) return true;
  for (const shown of publics.values()) if (shown !== null && range.first <= shown && shown < range.end) return true;
  return false;
}
