import type { TransitGatewayAttachment } from '../../network/index.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { impliedId } from './identity.ts';
import { canonicalCidr } from './permission.ts';

export const transitGateway: ResourceKind = {
  types: ['aws_ec2_transit_gateway'],
  read({ body, id, resource }, draft) {
    draft.network.transitGateways.push({
      ...resource,
      owner: body.known('owner_id') || resource.account,
      securityGroupReferencing: body.known('security_group_referencing_support') === 'enable',
      autoAcceptSharedAttachments: body.known('auto_accept_shared_attachments') === 'enable',
    });
    const usesDefaultTable = ['default_route_table_association', 'default_route_table_propagation'].some(
      (name) => body.known(name) !== 'disable',
    );
    if (usesDefaultTable) draft.transitTable(defaultTable(id, draft), resource.origin).transitGatewayId = id;
  },
};

function defaultTable(gatewayId: string, draft: Draft): string {
  const value = draft
    .ofType('aws_ec2_transit_gateway')
    .find((r) => draft.ids.idOf(r) === gatewayId)
    ?.values.get('association_default_route_table_id');
  return value?.kind === 'string' ? value.value : impliedId(gatewayId, 'association_default_route_table_id');
}

export const transitGatewayRouteTable: ResourceKind = {
  types: ['aws_ec2_transit_gateway_route_table'],
  read({ body, id, resource }, draft) {
    Object.assign(draft.transitTable(id, resource.origin), resource, {
      transitGatewayId: body.known('transit_gateway_id') ?? '',
    });
  },
};

export const transitGatewayVpcAttachment: ResourceKind = {
  types: ['aws_ec2_transit_gateway_vpc_attachment'],
  read(statement, draft) {
    const { body, resource } = statement;
    attach(statement, draft, {
      resourceType: 'vpc',
      resourceId: body.known('vpc_id') ?? '',
      resourceAccount: body.known('vpc_owner_id') || resource.account,
      subnetIds: body.texts('subnet_ids').known,
      securityGroupReferencing: body.known('security_group_referencing_support') !== 'disable',
      applianceMode: body.known('appliance_mode_support') === 'enable',
    });
  },
};

export const transitGatewayPeeringAttachment: ResourceKind = {
  types: ['aws_ec2_transit_gateway_peering_attachment'],
  read(statement, draft) {
    const { body, resource } = statement;
    const peer = body.known('peer_transit_gateway_id') ?? '';
    const account = body.known('peer_account_id') || resource.account;
    const facts = { resourceType: 'peering', resourceAccount: account } as const;
    attach(statement, draft, { ...facts, resourceId: peer, peerTransitGatewayId: peer });
    const own = body.known('transit_gateway_id') ?? '';
    // The same attachment id names the far side on the peer gateway.
    if (draft.network.transitGateways.some((gateway) => gateway.id === peer))
      draft.network.transitGatewayAttachments.push({
        ...resource,
        ...facts,
        transitGatewayId: peer,
        resourceId: own,
        peerTransitGatewayId: own,
        state: 'available',
      });
  },
};

function attach(
  { body, resource, id }: Statement,
  draft: Draft,
  facts: Pick<TransitGatewayAttachment, 'resourceType' | 'resourceId' | 'resourceAccount'> &
    Partial<TransitGatewayAttachment>,
): void {
  const transitGatewayId = body.known('transit_gateway_id') ?? '';
  const gateway = draft.ofType('aws_ec2_transit_gateway').find((r) => draft.ids.idOf(r) === transitGatewayId);
  const uses = (what: 'association' | 'propagation'): boolean => {
    const onGateway = gateway?.values.get(`default_route_table_${what}`);
    return (
      facts.resourceType !== 'peering' &&
      gateway !== undefined &&
      !(onGateway?.kind === 'string' && onGateway.value === 'disable') &&
      body.bool(`transit_gateway_default_route_table_${what}`) !== false
    );
  };
  const table = defaultTable(transitGatewayId, draft);
  draft.network.transitGatewayAttachments.push({
    ...resource,
    ...facts,
    transitGatewayId,
    state: 'available',
    ...(uses('association') && { associatedRouteTableId: table }),
  });
  if (uses('propagation')) draft.transitTable(table, resource.origin).propagations.push(id);
}

/** Association, propagation and static routes of a table. */
export const transitGatewayTableEntry: ResourceKind = {
  types: [
    'aws_ec2_transit_gateway_route_table_association',
    'aws_ec2_transit_gateway_route_table_propagation',
    'aws_ec2_transit_gateway_route',
    'aws_ec2_transit_gateway_prefix_list_reference',
  ],
  read({ body, resource, instance, address }, draft) {
    const tableId = body.known('transit_gateway_route_table_id');
    const attachmentId = body.known('transit_gateway_attachment_id');
    const blackhole = body.bool('blackhole') === true;
    if (tableId === undefined || (attachmentId === undefined && !blackhole)) {
      draft.problem(address, 'the transit gateway route table or attachment is unknown', instance.location);
      return;
    }
    const table = draft.transitTable(tableId, resource.origin);
    const attachments = attachmentId === undefined ? [] : [attachmentId];
    const addRoute = (cidr: string): void => {
      const canonical = canonicalCidr(cidr);
      if (typeof canonical !== 'string') draft.problem(address, canonical.unknown, instance.location);
      else
        table.routes.push({
          cidr: canonical,
          type: 'static',
          state: blackhole ? 'blackhole' : 'active',
          attachmentIds: blackhole ? [] : attachments,
        });
    };
    switch (instance.type) {
      case 'aws_ec2_transit_gateway_route_table_association': {
        const list = draft.network.transitGatewayAttachments;
        const index = list.findIndex((item) => item.id === attachmentId);
        if (list[index]) list[index] = { ...list[index], associatedRouteTableId: tableId };
        else table.associations.push(...attachments);
        return;
      }
      case 'aws_ec2_transit_gateway_route_table_propagation':
        table.propagations.push(...attachments);
        return;
      case 'aws_ec2_transit_gateway_route': {
        const cidr = body.known('destination_cidr_block');
        if (cidr === undefined) draft.problem(address, 'the destination of the route is unknown', instance.location);
        else addRoute(cidr);
        return;
      }
      default: {
        const list = draft.network.prefixLists.find((item) => item.id === body.known('prefix_list_id'));
        if (list && 'length' in list.cidrs) for (const cidr of list.cidrs) addRoute(cidr);
        else draft.problem(address, 'the entries of the prefix list are unknown', instance.location);
      }
    }
  },
};
