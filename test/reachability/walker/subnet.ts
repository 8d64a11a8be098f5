import type { NatGateway, Network, NetworkInterface, RouteTarget, Subnet } from '../../../src/network/index.ts';
import { type Identity, type Remote, securityGroupsAllow } from './filters.ts';
import { leaveThroughEgressOnly, leaveThroughInternetGateway } from './internet.ts';
import { type Arrival, cross, dropped, type Journey, passAcl, unknown } from './journey.ts';
import { leaveThroughNat, returnThroughNat } from './nat.ts';
import { isNatInterface, natGatewayOf, ownerInVpc, owns, ownsPrivately, primaryInterface } from './owners.ts';
import { contains, type Datagram } from './packet.ts';
import { nextHop, tableOfSubnet } from './routes.ts';
import { leaveThroughTransitGateway } from './transit.ts';

/** Who put the packet on the subnet: an interface, a NAT gateway, or a transit gateway's attachment there. */
export type Sender =
  | { readonly kind: 'interface'; readonly holder: NetworkInterface }
  | { readonly kind: 'nat'; readonly gateway: NatGateway }
  | {
      readonly kind: 'attachment';
      readonly identity: Identity;
      /** Zone ids or names where the flow started, for the gateway's zone affinity. */
      readonly zone: Subnet | undefined;
    };

/** Takes a packet from a subnet to wherever that subnet's routes send it. */
export function fromSubnet(journey: Journey, subnetId: string, sender: Sender, packet: Datagram): Arrival {
  const { network, trace } = journey;
  if (++journey.stations > 12) return dropped(journey, 'the packet goes round in a loop');
  const subnet = network.subnets.find((each) => each.id === subnetId);
  if (!subnet) return unknown(journey, `subnet ${subnetId} is not in the network`);
  const { vpcId } = subnet;
  if (!network.vpcs.some((vpc) => vpc.id === vpcId)) return unknown(journey, `${vpcId} is not in the network`);
  // Neighbours in one subnet reach each other without the router; what a transit gateway hands in is routed.
  const neighbour = ownerInVpc(network, vpcId, packet.destination);
  if (sender.kind !== 'attachment' && neighbour?.subnetId === subnetId)
    return deliver(journey, subnetId, neighbour, packet, identityOf(sender));

  const hop = nextHop(network, tableOfSubnet(network, subnetId, vpcId), vpcId, packet.destination);
  if (hop.kind === 'none') return dropped(journey, `${subnetId} has no route to ${packet.destination}`);
  if (hop.kind === 'blackhole') return dropped(journey, `${subnetId}'s route to ${packet.destination} is a blackhole`);
  if (hop.kind === 'doubtful') {
    const mayStayInside = hop.targets.some(
      (target) => target.kind === 'unknown' || subnetOf(network, target, neighbour) === subnetId,
    );
    const blocked = mayStayInside ? undefined : cross(journey, subnetId, undefined, packet);
    return blocked ?? unknown(journey, hop.reason, hop.diverts ? 'anywhere' : 'peering');
  }
  trace.push(`${subnetId} routes ${packet.destination} by ${hop.cidr} to ${hop.target.kind} ${hop.target.id}`);
  return toTarget(journey, subnet, sender, packet, hop.target, hop.cidr);
}

function subnetOf(
  network: Network,
  { kind, id }: RouteTarget,
  owner: NetworkInterface | undefined,
): string | undefined {
  if (kind === 'local') return owner?.subnetId;
  if (kind === 'network-interface') return network.interfaces.find((each) => each.id === id)?.subnetId;
  return kind === 'instance' ? primaryInterface(network, id)?.subnetId : undefined;
}

function identityOf(sender: Sender): Identity {
  if (sender.kind === 'interface') return 'vpc';
  return sender.kind === 'attachment' ? sender.identity : 'lost';
}

