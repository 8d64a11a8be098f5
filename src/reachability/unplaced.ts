import type { AddressRange } from '../network/index.ts';
import type { Compiled } from './compile/compile.ts';
import { ANYBODY, type CompiledRule, type RuleTable } from './compile/security-groups.ts';
import { cursor, lookup } from './compile/table.ts';
import { ruleCause, ruleDoubt } from './describe.ts';
import { changedRules } from './rule-changes.ts';
import { overlapAddresses } from './sets/addresses.ts';
import { hasServices, NO_SERVICES, type ServiceSet, subtractServices } from './sets/services.ts';

/**
 * Added and removed rules of groups that only a hypothetical member holds, in a VPC that is not known: who has private
 * addresses there, or holds another group, is not known either. The internet is the same for every VPC.
 * @param told what rows and doubts say already
 */
export function* unplacedRules(before: Compiled, after: Compiled, told: ReadonlySet<string>): Generator<string> {
  for (const id of new Set([before, after].flatMap(unplacedGroups))) {
    const [old, now] = [before.groups.get(id), after.groups.get(id)];
    for (const direction of ['ingress', 'egress'] as const) {
      const [was, is] = [old?.[direction](), now?.[direction]()];
      const changed = new Set(changedRules(old?.group, now?.group, direction));
      const isUntold = (net: Compiled, rule: CompiledRule, services: ServiceSet, other?: RuleTable) =>
        changed.has(rule.rule) && saysMore(net, rule, services, other, told);
      for (const rule of is?.rules ?? [])
        if (isUntold(after, rule, rule.decision.possible, was)) yield doubt(rule, 'added');
      for (const rule of was?.rules ?? [])
        if (isUntold(before, rule, rule.decision.allowed, is)) yield doubt(rule, 'removed');
    }
  }
}

function unplacedGroups({ hosts, groups }: Compiled): readonly string[] {
  return hosts
    .filter((host) => host.interface.hypothetical)
    .flatMap(({ groupIds }) => [...groupIds].filter((id) => groups.get(id)?.group?.unknownVpc));
}

/** Whether a rule is for packets that the other side's rules do not all let through, and of which nothing is told. */
function saysMore(
  net: Compiled,
  rule: CompiledRule,
  services: ServiceSet,
  other: RuleTable | undefined,
  told: ReadonlySet<string>,
): boolean {
  const { peer } = rule.rule;
  const isTold = told.has(ruleCause(rule).text) || told.has(ruleDoubt(rule) ?? '');
  const isMore = (allowed = NO_SERVICES) => hasServices(subtractServices(services, allowed));
  if (peer.kind === 'security-group') return !isTold && isMore(other?.byGroup.get(peer.groupId)?.allowed);
  return (rule.ranges ?? ANYBODY).some(
    (range) => !(isTold && isOnInternet(net, range)) && [...allowedIn(other, range)].some((each) => isMore(each)),
  );
}

function isOnInternet({ internet }: Compiled, { family, first, end }: AddressRange): boolean {
  return overlapAddresses(internet, family === 4 ? { v4: [first, end], v6: [] } : { v4: [], v6: [first, end] });
}

/** What a table certainly allows, from one end of a range to the other. */
function* allowedIn(rules: RuleTable | undefined, { family, first, end }: AddressRange): Generator<ServiceSet> {
  if (rules === undefined) return yield NO_SERVICES;
  for (let place = cursor(first); place.at < end; place = cursor(place.until))
    yield lookup(family === 4 ? rules.v4 : rules.v6, place).allowed;
}

function doubt(rule: CompiledRule, what: 'added' | 'removed'): string {
  const { text, file, line } = ruleCause(rule);
  const place = file === undefined ? what : `${what}, ${file}${line === undefined ? '' : `:${line}`}`;
  return `${text} (${place}): whom that means in its VPC is not known: ${rule.group.group?.unknownVpc?.unknown}`;
}
