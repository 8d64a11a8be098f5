import type { Network, NetworkInterface } from '../../../src/network/index.ts';
import { toAmazon } from './amazon.ts';
import { listenersTake } from './balancer.ts';
import { type Fate, filterEnds, replyGetsHome } from './ends.ts';
import { freePorts } from './filters.ts';
import { onInternet } from './internet.ts';
import { type Arrival, type Beyond, dropped, type FlowState, type Journey, passAcl, unknown } from './journey.ts';
import { addressOf, returnThroughNat } from './nat.ts';
import { isNatInterface } from './owners.ts';
import { type Datagram, type FirstPacket, familyOf, replyTo, sameAddress } from './packet.ts';
import { nextHop } from './routes.ts';
import { deliverInVpc, fromSubnet } from './subnet.ts';
import { throughGateway } from './transit.ts';

export interface Walk {
  readonly forward: Fate;
  /** Whether the reply gets back; `delivered` where none is needed, `dropped` where there was nothing to reply to. */
  readonly return: Fate;
  /** Where the first packet ended: an interface's id, or what kind of place lies outside the model. */
  readonly reached: string;
  readonly trace: readonly string[];
}

/**
 * Walks one concrete packet through a network, hop by hop, and then its reply. It knows no sets and takes no short
 * cuts; it follows docs/reachability.md rule by rule, and shares nothing with the engine it is held against. `aim` is the
 * interface that is asked about, whose own groups may settle what becomes of a packet lost to sight on the way.
 */
export function walk(network: Network, packet: FirstPacket, aim?: string): Walk {
  const first = walkByPorts(network, packet, 0, aim);
  if (!first.translated) return first;
  const choices = Math.max(...network.natGateways.map(({ addresses }) => addresses.length));
  let all: Walk = first;
  for (let choice = 1; choice < choices; choice++) {
    const other = walkByPorts(network, packet, choice, aim);
    all = {
      ...all,
      forward: all.forward === other.forward ? all.forward : 'unknown',
      return: all.return === other.return ? all.return : 'unknown',
    };
  }
  return all;
}

/** A NAT gateway's port may be any that works; its address is whichever it picks. */
function walkByPorts(network: Network, packet: FirstPacket, natAddress: number, aim: string | undefined): OneWalk {
  let best: OneWalk | undefined;
  for (const natPort of packet.sourcePort === undefined ? [] : freePorts(network)) {
    const one = walkOnce(network, packet, natPort, natAddress, aim);
    if (one.forward !== 'delivered' || one.return === 'delivered' || !one.translated) return one;
    if (!best || one.return === 'unknown') best = one;
  }
  return best ?? walkOnce(network, packet, undefined, natAddress, aim);
}

type OneWalk = Walk & { readonly translated: boolean };

function walkOnce(
  network: Network,
  packet: FirstPacket,
  natPort: number | undefined,
  natAddress: number,
  aim: string | undefined,
): OneWalk {
  const trace: string[] = [];
  const out = begin(network, trace, natPort, natAddress, undefined);
  const source =
    packet.from.kind === 'interface' ? network.interfaces.find((each) => each.id === idOf(packet)) : undefined;
  const arrival = start(out, packet, source);
  const forward = filterEnds(out, packet, source, arrival, aim);
  const translated = out.translations.length > 0;
  const reached = arrival.kind === 'interface' ? arrival.holder.id : arrival.kind;
  if (forward === 'dropped' || arrival.kind === 'dropped')
    return { forward, return: 'dropped', reached, trace, translated };
  if (arrival.kind === 'unknown') {
    const back = begin(network, trace, natPort, natAddress, out);
    const home = returnsThroughNat(back, arrival.beyond)
      ? replyGetsHome(network, packet, source, arrival.beyond)
      : 'dropped';
    return { forward, return: home, reached, trace, translated };
  }
  const reply = arrival.kind === 'amazon' ? undefined : replyTo(arrival.packet);
  if (!reply || arrival.kind === 'amazon') return { forward, return: 'delivered', reached, trace, translated };
  trace.push('— reply —');
  const back = begin(network, trace, natPort, natAddress, { translations: out.translations, door: out.door });
  const returned = sendReply(back, arrival, reply);
  const judged = judgeReply(back, packet, source, returned);
  const taken = arrival.kind === 'interface' ? listenersTake(back, arrival.holder, arrival.packet, 'both ways') : 'yes';
  const inDoubt = taken === 'unknown' && judged === 'delivered';
  const fate = taken === 'no' ? 'dropped' : inDoubt ? 'unknown' : judged;
  return { forward, return: fate, reached, trace, translated };
}

