import type { Family, SecurityGroup, SecurityGroupRule } from '../../network/index.ts';
import { isUnknown } from '../../network/index.ts';
import type { CheckContext } from '../context.ts';

/** What a group's rules of one direction and family count against the quota. */
export interface RuleCount {
  readonly direction: 'ingress' | 'egress';
  readonly family: Family;
  readonly used: number;
  /** Part of the count that prefix lists make up. */
  readonly fromPrefixLists: number;
  /** Set when it may be more: a prefix list or rules that are not known. */
  readonly atLeast: boolean;
}

const DIRECTIONS = ['ingress', 'egress'] as const;
const FAMILIES = [4, 6] as const;

/**
 * Rules as AWS counts them: each direction and family apart; a CIDR 1 in its family, a group reference 1 in both, a
 * prefix list its weight (docs/reachability.md rule 7; "Security group rules" in the VPC quotas).
 */
export function ruleCounts(group: SecurityGroup, context: CheckContext): readonly RuleCount[] {
  return DIRECTIONS.flatMap((direction) => FAMILIES.map((family) => countOf(group, direction, family, context)));
}

function countOf(
  group: SecurityGroup,
  direction: RuleCount['direction'],
  family: Family,
  context: CheckContext,
): RuleCount {
  let used = 0;
  let fromPrefixLists = 0;
  let atLeast = group.unknownRules !== undefined;
  for (const rule of group.rules) {
    if (rule.direction !== direction) continue;
    const weight = weightOf(rule, family, context);
    used += weight.weight;
    if (weight.isPrefixList) fromPrefixLists += weight.weight;
    if (weight.atLeast) atLeast = true;
  }
  return { direction, family, used, fromPrefixLists, atLeast };
}

interface Weight {
  readonly weight: number;
  readonly isPrefixList?: boolean;
  readonly atLeast?: boolean;
}

function weightOf({ peer }: SecurityGroupRule, family: Family, { prefixLists }: CheckContext): Weight {
  switch (peer.kind) {
    case 'cidr':
      return { weight: peer.cidr.includes(':') === (family === 6) ? 1 : 0 };
    case 'security-group':
      return { weight: 1 };
    case 'unknown':
      return { weight: 0, atLeast: true };
    case 'prefix-list': {
      const list = prefixLists.get(peer.prefixListId);
      if (list?.family !== undefined && list.family !== family) return { weight: 0, isPrefixList: true };
      if (list?.weight !== undefined) return { weight: list.weight, isPrefixList: true };
      // Without a known weight it counts what it holds today, which its weight cannot be less than.
      const entries = list && !isUnknown(list.cidrs) ? list.cidrs.length : 0;
      return { weight: Math.max(1, entries), isPrefixList: true, atLeast: true };
    }
  }
}

/** The fullest of a group's four counts. */
export function fullest(counts: readonly RuleCount[]): RuleCount {
  return counts.reduce((most, each) => (each.used > most.used ? each : most));
}
