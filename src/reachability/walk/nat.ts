import { ICMP, TCP, UDP } from '../../network/index.ts';
import { certain } from '../compile/decision.ts';
import type { NatPlace, SubnetPlace } from '../compile/places.ts';
import { type Cursor, cursor, lookup, membership } from '../compile/table.ts';
import { protocolServices, unionServices } from '../sets/services.ts';
import { passAcl } from './filters.ts';
import { throughInternetGateway } from './internet.ts';
import type { Flight, Journey } from './journey.ts';
import { leaveSubnet } from './leave.ts';
import { doubt, doubtAnonymously, drop, fork, join, pass } from './trail.ts';

const CARRIED = certain([protocolServices(ICMP), protocolServices(TCP), protocolServices(UDP)].reduce(unionServices));

/** The addresses that stand for IPv4 ones (RFC 6052). */
const NAT64 = membership(['64:ff9b::/96']);

/** Through a NAT gateway: outbound, tcp/udp/icmp over IPv4, for its own VPC and for transit gateway arrivals (rule 15). */
export function throughNat(journey: Journey, subnet: SubnetPlace, flight: Flight, natId: string): void {
  const { trail, net } = journey;
  const places = net.nats.get(natId);
  const place = places?.[0];
  if (places === undefined || place === undefined) {
    doubtAnonymously(trail, natId, `${natId}, the target of a route, is not in the snapshot`);
    return;
  }
  if (journey.reply !== undefined) {
    drop(
      trail,
      'gateway',
      natId,
      `the reply would leave through ${natId}, which carries only flows that start inside`,
      'a route for the reply that leads back the way the flow came',
    );
    return;
  }
  if (trail.ports > 0) {
    drop(
      trail,
      'gateway',
      natId,
      `${natId} serves no packets that a NAT gateway has already translated`,
      `a route in the subnet of the first NAT gateway that leads past ${natId}`,
    );
    return;
  }
  if (place.nat.state !== 'available') {
    drop(trail, 'gateway', natId, `${natId} is ${place.nat.state}, not available`, `${natId} available`);
    return;
  }
  if (typeof flight.source.at === 'bigint') {
    if (lookup(NAT64.v6, flight.destination)) doubt(trail, natId, `NAT64 through ${natId} is not modelled`);
    else
      drop(
        trail,
        'gateway',
        natId,
        `${natId} carries no IPv6 but NAT64`,
        'an IPv4 address, or a route to an egress-only internet gateway',
      );
    return;
  }
  if (place.vpc !== undefined && place.vpc !== subnet.vpc) {
    drop(
      trail,
      'gateway',
      natId,
      `${natId} is in ${place.vpc.id} and serves no routes of ${subnet.vpc.id}`,
      `a NAT gateway in ${subnet.vpc.id}`,
    );
    return;
  }
  pass(trail, {
    kind: 'limit',
    hop: 'gateway',
    id: natId,
    text: `${natId} translates tcp, udp and icmp`,
    needs: 'tcp, udp or icmp',
    decision: CARRIED,
  });
  const through = place.nat.availability === 'regional' ? throughRegional : throughZonal;
  if (places.length === 1) {
    through(journey, subnet, flight, place);
    return;
  }
  const branches = places.map((each) => {
    const branch = fork(trail);
    through({ ...journey, trail: branch }, subnet, flight, each);
    return branch;
  });
  const text = `${natId} may send from any of its addresses, which differ for this packet`;
  join(trail, branches, natId, text);
  const ways = branches.filter(({ near, decision }) => near !== trail.near && decision.possible.length > 0);
  trail.rivals = { ways, id: natId, text };
}

function throughZonal(journey: Journey, subnet: SubnetPlace, flight: Flight, place: NatPlace): void {
  const { trail } = journey;
  const own = place.subnet;
  if (own === undefined || place.privateIp === undefined) {
    doubt(trail, place.nat.id, `the subnet or address of ${place.nat.id} is not in the snapshot`);
    return;
  }
  if (own !== subnet) passAcl(trail, 'ingress', own, flight.source);
  trail.legs.push({
    kind: 'routed',
    ports: trail.ports,
    source: flight.destination,
    near: trail.near,
    from: own,
    responder: undefined,
  });
  const translated = cursor(place.privateIp);
  enterOuterSide(journey, place, translated);
  leaveSubnet(journey, own, { ...outer(flight, place), source: translated });
}

/** A regional NAT gateway has no subnet: it stands at the VPC's internet gateway itself. */
function throughRegional(journey: Journey, subnet: SubnetPlace, flight: Flight, place: NatPlace): void {
  const { trail } = journey;
  const { internetGatewayId } = subnet.vpc;
  if (internetGatewayId === undefined) {
    drop(
      trail,
      'gateway',
      place.nat.id,
      `${place.nat.id} has no internet gateway in ${subnet.vpc.id}`,
      `an internet gateway attached to ${subnet.vpc.id}`,
    );
    return;
  }
  trail.legs.push({
    kind: 'enters',
    ports: trail.ports,
    source: flight.destination,
    near: trail.near,
    into: subnet,
    through: place.nat.id,
  });
  const translated = cursor(place.publicIp ?? 0);
  enterOuterSide(journey, place, translated);
  trail.near = { kind: 'outside', address: flight.source };
  throughInternetGateway(journey, subnet, { ...outer(flight, place), source: translated }, internetGatewayId);
}

function enterOuterSide({ trail }: Journey, nat: NatPlace, address: Cursor): void {
  trail.near = { kind: 'nat', nat, address };
  trail.ports += 1;
  trail.scope = 'none';
}

function outer(flight: Flight, place: NatPlace): Flight {
  return {
    ...flight,
    identity: undefined,
    carrier: 'own',
    device: place.nat.connectivity === 'public' ? place : undefined,
  };
}
