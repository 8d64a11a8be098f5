import { formatAddress } from '../../network/index.ts';
import type { Host, SubnetPlace, VpcPlace } from '../compile/places.ts';
import { matchRoute } from '../compile/routes.ts';
import { type Cursor, lookup } from '../compile/table.ts';
import { ownerIn } from '../compile/vpcs.ts';
import { passAcl, passGroups, passListeners } from './filters.ts';
import { isGlobal } from './global.ts';
import { type Flight, type Journey, targetSubnet, targetVpcId } from './journey.ts';
import { doubtRoute, rivalsOf } from './known-route.ts';
import { intoMiddlebox } from './middlebox.ts';
import { askAccess, doubt, doubtAnonymously, drop, dropAtAccess, type Trail } from './trail.ts';

/**
 * Delivers inside a VPC what its local route matched: to the target if it lives here, else to nobody the query is about.
 * `from` is the subnet the packet comes out of; absent when it comes straight from a gateway.
 */
export function deliverLocally(journey: Journey, vpc: VpcPlace, flight: Flight, from: SubnetPlace | undefined): void {
  const { trail, target } = journey;
  const subnet = targetSubnet(target);
  const isHere =
    target.kind !== 'outside' && targetVpcId(target) === vpc.id && !(target.kind === 'host' && target.translated);
  if (!isHere) {
    const owner = ownerIn(vpc, flight.destination.at);
    const address = formatAddress(flight.destination.at);
    const whose = owner ? `belongs to ${owner.interface.id}` : 'belongs to no interface';
    drop(
      trail,
      'interface',
      vpc.id,
      `in ${vpc.id} the address ${address} ${whose}`,
      `an interface of the destination with ${address} in ${vpc.id}`,
    );
    return;
  }
  if (subnet === undefined) {
    const id = target.kind === 'host' ? target.host.interface.subnetId : target.nat.nat.id;
    trail.opaque = true;
    doubt(trail, id, `subnet ${id} is not in the snapshot, so its routes and network ACL are unknown`);
    return;
  }
  if (subnet !== from) passAcl(trail, 'ingress', subnet, flight.source);
  if (target.kind === 'host') arriveAt(journey, target.host, flight, subnet);
  else arriveAtNat(journey, target.nat.nat.id);
}

/** The last step: the interface itself. Records the way the reply starts. */
export function arriveAt(journey: Journey, host: Host, flight: Flight, subnet: SubnetPlace): void {
  const { trail } = journey;
  if (journey.reply === undefined) {
    if (host.nat !== undefined) {
      drop(
        trail,
        'gateway',
        host.nat.id,
        `${host.nat.id} is a NAT gateway: packets addressed to it are not served`,
        'another destination: a NAT gateway serves none of its own',
      );
      return;
    }
    const identity = trail.scope === 'none' ? undefined : flight.identity;
    passGroups(journey.net, trail, 'ingress', host, flight.source, identity);
    passListeners(journey.net, trail, host, flight.source);
    trail.legs.push({
      kind: 'routed',
      ports: trail.ports,
      source: flight.destination,
      near: trail.near,
      from: subnet,
      responder: host,
    });
  }
  endAt(trail, host);
}

function endAt(trail: Trail, host: Host): void {
  trail.steps.push({ kind: 'arrival', id: host.interface.id, text: describeHost(host), interface: host.interface });
  trail.delivered = host;
}

function arriveAtNat({ trail }: Journey, id: string): void {
  trail.steps.push({ kind: 'arrival', id, text: `reply arrives at NAT gateway ${id}` });
  trail.delivered = 'service';
}

/**
 * What arrives from the internet for an interface (rules 14 and 22): through its VPC's internet gateway, edge routes,
 * the subnet's ACL, the interface's groups. `own` is the private address, or the IPv6 one.
 */
