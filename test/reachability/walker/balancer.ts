import type { LoadBalancer, NetworkInterface, Subnet, TargetGroup } from '../../../src/network/index.ts';
import { both, freePorts, networkAclAllows, securityGroupsAllow } from './filters.ts';
import type { Journey } from './journey.ts';
import { ownerInVpc, primaryInterface } from './owners.ts';
import { type Answer, type Datagram, familyOf, replyTo, TCP, UDP } from './packet.ts';

const TRANSPORTS: Readonly<Record<string, readonly number[]>> = { UDP: [UDP], TCP_UDP: [TCP, UDP] };

function either(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function listening(balancer: LoadBalancer, packet: Datagram): LoadBalancer['listeners'] {
  return balancer.listeners.filter(
    ({ protocol, port }) => port === packet.port && (TRANSPORTS[protocol] ?? [TCP]).includes(packet.protocol),
  );
}

/** Rule 25: a listener takes the packet; a network load balancer hands it on, and some target has to take it too. */
export function listenersTake(
  journey: Journey,
  holder: NetworkInterface,
  packet: Datagram,
  ways: 'out' | 'both ways' = 'out',
): Answer {
  const balancer = journey.network.loadBalancers.find(({ interfaceIds }) => interfaceIds.includes(holder.id));
  if (!balancer) return 'yes';
  const wanted = balancer.type === 'classic' ? 'elb-describe-load-balancers' : 'elbv2-describe-listeners';
  const gap = journey.network.gaps.find(({ operation }) => operation === wanted)?.kind;
  if (balancer.type === 'classic' && gap === 'not-collected') return 'yes';
  return either([
    gap === undefined || gap === 'not-collected' ? 'no' : 'unknown',
    ...listening(balancer, packet).flatMap((listener) => {
      if (balancer.type !== 'network' || listener.protocol === 'TLS') return ['yes' as const];
      return listener.targetGroupArns.map((arn) => groupTakes(journey, balancer, holder, packet, ways, arn));
    }),
  ]);
}

function groupTakes(
  journey: Journey,
  balancer: LoadBalancer,
  holder: NetworkInterface,
  packet: Datagram,
  ways: 'out' | 'both ways',
  arn: string,
): Answer {
  const group = journey.network.targetGroups.find(({ id }) => id === arn);
  const asked = journey.network.gaps.every(({ operation }) => operation !== 'elbv2-describe-target-health');
  if (!group || !asked || group.targetType === 'alb') return 'yes';
  return either(group.targets.map((target) => targetTakes(journey, balancer, holder, packet, ways, group, target)));
}

/** The flow that the balancer makes of the client's: to the target's port, under the client's address or its own. */
function targetTakes(
  journey: Journey,
  balancer: LoadBalancer,
  holder: NetworkInterface,
  packet: Datagram,
  ways: 'out' | 'both ways',
  group: TargetGroup,
  target: TargetGroup['targets'][number],
): Answer {
  const { network } = journey;
  const receiver =
    group.targetType === 'instance'
      ? primaryInterface(network, target.id)
      : ownerInVpc(network, holder.vpcId, target.id);
  const port = target.port ?? group.port;
  const [near, far] = [subnetOf(journey, holder), receiver && subnetOf(journey, receiver)];
  if (port === undefined || !near) return 'no';
  if (!receiver || !far) return 'unknown';
  if (!balancer.crossZone && near.availabilityZone !== far.availabilityZone) return 'no';
  const destination = group.targetType === 'ip' ? target.id : (receiver.privateIpv4[0] ?? receiver.ipv6[0] ?? '');
  const family = familyOf(destination);
  // From one family to the other the balancer writes its own address.
  const isKept = group.preserveClientIp && familyOf(packet.source) === family;
  const own = (family === 4 ? holder.privateIpv4 : holder.ipv6)[0] ?? '';
  const source = isKept ? packet.source : own;
  const onward = { ...packet, source, destination, port };
  const out = { address: onward.destination, interface: receiver, identity: 'vpc' } as const;
  const inward = { address: source, interface: holder, identity: 'vpc' } as const;
  const isSplit = near.id !== far.id;
  const answers = [
    securityGroupsAllow(network, holder, 'egress', onward, out),
    securityGroupsAllow(network, receiver, 'ingress', onward, inward),
    ...(isSplit
      ? [networkAclAllows(network, near.id, 'egress', onward), networkAclAllows(network, far.id, 'ingress', onward)]
      : []),
  ];
  // The client's own port where its address is kept; else whichever the balancer likes.
  const ports = isKept ? [packet.sourcePort] : freePorts(network);
  const replies = ports.map((sourcePort) => {
    const reply = replyTo({ ...onward, ...(sourcePort === undefined ? {} : { sourcePort }) });
    if (!reply || !isSplit || ways === 'out') return 'yes';
    return both(
      networkAclAllows(network, far.id, 'egress', reply),
      networkAclAllows(network, near.id, 'ingress', reply),
    );
  });
  const answer = [...answers, either(replies)].reduce(both);
  journey.trace.push(`target ${receiver.id} port ${port} takes ${source}: ${answer}`);
  return answer;
}

function subnetOf({ network }: Journey, holder: NetworkInterface): Subnet | undefined {
  return network.subnets.find(({ id }) => id === holder.subnetId);
}
