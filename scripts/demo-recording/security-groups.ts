import { GROUPS, OPEN_EGRESS, type RulePlan } from './account.ts';
import { ACCOUNT, arn, id, tags } from './ids.ts';
import { nameOf, OFFICES_LIST, PEERING, vpcId, vpcOf } from './network.ts';

export const groupId = (path: string): string => id('sg', path);

/** Groups nobody put into code: VPCs' default ones and the console's. */
const byHand = (path: string): boolean => /default|launch-wizard/.test(path);

/** The ports of a rule as AWS has them: none for all protocols, type and code for ICMP. */
function range([protocol, ports]: RulePlan): { FromPort?: number; ToPort?: number } {
  if (protocol === '-1') return {};
  const [from, to] = ports.split(/(?<=\d)[-,]/).map(Number);
  return { FromPort: from!, ToPort: to ?? from! };
}

/** A referenced group, as AWS names one in another VPC. */
function reference(path: string, peer: string) {
  const pair = { UserId: ACCOUNT, GroupId: groupId(peer) };
  return vpcOf(peer) === vpcOf(path)
    ? pair
    : { ...pair, VpcId: vpcId(vpcOf(peer)), VpcPeeringConnectionId: PEERING, PeeringStatus: 'active' };
}

/** Rules in the older form: one permission a protocol and port range, with all its peers. */
function permissions(path: string, rules: readonly RulePlan[]) {
  const byService = Map.groupBy(rules, ([protocol, ports]) => `${protocol} ${ports}`);
  return [...byService.values()].map((same) => {
    const peers = (prefix: RegExp, key: string) =>
      same
        .filter(([, , peer]) => prefix.test(peer))
        .map(([, , peer, description]) => ({
          ...(key === ''
            ? reference(path, peer.slice('sg:'.length))
            : { [key]: peer.startsWith('pl:') ? OFFICES_LIST : peer }),
          ...(description === undefined ? {} : { Description: description }),
        }));
    return {
      IpProtocol: same[0]![0],
      ...range(same[0]!),
      UserIdGroupPairs: peers(/^sg:/, ''),
      IpRanges: peers(/^\d+\./, 'CidrIp'),
      Ipv6Ranges: peers(/^[0-9a-f]*:[^/]*\//, 'CidrIpv6'),
      PrefixListIds: peers(/^pl:/, 'PrefixListId'),
    };
  });
}

/** Rules in the newer form: one peer each, with an id of its own. */
function rule(path: string, egress: boolean, plan: RulePlan) {
  const [protocol, ports, peer, description] = plan;
  const ruleId = id('sgr', `${path} ${egress} ${protocol} ${ports} ${peer}`);
  const far = peer.startsWith('sg:')
    ? { ReferencedGroupInfo: reference(path, peer.slice('sg:'.length)) }
    : peer.startsWith('pl:')
      ? { PrefixListId: OFFICES_LIST }
      : peer.includes(':')
        ? { CidrIpv6: peer }
        : { CidrIpv4: peer };
  const { FromPort = -1, ToPort = -1 } = range(plan);
  return {
    SecurityGroupRuleId: ruleId,
    GroupId: groupId(path),
    GroupOwnerId: ACCOUNT,
    IsEgress: egress,
    IpProtocol: protocol,
    FromPort,
    ToPort,
    ...far,
    ...(description === undefined ? {} : { Description: description }),
    Tags: [],
    SecurityGroupRuleArn: arn('ec2', `security-group-rule/${ruleId}`),
  };
}

export function securityGroupOutputs(): Record<string, unknown> {
  const groups = Object.entries(GROUPS).map(([path, plan]) => ({ path, ...plan, egress: plan.egress ?? OPEN_EGRESS }));
  return {
    'describe-security-groups': {
      SecurityGroups: groups.map(({ path, description, ingress, egress }) => ({
        GroupId: groupId(path),
        IpPermissionsEgress: permissions(path, egress),
        ...(byHand(path) ? {} : { Tags: tags(nameOf(path), vpcOf(path), { ManagedBy: 'terraform' }) }),
        VpcId: vpcId(vpcOf(path)),
        SecurityGroupArn: arn('ec2', `security-group/${groupId(path)}`),
        OwnerId: ACCOUNT,
        GroupName: nameOf(path),
        Description: description,
        IpPermissions: permissions(path, ingress),
      })),
    },
    'describe-security-group-rules': {
      SecurityGroupRules: groups.flatMap(({ path, ingress, egress }) => [
        ...ingress.map((plan) => rule(path, false, plan)),
        ...egress.map((plan) => rule(path, true, plan)),
      ]),
    },
    'describe-security-group-vpc-associations': { SecurityGroupVpcAssociations: [] },
  };
}
