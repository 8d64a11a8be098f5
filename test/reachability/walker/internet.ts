import type { Network, NetworkInterface, Subnet } from '../../../src/network/index.ts';
import { type Arrival, cross, dropped, type Journey, passAcl, unknown } from './journey.ts';
import { addressOf, returnThroughNat } from './nat.ts';
import { ownsPrivately, publicAddressOf } from './owners.ts';
import { contains, type Datagram, familyOf, isGlobal, sameAddress } from './packet.ts';
import { nextHop } from './routes.ts';
import { deliver, intoMiddlebox, type Sender } from './subnet.ts';

/**
 * Rule 22, https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html: what an account's Block Public
 * Access leaves of a subnet's internet: all of it, only what NAT and egress-only gateways carry, or nothing.
 */
export function publicAccess(
  { network }: Journey,
  vpcId: string,
  subnetId: string | undefined,
): 'all' | 'outbound-only' | 'none' {
  const vpc = network.vpcs.find((each) => each.id === vpcId);
  const options = network.blockPublicAccess.find(
    (each) => each.account === vpc?.account && each.region === vpc?.region,
  );
  if (!options || options.mode === 'off') return 'all';
  const exclusions = options.exclusions.filter((each) => each.resourceId === vpcId || each.resourceId === subnetId);
  if (exclusions.some((each) => each.mode === 'allow-bidirectional')) return 'all';
  // An egress-only exclusion counts under the bidirectional mode only, and does what the ingress-only mode does.
  return options.mode === 'block-ingress' || exclusions.length > 0 ? 'outbound-only' : 'none';
}

/** A gateway that routes name and the network lacks has nothing to decide but whether it is there. */
function doubtGateway(journey: Journey, gatewayId: string): void {
  journey.trace.push(`${gatewayId} is not in the network`);
  // Where nobody asked for internet gateways, the one that active routes name is assumed.
  if (gatewayId.startsWith('eigw') || !isUncollected(journey.network, 'describe-internet-gateways'))
    journey.doubt = true;
}

/** Asking for Block Public Access was refused, so that nobody knows what it stops. */
function doubtAccess(journey: Journey, vpcId: string): void {
  const { gaps, vpcs } = journey.network;
  const vpc = vpcs.find(({ id }) => id === vpcId);
  const isRefused = gaps.some(
    ({ operation, kind, account, region }) =>
      operation === 'describe-vpc-block-public-access-options' &&
      kind !== 'not-collected' &&
      account === vpc?.account &&
      region === vpc.region,
  );
  if (isRefused) journey.doubt = true;
}

function isUncollected({ gaps }: Network, operation: string): boolean {
  return gaps.some((each) => each.operation === operation);
}

function missingGateway(network: Network, vpcId: string): string | undefined {
  const named = network.routeTables.filter((table) => table.vpcId === vpcId).flatMap(({ routes }) => routes);
  return named.find(
    ({ target, state }) =>
      target.kind === 'internet-gateway' &&
      state === 'active' &&
      !network.internetGateways.some(({ id }) => id === target.id),
  )?.target.id;
}

/** Rule 14, outbound. */
export function leaveThroughInternetGateway(
  journey: Journey,
  vpcId: string,
  subnetId: string | undefined,
  sender: Sender,
  packet: Datagram,
  gatewayId: string,
): Arrival {
  const { network } = journey;
  const blocked = subnetId === undefined ? undefined : cross(journey, subnetId, undefined, packet);
  if (blocked) return blocked;
  const gateway = network.internetGateways.find((each) => each.id === gatewayId);
  if (!gateway) doubtGateway(journey, gatewayId);
  if (gateway && !gateway.vpcIds.includes(vpcId)) return dropped(journey, `${gatewayId} is not attached to ${vpcId}`);
  if (sender.kind === 'attachment') return dropped(journey, 'an internet gateway carries no transit');
  doubtAccess(journey, vpcId);
  const access = publicAccess(journey, vpcId, subnetId);
  if (access === 'none' || (access === 'outbound-only' && sender.kind === 'interface'))
    return dropped(journey, 'Block Public Access');
  if (!isGlobal(packet.destination)) return dropped(journey, `the internet does not route ${packet.destination}`);
  const source = publicSource(journey, sender, packet);
  if (source === undefined) return dropped(journey, `${packet.source} has no public address`);
  journey.trace.push(`leaves through ${gatewayId} as ${source}`);
  journey.door = { kind: 'internet-gateway', vpcId };
  return onInternet(journey, { ...packet, source: source ?? packet.source });
}

function publicSource({ natAddress }: Journey, sender: Sender, packet: Datagram): string | null | undefined {
  if (familyOf(packet.source) === 6) return isGlobal(packet.source) ? packet.source : undefined;
  if (sender.kind === 'interface') return publicAddressOf(sender.holder, packet.source);
  if (sender.kind === 'nat' && sender.gateway.connectivity === 'public')
    return addressOf(sender.gateway, natAddress).publicIp;
  return undefined;
}

