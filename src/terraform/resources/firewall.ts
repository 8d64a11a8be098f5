import { isUnknown } from '../../network/index.ts';
import type { ResourceKind } from './draft.ts';
import { impliedId } from './identity.ts';
import { addInterface } from './interface.ts';

/** AWS Network Firewall: one endpoint in each of its subnets, to which routes lead (rule 13). */
export const networkFirewall: ResourceKind = {
  types: ['aws_networkfirewall_firewall'],
  read(statement, draft) {
    const { id, body, resource } = statement;
    const subnetIds = body
      .blocks('subnet_mapping')
      .map((block) => (isUnknown(block) ? undefined : block.known('subnet_id')) ?? '');
    for (const [index, subnetId] of subnetIds.entries()) {
      const endpointId = impliedId(id, `endpoint_${index}`);
      const made = addInterface(
        statement,
        {
          id: `${endpointId}/interface`,
          subnetId,
          groups: { known: [] },
          type: 'gateway_load_balancer_endpoint',
          requesterManaged: true,
          defaultGroup: false,
          sourceDestCheck: false,
        },
        draft,
      );
      draft.network.vpcEndpoints.push({
        ...resource,
        id: endpointId,
        vpcId: made.vpcId || (body.known('vpc_id') ?? ''),
        type: 'GatewayLoadBalancer',
        serviceName: 'network-firewall',
        state: 'available',
        routeTableIds: [],
        interfaceIds: [made.id],
      });
    }
  },
};