export function arriveFromInternet(journey: Journey, host: Host, own: Cursor, source: Cursor): void {
  const { trail } = journey;
  const { subnet } = host;
  if (subnet === undefined) {
    trail.opaque = true;
    doubt(
      trail,
      host.interface.subnetId,
      `subnet ${host.interface.subnetId} of ${host.interface.id} is not in the snapshot`,
    );
    return;
  }
  const { vpc } = subnet;
  if (journey.door === vpc) {
    trail.steps.push({ kind: 'gateway', id: vpc.id, text: `enters ${vpc.id} by the gateway its flow left by` });
    passAcl(trail, 'ingress', subnet, source);
    endAt(trail, host);
    return;
  }
  const gatewayId = vpc.internetGatewayId ?? vpc.unseenInternetGatewayId;
  if (gatewayId === undefined) {
    drop(
      trail,
      'gateway',
      vpc.id,
      `no internet gateway is attached to ${vpc.id}`,
      `an internet gateway attached to ${vpc.id}`,
    );
    return;
  }
  if (vpc.internetGatewayId === undefined)
    doubt(trail, gatewayId, `${gatewayId}, the target of a route, is not in the snapshot`);
  if (vpc.internetGatewayAssumption) trail.assumptions.add(vpc.internetGatewayAssumption);
  askAccess(trail, vpc);
  if (subnet.internet !== 'open') {
    dropAtAccess(trail, gatewayId, subnet, `from the internet to ${subnet.id}`, ' that allows both directions');
    return;
  }
  if (typeof own.at === 'bigint' && !isGlobal(own)) {
    drop(trail, 'internet', 'internet', `${formatAddress(own.at)} is not a public address`, 'a public IPv6 address');
    return;
  }
  trail.steps.push({ kind: 'gateway', id: gatewayId, text: `enters ${vpc.id} through ${gatewayId}` });
  if (!passEdgeRoutes(journey, vpc, gatewayId, { source, destination: own }, host)) return;
  if (host.nat !== undefined) {
    drop(
      trail,
      'gateway',
      host.nat.id,
      `${host.nat.id} is a NAT gateway: nothing unsolicited gets in`,
      'another destination: a NAT gateway lets in replies alone',
    );
    return;
  }
  passAcl(trail, 'ingress', subnet, source);
  if (journey.reply === undefined) {
    passGroups(journey.net, trail, 'ingress', host, source, undefined);
    passListeners(journey.net, trail, host, source);
  }
  endAt(trail, host);
  trail.legs.push({
    kind: 'to-internet',
    ports: trail.ports,
    source: own,
    near: { kind: 'outside', address: source },
    from: subnet,
    responder: host,
  });
}

/** Follows a gateway's own route table (edge association). False when the packet is diverted or dropped there. */
export function passEdgeRoutes(
  journey: Journey,
  vpc: VpcPlace,
  gatewayId: string,
  { source, destination }: Pick<Flight, 'source' | 'destination'>,
  host?: Host,
): boolean {
  const routes = vpc.edgeRoutes.get(gatewayId);
  if (routes === undefined) return true;
  const match = matchRoute(routes, destination);
  const rivals = rivalsOf(journey, routes, match, destination, true);
  if (rivals.length > 0) {
    doubtRoute(journey, routes.table.id, match, rivals);
    return false;
  }
  if (match === undefined || match.route.target.kind === 'local') return true;
  const { trail } = journey;
  const { target, state } = match.route;
  if (state !== 'active') {
    drop(
      trail,
      'route',
      routes.table.id,
      `the route of ${gatewayId} to it in ${routes.table.id} is a blackhole`,
      `a target that exists for the route in ${routes.table.id}`,
      match.route,
    );
    return false;
  }
  if (target.kind === 'network-interface' && target.id === host?.interface.id) return true;
  trail.steps.push({ kind: 'route', table: routes.table, route: match.route, destination });
  const middle = target.kind === 'network-interface' ? journey.net.hostById.get(target.id) : undefined;
  if (middle !== undefined) intoMiddlebox(journey, middle, undefined, { source, identity: undefined });
  else {
    trail.opaque = true;
    doubtAnonymously(
      trail,
      target.id,
      `${routes.table.id} sends what arrives through ${gatewayId} to ${target.id}, a middlebox whose rules are not known`,
    );
  }
  return false;
}

/** What arrives through a VPN gateway of the VPC from a site (rule 19). */
export function arriveFromVpnGateway(journey: Journey, gatewayId: string, flight: Flight): void {
  const { trail, target } = journey;
  const host = target.kind === 'host' ? target.host : undefined;
  const vpc = host?.subnet?.vpc;
  if (host === undefined || vpc === undefined || !vpc.vpnGatewayIds.has(gatewayId)) {
    drop(
      trail,
      'gateway',
      gatewayId,
      `${gatewayId} is not attached to the VPC of the destination`,
      `${gatewayId} attached to the VPC of the destination`,
    );
    return;
  }
  if (!lookup(typeof flight.destination.at === 'number' ? vpc.cidrs.v4 : vpc.cidrs.v6, flight.destination)) {
    drop(
      trail,
      'gateway',
      gatewayId,
      `${gatewayId} delivers to the CIDR blocks of ${vpc.id} only`,
      `a destination in a CIDR block of ${vpc.id}`,
    );
    return;
  }
  trail.steps.push({ kind: 'gateway', id: gatewayId, text: `enters ${vpc.id} through ${gatewayId}` });
  trail.scope = 'none';
  if (passEdgeRoutes(journey, vpc, gatewayId, flight, host)) deliverLocally(journey, vpc, flight, undefined);
}

export function describeHost({ interface: eni }: Host): string {
  const name = eni.name ? ` (${eni.name})` : '';
  return eni.instanceId ? `${eni.id} of ${eni.instanceId}${name}` : `${eni.id}${name}`;
}
