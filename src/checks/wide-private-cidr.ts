import { isUnknown, type SecurityGroup, type SecurityGroupRule, type Vpc } from '../network/index.ts';
import type { Check } from './check.ts';
import { addressSet, hasAddresses, internetPart, subtractAddresses } from './engine.ts';
import { revoke } from './fix.ts';
import { isWide } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';
import { lower } from './severity.ts';
import { count, groupText, ruleCause } from './words.ts';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

const ALL_PRIVATE = addressSet([...PRIVATE, 'fc00::/7']);

const parameters = {
  /** Also rules open to no more than the whole of the group's own VPC. */
  ownVpc: true,
};

export const widePrivateCidr: Check<typeof parameters> = {
  id: 'wide-private-cidr',
  title: 'A security group is open to a whole private range',
  what: 'Ingress rules open to all of the group’s own VPC, or to a whole private range such as 10.0.0.0/8.',
  why: 'One machine taken over then reaches everything behind the rule; a security group reference allows those who need it.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-vpcs'],
  parameters,
  remediation: 'Allow the security groups of the callers, or the subnets they are in.',
  run: (context, { severity, parameters }) => {
    const ranges = new Map<string, string | undefined>();
    const vpcs = new Map(context.network.vpcs.map((vpc) => [vpc.id, vpc]));
    const rangeOf = ({ direction, peer, service }: SecurityGroupRule, { vpcId }: SecurityGroup) => {
      if (direction !== 'ingress' || peer.kind !== 'cidr' || isUnknown(service)) return undefined;
      const key = `${vpcId} ${peer.cidr}`;
      if (!ranges.has(key)) ranges.set(key, rangeAsWideAs(peer.cidr, parameters.ownVpc ? vpcs.get(vpcId) : undefined));
      return ranges.get(key);
    };
    return context.network.securityGroups.flatMap((group) => {
      const wide = group.rules.filter((rule) => rangeOf(rule, group) !== undefined);
      const holders = context.holders.get(group.id) ?? [];
      // Interface endpoints are there for the whole VPC.
      const isEndpoint = holders.length > 0 && holders.every(({ type }) => type === 'vpc_endpoint');
      if (wide.length === 0 || isEndpoint) return [];
      const found = [...new Set(wide.map((rule) => rangeOf(rule, group)!))].sort();
      const [range] = found;
      return [
        plainFinding('wide-private-cidr', 'security-group', group, {
          severity: found.every((each) => each.includes('its VPC')) ? lower(severity, 1) : severity,
          identity: [group.id, 'ingress'],
          title: `${groupText(group)} is open to ${range} in ${count(wide.length, 'rule')}`,
          summary: `Whatever is in ${found.join(' or ')} reaches what ${groupText(group)} lets in by ${count(wide.length, 'rule')}.`,
          because: wide.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, wide),
        }),
      ];
    });
  },
};

/** What a block is as wide as, when that is a whole private range or a whole VPC. */
function rangeAsWideAs(cidr: string, vpc: Vpc | undefined): string | undefined {
  const sources = addressSet([cidr]);
  const covers = (cidrs: readonly string[]) => !hasAddresses(subtractAddresses(addressSet(cidrs), sources));
  // Wider than private is the internet, which other checks watch.
  const isPrivate = !hasAddresses(subtractAddresses(sources, ALL_PRIVATE));
  const range = isPrivate ? PRIVATE.find((each) => covers([each])) : undefined;
  if (range) return `all of ${range}`;
  const blocks = [vpc?.ipv4Cidrs, vpc?.ipv6Cidrs].filter((cidrs) => cidrs !== undefined && cidrs.length > 0);
  const isVpc =
    !isWide(internetPart([cidr]), { ipv4Prefix: 8, ipv6Prefix: 16 }) && blocks.some((each) => covers(each!));
  return isVpc ? `all of its VPC (${cidr})` : undefined;
}
