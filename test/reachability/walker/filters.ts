import {
  isUnknown,
  type Network,
  type NetworkAclEntry,
  type NetworkInterface,
  type SecurityGroupRule,
  type ServiceMatch,
  type Unknown,
} from '../../../src/network/index.ts';
import { type Answer, contains, type Datagram, familyOf } from './packet.ts';

/** How a packet came from one interface to the other, as far as group references care (rules 3 and 4). */
export type Identity = 'vpc' | 'peering' | 'transit-gateway' | 'lost' | 'perhaps-peering' | 'perhaps-transit-gateway';

function serviceMatches(service: ServiceMatch | Unknown, packet: Datagram): Answer {
  if (isUnknown(service)) return 'unknown';
  if (service.protocol === 'all') return 'yes';
  if (service.protocol !== packet.protocol) return 'no';
  if ('ports' in service) {
    const port = packet.port ?? 0;
    return service.ports[0] <= port && port <= service.ports[1] ? 'yes' : 'no';
  }
  if ('icmpType' in service) {
    const typeMatches = service.icmpType === -1 || service.icmpType === packet.icmpType;
    const codeMatches = service.icmpCode === -1 || service.icmpCode === packet.icmpCode;
    return typeMatches && codeMatches ? 'yes' : 'no';
  }
  return 'yes';
}

/** Interfaces that AWS lets be without groups, and then does not filter by groups. */
const UNFILTERED = new Set([
  'network_load_balancer',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'transit_gateway',
]);

/** The far end, as a rule's peer sees it. */
export interface Remote {
  readonly address: string;
  /** What is on the way may have put another address of its family in its place. */
  readonly changed?: boolean;
  readonly interface?: NetworkInterface;
  readonly identity: Identity;
}

/** Rules 1–5: whether the union of an interface's groups lets a new flow pass. */
export function securityGroupsAllow(
  network: Network,
  holder: NetworkInterface,
  direction: 'ingress' | 'egress',
  packet: Datagram,
  remote: Remote,
): Answer {
  if (holder.securityGroupIds.length === 0 && !holder.unknownSecurityGroups && UNFILTERED.has(holder.type))
    return 'yes';
  let answer: Answer = holder.unknownSecurityGroups ? 'unknown' : 'no';
  for (const groupId of groupsHeld(network, holder)) {
    const group = network.securityGroups.find((each) => each.id === groupId);
    if (!group || group.unknownRules) answer = 'unknown';
    for (const rule of group?.rules ?? []) {
      if (rule.direction !== direction) continue;
      const service = group?.contradicted ? 'unknown' : serviceMatches(rule.service, packet);
      const peer = peerMatches(network, rule, direction, remote);
      if (service === 'yes' && peer === 'yes') return 'yes';
      if (service !== 'no' && peer !== 'no') answer = 'unknown';
    }
  }
  return answer;
}

/** Rule 5: a group that is no longer associated with an interface's VPC does nothing there. */
function groupsHeld(network: Network, holder: NetworkInterface): readonly string[] {
  return holder.securityGroupIds.filter((groupId) => {
    const associations = network.securityGroupVpcAssociations.filter(
      (each) => each.groupId === groupId && each.vpcId === holder.vpcId,
    );
    return associations.length === 0 || associations.some(({ state }) => state === 'associated');
  });
}

function peerMatches(
  network: Network,
  rule: SecurityGroupRule,
  direction: 'ingress' | 'egress',
  remote: Remote,
): Answer {
  const { peer } = rule;
  if (peer.kind === 'unknown') return 'unknown';
  const { address } = remote;
  const within = (cidr: string): Answer => {
    if (remote.changed) return familyOf(cidr.split('/')[0] ?? cidr) === familyOf(address) ? 'unknown' : 'no';
    return contains(cidr, address) ? 'yes' : 'no';
  };
  if (peer.kind === 'cidr') return within(peer.cidr);
  if (peer.kind === 'prefix-list') {
    const list = network.prefixLists.find((each) => each.id === peer.prefixListId);
    if (!list || isUnknown(list.cidrs)) return 'unknown';
    const answers = list.cidrs.map(within);
    return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
  }
  if (remote.identity === 'lost') return 'no';
  if (remote.identity.endsWith('transit-gateway') && direction === 'egress') return 'no';
  const isPerhaps = remote.identity.startsWith('perhaps');
  if (isPerhaps && !remote.interface) return 'unknown';
  if (remote.interface && groupsHeld(network, remote.interface).includes(peer.groupId))
    return isPerhaps ? 'unknown' : 'yes';
  return remote.interface?.unknownSecurityGroups ? 'unknown' : 'no';
}

/** Rule 9: whether the ACL of a subnet lets a packet cross its boundary. */
export function networkAclAllows(
  network: Network,
  subnetId: string,
  direction: 'ingress' | 'egress',
  packet: Datagram,
): Answer {
  const subnet = network.subnets.find((each) => each.id === subnetId);
  const acl =
    network.networkAcls.find((each) => each.subnetIds.includes(subnetId)) ??
    network.networkAcls.find((each) => each.isDefault && each.vpcId === subnet?.vpcId);
  if (!acl) return 'yes';
  const address = direction === 'ingress' ? packet.source : packet.destination;
  const entries = acl.entries
    .filter((entry) => entry.direction === direction)
    .sort((one, other) => one.ruleNumber - other.ruleNumber);
  return decide(entries, address, packet);
}

function decide(entries: readonly NetworkAclEntry[], address: string, packet: Datagram): Answer {
  for (const [index, entry] of entries.entries()) {
    const matches = both(
      isUnknown(entry.cidr) ? 'unknown' : contains(entry.cidr, address) ? 'yes' : 'no',
      serviceMatches(entry.service, packet),
    );
    if (matches === 'no') continue;
    const verdict = entry.action === 'allow' ? 'yes' : 'no';
    if (matches === 'yes') return verdict;
    return decide(entries.slice(index + 1), address, packet) === verdict ? verdict : 'unknown';
  }
  return 'no';
}

export function both(one: Answer, other: Answer): Answer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'unknown' || other === 'unknown' ? 'unknown' : 'yes';
}

/** What a gateway or balancer may pick a port from: any from 1024 on; those at the edges of ACL entries tell all the others. */
export function freePorts(network: Network): readonly number[] {
  const ports = new Set([1024, 65_535]);
  for (const acl of network.networkAcls)
    for (const { service } of acl.entries)
      if ('ports' in service)
        for (const port of [service.ports[0] - 1, service.ports[0], service.ports[1], service.ports[1] + 1])
          if (port >= 1024 && port <= 65_535) ports.add(port);
  return [...ports];
}
