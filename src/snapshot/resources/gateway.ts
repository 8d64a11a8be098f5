import type {
  EgressOnlyInternetGateway,
  InternetGateway,
  NatGateway,
  VpcEndpoint,
  VpnConnection,
  VpnGateway,
} from '../../network/index.ts';
import { type Fields, flag, given, list, oneOf, optionalText, text, texts } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { addressesOf, cidrsOf, distinct, order, type Reading, resourceOf } from '../reading.ts';

export const internetGateways: ResourceReader<InternetGateway> = {
  operation: 'describe-internet-gateways',
  id: 'InternetGatewayId',
  read: (id, fields, reading) => ({ ...resourceOf(id, fields, reading), vpcIds: attachedVpcs(fields, 'Attachments') }),
};

export const egressOnlyInternetGateways: ResourceReader<EgressOnlyInternetGateway> = {
  operation: 'describe-egress-only-internet-gateways',
  id: 'EgressOnlyInternetGatewayId',
  read: (id, fields, reading) => ({ ...resourceOf(id, fields, reading), vpcIds: attachedVpcs(fields, 'Attachments') }),
};

export const vpnGateways: ResourceReader<VpnGateway> = {
  operation: 'describe-vpn-gateways',
  id: 'VpnGatewayId',
  read: (id, fields, reading) =>
    optionalText(fields, 'State') === 'deleted'
      ? undefined
      : { ...resourceOf(id, fields, reading), vpcIds: attachedVpcs(fields, 'VpcAttachments') },
};

/** Internet gateways say `available` where others say `attached`. */
function attachedVpcs(fields: Fields, member: string): string[] {
  return distinct(
    list(fields, member)
      .filter((attachment) => ['attached', 'available'].includes(optionalText(attachment, 'State') ?? 'attached'))
      .map((attachment) => text(attachment, 'VpcId')),
  );
}

export const natGateways: ResourceReader<NatGateway> = {
  operation: 'describe-nat-gateways',
  id: 'NatGatewayId',
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    vpcId: text(fields, 'VpcId'),
    ...given('subnetId', optionalText(fields, 'SubnetId')),
    connectivity: oneOf(fields, 'ConnectivityType', ['public', 'private'], 'public'),
    availability: oneOf(fields, 'AvailabilityMode', ['zonal', 'regional'], 'zonal'),
    state: optionalText(fields, 'State') ?? 'available',
    addresses: list(fields, 'NatGatewayAddresses')
      .filter((address) => optionalText(address, 'Status') !== 'failed')
      .map((address) => ({ isPrimary: flag(address, 'IsPrimary', true), address: natAddress(id, address, reading) }))
      .sort(
        (a, b) =>
          Number(b.isPrimary) - Number(a.isPrimary) || order(JSON.stringify(a.address), JSON.stringify(b.address)),
      )
      .map(({ address }) => address),
  }),
};

function natAddress(id: string, fields: Fields, reading: Reading): NatGateway['addresses'][number] {
  return {
    ...given('interfaceId', optionalText(fields, 'NetworkInterfaceId')),
    ...given('privateIp', addressesOf([optionalText(fields, 'PrivateIp')], id, reading)[0]),
    ...given('publicIp', addressesOf([optionalText(fields, 'PublicIp')], id, reading)[0]),
  };
}

export const vpnConnections: ResourceReader<VpnConnection> = {
  operation: 'describe-vpn-connections',
  id: 'VpnConnectionId',
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    ...given('vpnGatewayId', optionalText(fields, 'VpnGatewayId')),
    ...given('transitGatewayId', optionalText(fields, 'TransitGatewayId')),
    state: optionalText(fields, 'State') ?? 'available',
    // A connection that is deleted is told for a while, with its routes.
    routes: cidrsOf(
      distinct(
        list(fields, 'Routes')
          .filter(() => !['deleted', 'deleting'].includes(optionalText(fields, 'State') ?? ''))
          .filter((route) => (optionalText(route, 'State') ?? 'available') === 'available')
          .map((route) => text(route, 'DestinationCidrBlock')),
      ),
      id,
      reading,
    ),
  }),
};

export const vpcEndpoints: ResourceReader<VpcEndpoint> = {
  operation: 'describe-vpc-endpoints',
  id: 'VpcEndpointId',
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    vpcId: text(fields, 'VpcId'),
    type: oneOf(
      fields,
      'VpcEndpointType',
      ['Gateway', 'Interface', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'],
      'Gateway',
    ),
    serviceName: optionalText(fields, 'ServiceName') ?? '',
    // The API answers `available`; its documentation and SDK write `Available`.
    state: (optionalText(fields, 'State') ?? 'available').toLowerCase(),
    routeTableIds: distinct(texts(fields, 'RouteTableIds')),
    interfaceIds: distinct(texts(fields, 'NetworkInterfaceIds')),
  }),
};