/** Rule 16: outbound only, so the reply to a flow from outside does not leave this way. */
export function leaveThroughEgressOnly(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  gatewayId: string,
): Arrival {
  const blocked = cross(journey, subnet.id, undefined, packet);
  if (blocked) return blocked;
  const gateway = journey.network.egressOnlyInternetGateways.find((each) => each.id === gatewayId);
  if (!gateway) doubtGateway(journey, gatewayId);
  if (gateway && !gateway.vpcIds.includes(subnet.vpcId)) return dropped(journey, `${gatewayId} is not attached`);
  if (sender.kind !== 'interface') return dropped(journey, 'an egress-only gateway carries no transit');
  if (familyOf(packet.destination) !== 6) return dropped(journey, 'an egress-only gateway carries IPv6 only');
  doubtAccess(journey, subnet.vpcId);
  if (publicAccess(journey, subnet.vpcId, subnet.id) === 'none') return dropped(journey, 'Block Public Access');
  if (journey.replyOf) return dropped(journey, 'an egress-only gateway carries flows from inside only');
  if (!isGlobal(packet.source) || !isGlobal(packet.destination)) return dropped(journey, 'not a global IPv6 address');
  journey.trace.push(`leaves through ${gatewayId}`);
  journey.door = { kind: 'egress-only-internet-gateway', vpcId: subnet.vpcId };
  return onInternet(journey, packet);
}

/** A packet out on the internet goes to the VPC whose address it names, or to the world. */
export function onInternet(journey: Journey, packet: Datagram): Arrival {
  const { network } = journey;
  const nat = network.natGateways.find((gateway) =>
    gateway.addresses.some((each) => each.publicIp !== undefined && sameAddress(each.publicIp, packet.destination)),
  );
  if (nat) {
    if (!journey.replyOf) return dropped(journey, 'a NAT gateway lets nothing in');
    const address = nat.addresses.find(({ publicIp }) => publicIp && sameAddress(publicIp, packet.destination));
    const gateway = network.internetGateways.find((each) => each.vpcIds.includes(nat.vpcId));
    const elsewhere =
      gateway && address?.privateIp !== undefined
        ? atEdge(journey, nat.vpcId, gateway.id, undefined, { ...packet, destination: address.privateIp })
        : undefined;
    if (elsewhere) return elsewhere;
    const blocked = nat.subnetId ? passAcl(journey, nat.subnetId, 'ingress', packet) : undefined;
    return blocked ?? returnThroughNat(journey, nat, packet);
  }
  for (const holder of network.interfaces) {
    if (familyOf(packet.destination) === 6) {
      if (ownsPrivately(holder, packet.destination) && isGlobal(packet.destination))
        return enterFromInternet(journey, holder, packet);
      continue;
    }
    const association = holder.publicIpv4.find(
      (each) => each.publicIp !== null && sameAddress(each.publicIp, packet.destination),
    );
    if (association) return enterFromInternet(journey, holder, { ...packet, destination: association.privateIp });
  }
  if (!isGlobal(packet.destination)) return dropped(journey, `the internet does not route ${packet.destination}`);
  if (network.vpcs.some((vpc) => vpc.ipv6Cidrs.some((cidr) => contains(cidr, packet.destination))))
    return dropped(journey, `nobody owns ${packet.destination}`);
  journey.trace.push(`reaches ${packet.destination} on the internet`);
  return { kind: 'internet', packet };
}

/** Rule 14, inbound: through the VPC's internet gateway, or back through the egress-only gateway the flow left by. */
function enterFromInternet(journey: Journey, holder: NetworkInterface, packet: Datagram): Arrival {
  const { network, replyOf } = journey;
  const { vpcId } = holder;
  if (replyOf?.door?.kind === 'egress-only-internet-gateway' && replyOf.door.vpcId === vpcId)
    return deliver(journey, undefined, holder, packet, 'lost');
  const gatewayId =
    network.internetGateways.find((each) => each.vpcIds.includes(vpcId))?.id ?? missingGateway(network, vpcId);
  if (gatewayId === undefined) return dropped(journey, `${vpcId} has no internet gateway`);
  if (!network.internetGateways.some(({ id }) => id === gatewayId)) doubtGateway(journey, gatewayId);
  doubtAccess(journey, vpcId);
  if (publicAccess(journey, vpcId, holder.subnetId) !== 'all') return dropped(journey, 'Block Public Access');
  return atEdge(journey, vpcId, gatewayId, holder.id, packet) ?? deliver(journey, undefined, holder, packet, 'lost');
}

/** Rule 13: the gateway's own route table may divert or drop what comes in. Undefined: it goes where it is addressed to. */
function atEdge(
  journey: Journey,
  vpcId: string,
  gatewayId: string,
  holderId: string | undefined,
  packet: Datagram,
): Arrival | undefined {
  const { network } = journey;
  const edge = network.routeTables.find((table) => table.gatewayIds.includes(gatewayId));
  const hop = nextHop(network, edge, vpcId, packet.destination);
  if (hop.kind === 'target' && hop.target.kind !== 'local' && hop.target.id !== holderId) {
    const middlebox = network.interfaces.find(({ id }) => id === hop.target.id);
    if (!middlebox)
      return unknown(journey, `${gatewayId} hands ${packet.destination} to ${hop.target.id}`, 'middlebox');
    const blocked = passAcl(journey, middlebox.subnetId, 'ingress', packet);
    return blocked ?? intoMiddlebox(journey, middlebox, packet, { address: packet.source, identity: 'lost' });
  }
  if (hop.kind === 'doubtful') return unknown(journey, hop.reason);
  if (hop.kind !== 'target') return dropped(journey, `${gatewayId} has no route to ${packet.destination}`);
  return undefined;
}
