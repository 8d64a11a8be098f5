import {
  isUnknown,
  type Network,
  type Subnet,
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
} from '../../../src/network/index.ts';
import type { Identity } from './filters.ts';
import { type Arrival, cross, dropped, fork, type Journey, passAcl, unknown } from './journey.ts';
import { owns, ownsPrivately } from './owners.ts';
import { contains, type Datagram, prefixLength } from './packet.ts';
import { deliverInVpc, fromSubnet, type Sender } from './subnet.ts';

const CARRYING = new Set(['available', 'modifying', 'rollingBack']);

/** Rule 18, from a VPC into the gateway. */
export function leaveThroughTransitGateway(
  journey: Journey,
  subnet: Subnet,
  sender: Sender,
  packet: Datagram,
  gatewayId: string,
): Arrival {
  const { network } = journey;
  const attached = network.transitGatewayAttachments.filter(
    (each) => each.transitGatewayId === gatewayId && each.resourceType === 'vpc' && each.resourceId === subnet.vpcId,
  );
  const attachment = attached.find(({ state }) => CARRYING.has(state)) ?? attached[0];
  if (!attachment) {
    const blocked = passAcl(journey, subnet.id, 'egress', packet);
    if (blocked) return blocked;
    return network.transitGateways.some((each) => each.id === gatewayId)
      ? dropped(journey, `${subnet.vpcId} is not attached to ${gatewayId}`)
      : unknown(journey, `${gatewayId} is not in the network`, 'transit-gateway');
  }
  if (!CARRYING.has(attachment.state)) return dropped(journey, `${attachment.id} is ${attachment.state}`);
  const doors = attachmentSubnets(network, attachment);
  // Subnets that were not collected: one in every zone is assumed.
  const door = doors ? doors.find((each) => sameZone(each, subnet)) : subnet;
  if (!door) return dropped(journey, `${attachment.id} has no subnet in the zone of ${subnet.id}`);
  // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html: towards the gateway both rule sets are evaluated, in one
  // shared subnet too.
  const blocked =
    sender.kind === 'attachment'
      ? cross(journey, subnet.id, door.id, packet)
      : (passAcl(journey, subnet.id, 'egress', packet) ?? passAcl(journey, door.id, 'ingress', packet));
  if (blocked) return blocked;
  const carriesIdentity = sender.kind === 'interface' && attachment.securityGroupReferencing === true;
  return throughGateway(journey, attachment, subnet, packet, carriesIdentity);
}

/** From one attachment of a gateway to the next, by the table associated with the first. */
export function throughGateway(
  journey: Journey,
  from: TransitGatewayAttachment,
  zone: Subnet | undefined,
  packet: Datagram,
  carriesIdentity: boolean,
): Arrival {
  const { network } = journey;
  if (++journey.stations > 12) return dropped(journey, 'the packet goes round in a loop');
  const gateway = network.transitGateways.find((each) => each.id === from.transitGatewayId);
  if (!gateway) return unknown(journey, `${from.transitGatewayId} is not in the network`, 'transit-gateway');
  const table = network.transitGatewayRouteTables.find(
    (each) => each.id === from.associatedRouteTableId || each.associations?.includes(from.id),
  );
  const isForeign = gateway.origin.kind === 'live' && gateway.origin.account !== gateway.owner;
  if (!table)
    return from.associatedRouteTableId === undefined && !isForeign
      ? dropped(journey, `${from.id} is associated with no route table`)
      : unknown(journey, `the table of ${from.id} is not in the network`, 'transit-gateway');
  const found = lookUp(network, table, packet.destination);
  if (found.kind === 'unknown') return unknown(journey, found.reason, 'transit-gateway');
  if (found.kind === 'dropped') return dropped(journey, found.reason);
  const next = network.transitGatewayAttachments.find(
    (each) => each.id === found.attachmentId && each.transitGatewayId === gateway.id,
  );
  if (!next) return unknown(journey, `${found.attachmentId} is not in the network`, 'transit-gateway');
  if (!CARRYING.has(next.state)) return dropped(journey, `${next.id} is ${next.state}`);
  journey.trace.push(`${gateway.id} routes ${packet.destination} from ${from.id} to ${next.id}`);
  if (next.resourceType === 'vpc') {
    const kept = carriesIdentity && gateway.securityGroupReferencing && next.securityGroupReferencing === true;
    return intoVpc(journey, next, zone, packet, kept ? 'transit-gateway' : 'lost');
  }
  if (next.resourceType === 'peering') {
    const peerId = next.peerTransitGatewayId ?? next.resourceId;
    const far = network.transitGatewayAttachments.find(
      (each) => each.id === next.id && each.transitGatewayId === peerId,
    );
    return far
      ? throughGateway(journey, far, undefined, packet, false)
      : unknown(journey, `${peerId} is not in the network`);
  }
  if (next.resourceType === 'vpn' || next.resourceType === 'direct-connect-gateway')
    return toSite(journey, next, packet, found.cidr);
  return unknown(journey, `a ${next.resourceType} attachment is not followed`);
}

/** Rule 19 again: behind a default route only what the VPN connection states is known to be there. */
function toSite(journey: Journey, attachment: TransitGatewayAttachment, packet: Datagram, cidr: string): Arrival {
  const { network, replyOf } = journey;
  const { id } = attachment;
  if (network.interfaces.some((each) => (replyOf ? ownsPrivately : owns)(each, packet.destination)))
    return unknown(journey, `whether the site behind ${id} forwards to ${packet.destination} is not known`);
  const announced = learntFrom(network, attachment).some((known) => contains(known, packet.destination));
  if (cidr.endsWith('/0') && !announced && !replyOf) return unknown(journey, `what lies behind ${id} is not known`);
  return { kind: 'site', packet, gateway: { kind: 'attachment', id } };
}

