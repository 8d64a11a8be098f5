import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { awsCommand, codeHint } from './fix.ts';
import { count, groupText } from './words.ts';

export const unusedGroup: Check = {
  id: 'unused-group',
  title: 'A security group is not used',
  what: 'Security groups that no interface holds and no rule of another group refers to; in code, that no other resource names either.',
  why: 'Unused groups hide what matters, count against quotas, and one day somebody attaches one without knowing its rules.',
  severity: 'low',
  references: {
    securityHub: ['EC2.22'],
    awsConfig: ['ec2-security-group-attached-to-eni'],
    checkov: ['CKV2_AWS_5'],
    kics: ['4849211b-ac39-479e-ae78-5694d506cb24'],
    prowler: ['ec2_securitygroup_not_used'],
    scoutSuite: ['ec2-unused-security-group'],
  },
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters: {},
  subsumedBy: ['launch-wizard-group'],
  remediation: 'Delete the group, after making sure that no launch template, function or service would attach it.',
  run: (context, { severity }) => {
    const { network, holders, lacks } = context;
    const referenced = new Set<string>();
    for (const group of network.securityGroups)
      for (const { peer } of group.rules)
        if (peer.kind === 'security-group' && peer.groupId !== group.id) referenced.add(peer.groupId);
    const configured = new Set(network.loadBalancers.flatMap((balancer) => balancer.securityGroupIds));
    // An interface that may hold further groups may hold any group of its VPC.
    const doubtfulVpcs = new Set(
      network.interfaces.flatMap((each) => (each.unknownSecurityGroups ? [each.vpcId] : [])),
    );
    return network.securityGroups
      .filter(
        (group) =>
          isDefinedGroup(group) &&
          group.groupName !== 'default' &&
          !holders.has(group.id) &&
          !referenced.has(group.id) &&
          group.namedBy === undefined &&
          !configured.has(group.id) &&
          !doubtfulVpcs.has(group.vpcId) &&
          !lacks(group.account, group.region, 'describe-network-interfaces'),
      )
      .map((group) => {
        const { account, region, id, groupName, rules } = group;
        const hints = codeHint(group, 'remove the group');
        return {
          check: 'unused-group',
          identity: [id],
          severity,
          account,
          region,
          resource: { kind: 'security-group', id, name: groupName },
          title: `${groupText(group)} is not used: no interface holds it and no other group refers to it`,
          summary: `No interface of the account holds ${groupText(group)} (${count(rules.length, 'rule')}), and no other group that is known refers to it. What would attach it only later is not read: launch templates, services scaled to zero, rules in accounts that are not linked.`,
          exposure: 'none' as const,
          because: group.origin.kind === 'code' ? [resourceCause(group, `${groupText(group)} is defined here`)] : [],
          exposed: [],
          fix: {
            cli:
              group.origin.kind === 'live'
                ? [awsCommand(region, 'ec2', 'delete-security-group', '--group-id', id)]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        };
      });
  },
};
