import { formatAddress } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import type { InternetPolicy, SubnetPlace } from '../compile/places.ts';
import { type Cursor, cursor, lookup, membership, type Table } from '../compile/table.ts';
import { arriveFromInternet } from './arrive.ts';
import { isGlobal } from './global.ts';
import { type Flight, isNat, type Journey } from './journey.ts';
import { askAccess, doubt, drop, dropAtAccess } from './trail.ts';

/** Out through an internet gateway: needs a public address, a public destination, and Block Public Access's leave (rules 14, 22). */
export function throughInternetGateway(journey: Journey, subnet: SubnetPlace, flight: Flight, gatewayId: string): void {
  const { trail, net } = journey;
  const { vpc } = subnet;
  if ((journey.reply === 'host' || journey.reply === 'site') && typeof flight.source.at === 'number') {
    drop(
      trail,
      'gateway',
      gatewayId,
      `the reply would leave through ${gatewayId}, translated`,
      'a route for the reply that leads back the way the flow came',
    );
    return;
  }
  if (gatewayId !== vpc.internetGatewayId) {
    if (net.network.internetGateways.some(({ id }) => id === gatewayId)) {
      drop(
        trail,
        'gateway',
        gatewayId,
        `${gatewayId} is not attached to ${vpc.id}`,
        `${gatewayId} attached to ${vpc.id}`,
      );
      return;
    }
    doubt(trail, gatewayId, `${gatewayId}, the target of a route, is not in the snapshot`);
  }
  if (vpc.internetGatewayAssumption) trail.assumptions.add(vpc.internetGatewayAssumption);
  askAccess(trail, vpc);
  const nat = isNat(flight.device) ? flight.device : undefined;
  const isRegional = nat !== undefined && nat.subnet === undefined;
  const policy = isRegional ? vpc.internet : subnet.internet;
  if (!allowsOutbound(policy, nat !== undefined, journey.reply !== undefined)) {
    dropAtAccess(trail, gatewayId, subnet, `from ${subnet.id} to the internet`, '');
    return;
  }
  const translated = publicSource(flight);
  if (translated === undefined) {
    drop(
      trail,
      'gateway',
      gatewayId,
      `${formatAddress(flight.source.at)} has no public address, which ${gatewayId} requires`,
      `a public address for ${formatAddress(flight.source.at)}, or a route to a NAT gateway instead`,
    );
    return;
  }
  if (!isGlobal(flight.destination)) {
    drop(
      trail,
      'gateway',
      gatewayId,
      `${gatewayId} does not route to ${formatAddress(flight.destination.at)}, which is not a public address`,
      `a public destination, or a more specific route for ${formatAddress(flight.destination.at)}`,
    );
    return;
  }
  trail.steps.push({ kind: 'gateway', id: gatewayId, text: `leaves ${vpc.id} through ${gatewayId}` });
  if (journey.reply === 'internet') {
    trail.delivered = 'internet';
    return;
  }
  if (journey.reply === 'site') {
    const address = formatAddress(flight.destination.at);
    doubt(
      trail,
      gatewayId,
      `whether the reply gets to ${address} through ${gatewayId}, not the way the flow came, is unknown`,
    );
    return;
  }
  if (!isRegional)
    trail.legs.push({
      kind: 'enters',
      ports: trail.ports,
      source: flight.destination,
      near: trail.near,
      into: subnet,
      through: gatewayId,
    });
  trail.near = { kind: 'outside', address: flight.source };
  intoInternet(journey, { ...flight, source: translated === null ? flight.source : translated }, translated === null);
}

/** `closed` stops replies too; the other policies let a flow's reply out wherever the flow could come in. */
function allowsOutbound(policy: InternetPolicy, byNat: boolean, isReply: boolean): boolean {
  if (isReply) return policy === 'open';
  return policy === 'open' || (policy === 'outbound' && byNat);
}

/** The address a packet shows to the internet: undefined when it has none, null when it has one whose value is not known. */
function publicSource({ source, device }: Flight): Cursor | null | undefined {
  if (device === undefined) return undefined;
  if (isNat(device)) return device.publicIp === undefined ? null : cursor(device.publicIp);
  if (typeof source.at === 'bigint') return isGlobal(source) ? source : undefined;
  const publicIp = device.publics.get(source.at);
  return typeof publicIp === 'number' ? cursor(publicIp) : publicIp;
}

