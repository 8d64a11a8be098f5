import fc from 'fast-check';
import { formatAddress, isUnknown, type Network, parseCidr, type ServiceMatch } from '../../../src/network/index.ts';
import { ICMP, ICMPV6, TCP, UDP } from '../walker/index.ts';
import { OUTSIDE, pick } from './pools.ts';

/** One service: what a concrete packet carries beside its addresses and source port. */
export interface SampleService {
  readonly protocol: number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** A query in concrete terms; without a source port, any of the ephemeral range will do. */
export interface Question extends SampleService {
  readonly from: string;
  readonly to: string;
  readonly sourcePort?: number;
}

export interface QuestionPlan {
  readonly from: number;
  readonly to: number;
  readonly service: number;
  readonly sourcePort: number | null;
}

const index = fc.nat(9_999);

export const questionPlan: fc.Arbitrary<QuestionPlan> = fc.record({
  from: index,
  to: index,
  service: index,
  sourcePort: fc.option(index, { freq: 2 }),
});

/** The question a plan stands for in a network: endpoints that exist, services and ports at the edges of its rules. */
export function question(network: Network, plan: QuestionPlan): Question {
  const ids = network.interfaces.map(({ id }) => id);
  const outside = [...OUTSIDE, 'internet'];
  const vpnAttachments = network.transitGatewayAttachments.filter(({ resourceType }) => resourceType === 'vpn');
  const sites = [...network.vpnGateways, ...vpnAttachments].map(({ id }) => id);
  const from = pick([...ids, ...ids, ...ids, ...outside, ...sites], plan.from);
  const isInside = ids.includes(from);
  const published = network.interfaces
    .filter((each) => each.publicIpv4.length + each.ipv6.length > 0)
    .map(({ id }) => id);
  // From outside, a private interface is always blocked: ask about that now and then only.
  const towards = [...(isInside ? ids : [...published, ...published, ...published, ...ids])].filter(
    (id) => id !== from,
  );
  const nobody = isInside ? ['172.20.0.9', '192.168.40.9', '52.216.0.9', ...outside] : [];
  const to = pick([...towards, ...towards, ...towards, ...nobody], plan.to);
  const service = pick(services(network), plan.service);
  const hasPort = service.protocol === TCP || service.protocol === UDP;
  const ports = [...edgePorts(network), 1023, 1024, 40_000, 65_535];
  return {
    from,
    to,
    ...service,
    ...(plan.sourcePort === null || !hasPort ? {} : { sourcePort: pick(ports, plan.sourcePort) }),
  };
}

/** Services at and just beyond the edges of every rule and ACL entry. */
export function services(network: Network): readonly SampleService[] {
  const found = new Map<string, SampleService>();
  const add = (service: SampleService) => found.set(JSON.stringify(service), service);
  for (const service of [
    { protocol: TCP, port: 22 },
    { protocol: UDP, port: 53 },
    { protocol: ICMP, icmpType: 8, icmpCode: 0 },
    { protocol: ICMP, icmpType: 3, icmpCode: 4 },
    { protocol: ICMPV6, icmpType: 128, icmpCode: 0 },
    { protocol: ICMPV6, icmpType: 1, icmpCode: 3 },
    { protocol: 47 },
    { protocol: 50 },
  ])
    add(service);
  for (const port of edgePorts(network)) {
    add({ protocol: TCP, port });
    add({ protocol: UDP, port });
  }
  return [...found.values()];
}

function matches(network: Network): ServiceMatch[] {
  const all = [
    ...network.securityGroups.flatMap(({ rules }) => rules),
    ...network.networkAcls.flatMap((acl) => acl.entries),
  ];
  return all.flatMap(({ service }) => (isUnknown(service) ? [] : [service]));
}

function edgePorts(network: Network): readonly number[] {
  const ports = new Set(network.loadBalancers.flatMap(({ listeners }) => listeners.map(({ port }) => port)));
  for (const service of matches(network))
    if ('ports' in service)
      for (const port of [service.ports[0] - 1, service.ports[0], service.ports[1], service.ports[1] + 1])
        if (port >= 0 && port <= 65_535) ports.add(port);
  return [...ports].sort((one, other) => one - other);
}

/** The first and last address of every CIDR a network holds, and their neighbours outside: one of each address atom. */
export function edges(network: Network): readonly string[] {
  const cidrs = new Set<string>();
  for (const group of network.securityGroups)
    for (const { peer } of group.rules) if (peer.kind === 'cidr') cidrs.add(peer.cidr);
  for (const list of network.prefixLists) if (!isUnknown(list.cidrs)) for (const cidr of list.cidrs) cidrs.add(cidr);
  for (const acl of network.networkAcls) for (const { cidr } of acl.entries) if (!isUnknown(cidr)) cidrs.add(cidr);
  for (const table of network.routeTables)
    for (const { destination } of table.routes) if (destination.kind === 'cidr') cidrs.add(destination.cidr);
  for (const table of network.transitGatewayRouteTables)
    if (!isUnknown(table.routes)) for (const { cidr } of table.routes) cidrs.add(cidr);
  for (const { routes } of network.vpnConnections) for (const cidr of routes) cidrs.add(cidr);
  for (const vpc of network.vpcs) for (const cidr of [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs]) cidrs.add(cidr);
  const addresses = new Set<string>();
  for (const cidr of cidrs) {
    const range = parseCidr(cidr);
    if (range.family === 4) {
      for (const at of [range.first - 1, range.first, range.end - 1, range.end])
        if (at >= 0 && at < 2 ** 32) addresses.add(formatAddress(at));
    } else {
      for (const at of [range.first - 1n, range.first, range.end - 1n, range.end])
        if (at >= 0n && at < 1n << 128n) addresses.add(formatAddress(at));
    }
  }
  return [...addresses];
}
