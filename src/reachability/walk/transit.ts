import { formatAddress, gapAt, isCarrying, isUnknown, type TransitGatewayAttachment } from '../../network/index.ts';
import type { SubnetPlace } from '../compile/places.ts';
import { lookup } from '../compile/table.ts';
import type { CompiledTransitTable, TransitPlace, TransitRoute } from '../compile/transit-gateways.ts';
import { compareTexts } from '../describe.ts';
import { deliverLocally } from './arrive.ts';
import { passAcl } from './filters.ts';
import type { Flight, Journey } from './journey.ts';
import { leaveSubnet } from './leave.ts';
import { leaveForSite } from './site.ts';
import { doubt, drop, fork, join } from './trail.ts';

const MAX_TRANSITS = 8;

/** From a VPC into a transit gateway: its attachment needs a subnet in the sender's zone (rule 18). */
export function throughTransitGateway(journey: Journey, subnet: SubnetPlace, flight: Flight, gatewayId: string): void {
  const { trail, net } = journey;
  const place = net.transitGateways.get(gatewayId);
  const attached = place?.attachments.filter(
    ({ resourceType, resourceId }) => resourceType === 'vpc' && resourceId === subnet.vpc.id,
  );
  // One that was deleted is told for a while, beside the one that took its place.
  const attachment = attached?.find(isCarrying) ?? attached?.[0];
  if (place === undefined || (attachment === undefined && !isKnown(place))) {
    // It may support references to groups, which only ingress rules make (rule 4).
    if (trail.scope !== 'none') trail.scope = 'transit';
    doubt(trail, gatewayId, `${gatewayId}, the target of a route, is not in the snapshot`);
    return;
  }
  if (attachment === undefined || !isCarrying(attachment)) {
    const why = attachment === undefined ? 'has no attachment' : `has an attachment that is ${attachment.state}`;
    drop(
      trail,
      'gateway',
      gatewayId,
      `${gatewayId} ${why} for ${subnet.vpc.id}`,
      `an available attachment of ${subnet.vpc.id} to ${gatewayId}`,
    );
    return;
  }
  const inner = attachmentSubnets(journey, attachment);
  if (inner === undefined) trail.assumptions.add(subnetsAssumption(attachment));
  else {
    const entry = inner.find((candidate) => isSameZone(candidate, subnet));
    if (entry === undefined) {
      drop(
        trail,
        'gateway',
        attachment.id,
        `${attachment.id} has no subnet in ${zone(subnet)}, the zone of ${subnet.id}`,
        `a subnet of ${attachment.id} in ${zone(subnet)}`,
      );
      return;
    }
    passAcl(trail, 'ingress', entry, flight.source);
  }
  trail.steps.push({ kind: 'gateway', id: gatewayId, text: `enters ${gatewayId} by ${attachment.id}` });
  if (!isReferencing(place, attachment)) trail.scope = 'none';
  else if (trail.scope !== 'none') trail.scope = 'transit';
  routeInTransit(journey, place, attachment, flight, subnet);
}

function isKnown(place: TransitPlace): boolean {
  return place.gateway !== undefined;
}

/** Seen by an account it is shared with alone: only its owner sees its route tables. */
function isForeign({ gateway }: TransitPlace): boolean {
  return gateway?.origin.kind === 'live' && gateway.origin.account !== gateway.owner;
}

function isReferencing(place: TransitPlace, attachment: TransitGatewayAttachment): boolean {
  return place.gateway?.securityGroupReferencing === true && attachment.securityGroupReferencing === true;
}

function attachmentSubnets({ net }: Journey, { subnetIds }: TransitGatewayAttachment): SubnetPlace[] | undefined {
  return subnetIds?.map((id) => net.subnets.get(id)).filter((place) => place !== undefined);
}

function subnetsAssumption({ id }: TransitGatewayAttachment): string {
  return `the subnets of ${id} were not collected: it is assumed to have one in every zone, with the default network ACL`;
}

function isSameZone(a: SubnetPlace, b: SubnetPlace): boolean {
  const [idA, idB] = [a.subnet.availabilityZoneId, b.subnet.availabilityZoneId];
  return idA !== undefined && idB !== undefined ? idA === idB : a.subnet.availabilityZone === b.subnet.availabilityZone;
}

function zone({ subnet }: SubnetPlace): string {
  return subnet.availabilityZone;
}

