import type { NatGateway, Subnet } from '../../../src/network/index.ts';
import { leaveThroughInternetGateway } from './internet.ts';
import { type Arrival, cross, dropped, type Journey, unknown } from './journey.ts';
import { contains, type Datagram, familyOf, ICMP, TCP, UDP } from './packet.ts';
import { deliverInVpc, fromSubnet, type Sender } from './subnet.ts';

/** Rule 15: a client of the gateway's own VPC, or one that came over a transit gateway, leaves under its address. */
export function leaveThroughNat(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  gatewayId: string,
): Arrival {
  const { network } = journey;
  const gateway = network.natGateways.find((each) => each.id === gatewayId);
  const blocked = cross(journey, subnet.id, gateway?.subnetId, packet);
  if (blocked) return blocked;
  if (!gateway) return unknown(journey, `${gatewayId} is not in the network`);
  if (gateway.state !== 'available') return dropped(journey, `${gatewayId} is ${gateway.state}`);
  if (gateway.vpcId !== subnet.vpcId) return dropped(journey, `${gatewayId} is in another VPC`);
  if (sender.kind === 'nat') return dropped(journey, 'a NAT gateway has to reach the internet gateway itself');
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html: IPv6 only towards the NAT64 prefix.
  if (contains('64:ff9b::/96', packet.destination)) return unknown(journey, 'NAT64 is not followed');
  if (familyOf(packet.destination) !== 4) return dropped(journey, 'a NAT gateway carries IPv4');
  if (![TCP, UDP, ICMP].includes(packet.protocol)) return dropped(journey, 'a NAT gateway carries tcp, udp and icmp');
  if (journey.replyOf) return dropped(journey, 'a NAT gateway would give the reply another source');
  const source = addressOf(gateway, journey.natAddress).privateIp ?? packet.source;
  journey.translations.push({ gateway, before: packet });
  journey.trace.push(`${gatewayId} takes it over as ${source}`);
  const translated = {
    ...packet,
    source,
    ...(packet.sourcePort === undefined || journey.natPort === undefined ? {} : { sourcePort: journey.natPort }),
  };
  const self: Sender = { kind: 'nat', gateway };
  if (gateway.subnetId !== undefined) return fromSubnet(journey, gateway.subnetId, self, translated);
  // A regional gateway has a route table of its own: the VPC, and the internet gateway for the rest.
  const exit = network.internetGateways.find((each) => each.vpcIds.includes(gateway.vpcId));
  if (!exit) return dropped(journey, `${gateway.vpcId} has no internet gateway`);
  return leaveThroughInternetGateway(journey, gateway.vpcId, undefined, self, translated, exit.id);
}

/** The address a NAT gateway sends a flow from. */
export function addressOf({ addresses }: NatGateway, choice: number): NatGateway['addresses'][number] {
  return addresses[choice % addresses.length] ?? {};
}

/** A reply that reached the gateway's address goes on to the client the gateway remembers. */
export function returnThroughNat(journey: Journey, gateway: NatGateway, packet: Datagram): Arrival {
  const memory = journey.replyOf?.translations.findLast((each) => each.gateway.id === gateway.id);
  if (!memory) return dropped(journey, `${gateway.id} knows no such flow`);
  const onward = {
    ...packet,
    destination: memory.before.source,
    ...(memory.before.sourcePort === undefined ? {} : { port: memory.before.sourcePort }),
  };
  journey.trace.push(`${gateway.id} hands it back to ${onward.destination}`);
  if (gateway.subnetId !== undefined) return fromSubnet(journey, gateway.subnetId, { kind: 'nat', gateway }, onward);
  return deliverInVpc(journey, gateway.vpcId, undefined, onward, 'lost');
}