type Found =
  | { readonly kind: 'attachment'; readonly attachmentId: string; readonly cidr: string }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

function lookUp(network: Network, table: TransitGatewayRouteTable, destination: string): Found {
  const candidates: { cidr: string; static: boolean; blackhole: boolean; attachmentIds: readonly string[] }[] = [];
  if (isUnknown(table.routes)) return { kind: 'unknown', reason: table.routes.unknown };
  for (const route of table.routes)
    if (contains(route.cidr, destination))
      candidates.push({ ...route, static: route.type === 'static', blackhole: route.state === 'blackhole' });
  const isComplete = table.routes.some(({ type }) => type === 'propagated');
  if (isUnknown(table.propagations) && !isComplete) return { kind: 'unknown', reason: table.propagations.unknown };
  for (const id of isUnknown(table.propagations) ? [] : table.propagations) {
    const attachment = network.transitGatewayAttachments.find(
      (each) => each.id === id && each.transitGatewayId === table.transitGatewayId,
    );
    for (const cidr of attachment ? learntFrom(network, attachment) : [])
      if (contains(cidr, destination)) candidates.push({ cidr, static: false, blackhole: false, attachmentIds: [id] });
  }
  let best: (typeof candidates)[number] | undefined;
  for (const each of candidates) {
    const longer = best ? prefixLength(each.cidr) - prefixLength(best.cidr) : 1;
    if (longer > 0 || (longer === 0 && each.static && !best?.static)) best = each;
  }
  if (!best) return { kind: 'dropped', reason: `${table.id} has no route to ${destination}` };
  if (best.blackhole) return { kind: 'dropped', reason: `${table.id}'s route to ${destination} is a blackhole` };
  const [attachmentId] = best.attachmentIds;
  return attachmentId === undefined
    ? { kind: 'unknown', reason: `${table.id}'s route to ${destination} names no attachment` }
    : { kind: 'attachment', attachmentId, cidr: best.cidr };
}

function learntFrom(network: Network, attachment: TransitGatewayAttachment): readonly string[] {
  if (!CARRYING.has(attachment.state)) return [];
  if (attachment.resourceType === 'vpc') {
    const vpc = network.vpcs.find((each) => each.id === attachment.resourceId);
    return [...(vpc?.ipv4Cidrs ?? []), ...(vpc?.ipv6Cidrs ?? [])];
  }
  if (attachment.resourceType === 'vpn')
    return network.vpnConnections.find((each) => each.id === attachment.resourceId)?.routes ?? [];
  return [];
}

/**
 * Out of the gateway into a VPC: through the attachment's subnet in the zone the packet comes from, where there is one,
 * and on by that subnet's route table. Where AWS may choose among subnets, only what all agree on is known.
 */
function intoVpc(
  journey: Journey,
  attachment: TransitGatewayAttachment,
  zone: Subnet | undefined,
  packet: Datagram,
  identity: Identity,
): Arrival {
  const { network } = journey;
  if (!network.vpcs.some((vpc) => vpc.id === attachment.resourceId))
    return unknown(journey, `${attachment.resourceId} is not linked`, 'transit-gateway');
  const subnets = attachmentSubnets(network, attachment);
  if (!subnets) return deliverInVpc(journey, attachment.resourceId, undefined, packet, identity);
  const near = attachment.applianceMode ? undefined : subnets.find((each) => zone && sameZone(each, zone));
  const outcomes = (near ? [near] : subnets).map((subnet) => {
    const branch = fork(journey);
    branch.trace.push(`comes out of the transit gateway in ${subnet.id}`);
    return { branch, arrival: fromSubnet(branch, subnet.id, { kind: 'attachment', identity, zone }, packet) };
  });
  if (outcomes.length === 0) return unknown(journey, `${attachment.id} names no subnet`, 'transit-gateway');
  const arrived = outcomes.filter(({ arrival }) => arrival.kind !== 'dropped');
  const [chosen] = arrived.length > 0 ? arrived : outcomes;
  if (!chosen || !arrived.every(({ arrival }) => isSamePlace(arrival, chosen.arrival)))
    return unknown(journey, `${attachment.id} may use any of its subnets, and they differ`, 'transit-gateway');
  journey.trace.push(...chosen.branch.trace.slice(journey.trace.length));
  // Where only some of the subnets let the packet through, which one it takes decides.
  journey.doubt = chosen.branch.doubt || arrived.some(({ branch }) => branch.doubt);
  if (arrived.length > 0 && arrived.length < outcomes.length) journey.doubt = true;
  journey.door = chosen.branch.door;
  journey.translations.splice(0, journey.translations.length, ...chosen.branch.translations);
  return chosen.arrival;
}

function isSamePlace(one: Arrival, other: Arrival): boolean {
  if (one.kind === 'interface' && other.kind === 'interface') return one.holder === other.holder;
  return one.kind === other.kind;
}

function attachmentSubnets(network: Network, attachment: TransitGatewayAttachment): Subnet[] | undefined {
  return attachment.subnetIds?.flatMap((id) => network.subnets.find((each) => each.id === id) ?? []);
}

/** Zone names differ between accounts, zone ids do not. */
function sameZone(one: Subnet, other: Subnet): boolean {
  if (one.availabilityZoneId !== undefined && other.availabilityZoneId !== undefined)
    return one.availabilityZoneId === other.availabilityZoneId;
  return one.account === other.account && one.availabilityZone === other.availabilityZone;
}
