import {
  isCarrying,
  isUnknown,
  type Network,
  parseCidr,
  type TransitGateway,
  type TransitGatewayAttachment,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
} from '../../network/index.ts';
import { once } from '../once.ts';
import { buildTable, type Span, type Table } from './table.ts';

export interface TransitRoute {
  readonly cidr: string;
  readonly type: 'static' | 'propagated';
  readonly blackhole: boolean;
  readonly attachmentIds: readonly string[];
}

export interface CompiledTransitTable {
  readonly table: TransitGatewayRouteTable;
  readonly v4: Table<TransitRoute | undefined>;
  readonly v6: Table<TransitRoute | undefined>;
  /** Why a destination that matches nothing might be routed after all. */
  readonly unknown?: string;
  /** Why any destination might be routed otherwise: what the table learns is not known. */
  readonly unknownPropagations?: string;
}

export interface TransitPlace {
  readonly id: string;
  readonly gateway?: TransitGateway;
  readonly attachments: readonly TransitGatewayAttachment[];
  readonly table: (id: string) => CompiledTransitTable | undefined;
}

export function compileTransitGateways(network: Network): ReadonlyMap<string, TransitPlace> {
  const ids = new Set([
    ...network.transitGateways.map(({ id }) => id),
    ...network.transitGatewayAttachments.map(({ transitGatewayId }) => transitGatewayId),
  ]);
  const prefixes = attachmentPrefixes(network);
  return new Map([...ids].map((id) => [id, compileTransitGateway(id, network, prefixes)]));
}

function compileTransitGateway(
  id: string,
  network: Network,
  prefixes: (attachment: string) => readonly string[],
): TransitPlace {
  const gateway = network.transitGateways.find((candidate) => candidate.id === id);
  const tables = new Map(
    network.transitGatewayRouteTables
      .filter(({ transitGatewayId }) => transitGatewayId === id)
      .map((table) => [table.id, once(() => compileTable(table, prefixes))]),
  );
  return {
    id,
    ...(gateway && { gateway }),
    attachments: network.transitGatewayAttachments.filter(({ transitGatewayId }) => transitGatewayId === id),
    table: (tableId) => tables.get(tableId)?.(),
  };
}

/** What an attachment propagates: a VPC its CIDRs, a VPN its routes. A peering propagates nothing (rule 18). */
function attachmentPrefixes(network: Network): (attachmentId: string) => readonly string[] {
  const vpcs = new Map(network.vpcs.map((vpc) => [vpc.id, [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs]]));
  const vpns = new Map(network.vpnConnections.map((vpn) => [vpn.id, vpn.routes]));
  const attachments = new Map(network.transitGatewayAttachments.map((attachment) => [attachment.id, attachment]));
  return (attachmentId) => {
    const attachment = attachments.get(attachmentId);
    if (attachment === undefined || !isCarrying(attachment)) return [];
    if (attachment.resourceType === 'vpc') return vpcs.get(attachment.resourceId) ?? [];
    if (attachment.resourceType === 'vpn') return vpns.get(attachment.resourceId) ?? [];
    return [];
  };
}

function compileTable(
  table: TransitGatewayRouteTable,
  prefixes: (attachment: string) => readonly string[],
): CompiledTransitTable {
  const stated: readonly TransitGatewayRoute[] = isUnknown(table.routes) ? [] : table.routes;
  const propagations = isUnknown(table.propagations) ? [] : table.propagations;
  const routes: TransitRoute[] = [
    ...stated.map(({ cidr, type, state, attachmentIds }) => ({
      cidr,
      type,
      blackhole: state === 'blackhole',
      attachmentIds,
    })),
    ...propagations.flatMap((attachmentId) =>
      prefixes(attachmentId).map(
        (cidr): TransitRoute => ({ cidr, type: 'propagated', blackhole: false, attachmentIds: [attachmentId] }),
      ),
    ),
  ];
  const spans: { 4: Span<TransitRoute & { size: number }>[]; 6: Span<TransitRoute & { size: number }>[] } = {
    4: [],
    6: [],
  };
  for (const route of routes) {
    const range = parseCidr(route.cidr);
    const size = range.family === 4 ? range.end - range.first : Number(range.end - range.first);
    spans[range.family].push({ first: range.first, end: range.end, item: { ...route, size } });
  }
  // A search that found propagated routes has found them all.
  const lacksPropagated = isUnknown(table.propagations) && !stated.some(({ type }) => type === 'propagated');
  const unknownPropagations = lacksPropagated && isUnknown(table.propagations) ? table.propagations.unknown : undefined;
  const unknown = isUnknown(table.routes) ? table.routes.unknown : undefined;
  return {
    table,
    v4: buildTable<TransitRoute & { size: number }, TransitRoute | undefined>(4, spans[4], best),
    v6: buildTable<TransitRoute & { size: number }, TransitRoute | undefined>(6, spans[6], best),
    ...(unknown !== undefined && { unknown }),
    ...(unknownPropagations !== undefined && { unknownPropagations }),
  };
}

/** Longest prefix, then static over propagated; equal propagated routes share the traffic (ECMP). */
function best(routes: readonly (TransitRoute & { size: number })[]): TransitRoute | undefined {
  const size = Math.min(...routes.map((route) => route.size));
  const longest = routes.filter((route) => route.size === size);
  const decisive = longest.filter(({ type }) => type === 'static');
  const winners = decisive.length > 0 ? decisive : longest;
  const first = winners[0];
  return first && { ...first, attachmentIds: [...new Set(winners.flatMap(({ attachmentIds }) => attachmentIds))] };
}
