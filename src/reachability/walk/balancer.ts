import { type LoadBalancer, parseAddress, type TargetGroup } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import { and, type Decision, DOUBT, EVERYTHING, NOTHING, or } from '../compile/decision.ts';
import type { Host, SubnetPlace } from '../compile/places.ts';
import { type Cursor, cursor } from '../compile/table.ts';
import { ownerIn } from '../compile/vpcs.ts';
import { hasServices, intersectServices, NO_SERVICES, portServices, type ServiceSet } from '../sets/services.ts';
import { passAcl, passGroups } from './filters.ts';
import { transports } from './listeners.ts';
import { newTrail, type Trail } from './trail.ts';

/** What passes on the way out alone, and what also gets its reply back. */
export interface TwoWay {
  readonly forward: Decision;
  readonly both: Decision;
}

const FREELY: TwoWay = { forward: EVERYTHING, both: EVERYTHING };
const NOT_AT_ALL: TwoWay = { forward: NOTHING, both: NOTHING };
const IN_DOUBT: TwoWay = { forward: DOUBT, both: DOUBT };

/**
 * What a load balancer's listeners take (rule 25). An application load balancer, and a TLS listener, answer the client
 * themselves; a network load balancer hands the client's packets on, so a target must let them in and its reply out.
 */
export function listenerDecision(net: Compiled, trail: Trail, host: Host, client: Cursor): TwoWay {
  const { balancer } = host;
  if (balancer === undefined) return FREELY;
  let taken = lacksListeners(net, balancer) ? IN_DOUBT : NOT_AT_ALL;
  for (const listener of balancer.listeners) {
    const isPassing = balancer.type === 'network' && listener.protocol !== 'TLS';
    for (const transport of transports(listener.protocol)) {
      const services = portServices(transport, listener.port, listener.port);
      const targets = isPassing
        ? targetsDecision(net, trail, host, client, listener.targetGroupArns, transport)
        : FREELY;
      taken = either(taken, {
        forward: onListener(targets.forward, services),
        both: onListener(targets.both, services),
      });
    }
  }
  return taken;
}

/** Whether the balancer may listen on more than is known: its listeners were not, or not all, collected. */
export function lacksListeners({ network }: Compiled, { type, origin, account, region }: LoadBalancer): boolean {
  const wanted = type === 'classic' ? 'elb-describe-load-balancers' : 'elbv2-describe-listeners';
  return (
    origin.kind === 'live' &&
    network.gaps.some((gap) => gap.operation === wanted && gap.account === account && gap.region === region)
  );
}

/** The listener's services where some target takes anything of the flow. */
function onListener({ allowed, possible }: Decision, services: ServiceSet): Decision {
  return {
    allowed: hasServices(allowed) ? services : NO_SERVICES,
    possible: hasServices(possible) ? services : NO_SERVICES,
  };
}

function either(a: TwoWay, b: TwoWay): TwoWay {
  return { forward: or(a.forward, b.forward), both: or(a.both, b.both) };
}

function targetsDecision(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
  arns: readonly string[],
  transport: number,
): TwoWay {
  let taken = NOT_AT_ALL;
  for (const arn of arns) {
    const group = net.network.targetGroups.find(({ id }) => id === arn);
    if (group === undefined || isUncollected(net, group)) {
      trail.assumptions.add(
        `the targets of ${group?.name ?? arn} were not collected: one that takes the flow is assumed`,
      );
      return FREELY;
    }
    for (const target of group.targets)
      taken = either(taken, targetDecision(net, trail, host, client, group, target, transport));
  }
  return taken;
}

function isUncollected({ network }: Compiled, group: TargetGroup): boolean {
  return network.gaps.some(
    ({ operation, account, region }) =>
      operation === 'elbv2-describe-target-health' && account === group.account && region === group.region,
  );
}

/** Whether one target takes the flow on its own port, and whether its reply gets back to the balancer. */
function targetDecision(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
  group: TargetGroup,
  target: TargetGroup['targets'][number],
  transport: number,
): TwoWay {
  const port = target.port ?? group.port;
  const own = host.subnet;
  if (port === undefined || own === undefined) return NOT_AT_ALL;
  if (group.targetType === 'alb') return FREELY;
  const receiver = receiverOf(net, own, group, target.id);
  if (receiver?.subnet === undefined) return IN_DOUBT;
  const isOtherZone = receiver.subnet.subnet.availabilityZone !== own.subnet.availabilityZone;
  if (isOtherZone && host.balancer?.crossZone === false) return NOT_AT_ALL;
  const inner = newTrail(trail.near);
  const source = group.preserveClientIp ? client : cursor(firstAddress(host));
  const destination = cursor(firstAddress(receiver));
  passGroups(net, inner, 'egress', host, destination, receiver);
  if (receiver.subnet !== own) {
    passAcl(inner, 'egress', own, destination);
    passAcl(inner, 'ingress', receiver.subnet, source);
  }
  passGroups(net, inner, 'ingress', receiver, source, host);
  const forward = onPort(inner.decision, portServices(transport, port, port));
  const back = newTrail(trail.near);
  if (receiver.subnet !== own) {
    passAcl(back, 'egress', receiver.subnet, source);
    passAcl(back, 'ingress', own, destination);
  }
  const [low, high] = group.preserveClientIp ? net.ephemeralPorts : BALANCER_PORTS;
  return { forward, both: and(forward, onPort(back.decision, portServices(transport, low, high))) };
}

/** The interface a target stands for: an instance's first, or the owner of an address in the balancer's VPC. */
function receiverOf(net: Compiled, { vpc }: SubnetPlace, { targetType }: TargetGroup, id: string): Host | undefined {
  if (targetType === 'instance') return net.hosts.find((candidate) => candidate.interface.instanceId === id);
  return targetType === 'ip' ? ownerIn(vpc, parseAddress(id).value) : undefined;
}

/** The interfaces that a network load balancer's interface hands packets on to. */
export function targetsOf(net: Compiled, { balancer, subnet }: Host): readonly Host[] {
  if (balancer?.type !== 'network' || subnet === undefined) return [];
  const arns = new Set(balancer.listeners.flatMap(({ targetGroupArns }) => targetGroupArns));
  return net.network.targetGroups
    .filter(({ id }) => arns.has(id))
    .flatMap((group) => group.targets.flatMap(({ id }) => receiverOf(net, subnet, group, id) ?? []));
}

/** Client ports a load balancer uses. */
const BALANCER_PORTS = [1024, 65_535] as const;

function onPort(decision: Decision, wanted: ServiceSet): Decision {
  const open = (services: ServiceSet) => intersectServices(services, wanted).length > 0;
  if (open(decision.allowed)) return EVERYTHING;
  return open(decision.possible) ? DOUBT : NOTHING;
}

function firstAddress({ addresses }: Host) {
  return addresses.v4[0] ?? addresses.v6[0] ?? 0;
}
