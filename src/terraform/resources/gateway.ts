import { validAddresses } from './address.ts';
import type { ResourceKind } from './draft.ts';
import { addInterface } from './interface.ts';

export const internetGateway: ResourceKind = {
  types: ['aws_internet_gateway'],
  read({ body, resource }, draft) {
    const vpcId = body.known('vpc_id');
    draft.network.internetGateways.push({ ...resource, vpcIds: vpcId ? [vpcId] : [] });
  },
};

export const internetGatewayAttachment: ResourceKind = {
  types: ['aws_internet_gateway_attachment', 'aws_vpn_gateway_attachment'],
  read({ body, instance, address }, draft) {
    const isVpn = instance.type === 'aws_vpn_gateway_attachment';
    const gatewayId = body.known(isVpn ? 'vpn_gateway_id' : 'internet_gateway_id');
    const vpcId = body.known('vpc_id');
    const list = isVpn ? draft.network.vpnGateways : draft.network.internetGateways;
    const index = list.findIndex((gateway) => gateway.id === gatewayId);
    const gateway = list[index];
    if (gateway && vpcId !== undefined) list[index] = { ...gateway, vpcIds: [...gateway.vpcIds, vpcId] };
    else draft.problem(address, 'attaches a gateway or VPC that is not in this code', instance.location);
  },
};

export const egressOnlyInternetGateway: ResourceKind = {
  types: ['aws_egress_only_internet_gateway'],
  read({ body, resource }, draft) {
    const vpcId = body.known('vpc_id');
    draft.network.egressOnlyInternetGateways.push({ ...resource, vpcIds: vpcId ? [vpcId] : [] });
  },
};

/** A NAT gateway and its interface (rule 15); the interface holds no security group. */
export const natGateway: ResourceKind = {
  types: ['aws_nat_gateway'],
  read(statement, draft) {
    const { body, id, resource } = statement;
    const subnetId = body.known('subnet_id');
    const connectivity = body.known('connectivity_type') === 'private' ? 'private' : 'public';
    const [privateIp] = validAddresses([body.known('private_ip')], statement, draft);
    const [publicIp] = validAddresses([body.known('public_ip')], statement, draft);
    const eni = addInterface(
      statement,
      {
        id: body.known('network_interface_id') || `${id}/interface`,
        subnetId: subnetId ?? '',
        groups: { known: [] },
        defaultGroup: false,
        type: 'nat_gateway',
        requesterManaged: true,
        description: `Interface for NAT Gateway ${id}`,
        ...(privateIp && { privateIps: [privateIp] }),
        publicAddress: connectivity === 'public',
        sourceDestCheck: false,
      },
      draft,
    );
    draft.network.natGateways.push({
      ...resource,
      vpcId: body.known('vpc_id') ?? eni.vpcId,
      ...(subnetId !== undefined && { subnetId }),
      connectivity,
      availability: body.known('availability_mode') === 'regional' ? 'regional' : 'zonal',
      state: 'available',
      addresses: [{ interfaceId: eni.id, ...(privateIp && { privateIp }), ...(publicIp && { publicIp }) }],
    });
  },
};
