import {
  isCidr,
  isUnknown,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
  type Unknown,
} from '../../network/index.ts';
import { type Fields, flag, list, oneOf, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { answerOf, distinct, order, type Reading, resourceOf } from '../reading.ts';

export const transitGatewayRouteTables: ResourceReader<TransitGatewayRouteTable> = {
  operation: 'describe-transit-gateway-route-tables',
  id: 'TransitGatewayRouteTableId',
  read: (id, fields, reading) =>
    optionalText(fields, 'State') === 'deleted'
      ? undefined
      : {
          ...resourceOf(id, fields, reading),
          transitGatewayId: text(fields, 'TransitGatewayId'),
          routes: routesOf(id, reading),
          propagations: propagationsOf(id, reading),
        },
  ambiguous: (value, unknown) => ({ ...value, routes: { unknown }, propagations: { unknown } }),
};

function routesOf(tableId: string, reading: Reading): readonly TransitGatewayRoute[] | Unknown {
  const answer = answerOf(reading.region, 'search-transit-gateway-routes', tableId) ?? {};
  if (isUnknown(answer)) return answer;
  if (flag(answer, 'AdditionalRoutesAvailable', false))
    return { unknown: `${tableId} has more routes than were read`, resolvedBy: 'search-transit-gateway-routes' };
  const routes: TransitGatewayRoute[] = [];
  for (const fields of list(answer, 'Routes')) {
    if (optionalText(fields, 'State') === 'deleted') continue;
    const route = readRoute(fields);
    if (isUnknown(route)) {
      reading.problem(tableId, route.unknown);
      return { unknown: `${tableId}: ${route.unknown}` };
    }
    routes.push(route);
  }
  return routes.sort((a, b) => order(sortKey(a), sortKey(b)));
}

function readRoute(fields: Fields): TransitGatewayRoute | Unknown {
  const cidr = optionalText(fields, 'DestinationCidrBlock') ?? '';
  if (!isCidr(cidr)) return { unknown: `a route's destination '${cidr}' is no CIDR` };
  return {
    cidr,
    type: oneOf(fields, 'Type', ['static', 'propagated'], 'static'),
    state: (optionalText(fields, 'State') ?? 'active') === 'active' ? 'active' : 'blackhole',
    attachmentIds: distinct(
      list(fields, 'TransitGatewayAttachments').map((attachment) => text(attachment, 'TransitGatewayAttachmentId')),
    ),
  };
}

function propagationsOf(tableId: string, reading: Reading): readonly string[] | Unknown {
  const answer = answerOf(reading.region, 'get-transit-gateway-route-table-propagations', tableId) ?? {};
  if (isUnknown(answer)) return answer;
  return distinct(
    list(answer, 'TransitGatewayRouteTablePropagations')
      .filter((propagation) => (optionalText(propagation, 'State') ?? 'enabled') === 'enabled')
      .map((propagation) => text(propagation, 'TransitGatewayAttachmentId')),
  );
}

function sortKey({ cidr, type, attachmentIds }: TransitGatewayRoute): string {
  return `${cidr} ${type} ${attachmentIds.join(' ')}`;
}
