import type { SecurityGroup } from '../network/index.ts';
import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { ruleText } from './history.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText } from './words.ts';

const parameters = {
  /** Groups with fewer rules than this are alike by chance. */
  minimumRules: 2,
};

export const duplicateGroup: Check<typeof parameters> = {
  id: 'duplicate-group',
  title: 'Security groups have the same rules',
  what: 'Groups of one VPC with exactly the same rules.',
  why: 'A rule that is corrected in one of them stays wrong in the other, and both count against the quotas.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Attach one of the groups where the others are, then delete those.',
  run: (context, { severity, parameters }) => {
    const alike = Map.groupBy(
      context.network.securityGroups.filter(
        (group) =>
          group.rules.some(({ direction }) => direction === 'ingress') &&
          group.rules.length >= parameters.minimumRules &&
          group.groupName !== 'default' &&
          group.unknownRules === undefined &&
          group.rules.every(({ service, peer }) => !('unknown' in service) && peer.kind !== 'unknown') &&
          isDefinedGroup(group),
      ),
      keyOf,
    );
    return [...alike.values()].flatMap((groups) => {
      const [first, ...others] = [...groups].sort((a, b) => (a.id < b.id ? -1 : 1));
      if (!first || others.length === 0) return [];
      const rest = others.map(groupText).join(', ');
      return [
        plainFinding('duplicate-group', 'security-group', first, {
          severity,
          title: `${groupText(first)} has the same rules as ${rest}`,
          summary: `In ${first.vpcId} the ${first.rules.length} rules of ${groupText(first)} are also those of ${rest}.`,
          because: [first, ...others].map((group) => resourceCause(group, `${groupText(group)} has these rules`)),
          fix: { cli: [] },
        }),
      ];
    });
  },
};

/** Equal for groups of one VPC whose rules allow the same; a reference to itself is the same in each. */
function keyOf(group: SecurityGroup): string {
  const rules = group.rules.map((rule) =>
    rule.peer.kind === 'security-group' && rule.peer.groupId === group.id
      ? `${rule.direction} ${ruleText({ ...rule, peer: { kind: 'security-group', groupId: 'itself' } })}`
      : `${rule.direction} ${ruleText(rule)}`,
  );
  return JSON.stringify([group.account, group.region, group.vpcId, ...[...new Set(rules)].sort()]);
}
