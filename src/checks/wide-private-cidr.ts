import { isUnknown, type SecurityGroup, type SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { addressSet, hasAddresses, intersectAddresses, subtractAddresses } from './engine.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { lower } from './severity.ts';
import { count, groupText, ruleCause } from './words.ts';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

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
  run: (context, { severity, parameters }) =>
    context.network.securityGroups.flatMap((group) => {
      const wide = group.rules.filter((rule) => widthOf(rule, group, context, parameters.ownVpc) !== undefined);
      const holders = context.holders.get(group.id) ?? [];
      // Interface endpoints are there for the whole VPC.
      const isEndpoint = holders.length > 0 && holders.every(({ type }) => type === 'vpc_endpoint');
      if (wide.length === 0 || isEndpoint) return [];
      const [range] = [...new Set(wide.map((rule) => widthOf(rule, group, context, parameters.ownVpc)!))];
      return [
        plainFinding('wide-private-cidr', 'security-group', group, {
          severity: range!.includes('its VPC') ? lower(severity, 1) : severity,
          identity: [group.id, 'ingress'],
          title: `${groupText(group)} is open to ${range} in ${count(wide.length, 'rule')}`,
          summary: `Whatever is in ${range} reaches what ${groupText(group)} lets in by ${count(wide.length, 'rule')}.`,
          because: wide.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, wide),
        }),
      ];
    }),
};

/** What a rule is as wide as, when that is a whole range. */
function widthOf(
  { direction, peer, service }: SecurityGroupRule,
  group: SecurityGroup,
  { network }: CheckContext,
  ownVpc: boolean,
): string | undefined {
  if (direction !== 'ingress' || peer.kind !== 'cidr' || isUnknown(service)) return undefined;
  const sources = addressSet([peer.cidr]);
  // Wider than private is the internet, which other checks watch.
  if (hasAddresses(subtractAddresses(sources, addressSet([...PRIVATE, 'fc00::/7'])))) return ownVpcRange();
  const range = PRIVATE.find((cidr) => covers([cidr]));
  return range ? `all of ${range}` : ownVpcRange();

  function ownVpcRange(): string | undefined {
    const vpc = network.vpcs.find(({ id }) => id === group.vpcId);
    if (!ownVpc || !vpc) return undefined;
    const blocks = [vpc.ipv4Cidrs, vpc.ipv6Cidrs].filter((cidrs) => cidrs.length > 0);
    const isInside = hasAddresses(intersectAddresses(sources, addressSet(blocks.flat()))) && !isInternet();
    return isInside && blocks.some(covers) ? `all of its VPC (${peer.kind === 'cidr' ? peer.cidr : ''})` : undefined;
  }

  function isInternet(): boolean {
    return peer.kind === 'cidr' && Number(peer.cidr.split('/')[1]) < 8;
  }

  function covers(cidrs: readonly string[]): boolean {
    return !hasAddresses(subtractAddresses(addressSet(cidrs), sources));
  }
}
