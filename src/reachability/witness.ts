import { formatAddress, ICMP, ICMPV6 } from '../network/index.ts';
import type { Cause, Hop, Packet, Witness } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import { cursor } from './compile/table.ts';
import { routeCause } from './describe.ts';
import { firstOutside } from './endpoint.ts';
import { aclCause, explainTrail, groupCauses, type Probe } from './explain.ts';
import {
  hasServices,
  icmpServices,
  intersectServices,
  pickService,
  portServices,
  protocolServices,
  type ServicePoint,
  type ServiceSet,
} from './sets/services.ts';
import type { Stretch } from './sweep.ts';
import { describeHost } from './walk/arrive.ts';
import { isLost } from './walk/evaluate.ts';
import { passAcl, passGroups, passListeners } from './walk/filters.ts';
import { newTrail, type Step } from './walk/trail.ts';

/** One packet of a stretch, its stations there and back, and what each filter decided. */
export function witnessOf(net: Compiled, stretch: Stretch, services: ServiceSet, sourcePort?: number): Witness {
  const { way, replies } = stretch.evaluation;
  const point = pickService(services);
  const packet = packetOf(net, stretch, point, sourcePort);
  const reply = (ports: number): Probe => probeOf(replyPoint(point, ports === 0 ? packet.sourcePort : undefined));
  return {
    packet,
    forward: [...explainTrail(net, way, probeOf(point)), ...blockedBeyond(net, stretch, probeOf(point))],
    return: needsReply(point) ? replies.flatMap(({ trail, ports }) => explainTrail(net, trail, reply(ports))) : [],
  };
}

/**
 * Where the packet never got to the interface it was for: what of that interface's own filters would stop it too. Its
 * sender is taken for as well known there as any way could leave it.
 */
function blockedBeyond(net: Compiled, { from, sources, target, evaluation }: Stretch, probe: Probe): Hop[] {
  if (evaluation.way.delivered !== undefined || target.kind !== 'host' || target.host.nat) return [];
  const { host, translated } = target;
  const sender = from.kind === 'host' ? from.host : undefined;
  const shown = sender && translated ? sender.publics.get(Number(sources[0])) : sources[0];
  // Lost sight of, it may come from any address: what stops it stops its own one too.
  const source = shown ?? (isLost(evaluation.way) ? sources[0] : undefined);
  if (source === undefined) return [];
  const trail = newTrail({ kind: 'outside', address: cursor(sources[0]) });
  const seen = cursor(source);
  if (host.subnet && host.subnet !== sender?.subnet) passAcl(trail, 'ingress', host.subnet, seen);
  passGroups(net, trail, 'ingress', host, seen, translated ? undefined : sender);
  passListeners(net, trail, host, seen);
  return explainTrail(net, trail, probe).filter(({ decision }) => decision === 'blocks');
}

/** Everything that lets the services pass, there and back: rules, ACL entries, routes, addresses, gateways. */
export function causesOf(net: Compiled, stretch: Stretch, services: ServiceSet): Cause[] {
  const { way, replies } = stretch.evaluation;
  const point = pickService(services);
  const forward = way.steps.flatMap((step) => stepCauses(net, step, { services, point }));
  if (!needsReply(point)) return forward;
  const packet = packetOf(net, stretch, point, undefined);
  const back = replies.flatMap(({ trail, ports }) => {
    const probe = probeOf(replyPoint(point, ports === 0 ? packet.sourcePort : undefined));
    return trail.steps.flatMap((step) => stepCauses(net, step, probe));
  });
  return uniqueCauses([...forward, ...back]);
}

function stepCauses(net: Compiled, step: Step, probe: Probe): Cause[] {
  switch (step.kind) {
    case 'security-group':
      return groupCauses(net, step, probe);
    case 'network-acl':
      return step.subnet.acl ? [aclCause(step, probe)] : [];
    case 'route':
      return [routeCause(step.table.id, step.route)];
    case 'transit-route':
      return [
        { text: `${step.table} routes ${step.cidr}`, ruleId: `${step.table}:${step.cidr}`, resource: step.table },
      ];
    case 'gateway':
      return [{ text: step.text, resource: step.id }];
    case 'limit': {
      const through = (step.through ?? []).filter(({ services }) =>
        hasServices(intersectServices(services, probe.services)),
      );
      return [step, ...through].map(({ text }) => ({ text, resource: step.id }));
    }
    default:
      return [];
  }
}

/** Each cause once, by its words. */
export function uniqueCauses(causes: readonly Cause[]): Cause[] {
  const byText = new Map<string, Cause>();
  for (const cause of causes) if (!byText.has(cause.text)) byText.set(cause.text, cause);
  return [...byText.values()];
}

function packetOf(
  net: Compiled,
  { from, sources, destinations, evaluation, target }: Stretch,
  point: ServicePoint,
  asked: number | undefined,
): Packet {
  const open = evaluation.partialPorts.get(point.protocol);
  const usable = open === undefined ? net.ephemeralPorts[0] : pickService(open).port;
  const sourcePort = point.port === undefined ? undefined : (asked ?? usable);
  const source = from.kind === 'host' ? sources[0] : firstOutside(net, sources[0]);
  const destination = target.kind === 'outside' ? firstOutside(net, destinations[0]) : destinations[0];
  const isShownPublic =
    target.kind === 'host' &&
    target.translated !== undefined &&
    target.host.publics.get(Number(target.translated.at)) === null;
  return {
    source: formatAddress(source),
    destination: isShownPublic ? `the public address of ${describeHost(target.host)}` : formatAddress(destination),
    ...point,
    ...(sourcePort !== undefined && { sourcePort }),
  };
}

function probeOf(point: ServicePoint): Probe {
  const { protocol, port, icmpType, icmpCode } = point;
  if (port !== undefined) return { point, services: portServices(protocol, port, port) };
  if (icmpType !== undefined) return { point, services: icmpServices(protocol, icmpType, icmpCode ?? 0) };
  return { point, services: protocolServices(protocol) };
}

/** ICMP other than echo requests needs no reply (rule 10). */
function needsReply({ protocol, icmpType }: ServicePoint): boolean {
  if (protocol === ICMP) return icmpType === 8;
  return protocol === ICMPV6 ? icmpType === 128 : true;
}

function replyPoint({ protocol, port }: ServicePoint, clientPort: number | undefined): ServicePoint {
  if (port !== undefined) return { protocol, port: clientPort ?? 1024 };
  if (protocol === ICMP) return { protocol, icmpType: 0, icmpCode: 0 };
  if (protocol === ICMPV6) return { protocol, icmpType: 129, icmpCode: 0 };
  return { protocol };
}
