import { formatAddress, type Route } from '../../network/index.ts';
import type { Host, SubnetPlace } from '../compile/places.ts';
import { matchRoute, type RouteMatch } from '../compile/routes.ts';
import { lookup } from '../compile/table.ts';
import { amazonService } from './amazon-services.ts';
import { arriveAt, deliverLocally } from './arrive.ts';
import { passAcl } from './filters.ts';
import { primaryInterface } from './instances.ts';
import { throughEgressOnlyGateway, throughInternetGateway } from './internet.ts';
import { type Flight, isDirect, type Journey, targetSubnet, targetVpcId } from './journey.ts';
import { doubtRoute, rivalsOf } from './known-route.ts';
import { intoMiddlebox } from './middlebox.ts';
import { throughNat } from './nat.ts';
import { throughPeering } from './peering.ts';
import { throughGatewayEndpoint, throughVpnGateway } from './site.ts';
import { doubt, doubtAnonymously, drop } from './trail.ts';
import { throughTransitGateway } from './transit.ts';

/**
 * A packet at the inside of a subnet's border: stays inside, or crosses it (network ACL) and follows the subnet's routes
 * (rules 11–13). `flight.carrier` tells a sender of this VPC from one that came over a transit gateway.
 */
export function leaveSubnet(journey: Journey, subnet: SubnetPlace, flight: Flight): void {
  const { trail, target } = journey;
  const { vpc } = subnet;
  const isLocal = lookup(typeof flight.destination.at === 'number' ? vpc.cidrs.v4 : vpc.cidrs.v6, flight.destination);
  const isNeighbour = isLocal && isDirect(target) && targetVpcId(target) === vpc.id && targetSubnet(target) === subnet;
  if (isNeighbour && flight.carrier === 'own') {
    deliverLocally(journey, vpc, flight, subnet);
    return;
  }
  if (target.kind === 'outside' && flight.carrier === 'own' && amazonService(journey, vpc, flight)) return;
  const match = matchRoute(subnet.routes, flight.destination);
  const rivals = rivalsOf(journey, subnet.routes, match, flight.destination, isLocal);
  const mayStayInside = ({ target }: Route) =>
    (isNeighbour && target.kind === 'local') || middlebox(journey, target)?.subnet === subnet;
  const staysInside =
    (match && mayStayInside(match.route)) ||
    rivals.some(({ route }) => route.target.kind === 'unknown' || mayStayInside(route));
  if (!staysInside) passAcl(trail, 'egress', subnet, flight.destination);
  if (subnet.routesAssumption) trail.assumptions.add(subnet.routesAssumption);
  const { table } = subnet.routes;
  if (rivals.length > 0) {
    doubtRoute(journey, table.id, match, rivals);
    return;
  }
  if (match === undefined) {
    drop(
      trail,
      'route',
      table.id,
      `${table.id} has no route to ${formatAddress(flight.destination.at)}`,
      `a route in ${table.id} to ${formatAddress(flight.destination.at)}`,
    );
    return;
  }
  if (match.rival !== undefined) {
    doubt(
      trail,
      table.id,
      `${table.id} has two routes for ${formatAddress(flight.destination.at)} by prefix lists, and AWS picks one`,
    );
    return;
  }
  if (match.route.state !== 'active') {
    drop(
      trail,
      'route',
      table.id,
      `the route to ${match.route.target.id} in ${table.id} is a blackhole`,
      `a target that exists for the route in ${table.id}`,
      match.route,
    );
    return;
  }
  trail.steps.push({ kind: 'route', table, route: match.route, destination: flight.destination });
  follow(journey, subnet, flight, match);
}

function follow(journey: Journey, subnet: SubnetPlace, flight: Flight, match: RouteMatch): void {
  const { route } = match;
  const { trail } = journey;
  const { id } = route.target;
  switch (route.target.kind) {
    case 'local':
      deliverLocally(journey, subnet.vpc, flight, subnet);
      return;
    case 'internet-gateway':
      throughInternetGateway(journey, subnet, flight, id);
      return;
    case 'egress-only-internet-gateway':
      throughEgressOnlyGateway(journey, subnet, flight, id);
      return;
    case 'nat-gateway':
      throughNat(journey, subnet, flight, id);
      return;
    case 'vpc-peering-connection':
      throughPeering(journey, subnet, flight, id);
      return;
    case 'transit-gateway':
      throughTransitGateway(journey, subnet, flight, id);
      return;
    case 'vpn-gateway':
      throughVpnGateway(journey, subnet, flight, id, match.isDefault);
      return;
    case 'vpc-endpoint':
      throughGatewayEndpoint(journey, subnet, flight, route);
      return;
    case 'network-interface':
    case 'instance':
      throughMiddlebox(journey, subnet, flight, route);
      return;
    case 'unknown':
      trail.opaque = true;
      doubt(trail, subnet.routes.table.id, `the target of a route in ${subnet.routes.table.id} is unknown: ${id}`);
      return;
    default:
      doubtAnonymously(trail, id, `what lies behind ${id} is not modelled`);
  }
}

/** The interface a route leads to, where it leads to one. A neighbour in the same subnet is reached without crossing its border. */
function middlebox({ net }: Journey, { kind, id }: Route['target']): Host | undefined {
  if (kind === 'network-interface') return net.hostById.get(id);
  return kind === 'instance' ? primaryInterface(net, id) : undefined;
}

/** A route to an interface: its own addresses arrive; others only where its source/destination check is off (rule 21). */
function throughMiddlebox(journey: Journey, from: SubnetPlace, flight: Flight, route: Route): void {
  const { trail, target } = journey;
  const { id } = route.target;
  const middle = middlebox(journey, route.target);
  if (middle === undefined) {
    trail.opaque = true;
    doubt(trail, id, `${id}, the target of a route, is not in the snapshot`);
    return;
  }
  if (target.kind === 'host' && target.host === middle && isDirect(target) && middle.subnet) {
    if (middle.subnet !== from) passAcl(trail, 'ingress', middle.subnet, flight.source);
    arriveAt(journey, middle, flight, middle.subnet);
    return;
  }
  intoMiddlebox(journey, middle, from, flight);
}
