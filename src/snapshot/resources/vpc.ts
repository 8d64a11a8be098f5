import type { Subnet, Vpc } from '../../network/index.ts';
import { type Fields, flag, given, list, nested, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { cidrsOf, order, resourceOf } from '../reading.ts';

export const vpcs: ResourceReader<Vpc> = {
  operation: 'describe-vpcs',
  id: 'VpcId',
  read: (id, fields, reading) => {
    const primary = optionalText(fields, 'CidrBlock');
    const others = associated(fields, 'CidrBlockAssociationSet', 'CidrBlock').filter((cidr) => cidr !== primary);
    return {
      ...resourceOf(id, fields, reading),
      isDefault: flag(fields, 'IsDefault', false),
      ipv4Cidrs: cidrsOf([primary, ...others], id, reading),
      ipv6Cidrs: cidrsOf(associated(fields, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock'), id, reading),
    };
  },
};

export const subnets: ResourceReader<Subnet> = {
  operation: 'describe-subnets',
  id: 'SubnetId',
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    vpcId: text(fields, 'VpcId'),
    availabilityZone: optionalText(fields, 'AvailabilityZone') ?? '',
    ...given('availabilityZoneId', optionalText(fields, 'AvailabilityZoneId')),
    ...given('ipv4Cidr', cidrsOf([optionalText(fields, 'CidrBlock')], id, reading)[0]),
    ipv6Cidrs: cidrsOf(associated(fields, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock'), id, reading),
    mapPublicIpOnLaunch: flag(fields, 'MapPublicIpOnLaunch', false),
  }),
};

/** The blocks of an association set whose state, `CidrBlockState.State`, is `associated`: others carry no address. */
function associated(fields: Fields, set: string, block: 'CidrBlock' | 'Ipv6CidrBlock'): string[] {
  return list(fields, set)
    .filter(
      (association) => (optionalText(nested(association, `${block}State`), 'State') ?? 'associated') === 'associated',
    )
    .map((association) => text(association, block))
    .sort(order);
}
