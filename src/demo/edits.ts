import type { RegionSnapshot } from '../snapshot/index.ts';

/** An ingress rule somebody adds in the console: one protocol, one port, one IPv4 block. */
export interface OpenedRule {
  /** `sgr-…` */
  readonly id: string;
  readonly groupId: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly cidr: string;
  readonly description: string;
}

interface Group {
  readonly GroupId: string;
  readonly IpPermissions: readonly object[];
}

/** The recording as AWS would answer after the rule was added: in the group and in the list of rules. */
export function withRule(region: RegionSnapshot, rule: OpenedRule): RegionSnapshot {
  const service = { IpProtocol: rule.protocol, FromPort: rule.port, ToPort: rule.port };
  const permission = {
    ...service,
    UserIdGroupPairs: [],
    IpRanges: [{ CidrIp: rule.cidr, Description: rule.description }],
    Ipv6Ranges: [],
    PrefixListIds: [],
  };
  const entry = {
    SecurityGroupRuleId: rule.id,
    GroupId: rule.groupId,
    GroupOwnerId: region.account,
    IsEgress: false,
    ...service,
    CidrIpv4: rule.cidr,
    Description: rule.description,
    Tags: [],
  };
  const edited = edit<{ SecurityGroups: readonly Group[] }>(region, 'describe-security-groups', (output) => ({
    SecurityGroups: output.SecurityGroups.map((group) =>
      group.GroupId === rule.groupId ? { ...group, IpPermissions: [...group.IpPermissions, permission] } : group,
    ),
  }));
  return edit<{ SecurityGroupRules: readonly object[] }>(edited, 'describe-security-group-rules', (output) => ({
    SecurityGroupRules: [...output.SecurityGroupRules, entry],
  }));
}

function edit<Output>(region: RegionSnapshot, operation: string, change: (output: Output) => Output): RegionSnapshot {
  const recorded = region.operations.get(operation);
  if (recorded?.status !== 'complete') throw new Error(`the recording lacks ${operation}`);
  const operations = new Map(region.operations);
  operations.set(operation, { status: 'complete', output: change(recorded.output as Output) });
  return { ...region, operations };
}
