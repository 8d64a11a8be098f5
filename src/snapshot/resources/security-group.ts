import {
  isCidr,
  type Problem,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
  type SecurityGroupVpcAssociation,
  type ServiceMatch,
  serviceMatch,
  type Unknown,
} from '../../network/index.ts';
import { type Fields, flag, given, labelOf, list, nested, optionalInteger, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import type { Snapshot } from '../model.ts';
import { attempt, itemsOf, order, type Reading, readingsOf, resourceOf } from '../reading.ts';

/** `sgr-…` ids and descriptions by group, then by `ruleKey`, from `describe-security-group-rules`. */
export type RuleIds = ReadonlyMap<string, ReadonlyMap<string, RuleId>>;

interface RuleId {
  readonly id: string;
  readonly description?: string;
}

export function securityGroups(ruleIds: RuleIds): ResourceReader<SecurityGroup> {
  return {
    operation: 'describe-security-groups',
    id: 'GroupId',
    read: (id, fields, reading) => ({
      ...resourceOf(id, fields, reading, optionalText(fields, 'GroupName')),
      groupName: optionalText(fields, 'GroupName') ?? id,
      ...given('description', optionalText(fields, 'Description')),
      vpcId: optionalText(fields, 'VpcId') ?? '',
      rules: [
        ...rules(id, 'ingress', list(fields, 'IpPermissions'), reading, ruleIds),
        ...rules(id, 'egress', list(fields, 'IpPermissionsEgress'), reading, ruleIds),
      ],
    }),
    ambiguous: (value, reason) => ({ ...value, unknownRules: { unknown: reason }, contradicted: { unknown: reason } }),
  };
}

/** One rule per peer of each permission, in an order of their own: AWS states none. */
function rules(
  groupId: string,
  direction: 'ingress' | 'egress',
  permissions: readonly Fields[],
  reading: Reading,
  ruleIds: RuleIds,
): SecurityGroupRule[] {
  const read = new Map<string, SecurityGroupRule>();
  const ids = ruleIds.get(groupId);
  for (const permission of permissions) {
    const service = serviceOf(permission, groupId, reading);
    for (const [peer, description] of peersOf(permission, groupId, reading)) {
      const key = ruleKey(direction, permission, peerKey(peer));
      const known = ids?.get(key);
      read.set(key, {
        ...given('id', known?.id),
        direction,
        service,
        peer,
        ...given('description', description ?? known?.description ?? read.get(key)?.description),
        origin: reading.origin,
      });
    }
  }
  return [...read].sort(([a], [b]) => order(a, b)).map(([, rule]) => rule);
}

function serviceOf(permission: Fields, groupId: string, reading: Reading): ServiceMatch | Unknown {
  try {
    return serviceMatch(
      text(permission, 'IpProtocol'),
      optionalInteger(permission, 'FromPort'),
      optionalInteger(permission, 'ToPort'),
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reading.problem(groupId, `a rule's ${error.message}`);
    return { unknown: `a rule of ${groupId}: ${error.message}` };
  }
}

function peersOf(permission: Fields, groupId: string, reading: Reading): [RulePeer, string | undefined][] {
  const peers: [RulePeer, string | undefined][] = [];
  for (const range of list(permission, 'IpRanges'))
    peers.push([cidrPeer(optionalText(range, 'CidrIp'), groupId, reading), optionalText(range, 'Description')]);
  for (const range of list(permission, 'Ipv6Ranges'))
    peers.push([cidrPeer(optionalText(range, 'CidrIpv6'), groupId, reading), optionalText(range, 'Description')]);
  for (const prefixList of list(permission, 'PrefixListIds'))
    peers.push([
      { kind: 'prefix-list', prefixListId: text(prefixList, 'PrefixListId') },
      optionalText(prefixList, 'Description'),
    ]);
  for (const pair of list(permission, 'UserIdGroupPairs'))
    peers.push([groupPeer(pair, groupId, reading), optionalText(pair, 'Description')]);
  return peers;
}

function cidrPeer(cidr: string | undefined, groupId: string, reading: Reading): RulePeer {
  if (cidr !== undefined && isCidr(cidr)) return { kind: 'cidr', cidr };
  const message = `a rule's address '${cidr ?? ''}' is no CIDR`;
  reading.problem(groupId, message);
  return { kind: 'unknown', unknown: `${groupId}: ${message}` };
}

function groupPeer(pair: Fields, groupId: string, reading: Reading): RulePeer {
  const referenced = optionalText(pair, 'GroupId');
  if (referenced === undefined) {
    const message = `a rule refers to the group '${optionalText(pair, 'GroupName') ?? ''}' without its id`;
    reading.problem(groupId, message);
    return { kind: 'unknown', unknown: `${groupId}: ${message}` };
  }
  return {
    kind: 'security-group',
    groupId: referenced,
    ...given('account', optionalText(pair, 'UserId')),
    ...given('peeringId', optionalText(pair, 'VpcPeeringConnectionId')),
  };
}

/** Reads `describe-security-group-rules`, which alone knows the ids of rules. */
export function readRuleIds(snapshot: Snapshot, problems: Problem[]): RuleIds {
  const ids = new Map<string, Map<string, RuleId>>();
  for (const reading of readingsOf(snapshot, 'describe-security-group-rules', problems)) {
    for (const fields of itemsOf(reading)) {
      attempt(labelOf(fields, 'SecurityGroupRuleId', reading.operation), reading, () => {
        const id = text(fields, 'SecurityGroupRuleId');
        const groupId = text(fields, 'GroupId');
        const direction = flag(fields, 'IsEgress', false) ? 'egress' : 'ingress';
        const key = ruleKey(direction, fields, statedPeer(fields));
        const group = ids.get(groupId) ?? new Map<string, RuleId>();
        if (group.size === 0) ids.set(groupId, group);
        const former = group.get(key);
        if (former === undefined || id < former.id)
          group.set(key, { id, ...given('description', optionalText(fields, 'Description')) });
      });
    }
  }
  return ids;
}

function statedPeer(fields: Fields): string {
  const referenced = nested(fields, 'ReferencedGroupInfo');
  const stated =
    optionalText(fields, 'CidrIpv4') ?? optionalText(fields, 'CidrIpv6') ?? optionalText(fields, 'PrefixListId');
  return stated ?? groupKey(optionalText(referenced, 'GroupId'), optionalText(referenced, 'VpcPeeringConnectionId'));
}

/** Identifies a rule of a group in either call that lists it: one leaves ports out where the other says -1. */
function ruleKey(direction: string, fields: Fields, peer: string): string {
  const { FromPort, ToPort } = fields;
  return `${direction} ${labelOf(fields, 'IpProtocol', '')} ${portKey(FromPort)} ${portKey(ToPort)} ${peer}`;
}

function portKey(port: unknown): number {
  return typeof port === 'number' ? port : -1;
}

/** A group's id is unique, so its account does not count. */
function groupKey(groupId: string | undefined, peeringId: string | undefined): string {
  return peeringId === undefined ? `${groupId}` : `${groupId} ${peeringId}`;
}

function peerKey(peer: RulePeer): string {
  switch (peer.kind) {
    case 'cidr':
      return peer.cidr;
    case 'prefix-list':
      return peer.prefixListId;
    case 'security-group':
      return groupKey(peer.groupId, peer.peeringId);
    case 'unknown':
      return peer.unknown;
  }
}

/** Groups made usable in further VPCs (rule 5), each once however many accounts see it. */
export function securityGroupVpcAssociations(snapshot: Snapshot, problems: Problem[]): SecurityGroupVpcAssociation[] {
  const found = new Map<string, SecurityGroupVpcAssociation>();
  for (const reading of readingsOf(snapshot, 'describe-security-group-vpc-associations', problems)) {
    for (const fields of itemsOf(reading)) {
      attempt(labelOf(fields, 'GroupId', reading.operation), reading, () => {
        const association = {
          groupId: text(fields, 'GroupId'),
          vpcId: text(fields, 'VpcId'),
          state: optionalText(fields, 'State') ?? 'associated',
        };
        const key = `${association.groupId} ${association.vpcId}`;
        const former = found.get(key);
        if (former === undefined || order(association.state, former.state) < 0) found.set(key, association);
      });
    }
  }
  return [...found].sort(([a], [b]) => order(a, b)).map(([, association]) => association);
}
