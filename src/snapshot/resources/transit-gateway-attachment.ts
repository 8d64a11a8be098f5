import type { Problem, TransitGatewayAttachment } from '../../network/index.ts';
import { type Fields, given, nested, optionalText, text, texts } from '../fields.ts';
import { gather, type ResourceReader } from '../gather.ts';
import type { Snapshot } from '../model.ts';
import { distinct, order, resourceOf } from '../reading.ts';

/**
 * Attachments as the three calls that know them say together. Both gateways of a peering call their attachment by the
 * same id, so an attachment is told by its id and its gateway.
 */
export function transitGatewayAttachments(snapshot: Snapshot, problems: Problem[]): TransitGatewayAttachment[] {
  const merged = new Map<string, TransitGatewayAttachment>();
  for (const reader of [attachments, vpcAttachments, peeringAttachments])
    for (const found of gather(snapshot, reader, problems)) {
      const known = merged.get(key(found));
      merged.set(key(found), known === undefined ? found : { ...found, ...known });
    }
  return [...merged.values()].sort((a, b) => order(key(a), key(b)));
}

function key({ id, transitGatewayId }: TransitGatewayAttachment): string {
  return `${id} ${transitGatewayId}`;
}

/** Every kind, with the table associated. */
const attachments: ResourceReader<TransitGatewayAttachment> = {
  operation: 'describe-transit-gateway-attachments',
  id: 'TransitGatewayAttachmentId',
  key,
  owner: (fields) => optionalText(fields, 'TransitGatewayOwnerId'),
  read: (id, fields, reading) => {
    const resourceType = RESOURCE_TYPES[optionalText(fields, 'ResourceType') ?? ''] ?? 'other';
    const resourceId = optionalText(fields, 'ResourceId') ?? '';
    const association = nested(fields, 'Association');
    return {
      ...resourceOf(id, fields, reading),
      account: optionalText(fields, 'ResourceOwnerId') ?? reading.region.account,
      transitGatewayId: text(fields, 'TransitGatewayId'),
      resourceType,
      resourceId,
      resourceAccount: optionalText(fields, 'ResourceOwnerId') ?? reading.region.account,
      state: optionalText(fields, 'State') ?? 'available',
      ...((optionalText(association, 'State') ?? 'associated') === 'associated' &&
        given('associatedRouteTableId', optionalText(association, 'TransitGatewayRouteTableId'))),
      ...(resourceType === 'peering' && { peerTransitGatewayId: resourceId }),
    };
  },
};

const RESOURCE_TYPES: Readonly<Record<string, TransitGatewayAttachment['resourceType']>> = {
  vpc: 'vpc',
  vpn: 'vpn',
  'direct-connect-gateway': 'direct-connect-gateway',
  peering: 'peering',
  'tgw-peering': 'peering',
  connect: 'connect',
};

/** VPC attachments alone say which subnets, one a zone, hold the gateway's interfaces (rule 18). */
const vpcAttachments: ResourceReader<TransitGatewayAttachment> = {
  operation: 'describe-transit-gateway-vpc-attachments',
  id: 'TransitGatewayAttachmentId',
  key,
  owner: (fields) => optionalText(fields, 'VpcOwnerId'),
  read: (id, fields, reading) => {
    const options = nested(fields, 'Options');
    const owner = optionalText(fields, 'VpcOwnerId') ?? reading.region.account;
    return {
      ...resourceOf(id, fields, reading),
      account: owner,
      transitGatewayId: text(fields, 'TransitGatewayId'),
      resourceType: 'vpc',
      resourceId: text(fields, 'VpcId'),
      resourceAccount: owner,
      state: optionalText(fields, 'State') ?? 'available',
      subnetIds: distinct(texts(fields, 'SubnetIds')),
      ...given('securityGroupReferencing', enabled(options, 'SecurityGroupReferencingSupport')),
      ...given('applianceMode', enabled(options, 'ApplianceModeSupport')),
    };
  },
};

function enabled(options: Fields, name: string): boolean | undefined {
  const value = optionalText(options, name);
  return value === undefined ? undefined : value === 'enable';
}

/** Told once for each end that lies in the Region asked; the other end is the peer. */
const peeringAttachments: ResourceReader<TransitGatewayAttachment> = {
  operation: 'describe-transit-gateway-peering-attachments',
  id: 'TransitGatewayAttachmentId',
  key,
  crossRegion: true,
  owner: () => undefined,
  read: (id, fields, reading) => {
    const ends = [nested(fields, 'RequesterTgwInfo'), nested(fields, 'AccepterTgwInfo')] as const;
    const { account, region } = reading.region;
    const isHere = (end: Fields): boolean => end['OwnerId'] === account && end['Region'] === region;
    const [here, peer] = !isHere(ends[0]) && isHere(ends[1]) ? [ends[1], ends[0]] : ends;
    const peerId = text(peer, 'TransitGatewayId');
    return {
      ...resourceOf(id, fields, reading),
      transitGatewayId: text(here, 'TransitGatewayId'),
      resourceType: 'peering',
      resourceId: peerId,
      resourceAccount: optionalText(peer, 'OwnerId') ?? account,
      state: optionalText(fields, 'State') ?? 'available',
      peerTransitGatewayId: peerId,
    };
  },
};
