import type { Family } from '../../network/index.ts';
import {
  ICMP,
  ICMPV6,
  TCP,
  type TransitGatewayAttachment,
  UDP,
  type VpcPeeringConnection,
} from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import { and, type Decision, EVERYTHING, isSameDecision, NOTHING, or } from '../compile/decision.ts';
import type { Host, SubnetPlace, VpcPlace } from '../compile/places.ts';
import type { Cursor } from '../compile/table.ts';
import { familyOf } from '../sets/addresses.ts';
import {
  ALL_SERVICES,
  icmpServices,
  intersectServices,
  NO_SERVICES,
  portServices,
  protocolServices,
  type ServiceSet,
  subtractServices,
  unionServices,
} from '../sets/services.ts';
import { arriveFromInternet, arriveFromVpnGateway, deliverLocally, passEdgeRoutes } from './arrive.ts';
import { groupStep, type Identity, ingressBound, passAcl } from './filters.ts';
import { type Flight, isDirect, type Journey, type Target } from './journey.ts';
import { leaveSubnet } from './leave.ts';
import { doubt, drop, type Near, newTrail, type ReplyLeg, type Trail } from './trail.ts';
import { routeInTransit } from './transit.ts';

/** Where the first packet of a flow comes from. */
export type Source =
  | { readonly kind: 'host'; readonly host: Host }
  | { readonly kind: 'internet' }
  | { readonly kind: 'vpn-gateway'; readonly id: string }
  /** A VPC behind a peering connection whose account is not linked. */
  | { readonly kind: 'peer'; readonly peering: VpcPeeringConnection; readonly into: VpcPlace }
  | { readonly kind: 'transit'; readonly transitGatewayId: string; readonly attachment: TransitGatewayAttachment };

/** The way out of one address pair, its ways back, and what passes. */
export interface Evaluation {
  readonly forward: Decision;
  /** What also gets its reply back. */
  readonly both: Decision;
  readonly way: Trail;
  /** One trail for each stretch back, in the order the reply takes them. */
  readonly replies: readonly { readonly trail: Trail; readonly ports: number }[];
  /** The client ports, by protocol, that get the reply through, where not all of the range does. */
  readonly partialPorts: ReadonlyMap<number, ServiceSet>;
}

export interface EvaluateOptions {
  /** The client's source port where the query fixes it (rule 10). */
  readonly sourcePort?: number;
  /**
   * Leave security groups aside: what the way alone lets pass, for whichever interfaces stand at its ends. The step of the
   * receiver's groups then only tells which sender they would see.
   */
  readonly bare?: boolean;
  /** Walk the replies even where nothing gets through, for an explanation. */
  readonly thorough?: boolean;
}

/**
 * Follows the packets of one address pair there and back. Exact for the two addresses, and for as far as both cursors
 * say afterwards.
 */
export function evaluate(
  net: Compiled,
  from: Source,
  source: Cursor,
  target: Target,
  destination: Cursor,
  options: EvaluateOptions = {},
): Evaluation {
  const way = walkOut(net, from, source, target, destination, options.bare === true);
  const forward = isLost(way) ? uncertain(net, way, from, target, familyOf(destination.at)) : way.decision;
  if (forward.possible.length === 0 && !options.thorough)
    return { forward, both: NOTHING, way, replies: [], partialPorts: new Map() };
  const back = (each: Trail) => {
    const replies = repliesOf(from, source, each, destination).map((leg) => ({
      trail: walkBack(net, leg),
      ports: leg.ports,
    }));
    const gates = replies.map(({ trail, ports }) => ({ decision: trail.decision, ports }));
    return { replies, ...answeredBy(net, gates, each, options.sourcePort) };
  };
  const { replies, ...answered } = back(way);
  const { gate, open } = withRivals(way, replies[0]?.trail, answered, back);
  const both = and(forward, gate);
  return { forward, both, way, replies, partialPorts: partialPorts(net, open, options.sourcePort) };
}