/** Inside a transit gateway: the table the arrival is associated with picks the next attachment. */
export function routeInTransit(
  journey: Journey,
  place: TransitPlace,
  arrival: TransitGatewayAttachment,
  flight: Flight,
  origin: SubnetPlace | undefined,
): void {
  const { trail } = journey;
  if (++trail.transits > MAX_TRANSITS) {
    drop(
      trail,
      'gateway',
      place.id,
      `the transit gateway routes lead in a circle`,
      `a route of ${place.id} that leads out of the circle`,
    );
    return;
  }
  const table = associatedTable(journey, place, arrival);
  if (table === undefined) return;
  const route = lookup<TransitRoute | undefined>(
    typeof flight.destination.at === 'number' ? table.v4 : table.v6,
    flight.destination,
  );
  if (table.unknownPropagations !== undefined) {
    doubt(trail, table.table.id, `what ${table.table.id} learns is unknown: ${table.unknownPropagations}`);
    return;
  }
  for (const text of assumedOf(journey, table)) trail.assumptions.add(text);
  if (route === undefined) {
    if (table.unknown !== undefined)
      doubt(trail, table.table.id, `the routes of ${table.table.id} are unknown: ${table.unknown}`);
    else
      drop(
        trail,
        'route',
        table.table.id,
        `${table.table.id} has no route to ${formatAddress(flight.destination.at)}`,
        `a route in ${table.table.id} to ${formatAddress(flight.destination.at)}`,
      );
    return;
  }
  if (table.unknown !== undefined && route.type === 'propagated') {
    doubt(trail, table.table.id, `the static routes of ${table.table.id} are unknown: ${table.unknown}`);
    return;
  }
  if (route.blackhole) {
    drop(
      trail,
      'route',
      table.table.id,
      `the route to ${route.cidr} in ${table.table.id} is a blackhole`,
      `an attachment for the route to ${route.cidr} in ${table.table.id}`,
    );
    return;
  }
  trail.steps.push({ kind: 'transit-route', table: table.table.id, cidr: route.cidr, destination: flight.destination });
  const [next, ...others] = route.attachmentIds.map((id) =>
    place.attachments.find((attachment) => attachment.id === id),
  );
  if (next === undefined) {
    doubt(
      trail,
      place.id,
      `${route.attachmentIds[0] ?? 'an attachment'}, where ${route.cidr} leads, is not in the snapshot`,
    );
    return;
  }
  if (others.some((other) => other?.resourceId !== next.resourceId))
    doubt(
      trail,
      place.id,
      `${route.cidr} leads to several attachments of ${place.id}, any of which may carry the packet`,
    );
  if (!isCarrying(next)) {
    drop(trail, 'gateway', next.id, `${next.id} is ${next.state}, not available`, `${next.id} available`);
    return;
  }
  leaveTransit(journey, place, next, route, flight, origin);
}

const assumed = new WeakMap<CompiledTransitTable, readonly string[]>();

/** What of a route table was not collected, and so is assumed not to be there. */
function assumedOf({ net }: Journey, compiled: CompiledTransitTable): readonly string[] {
  const { table } = compiled;
  const known = assumed.get(compiled);
  if (known) return known;
  const isMissing = (wanted: string) => gapAt(net.network, wanted, table)?.kind === 'not-collected';
  const hasLearnt = !isUnknown(table.routes) && table.routes.some(({ type }) => type === 'propagated');
  const texts = [
    ...(isMissing('search-transit-gateway-routes')
      ? [`the static routes of ${table.id} were not collected: none are assumed`]
      : []),
    ...(isMissing('get-transit-gateway-route-table-propagations') && !hasLearnt
      ? [`the propagations of ${table.id} were not collected: none are assumed`]
      : []),
  ];
  assumed.set(compiled, texts);
  return texts;
}

