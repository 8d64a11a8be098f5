import { formatAddress, type PeeringSide } from '../../network/index.ts';
import type { SubnetPlace } from '../compile/places.ts';
import { lookup, membership, type Table } from '../compile/table.ts';
import { deliverLocally } from './arrive.ts';
import type { Flight, Journey } from './journey.ts';
import { doubt, drop } from './trail.ts';

/** Through a peering connection: both addresses in the CIDRs of their own side, so nothing transits (rule 17). */
export function throughPeering(journey: Journey, subnet: SubnetPlace, flight: Flight, peeringId: string): void {
  const { trail, net } = journey;
  const peering = net.network.peerings.find(({ id }) => id === peeringId);
  if (peering === undefined) {
    doubt(trail, peeringId, `${peeringId}, the target of a route, is not in the snapshot`);
    expectReply(journey, subnet, flight, peeringId);
    return;
  }
  const { requester, accepter } = peering;
  const [own, peer] = requester.vpcId === subnet.vpc.id ? [requester, accepter] : [accepter, requester];
  if (peering.status !== 'active' || own.vpcId !== subnet.vpc.id) {
    const why =
      peering.status === 'active' ? `does not belong to ${subnet.vpc.id}` : `is ${peering.status}, not active`;
    drop(trail, 'gateway', peeringId, `${peeringId} ${why}`, `an active peering connection of ${subnet.vpc.id}`);
    return;
  }
  if (flight.carrier !== 'own') {
    drop(
      trail,
      'gateway',
      peeringId,
      `${peeringId} carries only packets from ${own.vpcId} itself: nothing transits`,
      'a peering connection of the sender’s own VPC',
    );
    return;
  }
  const place = net.vpcs.get(peer.vpcId);
  const cidrs = place?.cidrs ?? sideTables(peer);
  if (
    !lookup(typeof flight.destination.at === 'number' ? cidrs.v4 : cidrs.v6, flight.destination) &&
    (place || peer.cidrs.length > 0)
  ) {
    drop(
      trail,
      'gateway',
      peeringId,
      `${formatAddress(flight.destination.at)} is outside the CIDR blocks of ${peer.vpcId}`,
      `a destination in a CIDR block of ${peer.vpcId}`,
    );
    return;
  }
  trail.steps.push({ kind: 'gateway', id: peeringId, text: `crosses ${peeringId} to ${peer.vpcId}` });
  trail.scope = trail.scope === 'vpc' && own.region === peer.region ? 'peering' : 'none';
  if (place === undefined) {
    const account = peer.account ? ` of account ${peer.account}` : '';
    doubt(trail, peer.vpcId, `the peer ${peer.vpcId}${account} is not linked, so what receives there is unknown`);
    expectReply(journey, subnet, flight, peeringId);
    return;
  }
  deliverLocally(journey, place, flight, undefined);
}

/** However it is answered behind the connection, the reply enters the sender's subnet again. */
function expectReply({ trail, reply }: Journey, into: SubnetPlace, flight: Flight, through: string): void {
  if (reply !== undefined) return;
  const { ports, near } = trail;
  trail.legs.push({ kind: 'enters', ports, source: flight.destination, near, into, through });
}

const tables = new WeakMap<PeeringSide, ReturnType<typeof membership>>();

function sideTables(side: PeeringSide): { readonly v4: Table<boolean>; readonly v6: Table<boolean> } {
  const made = tables.get(side) ?? membership(side.cidrs);
  tables.set(side, made);
  return made;
}