/** Certain is only what is answered on every way that the packet may have taken. */
function withRivals(
  { rivals }: Trail,
  reply: Trail | undefined,
  answered: Answered,
  back: (rival: Trail) => Answered,
): Answered {
  if (rivals === undefined) return answered;
  const others = rivals.ways.map(back);
  if (others.some((other) => !isSameDecision(other.gate, answered.gate)))
    reply?.steps.push({ kind: 'doubt', id: rivals.id, text: rivals.text });
  return others.reduce(
    (each, other) => ({
      gate: {
        allowed: intersectServices(each.gate.allowed, other.gate.allowed),
        possible: unionServices(each.gate.possible, other.gate.possible),
      },
      open: intersectServices(each.open, other.open),
    }),
    answered,
  );
}

/**
 * The ways back, in the order the reply takes them. Nothing translates IPv6, so that a reply between interfaces is one
 * stretch, whichever way the routes of the one that answers lead it.
 */
function repliesOf(from: Source, source: Cursor, way: Trail, destination: Cursor): readonly ReplyLeg[] {
  const { legs, delivered, door, near, ports } = way;
  if (from.kind === 'host' && from.host.subnet && isLost(way) && !way.opaque) {
    const client: Near = { kind: 'host', host: from.host, address: source };
    return [
      ...(near.kind === 'nat' && near.nat.subnet ? [entering(near, ports, near.nat.subnet, destination)] : []),
      ...legs.toReversed(),
      entering(client, 0, from.host.subnet, destination),
    ];
  }
  if (from.kind !== 'host' || typeof source.at === 'number' || typeof delivered !== 'object') return legs.toReversed();
  if (delivered.subnet === undefined) return [];
  const client: Near = { kind: 'host', host: from.host, address: source };
  const back = { kind: 'routed' as const, ports: 0, source: destination, near: client };
  return [{ ...back, from: delivered.subnet, responder: delivered, ...(door && { door }) }];
}

/** However it travels, a reply to what left a subnet enters that subnet again. */
function entering(near: Near, ports: number, into: SubnetPlace, source: Cursor): ReplyLeg {
  return { kind: 'enters', ports, source, near, into, through: into.vpc.id };
}

/** Lost sight of before it arrived, though nothing stopped it. */
export function isLost({ delivered, decision }: Trail): boolean {
  return delivered === undefined && decision.possible.length > 0;
}

/** Whether rules may name the far end by its groups where the packet arrives, if it does: never by a public address (rule 3). */
export function mayBeNamed({ scope }: Trail, target: Target): boolean {
  return scope !== 'none' && isDirect(target);
}

/** Nothing of it is certain, and no more of it is possible than the receiver's groups, where they are asked, let in from anywhere. */
function uncertain(net: Compiled, way: Trail, from: Source, target: Target, family: Family): Decision {
  const { decision, bare } = way;
  const sender = from.kind === 'host' ? from.host : 'unlinked';
  const bound =
    target.kind !== 'host'
      ? ALL_SERVICES
      : target.host.nat
        ? NO_SERVICES
        : bare
          ? ALL_SERVICES
          : ingressBound(net, target.host, family, mayBeNamed(way, target) ? sender : undefined);
  return { allowed: NO_SERVICES, possible: intersectServices(decision.possible, bound) };
}

function walkOut(
  net: Compiled,
  from: Source,
  source: Cursor,
  target: Target,
  destination: Cursor,
  bare: boolean,
): Trail {
  const near: Near =
    from.kind === 'host' ? { kind: 'host', host: from.host, address: source } : { kind: 'outside', address: source };
  const trail = newTrail(near, bare);
  const journey: Journey = { net, trail, target };
  const flight = { source, destination, identity: undefined, carrier: 'transit' as const, device: undefined };
  switch (from.kind) {
    case 'host':
      walkFromHost(journey, from.host, source, destination);
      break;
    case 'internet':
      trail.scope = 'none';
      if (target.kind !== 'host')
        drop(
          trail,
          'internet',
          'internet',
          'no interface of the network owns the destination',
          'an interface with that address',
        );
      else if (target.translated === undefined && typeof destination.at === 'number')
        drop(
          trail,
          'internet',
          'internet',
          'private addresses are not routed on the internet',
          'a public address of the destination',
        );
      else arriveFromInternet(journey, target.host, target.translated ?? destination, source);
      break;
    case 'vpn-gateway':
      arriveFromVpnGateway(journey, from.id, flight);
      break;
    case 'peer':
      trail.scope = 'peering';
      doubt(trail, from.peering.id, `what is behind ${from.peering.id} is not linked, so what it sends is unknown`);
      deliverLocally(journey, from.into, { ...flight, identity: 'unlinked' }, undefined);
      break;
    case 'transit': {
      trail.scope = 'none';
      const place = net.transitGateways.get(from.transitGatewayId);
      if (place) routeInTransit(journey, place, from.attachment, flight, undefined);
      else doubt(trail, from.transitGatewayId, `${from.transitGatewayId} is not in the snapshot`);
    }
  }
  return trail;
}

