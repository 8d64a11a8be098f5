import type { PeeringSide, VpcPeeringConnection } from '../../network/index.ts';
import { type Fields, list, nested, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { cidrsOf, distinct, type Reading, resourceOf } from '../reading.ts';

/** Both sides see the connection, each from its own account and Region; neither owns it, so the richer view counts. */
export const peerings: ResourceReader<VpcPeeringConnection> = {
  operation: 'describe-vpc-peering-connections',
  id: 'VpcPeeringConnectionId',
  crossRegion: true,
  owner: () => undefined,
  read: (id, fields, reading) => {
    const requester = sideOf(id, nested(fields, 'RequesterVpcInfo'), reading);
    return {
      ...resourceOf(id, fields, reading),
      account: requester.account,
      region: requester.region,
      requester,
      accepter: sideOf(id, nested(fields, 'AccepterVpcInfo'), reading),
      status: optionalText(nested(fields, 'Status'), 'Code') ?? 'active',
    };
  },
};

function sideOf(id: string, fields: Fields, reading: Reading): PeeringSide {
  const primary = optionalText(fields, 'CidrBlock');
  return {
    vpcId: text(fields, 'VpcId'),
    account: optionalText(fields, 'OwnerId') ?? reading.region.account,
    region: optionalText(fields, 'Region') ?? reading.region.region,
    cidrs: cidrsOf(
      distinct([
        ...(primary === undefined ? [] : [primary]),
        ...list(fields, 'CidrBlockSet').map((block) => text(block, 'CidrBlock')),
        ...list(fields, 'Ipv6CidrBlockSet').map((block) => text(block, 'Ipv6CidrBlock')),
      ]),
      id,
      reading,
    ),
  };
}
