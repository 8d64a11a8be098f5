import type { SecurityGroup, SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { count, groupText, ruleCause } from './words.ts';

export const staleReference: Check = {
  id: 'stale-reference',
  title: 'A rule refers to a security group that is gone',
  what: 'Rules that refer to a deleted group, or to one in a VPC that no active peering connects: they match nothing.',
  why: 'Such a rule looks like access that works, and comes to life again when a peering does.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-vpc-peering-connections'],
  parameters: {},
  remediation: 'Revoke the rule.',
  run: (context, { severity }) =>
    context.network.securityGroups.flatMap((group) => {
      const stale = group.rules.filter((rule) => isStale(group, rule, context));
      if (stale.length === 0) return [];
      return [
        plainFinding('stale-reference', 'security-group', group, {
          severity,
          title: `${count(stale.length, 'rule')} of ${groupText(group)} ${stale.length === 1 ? 'refers' : 'refer'} to groups that are gone`,
          summary: `${count(stale.length, 'rule')} of ${groupText(group)} ${stale.length === 1 ? 'matches' : 'match'} nothing: the groups referred to do not exist, or no active peering leads to their VPC.`,
          because: stale.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, stale),
        }),
      ];
    }),
};

function isStale(
  group: SecurityGroup,
  { peer, origin }: SecurityGroupRule,
  { network, groups, lacks }: CheckContext,
): boolean {
  if (peer.kind !== 'security-group' || origin.kind !== 'live' || peer.groupId === group.id) return false;
  const target = groups.get(peer.groupId);
  // Gone for sure only where all groups are known: this account and Region, and no peer account's.
  if (!target)
    return (
      peer.peeringId === undefined &&
      (peer.account === undefined || peer.account === group.account) &&
      !lacks(group.account, group.region, 'describe-security-groups')
    );
  if (target.vpcId === group.vpcId) return false;
  // A transit gateway or an association with a further VPC may lead there too (rules 4 and 5).
  if (network.transitGateways.length > 0 || lacks(group.account, group.region, 'describe-vpc-peering-connections'))
    return false;
  const isShared = network.securityGroupVpcAssociations.some(
    ({ groupId }) => groupId === group.id || groupId === target.id,
  );
  const vpcs = new Set([group.vpcId, target.vpcId]);
  const isPeered = network.peerings.some(
    ({ requester, accepter, status }) => status === 'active' && vpcs.has(requester.vpcId) && vpcs.has(accepter.vpcId),
  );
  return !isShared && !isPeered;
}