/**
 * Whether the egress rules may name the receiver by its group depends on the way (rule 4), so the way is walked first and
 * the sender's groups, which come first in the packet's order, are put in front.
 */
function walkFromHost(journey: Journey, host: Host, source: Cursor, destination: Cursor): void {
  const { trail } = journey;
  if (host.nat !== undefined) {
    drop(
      trail,
      'gateway',
      host.nat.id,
      `${host.interface.id} belongs to NAT gateway ${host.nat.id}, which starts no flows of its own`,
      'another source: a NAT gateway carries flows of others alone',
    );
    return;
  }
  if (host.subnet === undefined) {
    doubt(
      trail,
      host.interface.subnetId,
      `subnet ${host.interface.subnetId} of ${host.interface.id} is not in the snapshot`,
    );
    return;
  }
  leaveSubnet(journey, host.subnet, { source, destination, identity: host, carrier: 'own', device: host });
  if (host.unfiltered || trail.bare || (trail.delivered === 'service' && trail.legs.length === 0)) return;
  const step = groupStep(journey.net, 'egress', host, destination, receiverOf(journey));
  trail.steps.unshift(step);
  trail.decision = and(trail.decision, step.decision);
}

/** The receiver, where egress rules may name its groups; outside of the network it may hold any. */
function receiverOf({ trail, target }: Journey): Identity {
  if (trail.scope !== 'vpc' && trail.scope !== 'peering') return undefined;
  if (!isLost(trail)) return typeof trail.delivered === 'object' ? trail.delivered : undefined;
  if (target.kind !== 'host') return 'unlinked';
  return mayBeNamed(trail, target) ? target.host : undefined;
}

/** One stretch back. Security groups are stateful and not asked (rule 2); routes and ACLs are (rules 10–12). */
function walkBack(net: Compiled, leg: ReplyLeg): Trail {
  const { near, source } = leg;
  const trail = newTrail(near);
  const flight: Flight = {
    source,
    destination: near.address,
    identity: 'responder' in leg ? leg.responder : undefined,
    carrier: leg.kind === 'from-transit' ? 'transit' : 'own',
    device: 'responder' in leg ? leg.responder : undefined,
  };
  switch (leg.kind) {
    case 'enters': {
      trail.steps.push({ kind: 'gateway', id: leg.through, text: `the reply comes back through ${leg.through}` });
      const receiver = near.kind === 'host' ? near.host : near.kind === 'nat' ? near.nat.host : undefined;
      if (
        passEdgeRoutes(
          { net, trail, target: near, reply: 'host' },
          leg.into.vpc,
          leg.through,
          { source, destination: near.address },
          receiver,
        )
      )
        passAcl(trail, 'ingress', leg.into, source);
      break;
    }
    case 'to-internet':
      leaveSubnet({ net, trail, target: near, reply: 'internet' }, leg.from, flight);
      break;
    case 'routed': {
      const reply = near.kind === 'outside' ? 'site' : 'host';
      leaveSubnet({ net, trail, target: near, reply, ...(leg.door && { door: leg.door }) }, leg.from, flight);
      break;
    }
    case 'from-transit': {
      const place = net.transitGateways.get(leg.transitGatewayId);
      if (place) routeInTransit({ net, trail, target: near, reply: 'host' }, place, leg.attachment, flight, undefined);
    }
  }
  return trail;
}

/** What replies must pass, and which client port they go to: 0 the client's own, then one for each NAT gateway passed. */
interface Gate {
  readonly decision: Decision;
  readonly ports: number;
}

interface Answered {
  /** The services whose replies get back. */
  readonly gate: Decision;
  /** What of the replies to the client's own port certainly gets back. */
  readonly open: ServiceSet;
}

