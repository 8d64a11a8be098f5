import { attributes } from './attributes.ts';
import type { ResourceKind } from './draft.ts';

export const vpnGateway: ResourceKind = {
  types: ['aws_vpn_gateway'],
  read({ body, resource }, draft) {
    const vpcId = body.known('vpc_id');
    draft.network.vpnGateways.push({ ...resource, vpcIds: vpcId ? [vpcId] : [] });
  },
};

/** A VPN connection with the static routes `aws_vpn_connection_route` adds (rule 19). */
export const vpnConnection: ResourceKind = {
  types: ['aws_vpn_connection'],
  read({ body, id, resource }, draft) {
    const [vpnGatewayId, transitGatewayId] = [body.known('vpn_gateway_id'), body.known('transit_gateway_id')];
    const routes = draft
      .ofType('aws_vpn_connection_route')
      .map((r) => attributes(r.values, draft.ids, r.address))
      .filter((entry) => entry.known('vpn_connection_id') === id);
    draft.network.vpnConnections.push({
      ...resource,
      ...(vpnGatewayId && { vpnGatewayId }),
      ...(transitGatewayId && { transitGatewayId }),
      state: 'available',
      routes: routes.flatMap((entry) => entry.known('destination_cidr_block') ?? []),
    });
  },
};

/** Route propagation from a VPN gateway: a table learns the static routes of its connections. */
export const vpnRoutePropagation: ResourceKind = {
  types: ['aws_vpn_gateway_route_propagation', 'aws_route_table', 'aws_default_route_table'],
  read({ body, instance, id, resource, address }, draft) {
    const isTable = instance.type !== 'aws_vpn_gateway_route_propagation';
    const tableId = isTable ? id : body.known('route_table_id');
    const gateways = isTable ? body.texts('propagating_vgws').known : body.texts('vpn_gateway_id').known;
    if (tableId === undefined) {
      draft.problem(address, 'which route table learns the routes is unknown', instance.location);
      return;
    }
    for (const gateway of gateways) {
      const connections = draft.network.vpnConnections.filter((c) => c.vpnGatewayId === gateway);
      for (const cidr of new Set(connections.flatMap((c) => c.routes)))
        draft.routeTable(tableId, resource.origin).routes.push({
          destination: { kind: 'cidr', cidr },
          target: { kind: 'vpn-gateway', id: gateway },
          state: 'active',
          propagated: true,
          origin: resource.origin,
        });
    }
  },
};