/** Out through an egress-only internet gateway: IPv6, outbound (rule 16). */
export function throughEgressOnlyGateway(
  journey: Journey,
  subnet: SubnetPlace,
  flight: Flight,
  gatewayId: string,
): void {
  const { trail, net } = journey;
  const { vpc } = subnet;
  if (journey.reply !== undefined) {
    drop(
      trail,
      'gateway',
      gatewayId,
      `the reply would leave through ${gatewayId}, which carries only flows that start inside`,
      'a route for the reply that leads back the way the flow came',
    );
    return;
  }
  if (!vpc.egressOnlyGatewayIds.has(gatewayId)) {
    if (net.network.egressOnlyInternetGateways.some(({ id }) => id === gatewayId)) {
      drop(
        trail,
        'gateway',
        gatewayId,
        `${gatewayId} is not attached to ${vpc.id}`,
        `${gatewayId} attached to ${vpc.id}`,
      );
      return;
    }
    doubt(trail, gatewayId, `${gatewayId}, the target of a route, is not in the snapshot`);
  }
  askAccess(trail, vpc);
  if (subnet.internet === 'closed') {
    dropAtAccess(trail, gatewayId, subnet, `from ${subnet.id} to the internet`, '');
    return;
  }
  if (
    typeof flight.source.at !== 'bigint' ||
    flight.carrier !== 'own' ||
    !isGlobal(flight.source) ||
    !isGlobal(flight.destination)
  ) {
    drop(
      trail,
      'gateway',
      gatewayId,
      `${gatewayId} carries IPv6 from its own VPC to public addresses only`,
      'public IPv6 addresses of both ends, in a VPC of its own',
    );
    return;
  }
  trail.steps.push({ kind: 'gateway', id: gatewayId, text: `leaves ${vpc.id} through ${gatewayId}` });
  trail.legs.push({
    kind: 'enters',
    ports: trail.ports,
    source: flight.destination,
    near: trail.near,
    into: subnet,
    through: gatewayId,
  });
  trail.near = { kind: 'outside', address: flight.source };
  trail.door = vpc;
  intoInternet(journey, flight, false);
}

/** On the internet: delivered there, or on to an interface of the network by its public address. */
export function intoInternet(journey: Journey, flight: Flight, isSourceUnknown: boolean): void {
  const { trail, target } = journey;
  trail.scope = 'none';
  if (target.kind === 'outside') {
    if (typeof flight.destination.at === 'bigint' && lookup<boolean>(ownBlocks(journey.net), flight.destination)) {
      const address = formatAddress(flight.destination.at);
      drop(
        trail,
        'internet',
        'internet',
        `${address} is in a block of a VPC, where no interface owns it`,
        `an interface with ${address}`,
      );
      return;
    }
    trail.steps.push({
      kind: 'arrival',
      id: 'internet',
      text: `reaches ${formatAddress(flight.destination.at)} on the internet`,
    });
    trail.delivered = 'internet';
    return;
  }
  const isPublic =
    target.kind === 'host' && (target.translated !== undefined || typeof flight.destination.at === 'bigint');
  if (!isPublic) {
    drop(
      trail,
      'internet',
      'internet',
      `${formatAddress(flight.destination.at)} is not the public address of the destination`,
      `a public address of the destination, or a route to ${formatAddress(flight.destination.at)} that does not leave for the internet`,
    );
    return;
  }
  if (isSourceUnknown) doubt(trail, 'internet', `the public address of the source is not known yet`);
  arriveFromInternet(journey, target.host, target.translated ?? flight.destination, flight.source);
}

const blocks = new WeakMap<Compiled, Table<boolean>>();

/** The IPv6 blocks of all VPCs: nobody else on the internet has addresses of theirs. */
function ownBlocks(net: Compiled): Table<boolean> {
  const known = blocks.get(net) ?? membership(net.network.vpcs.flatMap(({ ipv6Cidrs }) => ipv6Cidrs)).v6;
  blocks.set(net, known);
  return known;
}