function associatedTable(
  journey: Journey,
  place: TransitPlace,
  arrival: TransitGatewayAttachment,
): CompiledTransitTable | undefined {
  const { trail, net } = journey;
  const id =
    arrival.associatedRouteTableId ??
    net.network.transitGatewayRouteTables.find(
      (table) => table.transitGatewayId === place.id && table.associations?.includes(arrival.id),
    )?.id;
  const table = id === undefined ? undefined : place.table(id);
  if (table !== undefined) return table;
  if (id !== undefined || !isKnown(place))
    doubt(
      trail,
      place.id,
      `the route table ${id ?? ''} of ${place.id} for ${arrival.id} is not in the snapshot`.replace('  ', ' '),
    );
  else if (isForeign(place))
    doubt(
      trail,
      place.id,
      `the route tables of ${place.id} are those of account ${place.gateway?.owner}, which is not linked`,
    );
  else {
    if (gapAt(net.network, 'describe-transit-gateway-attachments', arrival)?.kind === 'not-collected')
      trail.assumptions.add(`the route table associated with ${arrival.id} was not collected: none is assumed`);
    drop(
      trail,
      'gateway',
      arrival.id,
      `${arrival.id} is associated with no route table of ${place.id}`,
      `a route table of ${place.id} associated with ${arrival.id}`,
    );
  }
  return undefined;
}

function leaveTransit(
  journey: Journey,
  place: TransitPlace,
  attachment: TransitGatewayAttachment,
  route: TransitRoute,
  flight: Flight,
  origin: SubnetPlace | undefined,
): void {
  const { trail, net } = journey;
  switch (attachment.resourceType) {
    case 'vpc':
      if (!isReferencing(place, attachment)) trail.scope = 'none';
      intoVpc(journey, attachment, flight, origin);
      return;
    case 'peering': {
      trail.scope = 'none';
      const peer = net.transitGateways.get(attachment.peerTransitGatewayId ?? attachment.resourceId);
      const far = peer?.attachments.find(({ id }) => id === attachment.id);
      if (peer === undefined || far === undefined) {
        doubt(
          trail,
          attachment.id,
          `the peer gateway ${attachment.peerTransitGatewayId ?? attachment.resourceId} behind ${attachment.id} is not linked`,
        );
        return;
      }
      trail.steps.push({ kind: 'gateway', id: peer.id, text: `crosses ${attachment.id} to ${peer.id}` });
      routeInTransit(journey, peer, far, flight, undefined);
      return;
    }
    case 'vpn':
    case 'direct-connect-gateway': {
      leaveForSite(journey, flight, attachment.resourceId, route.cidr.endsWith('/0'));
      if (journey.reply === undefined)
        trail.legs.push({
          kind: 'from-transit',
          ports: trail.ports,
          source: flight.destination,
          near: trail.near,
          transitGatewayId: place.id,
          attachment,
        });
      return;
    }
    default:
      doubt(trail, attachment.id, `what lies behind ${attachment.id} (${attachment.resourceType}) is not modelled`);
  }
}

/**
 * Into a VPC by the attachment's subnet, in the sender's zone where it has one (in appliance mode by any); that subnet's
 * table routes on.
 */
function intoVpc(
  journey: Journey,
  attachment: TransitGatewayAttachment,
  flight: Flight,
  origin: SubnetPlace | undefined,
): void {
  const { trail, net } = journey;
  const vpc = net.vpcs.get(attachment.resourceId);
  if (vpc === undefined) {
    const account = attachment.resourceAccount ? ` of account ${attachment.resourceAccount}` : '';
    doubt(trail, attachment.resourceId, `${attachment.resourceId}${account}, behind ${attachment.id}, is not linked`);
    return;
  }
  const arriving: Flight = { ...flight, carrier: 'transit', device: undefined };
  const subnets = attachmentSubnets(journey, attachment);
  trail.steps.push({ kind: 'gateway', id: attachment.id, text: `enters ${vpc.id} by ${attachment.id}` });
  if (subnets === undefined || subnets.length === 0) {
    trail.assumptions.add(subnetsAssumption(attachment));
    deliverLocally(journey, vpc, arriving, undefined);
    return;
  }
  const sameZone = attachment.applianceMode
    ? undefined
    : subnets.find((candidate) => origin && isSameZone(candidate, origin));
  const only = sameZone ?? (subnets.length === 1 ? subnets[0] : undefined);
  if (only !== undefined) {
    leaveSubnet(journey, only, arriving);
    return;
  }
  const entries = subnets.toSorted((a, b) => compareTexts(a.id, b.id));
  const branches = entries.map((entry) => {
    const branch = fork(trail);
    leaveSubnet({ ...journey, trail: branch }, entry, arriving);
    return branch;
  });
  const names = entries.map(({ id }) => id).join(', ');
  join(
    trail,
    branches,
    attachment.id,
    `${attachment.id} may deliver through any of ${names}, which differ for this packet`,
  );
}
