import {
  ICMP,
  ICMPV6,
  isUnknown,
  type Resource,
  type SecurityGroup,
  type SecurityGroupRule,
  type ServiceMatch,
} from '../network/index.ts';
import type { Finding } from './finding.ts';
import { matchText, peerText } from './words.ts';

/** One AWS CLI command; arguments that a shell would read otherwise are quoted. */
export function awsCommand(region: string, ...args: readonly string[]): string {
  const where = region === '' ? [] : ['--region', region];
  return ['aws', ...args, ...where].map(quote).join(' ');
}

function quote(argument: string): string {
  return /^[\w.,:/=@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** How to take exactly these rules away: in the account where they are live, in the code where they are written. */
export function revoke(group: SecurityGroup, rules: readonly SecurityGroupRule[]): Finding['fix'] {
  const live = rules.filter((rule) => rule.origin.kind === 'live');
  const cli = (['ingress', 'egress'] as const).flatMap((direction) =>
    revokeDirection(
      group,
      live.filter((rule) => rule.direction === direction),
      direction,
    ),
  );
  const hints = rules.flatMap((rule) => codeHint(rule, `remove ${peerText(rule.peer)} for ${matchText(rule.service)}`));
  return { cli, ...(hints.length > 0 && { terraform: [...new Set(hints)].join('; ') }) };
}

/** The same for rules of several groups. */
export function revokeAll(
  rules: readonly { readonly group: SecurityGroup; readonly rule: SecurityGroupRule }[],
): Finding['fix'] {
  const fixes = [...Map.groupBy(rules, ({ group }) => group)].map(([group, own]) =>
    revoke(
      group,
      own.map(({ rule }) => rule),
    ),
  );
  const hints = fixes.flatMap(({ terraform }) => terraform ?? []);
  return { cli: fixes.flatMap(({ cli }) => cli), ...(hints.length > 0 && { terraform: hints.join('; ') }) };
}

function revokeDirection(
  group: SecurityGroup,
  rules: readonly SecurityGroupRule[],
  direction: 'ingress' | 'egress',
): readonly string[] {
  const command = ['ec2', `revoke-security-group-${direction}`, '--group-id', group.id];
  const ids = rules.flatMap((rule) => rule.id ?? []);
  const permissions = rules.filter((rule) => rule.id === undefined).flatMap((rule) => permission(rule) ?? []);
  return [
    ...(ids.length > 0 ? [awsCommand(group.region, ...command, '--security-group-rule-ids', ...ids)] : []),
    ...(permissions.length > 0
      ? [awsCommand(group.region, ...command, '--ip-permissions', JSON.stringify(permissions))]
      : []),
  ];
}

/** A rule as EC2's `IpPermission`; undefined where part of it is unknown. */
function permission({ service, peer }: SecurityGroupRule): object | undefined {
  if (isUnknown(service)) return undefined;
  const match = ports(service);
  switch (peer.kind) {
    case 'cidr':
      return peer.cidr.includes(':')
        ? { ...match, Ipv6Ranges: [{ CidrIpv6: peer.cidr }] }
        : { ...match, IpRanges: [{ CidrIp: peer.cidr }] };
    case 'prefix-list':
      return { ...match, PrefixListIds: [{ PrefixListId: peer.prefixListId }] };
    case 'security-group':
      return { ...match, UserIdGroupPairs: [{ GroupId: peer.groupId, ...(peer.account && { UserId: peer.account }) }] };
    case 'unknown':
      return undefined;
  }
}

function ports(service: ServiceMatch): object {
  if (service.protocol === 'all') return { IpProtocol: '-1' };
  const protocol = String(service.protocol);
  if ('ports' in service) {
    const name = service.protocol === 6 ? 'tcp' : 'udp';
    return { IpProtocol: name, FromPort: service.ports[0], ToPort: service.ports[1] };
  }
  if ('icmpType' in service && (service.protocol === ICMP || service.protocol === ICMPV6)) {
    const name = service.protocol === ICMP ? 'icmp' : 'icmpv6';
    return { IpProtocol: name, FromPort: service.icmpType, ToPort: service.icmpCode };
  }
  return { IpProtocol: protocol };
}

/** `remove … in aws_security_group.web (infra/web.tf:14)`, for what is written in code. */
export function codeHint({ origin }: Pick<Resource, 'origin'>, what: string): readonly string[] {
  if (origin.kind !== 'code') return [];
  const at = origin.cause ?? origin.location;
  return [`${what} in ${origin.address}${at ? ` (${at.file}:${at.line})` : ''}`];
}
