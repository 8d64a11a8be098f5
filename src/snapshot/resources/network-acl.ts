import {
  isCidr,
  type NetworkAcl,
  type NetworkAclEntry,
  parseProtocol,
  type ServiceMatch,
  serviceMatch,
  type Unknown,
} from '../../network/index.ts';
import { type Fields, flag, integer, list, nested, oneOf, optionalInteger, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { distinct, order, type Reading, resourceOf } from '../reading.ts';

export const networkAcls: ResourceReader<NetworkAcl> = {
  operation: 'describe-network-acls',
  id: 'NetworkAclId',
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    vpcId: text(fields, 'VpcId'),
    isDefault: flag(fields, 'IsDefault', false),
    subnetIds: distinct(list(fields, 'Associations').map((association) => text(association, 'SubnetId'))),
    entries: list(fields, 'Entries')
      .map((entry) => readEntry(id, entry, reading))
      .sort((a, b) => order(a.direction, b.direction) || a.ruleNumber - b.ruleNumber || order(sortKey(a), sortKey(b))),
  }),
  ambiguous: (value, unknown) => ({
    ...value,
    entries: (['egress', 'ingress'] as const).map((direction) => ({
      direction,
      ruleNumber: 1,
      action: 'allow',
      cidr: { unknown },
      service: { protocol: 'all' },
      origin: value.origin,
    })),
  }),
};

function readEntry(aclId: string, fields: Fields, reading: Reading): NetworkAclEntry {
  const direction = flag(fields, 'Egress', false) ? 'egress' : 'ingress';
  const ruleNumber = integer(fields, 'RuleNumber');
  const where = `${direction} rule ${ruleNumber}`;
  return {
    direction,
    ruleNumber,
    action: oneOf(fields, 'RuleAction', ['allow', 'deny'], 'deny'),
    cidr: cidrOf(aclId, where, fields, reading),
    service: serviceOf(aclId, where, fields, reading),
    origin: reading.origin,
  };
}

function cidrOf(aclId: string, where: string, fields: Fields, reading: Reading): string | Unknown {
  const cidr = optionalText(fields, 'CidrBlock') ?? optionalText(fields, 'Ipv6CidrBlock') ?? '';
  return isCidr(cidr) ? cidr : unusable(aclId, where, `'${cidr}' is no CIDR`, reading);
}

/** Protocols are numbers; without `PortRange` or `IcmpTypeCode` an entry matches all of its protocol (rule 9). */
function serviceOf(aclId: string, where: string, fields: Fields, reading: Reading): ServiceMatch | Unknown {
  const protocol = text(fields, 'Protocol');
  const isIcmp = [1, 58].includes(Number(parseProtocol(protocol)));
  const detail = nested(fields, isIcmp ? 'IcmpTypeCode' : 'PortRange');
  try {
    return serviceMatch(
      protocol,
      optionalInteger(detail, isIcmp ? 'Type' : 'From'),
      optionalInteger(detail, isIcmp ? 'Code' : 'To'),
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unusable(aclId, where, error.message, reading);
  }
}

function unusable(aclId: string, where: string, what: string, reading: Reading): Unknown {
  reading.problem(aclId, `${where}: ${what}`);
  return { unknown: `${aclId} ${where}: ${what}` };
}

function sortKey({ action, cidr, service }: NetworkAclEntry): string {
  return JSON.stringify([action, cidr, service]);
}
