import { parseAddress, type TargetGroup } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import { type Decision, DOUBT, EVERYTHING, NOTHING, or } from '../compile/decision.ts';
import type { Host } from '../compile/places.ts';
import { type Cursor, cursor } from '../compile/table.ts';
import { ownerIn } from '../compile/vpcs.ts';
import { hasServices, intersectServices, NO_SERVICES, portServices, type ServiceSet } from '../sets/services.ts';
import { passAcl, passGroups } from './filters.ts';
import { transports } from './listeners.ts';
import { newTrail, type Trail } from './trail.ts';

/**
 * What a load balancer's listeners take (rule 25). An application load balancer, and a TLS listener, answer the client
 * themselves; a network load balancer hands the client's packets on, so a target must let them in.
 */
export function listenerDecision(net: Compiled, trail: Trail, host: Host, client: Cursor): Decision {
  const { balancer } = host;
  if (balancer === undefined) return EVERYTHING;
  let decision: Decision = NOTHING;
  for (const listener of balancer.listeners) {
    const isPassing = balancer.type === 'network' && listener.protocol !== 'TLS';
    for (const transport of transports(listener.protocol)) {
      const services = portServices(transport, listener.port, listener.port);
      const targets = isPassing
        ? targetsDecision(net, trail, host, client, listener.targetGroupArns, transport)
        : EVERYTHING;
      decision = or(decision, {
        allowed: hasServices(targets.allowed) ? services : NO_SERVICES,
        possible: hasServices(targets.possible) ? services : NO_SERVICES,
      });
    }
  }
  return decision;
}

function targetsDecision(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
  arns: readonly string[],
  transport: number,
): Decision {
  let decision: Decision = NOTHING;
  for (const arn of arns) {
    const group = net.network.targetGroups.find(({ id }) => id === arn);
    if (group === undefined || isUncollected(net, group)) {
      trail.assumptions.add(
        `the targets of ${group?.name ?? arn} were not collected: one that takes the flow is assumed`,
      );
      return EVERYTHING;
    }
    for (const target of group.targets)
      decision = or(decision, targetDecision(net, trail, host, client, group, target, transport));
  }
  return decision;
}

function isUncollected({ network }: Compiled, group: TargetGroup): boolean {
  return network.gaps.some(
    ({ operation, account, region }) =>
      operation === 'elbv2-describe-target-health' && account === group.account && region === group.region,
  );
}

/** Whether one target takes the flow on its own port: `EVERYTHING` or `NOTHING`, or in doubt. */
function targetDecision(
  net: Compiled,
  trail: Trail,
  host: Host,
  client: Cursor,
  group: TargetGroup,
  target: TargetGroup['targets'][number],
  transport: number,
): Decision {
  const port = target.port ?? group.port;
  const own = host.subnet;
  if (port === undefined || own === undefined) return NOTHING;
  if (group.targetType === 'alb') return EVERYTHING;
  const receiver =
    group.targetType === 'instance'
      ? net.hosts.find((candidate) => candidate.interface.instanceId === target.id)
      : ownerIn(own.vpc, parseAddress(target.id).value);
  if (receiver?.subnet === undefined) return DOUBT;
  const isOtherZone = receiver.subnet.subnet.availabilityZone !== own.subnet.availabilityZone;
  if (isOtherZone && host.balancer?.crossZone === false) return NOTHING;
  const inner = newTrail(trail.near);
  const source = group.preserveClientIp ? client : cursor(firstAddress(host));
  const destination = cursor(firstAddress(receiver));
  passGroups(net, inner, 'egress', host, destination, receiver);
  if (receiver.subnet !== own) {
    passAcl(inner, 'egress', own, destination);
    passAcl(inner, 'ingress', receiver.subnet, source);
  }
  passGroups(net, inner, 'ingress', receiver, source, host);
  return onPort(inner.decision, portServices(transport, port, port));
}

function onPort(decision: Decision, wanted: ServiceSet): Decision {
  const open = (services: ServiceSet) => intersectServices(services, wanted).length > 0;
  if (open(decision.allowed)) return EVERYTHING;
  return open(decision.possible) ? DOUBT : NOTHING;
}

function firstAddress({ addresses }: Host) {
  return addresses.v4[0] ?? addresses.v6[0] ?? 0;
}
