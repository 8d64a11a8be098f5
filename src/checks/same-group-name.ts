import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText } from './words.ts';

export const sameGroupName: Check = {
  id: 'same-group-name',
  title: 'Security groups of several VPCs share a name',
  what: 'Groups of one account and Region that have the same name in different VPCs.',
  why: 'Whoever chooses a group by its name, in the console or in code, may get the one of the other VPC.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters: {},
  remediation: 'Put the VPC or the stage into the name.',
  run: (context, { severity }) => {
    const named = context.network.securityGroups.filter(
      (group) => group.groupName !== 'default' && group.vpcId !== '' && isDefinedGroup(group),
    );
    return [...Map.groupBy(named, ({ account, region, groupName }) => `${account} ${region} ${groupName}`).values()]
      .filter((groups) => new Set(groups.map(({ vpcId }) => vpcId)).size > 1)
      .map((groups) => {
        const [first] = groups;
        const vpcs = [...new Set(groups.map(({ vpcId }) => vpcId))].sort();
        return plainFinding('same-group-name', 'security-group', first!, {
          severity,
          identity: [first!.groupName],
          title: `${groups.length} security groups in ${vpcs.length} VPCs are named ${first!.groupName}`,
          summary: `The name ${first!.groupName} stands for different groups in ${vpcs.join(', ')}.`,
          because: groups.map((group) => resourceCause(group, `${groupText(group)} of ${group.vpcId}`)),
          fix: { cli: [] },
        });
      });
  },
};