/** Where a load balancer takes the flow in several ways, each has replies of its own to bring back by the same client port. */
function answeredBy(
  net: Compiled,
  gates: readonly Gate[],
  { handled }: Trail,
  sourcePort: number | undefined,
): Answered {
  if (handled === undefined) return replyGate(net, gates, sourcePort);
  let [gate, open] = [NOTHING, NO_SERVICES];
  for (const { taken, reply } of handled.by) {
    const one = replyGate(net, [...gates, { decision: reply, ports: handled.ports }], sourcePort);
    const through = and(taken, one.gate);
    gate = or(gate, through);
    if (through.allowed.length > 0) open = unionServices(open, one.open);
  }
  return { gate, open };
}

/** Which first packets get their reply: for tcp and udp when some client port works, for an echo request when its echo reply does. */
function replyGate(net: Compiled, gates: readonly Gate[], sourcePort: number | undefined): Answered {
  let open = ALL_SERVICES;
  let gate = EVERYTHING;
  for (const ports of new Set(gates.map((each) => each.ports))) {
    let passed = EVERYTHING;
    for (const each of gates) if (each.ports === ports) passed = and(passed, each.decision);
    if (passed === EVERYTHING) continue;
    const [low, high] = ports > 0 ? NAT_PORTS : clientPorts(net, sourcePort);
    const allowed = answered(passed.allowed, low, high);
    const possible = passed.possible === passed.allowed ? allowed : answered(passed.possible, low, high);
    gate = and(gate, { allowed, possible });
    if (ports === 0) open = passed.allowed;
  }
  return { gate, open };
}

/** Of tcp and udp, the client ports that work where others of the range do not. */
function partialPorts(
  net: Compiled,
  open: ServiceSet,
  sourcePort: number | undefined,
): ReadonlyMap<number, ServiceSet> {
  const partial = new Map<number, ServiceSet>();
  if (open === ALL_SERVICES) return partial;
  const [low, high] = clientPorts(net, sourcePort);
  for (const protocol of [TCP, UDP]) {
    const range = portServices(protocol, low, high);
    const working = intersectServices(open, range);
    if (working.length > 0 && subtractServices(range, working).length > 0) partial.set(protocol, working);
  }
  return partial;
}

function clientPorts({ ephemeralPorts }: Compiled, sourcePort: number | undefined): readonly [number, number] {
  return sourcePort === undefined ? ephemeralPorts : [sourcePort, sourcePort];
}

/** Client ports a NAT gateway uses. */
const NAT_PORTS: readonly [number, number] = [1024, 65_535];

const ECHO: readonly (readonly [protocol: number, request: number, reply: number])[] = [
  [ICMP, 8, 0],
  [ICMPV6, 128, 129],
];

const answers = new WeakMap<ServiceSet, Map<number, ServiceSet>>();

/** The services whose replies are among `passed`; a reply's discriminator is the client's port. Filters say the same again and again. */
function answered(passed: ServiceSet, low: number, high: number): ServiceSet {
  if (passed === ALL_SERVICES) return ALL_SERVICES;
  const known = answers.get(passed) ?? new Map<number, ServiceSet>();
  answers.set(passed, known);
  const key = low * 65_536 + high;
  const services = known.get(key) ?? findAnswered(passed, low, high);
  known.set(key, services);
  return services;
}

function findAnswered(passed: ServiceSet, low: number, high: number): ServiceSet {
  let services: ServiceSet = subtractServices(passed, DISCRIMINATED);
  for (const protocol of [TCP, UDP])
    if (intersectServices(passed, portServices(protocol, low, high)).length > 0)
      services = unionServices(services, protocolServices(protocol));
  for (const [protocol, request, reply] of ECHO) {
    services = unionServices(
      services,
      subtractServices(protocolServices(protocol), icmpServices(protocol, request, -1)),
    );
    if (intersectServices(passed, icmpServices(protocol, reply, 0)).length > 0)
      services = unionServices(services, icmpServices(protocol, request, -1));
  }
  return services;
}

const DISCRIMINATED = [ICMP, TCP, UDP, ICMPV6].map(protocolServices).reduce(unionServices);
