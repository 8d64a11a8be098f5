import {
  type AddressNumber,
  type Gap,
  gapAt,
  type LoadBalancer,
  parseAddress,
  type TargetGroup,
} from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import { type Decision, DOUBT, EVERYTHING, NOTHING, or } from '../compile/decision.ts';
import type { Host, SubnetPlace } from '../compile/places.ts';
import { type Cursor, cursor } from '../compile/table.ts';
import { ownerIn } from '../compile/vpcs.ts';
import { hasServices, intersectServices, NO_SERVICES, portServices, type ServiceSet } from '../sets/services.ts';
import { passAcl, passGroups } from './filters.ts';
import { primaryInterface } from './instances.ts';
import { transports } from './listeners.ts';
import { newTrail, type Trail } from './trail.ts';

/** One way in which a load balancer takes a flow: the services, and what of the replies gets back to it. */
export interface Handling {
  readonly taken: Decision;
  /** By the port the reply goes to: the client's own, where its address is kept. */
  readonly reply: Decision;
  /** The target that takes it, where the balancer does not answer by itself. */
  readonly target?: string;
}

/** What of a flow a target takes for certain. */
export interface Taker {
  readonly target: string;
  readonly services: ServiceSet;
}

/**
 * What a load balancer's listeners take (rule 25). An application load balancer, and a TLS listener, answer the client
 * themselves; a network load balancer hands the client's packets on, so a target must let them in and its reply out.
 */
export function handlings(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
): { readonly ways: readonly Handling[]; readonly takers: readonly Taker[] } {
  const { balancer } = host;
  if (balancer === undefined) return { ways: [], takers: [] };
  const gap = listenerGap(net, balancer);
  if (gap === 'not-collected')
    trail.assumptions.add(`the listeners of ${balancer.name ?? balancer.id} were not collected: none are assumed`);
  let free = gap === undefined || gap === 'not-collected' ? NOTHING : DOUBT;
  const bound: Handling[] = [];
  const takers: Taker[] = [];
  for (const listener of balancer.listeners) {
    const isPassing = balancer.type === 'network' && listener.protocol !== 'TLS';
    for (const transport of transports(listener.protocol)) {
      const services = portServices(transport, listener.port, listener.port);
      const targets = isPassing
        ? targetsOfListener(net, trail, host, client, listener.targetGroupArns, transport)
        : FREELY;
      for (const { taken, reply, target } of targets) {
        const here = onListener(taken, services);
        if (target !== undefined) takers.push({ target, services: here.allowed });
        if (reply === EVERYTHING) free = or(free, here);
        else bound.push({ taken: here, reply });
      }
    }
  }
  return { ways: [{ taken: free, reply: EVERYTHING }, ...bound], takers };
}

/** Why not all of a balancer's listeners are known: never asked for, or asked in vain. */
export function listenerGap({ network }: Compiled, balancer: LoadBalancer): Gap['kind'] | undefined {
  if (balancer.origin.kind !== 'live') return undefined;
  const wanted = balancer.type === 'classic' ? 'elb-describe-load-balancers' : 'elbv2-describe-listeners';
  return gapAt(network, wanted, balancer)?.kind;
}

const FREELY: readonly Handling[] = [{ taken: EVERYTHING, reply: EVERYTHING }];

/** The listener's services where a target takes anything of the flow. */
function onListener({ allowed, possible }: Decision, services: ServiceSet): Decision {
  return {
    allowed: hasServices(allowed) ? services : NO_SERVICES,
    possible: hasServices(possible) ? services : NO_SERVICES,
  };
}

function targetsOfListener(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
  arns: readonly string[],
  transport: number,
): readonly Handling[] {
  const taken: Handling[] = [];
  for (const arn of arns) {
    const group = net.network.targetGroups.find(({ id }) => id === arn);
    if (group === undefined || isUncollected(net, group)) {
      trail.assumptions.add(
        `the targets of ${group?.name ?? arn} were not collected: one that takes the flow is assumed`,
      );
      return FREELY;
    }
    for (const target of group.targets) taken.push(...handToTarget(net, trail, host, client, group, target, transport));
  }
  return taken;
}

function isUncollected({ network }: Compiled, group: TargetGroup): boolean {
  return gapAt(network, 'elbv2-describe-target-health', group) !== undefined;
}

/** Whether one target takes the flow on its own port, and whether its reply gets back to the balancer. */
function handToTarget(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
  group: TargetGroup,
  target: TargetGroup['targets'][number],
  transport: number,
): readonly Handling[] {
  const port = target.port ?? group.port;
  const own = host.subnet;
  if (port === undefined || own === undefined) return [];
  if (group.targetType === 'alb') return FREELY;
  const receiver = receiverOf(net, own, group, target.id);
  if (receiver?.subnet === undefined) return [{ taken: DOUBT, reply: EVERYTHING }];
  const isOtherZone = receiver.subnet.subnet.availabilityZone !== own.subnet.availabilityZone;
  if (isOtherZone && host.balancer?.crossZone === false) return [];
  const inner = newTrail(trail.near);
  const destination = cursor(group.targetType === 'ip' ? parseAddress(target.id).value : primaryAddress(receiver));
  // Between the families nothing is kept: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
  const isKept = group.preserveClientIp && typeof client.at === typeof destination.at;
  const source = isKept ? client : cursor(primaryAddress(host, typeof destination.at === 'bigint'));
  passGroups(net, inner, 'egress', host, destination, receiver);
  if (receiver.subnet !== own) {
    passAcl(inner, 'egress', own, destination);
    passAcl(inner, 'ingress', receiver.subnet, source);
  }
  passGroups(net, inner, 'ingress', receiver, source, host);
  const taken = onPort(inner.decision, portServices(transport, port, port));
  const back = newTrail(trail.near);
  if (receiver.subnet !== own) {
    passAcl(back, 'egress', receiver.subnet, source);
    passAcl(back, 'ingress', own, destination);
  }
  for (const text of [...inner.assumptions, ...back.assumptions]) trail.assumptions.add(text);
  const reply = isKept ? back.decision : onPort(back.decision, portServices(transport, ...BALANCER_PORTS));
  return [{ taken, reply, target: `${target.id} port ${port}` }];
}

/** The interface a target stands for: an instance's first, or the owner of an address in the balancer's VPC. */
function receiverOf(net: Compiled, { vpc }: SubnetPlace, { targetType }: TargetGroup, id: string): Host | undefined {
  if (targetType === 'instance') return primaryInterface(net, id);
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

/** The address a target or balancer is known by: the primary one, IPv6 where it is asked for or there is no other. */
function primaryAddress({ interface: { privateIpv4, ipv6 } }: Host, isV6 = privateIpv4.length === 0): AddressNumber {
  const address = (isV6 ? ipv6 : privateIpv4)[0];
  return address === undefined ? 0 : parseAddress(address).value;
}
