import type { ElasticIp, NetworkInterface } from '../../network/index.ts';
import { type Fields, flag, given, list, nested, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { addressesOf, cidrsOf, distinct, order, type Reading, resourceOf } from '../reading.ts';

export const networkInterfaces: ResourceReader<NetworkInterface> = {
  operation: 'describe-network-interfaces',
  id: 'NetworkInterfaceId',
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    vpcId: text(fields, 'VpcId'),
    subnetId: text(fields, 'SubnetId'),
    type: optionalText(fields, 'InterfaceType') ?? 'interface',
    requesterManaged: flag(fields, 'RequesterManaged', false),
    ...given('description', optionalText(fields, 'Description')),
    ...given('instanceId', attachedInstance(fields)),
    ...given('status', optionalText(fields, 'Status')),
    securityGroupIds: distinct(list(fields, 'Groups').map((group) => text(group, 'GroupId'))),
    ...ipv4(id, fields, reading),
    ipv4Prefixes: cidrsOf(each(fields, 'Ipv4Prefixes', 'Ipv4Prefix'), id, reading),
    ipv6: addressesOf(each(fields, 'Ipv6Addresses', 'Ipv6Address'), id, reading),
    ipv6Prefixes: cidrsOf(each(fields, 'Ipv6Prefixes', 'Ipv6Prefix'), id, reading),
    sourceDestCheck: flag(fields, 'SourceDestCheck', true),
  }),
  ambiguous: (value, reason) => ({ ...value, securityGroupIds: [], unknownSecurityGroups: { unknown: reason } }),
};

export const elasticIps: ResourceReader<ElasticIp> = {
  operation: 'describe-addresses',
  id: 'PublicIp',
  read: (publicIp, fields, reading) => ({
    ...resourceOf(optionalText(fields, 'AllocationId') ?? publicIp, fields, reading),
    publicIp,
    ...given('associationId', optionalText(fields, 'AssociationId')),
    ...given('interfaceId', optionalText(fields, 'NetworkInterfaceId')),
  }),
};

function attachedInstance(fields: Fields): string | undefined {
  const attachment = nested(fields, 'Attachment');
  return optionalText(attachment, 'Status') === 'detached' ? undefined : optionalText(attachment, 'InstanceId');
}

/** Private addresses, the primary first, and the public ones by the private address each belongs to (rule 14). */
function ipv4(id: string, fields: Fields, reading: Reading): Pick<NetworkInterface, 'privateIpv4' | 'publicIpv4'> {
  const primary = optionalText(fields, 'PrivateIpAddress');
  const stated = list(fields, 'PrivateIpAddresses');
  const entries = stated.length > 0 ? [...stated].sort(primaryFirst(primary)) : primary === undefined ? [] : [fields];
  return {
    privateIpv4: addressesOf(
      entries.map((entry) => text(entry, 'PrivateIpAddress')),
      id,
      reading,
    ),
    publicIpv4: entries.flatMap((entry) => {
      const publicIp = addressesOf([optionalText(nested(entry, 'Association'), 'PublicIp')], id, reading)[0];
      return publicIp === undefined ? [] : [{ privateIp: text(entry, 'PrivateIpAddress'), publicIp }];
    }),
  };
}

function primaryFirst(primary: string | undefined): (a: Fields, b: Fields) => number {
  const rank = (entry: Fields): number =>
    flag(entry, 'Primary', false) || entry['PrivateIpAddress'] === primary ? 0 : 1;
  return (a, b) => rank(a) - rank(b) || order(text(a, 'PrivateIpAddress'), text(b, 'PrivateIpAddress'));
}

function each(fields: Fields, set: string, member: string): string[] {
  return distinct(list(fields, set).map((entry) => text(entry, member)));
}
