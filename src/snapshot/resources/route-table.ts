import { isCidr, type Route, type RouteTable, type RouteTarget, type RouteTargetKind } from '../../network/index.ts';
import { type Fields, flag, list, nested, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { distinct, order, type Reading, resourceOf } from '../reading.ts';

export const routeTables: ResourceReader<RouteTable> = {
  operation: 'describe-route-tables',
  id: 'RouteTableId',
  read: (id, fields, reading) => {
    const associations = list(fields, 'Associations').filter(
      (association) =>
        (optionalText(nested(association, 'AssociationState'), 'State') ?? 'associated') === 'associated',
    );
    const ids = (member: string): string[] =>
      distinct(
        associations.map((association) => optionalText(association, member)).filter((given) => given !== undefined),
      );
    return {
      ...resourceOf(id, fields, reading),
      vpcId: text(fields, 'VpcId'),
      main: associations.some((association) => flag(association, 'Main', false)),
      subnetIds: ids('SubnetId'),
      gatewayIds: ids('GatewayId'),
      routes: list(fields, 'Routes')
        .map((route) => readRoute(id, route, reading))
        .sort((a, b) => order(sortKey(a), sortKey(b))),
    };
  },
  ambiguous: (value, unknown) => ({
    ...value,
    routes: [
      {
        destination: { kind: 'unknown', unknown },
        target: { kind: 'unknown', id: unknown },
        state: 'active',
        propagated: false,
        origin: value.origin,
      },
    ],
  }),
};

function readRoute(tableId: string, fields: Fields, reading: Reading): Route {
  return {
    destination: destinationOf(tableId, fields, reading),
    target: targetOf(tableId, fields, reading),
    state: (optionalText(fields, 'State') ?? 'active') === 'active' ? 'active' : 'blackhole',
    propagated: ['EnableVgwRoutePropagation', 'Advertisement'].includes(optionalText(fields, 'Origin') ?? ''),
    origin: reading.origin,
  };
}

function destinationOf(tableId: string, fields: Fields, reading: Reading): Route['destination'] {
  const prefixListId = optionalText(fields, 'DestinationPrefixListId');
  if (prefixListId !== undefined) return { kind: 'prefix-list', prefixListId };
  const cidr = optionalText(fields, 'DestinationCidrBlock') ?? optionalText(fields, 'DestinationIpv6CidrBlock') ?? '';
  if (isCidr(cidr)) return { kind: 'cidr', cidr };
  const message = `a route's destination '${cidr}' is no CIDR`;
  reading.problem(tableId, message);
  return { kind: 'unknown', unknown: `${tableId}: ${message}` };
}

/** The members that name a target. An instance's route names its interface too, which is the exact one. */
const TARGETS: readonly (readonly [member: string, kind: RouteTargetKind])[] = [
  ['NatGatewayId', 'nat-gateway'],
  ['TransitGatewayId', 'transit-gateway'],
  ['VpcPeeringConnectionId', 'vpc-peering-connection'],
  ['EgressOnlyInternetGatewayId', 'egress-only-internet-gateway'],
  ['LocalGatewayId', 'local-gateway'],
  ['CarrierGatewayId', 'carrier-gateway'],
  ['CoreNetworkArn', 'core-network'],
  ['NetworkInterfaceId', 'network-interface'],
  ['InstanceId', 'instance'],
];

/** What `GatewayId` names, by its prefix. */
const GATEWAYS: readonly (readonly [prefix: string, kind: RouteTargetKind])[] = [
  ['igw-', 'internet-gateway'],
  ['vgw-', 'vpn-gateway'],
  ['vpce-', 'vpc-endpoint'],
  ['eigw-', 'egress-only-internet-gateway'],
  ['cagw-', 'carrier-gateway'],
  ['lgw-', 'local-gateway'],
];

function targetOf(tableId: string, fields: Fields, reading: Reading): RouteTarget {
  for (const [member, kind] of TARGETS) {
    const id = optionalText(fields, member);
    if (id !== undefined) return { kind, id };
  }
  const gateway = optionalText(fields, 'GatewayId');
  if (gateway === 'local') return { kind: 'local', id: 'local' };
  const kind = GATEWAYS.find(([prefix]) => gateway?.startsWith(prefix))?.[1];
  if (gateway !== undefined && kind !== undefined) return { kind, id: gateway };
  const named = gateway ?? optionalText(fields, 'OdbNetworkArn');
  // A blackhole may have lost its target; it drops whatever the target was.
  if (named === undefined && optionalText(fields, 'State') === 'blackhole')
    return { kind: 'unknown', id: 'the target was deleted' };
  const reason = named === undefined ? 'a route names no target' : `a route's target '${named}' is of no known kind`;
  reading.problem(tableId, reason);
  return { kind: 'unknown', id: reason };
}

function sortKey({ destination, target, state, propagated }: Route): string {
  return JSON.stringify([destination, target, state, propagated]);
}
