import type { SecurityGroup, SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { coversRule, type Readable, readable } from './rule-sets.ts';
import { groupText, ruleCause } from './words.ts';

export const ruleDrift: Check = {
  id: 'rule-drift',
  title: 'The rules of a security group are not those of its code',
  what: 'Groups that code makes and whose rules in the account differ: some that are in no code, or some that are missing.',
  why: 'A rule in no code was made by hand and reviewed by nobody; the next apply closes it, or opens what somebody closed.',
  severity: 'medium',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters: {},
  remediation: 'Take the rule over into the code, or revoke it; apply what is missing.',
  run: (context, { severity }) => {
    const stated = new Map<string, SecurityGroup[]>();
    for (const { network } of context.more.code ?? [])
      for (const group of network.securityGroups) stated.set(group.id, [...(stated.get(group.id) ?? []), group]);
    return context.network.securityGroups.flatMap((group) => {
      const code = stated.get(group.id) ?? [];
      const rules = code.flatMap((each) => each.rules);
      const isKnown = code.every(({ unknownRules, groupName }) => unknownRules === undefined || groupName === '');
      // What is unknown may be any of the rules in the account.
      if (code.length === 0 || !isKnown || rules.some((rule) => readable(rule).length === 0)) return [];
      const live = group.rules.flatMap((rule) => readable(rule));
      const said = rules.flatMap((rule) => readable(rule));
      const extra = code.some(isDefinedGroup) ? without(live, said) : [];
      const missing = without(said, live);
      if (extra.length + missing.length === 0) return [];
      const parts = [
        ...(extra.length > 0 ? [`${extra.length} in no code`] : []),
        ...(missing.length > 0 ? [`${missing.length} missing`] : []),
      ];
      return [
        plainFinding('rule-drift', 'security-group', group, {
          severity,
          title: `the rules of ${groupText(group)} are not those of its code: ${parts.join(', ')}`,
          summary: `Compared with its code, ${groupText(group)} has rules that differ: ${parts.join(', ')}.`,
          because: [
            ...extra.map((rule) => inWords(group, rule, 'is in no code')),
            ...missing.map((rule) => inWords(group, rule, 'is missing')),
          ],
          fix: revoke(group, extra),
        }),
      ];
    });
  },
};

/** The rules that no rule of the other side covers. */
function without(rules: readonly Readable[], others: readonly Readable[]): readonly SecurityGroupRule[] {
  return rules.filter((rule) => !others.some((other) => coversRule(other, rule))).map(({ rule }) => rule);
}

function inWords(group: SecurityGroup, rule: SecurityGroupRule, what: string) {
  const cause = ruleCause(group, rule);
  return { ...cause, text: `${cause.text} ${what}` };
}
