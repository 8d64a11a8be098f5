import type { Network, NetworkInterface } from '../../../src/network/index.ts';
import { listenersTake } from './balancer.ts';
import { both, type Identity, networkAclAllows, securityGroupsAllow } from './filters.ts';
import type { Arrival, Beyond, Journey } from './journey.ts';
import { isNatInterface, owns, ownsPrivately } from './owners.ts';
import { type FirstPacket, replyTo } from './packet.ts';

export type Fate = 'delivered' | 'dropped' | 'unknown';

/** The filters at both ends: the egress groups of the source, the ingress groups of the destination. */
export function filterEnds(
  journey: Journey,
  packet: FirstPacket,
  source: NetworkInterface | undefined,
  arrival: Arrival,
  aim: string | undefined,
): Fate {
  if (arrival.kind === 'dropped') return 'dropped';
  if (arrival.kind === 'amazon') return 'delivered';
  const owner =
    arrival.kind === 'unknown'
      ? journey.network.interfaces.find((each) => each.id === aim && owns(each, packet.destination))
      : undefined;
  // Rule 3: a public address has no groups, however the packet gets to it; nor has who sends from outside.
  const isNobody = source === undefined || (owner && !ownsPrivately(owner, packet.destination));
  const identity = isNobody ? 'lost' : identityAt(arrival);
  if (source) {
    const receiver = arrival.kind === 'interface' ? arrival.holder : owner;
    const target = receiver ? { interface: receiver } : {};
    const remote = { address: packet.destination, identity, ...target };
    const egress = securityGroupsAllow(journey.network, source, 'egress', packet, remote);
    journey.trace.push(`egress groups of ${source.id}: ${egress}`);
    if (egress === 'no') return 'dropped';
    if (egress === 'unknown') journey.doubt = true;
  }
  if (arrival.kind === 'unknown') {
    // Whatever is on the way, a destination that takes no such packet from anybody does not take this one.
    if (!owner) return 'unknown';
    // Rule 15: nor does a NAT gateway, which serves nothing that is addressed to it.
    if (isNatInterface(journey.network, owner)) return 'dropped';
    const remote = { address: packet.source, changed: true, identity, ...(source ? { interface: source } : {}) };
    const ingress = securityGroupsAllow(journey.network, owner, 'ingress', packet, remote);
    journey.trace.push(`ingress groups of ${owner.id}, from anywhere: ${ingress}`);
    return ingress === 'no' ? 'dropped' : 'unknown';
  }
  if (arrival.kind === 'interface') {
    const remote = { address: arrival.packet.source, identity, ...(source ? { interface: source } : {}) };
    const ingress = securityGroupsAllow(journey.network, arrival.holder, 'ingress', arrival.packet, remote);
    journey.trace.push(`ingress groups of ${arrival.holder.id}: ${ingress}`);
    const taken = both(ingress, listenersTake(journey, arrival.holder, arrival.packet));
    if (taken === 'no') return 'dropped';
    if (taken === 'unknown') journey.doubt = true;
  }
  return journey.doubt ? 'unknown' : 'delivered';
}

function identityAt(arrival: Arrival): Identity {
  if (arrival.kind === 'interface') return arrival.identity;
  if (arrival.kind !== 'unknown') return 'lost';
  if (arrival.beyond === 'anywhere') return 'perhaps-peering';
  return arrival.beyond === 'peering' || arrival.beyond === 'transit-gateway' ? `perhaps-${arrival.beyond}` : 'lost';
}

/** However it travels, a reply to what left a subnet enters that subnet again; but a middlebox may already be inside. */
export function replyGetsHome(
  network: Network,
  packet: FirstPacket,
  source: NetworkInterface | undefined,
  beyond: Beyond,
): Fate {
  const reply = replyTo(packet);
  if (beyond === 'middlebox' || beyond === 'anywhere' || !source || !reply) return 'unknown';
  return networkAclAllows(network, source.subnetId, 'ingress', reply) === 'no' ? 'dropped' : 'unknown';
}
