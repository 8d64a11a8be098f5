import type { Check } from './check.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText, memberText } from './words.ts';

export const launchWizardGroup: Check = {
  id: 'launch-wizard-group',
  title: 'A security group was left by the launch wizard',
  what: 'Security groups named `launch-wizard-…`, which the console makes when somebody starts an instance by hand.',
  why: 'They are made in passing, open SSH or RDP by default, and belong to no code.',
  severity: 'low',
  references: { prowler: ['ec2_securitygroup_from_launch_wizard'] },
  dependsOn: ['describe-security-groups'],
  parameters: {},
  remediation: 'Replace the group by one that is written in code and named for what it protects.',
  run: (context, { severity }) =>
    context.network.securityGroups
      .filter((group) => /^(rds-)?launch-wizard\b/.test(group.groupName))
      .map((group) => {
        const holders = context.holders.get(group.id) ?? [];
        const use = holders.length > 0 ? `held by ${memberText(holders)}` : 'held by nothing';
        return plainFinding('launch-wizard-group', 'security-group', group, {
          severity,
          title: `${groupText(group)} was left by the launch wizard and is ${use}`,
          summary: `The console made ${groupText(group)} when an instance was started by hand; it is ${use}.`,
          fix: { cli: [] },
        });
      }),
};
