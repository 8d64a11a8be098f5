import { isUnknown } from '../../network/index.ts';
import { unknownOf } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { ownerOfImplied } from './implied.ts';
import { routesOf } from './route.ts';

export const routeTable: ResourceKind = {
  types: ['aws_route_table', 'aws_default_route_table'],
  read(statement, draft) {
    const { body, id, resource, instance, address } = statement;
    const main = instance.type === 'aws_default_route_table';
    const table = draft.routeTable(id, resource.origin);
    const vpcId = body.known('vpc_id') ?? (main ? ownerOfImplied(id, 'default_route_table_id', draft) : '');
    Object.assign(table, resource, { vpcId, main });
    for (const block of body.blocks('route')) {
      if (!isUnknown(block)) table.routes.push(...routesOf(block, statement, draft));
      else
        table.routes.push({
          destination: { kind: 'unknown', ...block },
          target: { kind: 'unknown', id: `the routes of ${address} are unknown: ${block.unknown}` },
          state: 'active',
          propagated: false,
          origin: resource.origin,
        });
    }
  },
};

export const route: ResourceKind = {
  types: ['aws_route'],
  read(statement, draft) {
    const tableId = statement.body.known('route_table_id');
    if (tableId === undefined)
      draft.problem(
        statement.address,
        'which route table the route belongs to is unknown',
        statement.instance.location,
      );
    else
      draft.routeTable(tableId, statement.resource.origin).routes.push(...routesOf(statement.body, statement, draft));
  },
};

export const routeTableAssociation: ResourceKind = {
  types: ['aws_route_table_association'],
  read(statement, draft) {
    const { body, address, resource, instance } = statement;
    const tableId = body.known('route_table_id');
    const [subnetId, gatewayId] = [body.known('subnet_id'), body.known('gateway_id')];
    if (tableId === undefined || (subnetId ?? gatewayId) === undefined) {
      draft.problem(address, 'which subnet uses which route table is unknown', instance.location);
      if (subnetId !== undefined) unknownTable(statement, subnetId, draft);
      return;
    }
    const table = draft.routeTable(tableId, resource.origin);
    if (subnetId !== undefined) table.subnetIds.push(subnetId);
    if (gatewayId !== undefined) table.gatewayIds.push(gatewayId);
  },
};

/** A subnet whose table is unknown must not fall back to the main table: where it routes is unknown too. */
function unknownTable({ body, address, id, resource }: Statement, subnetId: string, draft: Draft): void {
  const value = body.get('route_table_id');
  const reason = value ? unknownOf(value) : { unknown: `the route table of ${subnetId} is unknown` };
  const table = draft.routeTable(id, resource.origin);
  table.vpcId = draft.subnet(subnetId)?.vpcId ?? '';
  table.subnetIds.push(subnetId);
  table.routes.push({
    destination: { kind: 'unknown', ...reason },
    target: { kind: 'unknown', id: `${address}: ${reason.unknown}` },
    state: 'active',
    propagated: false,
    origin: resource.origin,
  });
}

export const mainRouteTableAssociation: ResourceKind = {
  types: ['aws_main_route_table_association'],
  read({ body, resource }, draft) {
    const [tableId, vpcId] = [body.known('route_table_id'), body.known('vpc_id')];
    if (tableId === undefined) return;
    for (const table of draft.network.routeTables as { vpcId: string; main: boolean }[])
      if (table.vpcId === vpcId) table.main = false;
    draft.routeTable(tableId, resource.origin).main = true;
  },
};
