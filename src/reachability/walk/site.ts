import { type AddressNumber, formatAddress, gapAt, type Route } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import type { SubnetPlace } from '../compile/places.ts';
import { lookup, membership, type Table } from '../compile/table.ts';
import type { Flight, Journey } from './journey.ts';
import { doubt, doubtAnonymously, drop } from './trail.ts';

/** Out through a VPN gateway to what its routes say is behind it; behind a default route nobody knows (rule 19). */
export function throughVpnGateway(
  journey: Journey,
  subnet: SubnetPlace,
  flight: Flight,
  gatewayId: string,
  isDefault: boolean,
): void {
  const { trail, net } = journey;
  const { vpc } = subnet;
  if (!vpc.vpnGatewayIds.has(gatewayId)) {
    const known = net.network.vpnGateways.some(({ id }) => id === gatewayId);
    if (known)
      drop(
        trail,
        'gateway',
        gatewayId,
        `${gatewayId} is not attached to ${vpc.id}`,
        `${gatewayId} attached to ${vpc.id}`,
      );
    else if (gapAt(net.network, 'describe-vpn-gateways', vpc.vpc))
      trail.assumptions.add(
        `VPN gateways were not collected: ${gatewayId} is assumed to be attached to ${vpc.id}, which has an active route to it`,
      );
    else doubt(trail, gatewayId, `${gatewayId}, the target of a route, is not in the snapshot`);
    if (known) return;
  }
  if (flight.carrier !== 'own') {
    drop(
      trail,
      'gateway',
      gatewayId,
      `${gatewayId} carries only packets from ${vpc.id} itself`,
      'a VPN gateway of the sender’s own VPC',
    );
    return;
  }
  leaveForSite(journey, flight, gatewayId, isDefault);
  if (journey.reply === undefined)
    trail.legs.push({
      kind: 'enters',
      ports: trail.ports,
      source: flight.destination,
      near: trail.near,
      into: subnet,
      through: gatewayId,
    });
}

/** The packet leaves the modelled network towards a site; `isDefault`: only a default route says that it is there. */
export function leaveForSite(journey: Journey, flight: Flight, gatewayId: string, isDefault: boolean): void {
  const { net, trail, target, reply } = journey;
  const address = formatAddress(flight.destination.at);
  if (reply === 'internet' && typeof flight.source.at === 'number') {
    drop(
      trail,
      'gateway',
      gatewayId,
      `the reply would leave through ${gatewayId} without its public address`,
      'a route for the reply that leads to an internet gateway',
    );
    return;
  }
  trail.steps.push({ kind: 'gateway', id: gatewayId, text: `leaves through ${gatewayId}` });
  // Nothing translated the reply: wherever the site knows its destination, it may get there by another way.
  if (target.kind !== 'outside' || reply === 'internet') {
    doubtAnonymously(trail, gatewayId, `whether the site behind ${gatewayId} forwards to ${address} is unknown`);
    return;
  }
  const isStated = lookup<boolean>(siteTable(net, gatewayId, flight.destination.at), flight.destination);
  if (isDefault && !isStated && reply === undefined)
    doubt(trail, gatewayId, `what lies behind the default route to ${gatewayId} is unknown`);
  trail.steps.push({ kind: 'arrival', id: gatewayId, text: `${address} behind ${gatewayId}` });
  trail.delivered = 'site';
}

const siteTables = new WeakMap<Compiled, Map<string, Record<'v4' | 'v6', Table<boolean>>>>();

/** The addresses that the VPN connections of a gateway, or one connection, state static routes to. */
function siteTable(net: Compiled, gatewayId: string, address: AddressNumber): Table<boolean> {
  const known = siteTables.get(net) ?? new Map<string, Record<'v4' | 'v6', Table<boolean>>>();
  siteTables.set(net, known);
  const cidrs = net.network.vpnConnections
    .filter(({ id, vpnGatewayId }) => id === gatewayId || vpnGatewayId === gatewayId)
    .flatMap(({ routes }) => routes);
  const tables = known.get(gatewayId) ?? membership(cidrs);
  known.set(gatewayId, tables);
  return typeof address === 'number' ? tables.v4 : tables.v6;
}

/** To an AWS service through a gateway endpoint, no public address needed (rule 20); other endpoints are middleboxes. */
export function throughGatewayEndpoint(journey: Journey, subnet: SubnetPlace, flight: Flight, route: Route): void {
  const { trail, net, target } = journey;
  const { id } = route.target;
  const endpoint = net.network.vpcEndpoints.find((candidate) => candidate.id === id);
  const isGateway = endpoint ? endpoint.type === 'Gateway' : route.destination.kind === 'prefix-list';
  if (!isGateway) {
    trail.opaque = true;
    doubtAnonymously(
      trail,
      id,
      endpoint
        ? `the route leads to ${id}, a ${endpoint.type} endpoint: what is behind it decides`
        : `${id}, the target of a route, is not in the snapshot`,
    );
    return;
  }
  if (endpoint !== undefined && endpoint.state.toLowerCase() !== 'available') {
    drop(trail, 'gateway', id, `${id} is ${endpoint.state}, not available`, `${id} available`);
    return;
  }
  if (journey.reply !== undefined || flight.carrier !== 'own' || target.kind !== 'outside') {
    drop(
      trail,
      'gateway',
      id,
      `${id} leads only from its own VPC to its AWS service`,
      `a route to ${formatAddress(flight.destination.at)} by another target`,
    );
    return;
  }
  trail.steps.push({
    kind: 'arrival',
    id,
    text: `reaches ${endpoint?.serviceName ?? 'the AWS service'} through ${id}`,
  });
  trail.delivered = 'service';
  trail.legs.push({
    kind: 'enters',
    ports: trail.ports,
    source: flight.destination,
    near: trail.near,
    into: subnet,
    through: id,
  });
}
