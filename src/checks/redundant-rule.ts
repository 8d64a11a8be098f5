import type { SecurityGroup } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { type GroupRule, type RedundantRule, redundantRules } from './engine.ts';
import type { FindingCause } from './finding.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { count, groupText, ruleCause } from './words.ts';

export const redundantRule: Check = {
  id: 'redundant-rule',
  title: 'A rule is covered by others',
  what: 'Rules whose packets are all admitted by other rules on every interface they apply to: rules of the same group, or of further groups that interface holds, several together if need be. All that a finding names can go at once, and nothing changes. A rule that names a prefix list or a group counts as covered only where it is so whatever they come to hold.',
  why: 'They count against the quota, and closing one of two overlapping rules closes nothing.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters: {},
  remediation: 'Revoke the covered rules.',
  run: (context, { severity }) => {
    const redundant = Map.groupBy(redundantRules(context.compiled), ({ groupId }) => groupId);
    return context.network.securityGroups.flatMap((group) => {
      const rules = redundant.get(group.id) ?? [];
      if (rules.length === 0) return [];
      const [are, number] = [rules.length === 1 ? 'is' : 'are', count(rules.length, 'rule')];
      return [
        plainFinding('redundant-rule', 'security-group', group, {
          severity,
          title: `${number} of ${groupText(group)} ${are} covered by others`,
          summary: `Without ${number} the interfaces that hold ${groupText(group)} would allow exactly the same.`,
          because: rules.map((rule) => coveredCause(group, rule, context)),
          fix: revoke(
            group,
            rules.map(({ rule }) => rule),
          ),
        }),
      ];
    });
  },
};

/** A covered rule, and the few that cover it. */
function coveredCause(group: SecurityGroup, { rule, coveredBy }: RedundantRule, context: CheckContext): FindingCause {
  const cause = ruleCause(group, rule);
  const texts = [...new Set(coveredBy.map((each) => textOf(each, context)))];
  const more = texts.length > 4 ? ` and ${texts.length - 4} more` : '';
  const together = texts.length > 1 ? ', together' : '';
  return { ...cause, text: `${cause.text} is covered by ${texts.slice(0, 4).join('; ')}${more}${together}` };
}

function textOf({ groupId, rule }: GroupRule, { groups }: CheckContext): string {
  return ruleCause(groups.get(groupId)!, rule).text;
}