function toTarget(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  target: RouteTarget,
  cidr: string,
): Arrival {
  switch (target.kind) {
    case 'local':
      return deliverInVpc(journey, subnet.vpcId, subnet.id, packet, identityOf(sender));
    case 'internet-gateway':
      return leaveThroughInternetGateway(journey, subnet.vpcId, subnet.id, sender, packet, target.id);
    case 'egress-only-internet-gateway':
      return leaveThroughEgressOnly(journey, subnet, sender, packet, target.id);
    case 'nat-gateway':
      return leaveThroughNat(journey, subnet, sender, packet, target.id);
    case 'vpc-peering-connection':
      return leaveThroughPeering(journey, subnet, sender, packet, target.id);
    case 'transit-gateway':
      return leaveThroughTransitGateway(journey, subnet, sender, packet, target.id);
    case 'vpn-gateway':
      return leaveThroughVpnGateway(journey, subnet, sender, packet, target.id, cidr);
    case 'vpc-endpoint':
      return leaveThroughEndpoint(journey, subnet, sender, packet, target.id);
    case 'network-interface':
      return toInterface(journey, subnet, sender, packet, target.id);
    case 'instance': {
      const interfaceId = journey.network.instances.find((each) => each.id === target.id)?.interfaceIds[0];
      return toInterface(journey, subnet, sender, packet, interfaceId ?? target.id);
    }
    default:
      return (
        cross(journey, subnet.id, undefined, packet) ??
        unknown(journey, `a ${target.kind} is not followed`, target.kind === 'unknown' ? 'anywhere' : 'elsewhere')
      );
  }
}

/** The local route: whoever owns the address in the VPC; nobody does, and the packet is lost. */
export function deliverInVpc(
  journey: Journey,
  vpcId: string,
  fromSubnetId: string | undefined,
  packet: Datagram,
  identity: Identity,
): Arrival {
  const owner = ownerInVpc(journey.network, vpcId, packet.destination);
  if (!owner) return dropped(journey, `nobody in ${vpcId} owns ${packet.destination}`);
  return deliver(journey, fromSubnetId, owner, packet, identity);
}

export function deliver(
  journey: Journey,
  fromSubnetId: string | undefined,
  holder: NetworkInterface,
  packet: Datagram,
  identity: Identity,
): Arrival {
  const blocked = fromSubnetId
    ? cross(journey, fromSubnetId, holder.subnetId, packet)
    : passAcl(journey, holder.subnetId, 'ingress', packet);
  if (blocked) return blocked;
  if (isNatInterface(journey.network, holder)) {
    const gateway = natGatewayOf(journey.network, holder);
    return gateway && journey.replyOf
      ? returnThroughNat(journey, gateway, packet)
      : dropped(journey, 'a NAT gateway serves nothing itself');
  }
  if (!journey.network.subnets.some(({ id }) => id === holder.subnetId)) journey.doubt = true;
  journey.trace.push(`arrives at ${holder.id}`);
  return { kind: 'interface', holder, packet, identity };
}

/** Rule 17. */
function leaveThroughPeering(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  peeringId: string,
): Arrival {
  const { network } = journey;
  const blocked = cross(journey, subnet.id, undefined, packet);
  if (blocked) return blocked;
  const peering = network.peerings.find((each) => each.id === peeringId);
  if (!peering) return unknown(journey, `${peeringId} is not in the network`, 'peering');
  if (peering.status !== 'active') return dropped(journey, `${peeringId} is ${peering.status}`);
  const near = [peering.requester, peering.accepter].find((side) => side.vpcId === subnet.vpcId);
  const far = near === peering.requester ? peering.accepter : peering.requester;
  if (!near) return dropped(journey, `${peeringId} does not join ${subnet.vpcId}`);
  if (sender.kind === 'attachment') return dropped(journey, 'a peering carries no transit');
  if (!near.cidrs.some((cidr) => contains(cidr, packet.source)))
    return dropped(journey, `${packet.source} is not in ${near.vpcId}`);
  if (!far.cidrs.some((cidr) => contains(cidr, packet.destination)))
    return dropped(journey, `${packet.destination} is not in ${far.vpcId}`);
  if (!network.vpcs.some((vpc) => vpc.id === far.vpcId))
    return unknown(journey, `${far.vpcId} is not linked`, 'peering');
  const identity = sender.kind === 'interface' && near.region === far.region ? 'peering' : 'lost';
  return deliverInVpc(journey, far.vpcId, undefined, packet, identity);
}

