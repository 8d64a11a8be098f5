import type { SecurityGroup, SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import { plainFinding } from './plain-finding.ts';
import { count, groupText, ruleCause } from './words.ts';

export const ruleWithoutDescription: Check = {
  id: 'rule-without-description',
  title: 'Rules of a security group have no description',
  what: 'Security groups with rules that do not say what they are for.',
  why: 'Nobody dares to remove a rule whose purpose nobody remembers.',
  severity: 'info',
  references: {
    checkov: ['CKV_AWS_23'],
    trivy: ['AWS-0124'],
    kics: ['68eb4bf3-f9bf-463d-b5cf-e029bb446d2e'],
  },
  dependsOn: ['describe-security-groups'],
  parameters: {},
  remediation:
    'Write into each rule who uses it and why; `update-security-group-rule-descriptions-ingress` changes nothing else.',
  run: (context, { severity }) =>
    context.network.securityGroups.flatMap((group) => {
      // The rules AWS makes itself (default group; everything out) have none, and nobody wrote them.
      if (group.groupName === 'default') return [];
      const silent = group.rules.filter(
        (rule) => !rule.description?.trim() && (rule.direction === 'ingress' || isWritten(rule, group)),
      );
      if (silent.length === 0) return [];
      return [
        plainFinding('rule-without-description', 'security-group', group, {
          severity,
          title: `${count(silent.length, 'rule')} of ${groupText(group)} ${silent.length === 1 ? 'has' : 'have'} no description`,
          summary: `${groupText(group)} does not say what ${silent.length === 1 ? 'one of its rules is' : `${silent.length} of its rules are`} for.`,
          because: silent.map((rule) => ruleCause(group, rule)),
          fix: { cli: [] },
        }),
      ];
    }),
};

/** A rule that code does not write down is where its group is. */
function isWritten({ origin }: SecurityGroupRule, group: SecurityGroup): boolean {
  if (origin.kind === 'live' || group.origin.kind === 'live') return false;
  return origin.location === undefined || origin.location.line !== group.origin.location?.line;
}