/** However it travels, a reply to what a NAT gateway sent comes back to that gateway, and goes on from its subnet. */
function returnsThroughNat(back: Journey, beyond: Beyond): boolean {
  const last = back.replyOf?.translations.at(-1);
  const reply = last && replyTo({ ...last.before, ...natPortOf(back, last.before) });
  if (!last || !reply || beyond === 'middlebox' || beyond === 'anywhere') return true;
  const { privateIp } = addressOf(last.gateway, back.natAddress);
  const entering = { ...reply, destination: privateIp ?? reply.destination };
  if (last.gateway.subnetId && passAcl(back, last.gateway.subnetId, 'ingress', entering)) return false;
  return returnThroughNat(back, last.gateway, reply).kind !== 'dropped';
}

function natPortOf({ natPort }: Journey, { sourcePort }: Datagram): { readonly sourcePort?: number } {
  return sourcePort === undefined || natPort === undefined ? {} : { sourcePort: natPort };
}

function idOf(packet: FirstPacket): string {
  return packet.from.kind === 'internet' ? 'internet' : packet.from.id;
}

function begin(
  network: Network,
  trace: string[],
  natPort: number | undefined,
  natAddress: number,
  replyOf: FlowState | undefined,
): Journey {
  return { network, trace, doubt: false, stations: 0, natPort, natAddress, translations: [], door: undefined, replyOf };
}

function start(journey: Journey, packet: FirstPacket, source: NetworkInterface | undefined): Arrival {
  if (packet.from.kind === 'internet') return onInternet(journey, packet);
  if (packet.from.kind === 'vpn-gateway') return enterFromSite(journey, packet.from.id, packet);
  if (packet.from.kind === 'attachment') return enterFromAttachment(journey, packet.from.id, packet);
  if (!source) return unknown(journey, `${packet.from.id} is not in the network`);
  if (isNatInterface(journey.network, source)) return dropped(journey, 'a NAT gateway starts no flows of its own');
  const amazon = toAmazon(journey, source, packet);
  return amazon ?? fromSubnet(journey, source.subnetId, { kind: 'interface', holder: source }, packet);
}

function enterFromSite(journey: Journey, gatewayId: string, packet: Datagram): Arrival {
  const gateway = journey.network.vpnGateways.find((each) => each.id === gatewayId);
  const vpcId = gateway?.vpcIds[0];
  if (vpcId === undefined) return dropped(journey, `${gatewayId} is attached to no VPC`);
  const edge = journey.network.routeTables.find((table) => table.gatewayIds.includes(gatewayId));
  const hop = nextHop(journey.network, edge, vpcId, packet.destination);
  if (hop.kind === 'doubtful') return unknown(journey, hop.reason);
  if (hop.kind !== 'target') return dropped(journey, `${gatewayId} has no route to ${packet.destination}`);
  if (hop.target.kind !== 'local') return unknown(journey, `${gatewayId} hands the packet to ${hop.target.id}`);
  return deliverInVpc(journey, vpcId, undefined, packet, 'lost');
}

function enterFromAttachment(journey: Journey, id: string, packet: Datagram): Arrival {
  const attachment = journey.network.transitGatewayAttachments.find((each) => each.id === id);
  return attachment
    ? throughGateway(journey, attachment, undefined, packet, false)
    : unknown(journey, `${id} is not in the network`);
}

function sendReply(
  journey: Journey,
  arrival: Exclude<Arrival, { kind: 'dropped' | 'unknown' | 'amazon' }>,
  reply: Datagram,
): Arrival {
  switch (arrival.kind) {
    case 'interface':
      return fromSubnet(journey, arrival.holder.subnetId, { kind: 'interface', holder: arrival.holder }, reply);
    case 'internet':
      return onInternet(journey, reply);
    case 'service':
      return deliverInVpc(journey, arrival.endpoint.vpcId, undefined, reply, 'lost');
    case 'site': {
      const { gateway } = arrival;
      if (gateway.kind === 'vpn-gateway') return enterFromSite(journey, gateway.id, reply);
      return enterFromAttachment(journey, gateway.id, reply);
    }
  }
}

/** A reply counts when it comes back to where the flow began, from the address the flow was sent to. */
function judgeReply(
  journey: Journey,
  packet: FirstPacket,
  source: NetworkInterface | undefined,
  returned: Arrival,
): Fate {
  if (returned.kind === 'dropped' || returned.kind === 'unknown') return returned.kind;
  const home =
    packet.from.kind === 'interface'
      ? returned.kind === 'interface' && returned.holder === source
      : returned.kind === (packet.from.kind === 'internet' ? 'internet' : 'site');
  const expected = sameAddress(returned.packet.source, packet.destination);
  // A client has one IPv6 address on the internet and at its site: whether the one leads to the other nobody says.
  const isOutside = returned.kind === 'internet' || returned.kind === 'site';
  if (!home && expected && familyOf(packet.source) === 6 && isOutside && packet.from.kind !== 'interface') {
    journey.trace.push(`the reply ends at ${returned.kind}, and may get to the client from there`);
    return 'unknown';
  }
  if (!home || !expected) {
    journey.trace.push(`the reply from ${returned.packet.source} ends at ${returned.kind}`);
    return 'dropped';
  }
  return journey.doubt ? 'unknown' : 'delivered';
}