/** Rule 19: a route's prefix is reachable, but a default route says nothing about what lies behind it. */
function leaveThroughVpnGateway(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  gatewayId: string,
  cidr: string,
): Arrival {
  const blocked = cross(journey, subnet.id, undefined, packet);
  if (blocked) return blocked;
  const { network, replyOf } = journey;
  const gateway = network.vpnGateways.find((each) => each.id === gatewayId);
  if (!gateway) return unknown(journey, `${gatewayId} is not in the network`);
  if (!gateway.vpcIds.includes(subnet.vpcId)) return dropped(journey, `${gatewayId} is not attached`);
  if (sender.kind === 'attachment') return dropped(journey, 'a VPN gateway carries no transit');
  const announced = network.vpnConnections.some(
    (each) => each.vpnGatewayId === gatewayId && each.routes.some((known) => contains(known, packet.destination)),
  );
  if (network.interfaces.some((each) => (replyOf ? ownsPrivately : owns)(each, packet.destination)))
    return unknown(journey, `whether the site behind ${gatewayId} forwards to ${packet.destination} is not known`);
  // The site knows its own addresses: the reply to what came from there needs no route of ours to say so.
  if (cidr.endsWith('/0') && !announced && !replyOf)
    return unknown(journey, `what lies behind ${gatewayId} is not known`);
  return { kind: 'site', packet, gateway: { kind: 'vpn-gateway', id: gatewayId, vpcId: subnet.vpcId } };
}

/** Rule 20: a gateway endpoint serves its own VPC only; any other endpoint as a route target is a middlebox. */
function leaveThroughEndpoint(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  endpointId: string,
): Arrival {
  const blocked = cross(journey, subnet.id, undefined, packet);
  if (blocked) return blocked;
  const endpoint = journey.network.vpcEndpoints.find((each) => each.id === endpointId);
  if (!endpoint) return unknown(journey, `${endpointId} is not in the network`, 'middlebox');
  if (endpoint.type !== 'Gateway') return unknown(journey, `${endpointId} is a middlebox`, 'middlebox');
  if (endpoint.state !== 'available') return dropped(journey, `${endpointId} is ${endpoint.state}`);
  if (sender.kind === 'attachment') return dropped(journey, 'a gateway endpoint serves its own VPC only');
  return { kind: 'service', endpoint, packet };
}

/** Rules 13 and 21: an interface as target takes what is its own; with the check off it may do anything with the rest. */
function toInterface(journey: Journey, subnet: Subnet, sender: Sender, packet: Datagram, interfaceId: string): Arrival {
  const holder = journey.network.interfaces.find((each) => each.id === interfaceId);
  if (holder && ownsPrivately(holder, packet.destination))
    return deliver(journey, subnet.id, holder, packet, identityOf(sender));
  const blocked = cross(journey, subnet.id, holder?.subnetId, packet);
  if (blocked) return blocked;
  if (!holder) return unknown(journey, `${interfaceId} is not in the network`, 'middlebox');
  const from = sender.kind === 'interface' ? { interface: sender.holder } : {};
  return intoMiddlebox(journey, holder, packet, { address: packet.source, identity: identityOf(sender), ...from });
}

/** A packet for somebody else enters an interface by its groups, and leaves it if the check is off, in whatever shape. */
export function intoMiddlebox(journey: Journey, holder: NetworkInterface, packet: Datagram, from: Remote): Arrival {
  if (holder.sourceDestCheck) return dropped(journey, `${holder.id} takes only what is addressed to it`);
  const admitted = securityGroupsAllow(journey.network, holder, 'ingress', packet, from);
  journey.trace.push(`ingress groups of ${holder.id}: ${admitted}`);
  if (admitted === 'no') return dropped(journey, `the groups of ${holder.id} admit no such packet`);
  return unknown(journey, `${holder.id} is a middlebox`, 'middlebox');
}
