import type { SecurityGroup, SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { coversRule, isCovered, overlaps, type Readable, readableRules } from './rule-sets.ts';
import { count, groupText, ruleCause } from './words.ts';

export const redundantRule: Check = {
  id: 'redundant-rule',
  title: 'A rule is covered by another one',
  what: 'Rules that another rule of the same direction covers completely, in the same group or in one that every holder of the group holds too, or that several of the group cover together: removing them changes nothing.',
  why: 'They count against the quota, and closing one of two overlapping rules closes nothing.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters: {},
  remediation: 'Revoke the covered rule.',
  run: (context, { severity }) => {
    const reader = readableRules();
    const read = new Map(context.network.securityGroups.map((group) => [group.id, group.rules.flatMap(reader)]));
    return context.network.securityGroups.flatMap((group) => {
      const rules = read.get(group.id)!;
      const beside = companions(group, context).flatMap((id) => (read.get(id) ?? []).map((each) => ({ id, each })));
      const repeated = new Set(
        rules.filter((rule, i) => {
          const isRepeated = rules.some(
            (other, j) => i !== j && coversRule(other, rule) && (j < i || !coversRule(rule, other)),
          );
          // Of two equal rules in groups that always go together, the first group's stays.
          return (
            isRepeated ||
            beside.some(({ id, each }) => coversRule(each, rule) && (id < group.id || !coversRule(rule, each)))
          );
        }),
      );
      const covered = coveredTogether(rules.filter((rule) => !repeated.has(rule)));
      const redundant = rules.filter((each) => repeated.has(each) || covered.has(each)).map(({ rule }) => rule);
      if (redundant.length === 0) return [];
      const [are, others] = [redundant.length === 1 ? 'is' : 'are', count(redundant.length, 'rule')];
      return [
        plainFinding('redundant-rule', 'security-group', group, {
          severity,
          title: `${others} of ${groupText(group)} ${are} covered by others`,
          summary: `Without ${others} the interfaces that hold ${groupText(group)} would allow exactly the same.`,
          because: redundant.map((rule: SecurityGroupRule) => ruleCause(group, rule)),
          fix: revoke(group, redundant),
        }),
      ];
    });
  },
};

/** Rules that several others cover only together: all of them can go at once. */
function coveredTogether(rules: readonly Readable[]): ReadonlySet<Readable> {
  const covered = new Set<Readable>();
  for (const rule of rules) {
    const near = rules.filter((other) => other !== rule && !covered.has(other) && overlaps(other, rule));
    if (near.length > 1 && isCovered(rule, near)) covered.add(rule);
  }
  return covered;
}

/** The groups that every holder of a group holds as well. */
function companions({ id, unknownRules }: SecurityGroup, { holders }: CheckContext): readonly string[] {
  const [first, ...others] = holders.get(id) ?? [];
  if (!first || unknownRules) return [];
  return first.securityGroupIds.filter(
    (other) => other !== id && others.every(({ securityGroupIds }) => securityGroupIds.includes(other)),
  );
}
