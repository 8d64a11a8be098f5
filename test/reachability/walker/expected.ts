import { isCidr, isUnknown, type Network, type NetworkInterface } from '../../../src/network/index.ts';
import { edges, type Question } from '../generate/index.ts';
import type { Fate } from './ends.ts';
import { owns, ownsPrivately } from './owners.ts';
import { contains, type FirstPacket, familyOf, isGlobal, sameAddress, TCP, UDP } from './packet.ts';
import { type Walk, walk } from './walk.ts';

export type Verdict = 'reachable' | 'blocked' | 'unknown';

export interface Expectation {
  readonly verdict: Verdict;
  readonly forward: Verdict;
  readonly return: Verdict;
  /** The walk that decided, for whoever reads a disagreement. */
  readonly packet?: FirstPacket;
  readonly trace: readonly string[];
}

const RANK = { delivered: 2, unknown: 1, dropped: 0 } as const;
const VERDICT = { delivered: 'reachable', unknown: 'unknown', dropped: 'blocked' } as const;

/**
 * What a query should answer, by walking every packet that could tell: all addresses of both ends (an address of every
 * atom, where an end is a range) and, where no source port is asked for, the edges of the ephemeral range.
 */
export function expected(network: Network, question: Question, ephemeral: readonly [number, number]): Expectation {
  const atoms = edges(network);
  const sources = starts(network, question.from, atoms);
  const goals = destinations(network, question.to, atoms);
  let forward: Fate = 'dropped';
  let whole: Fate = 'dropped';
  let best: { packet: FirstPacket; walk: Walk } | undefined;
  for (const { from, address: source, doubtful } of sources) {
    for (const destination of goals) {
      if (familyOf(source) !== familyOf(destination)) continue;
      for (const sourcePort of sourcePorts(network, question, ephemeral)) {
        const { from: _from, to: _to, ...service } = question;
        const packet: FirstPacket = {
          ...service,
          from,
          source,
          destination,
          ...(sourcePort === undefined ? {} : { sourcePort }),
        };
        const one = walk(network, packet, question.to);
        const wrongPlace = one.reached !== 'unknown' && !arrived(question.to, one);
        const seen = wrongPlace ? 'dropped' : one.forward;
        const fate = doubtful ? worse(seen, 'unknown') : seen;
        const both = worse(fate, one.return);
        if (RANK[fate] > RANK[forward]) forward = fate;
        if (!best || RANK[both] > RANK[whole] || (RANK[both] === RANK[whole] && RANK[fate] > RANK[best.walk.forward]))
          best = { packet, walk: one };
        if (RANK[both] > RANK[whole]) whole = both;
        if (whole === 'delivered')
          return { verdict: 'reachable', forward: 'reachable', return: 'reachable', packet, trace: one.trace };
        if (fate === 'dropped') break;
      }
    }
  }
  return {
    verdict: VERDICT[whole],
    forward: VERDICT[forward],
    return: VERDICT[whole],
    ...(best ? { packet: best.packet } : {}),
    trace: best?.walk.trace ?? [],
  };
}

function worse(one: Fate, other: Fate): Fate {
  return RANK[one] < RANK[other] ? one : other;
}

function arrived(to: string, { reached }: Walk): boolean {
  if (to === 'internet') return reached === 'internet';
  return isCidr(to) ? reached !== 'dropped' : reached === to;
}

interface Start {
  readonly from: FirstPacket['from'];
  readonly address: string;
  /** Whether the address is there is itself not known. */
  readonly doubtful?: boolean;
}

/** Where packets of an endpoint may start; for an address outside, on the internet and at every site that has it. */
export function starts(network: Network, from: string, atoms: readonly string[]): Start[] {
  const holder = network.interfaces.find(({ id }) => id === from);
  if (holder) return addressesOf(holder, atoms).map((address) => ({ from: { kind: 'interface', id: from }, address }));
  if (network.vpnGateways.some(({ id }) => id === from))
    return siteAddresses(network, from, atoms).map((address) => ({ from: { kind: 'vpn-gateway', id: from }, address }));
  const attachments = network.transitGatewayAttachments.filter(({ resourceType }) => resourceType === 'vpn');
  if (attachments.some(({ id }) => id === from))
    return foreign(network, attachedCidrs(network, from), atoms).map((address) => ({
      from: { kind: 'attachment', id: from },
      address,
    }));
  const onTheInternet = outside(network, from, atoms).map(
    (address): Start => ({ from: { kind: 'internet' }, address }),
  );
  // An address may as well be at a site; behind a default route nobody can say.
  const gateways = [
    ...network.vpnGateways.map(({ id }) => ({ kind: 'vpn-gateway' as const, id, cidrs: siteCidrs(network, id) })),
    ...attachments.map(({ id }) => ({ kind: 'attachment' as const, id, cidrs: attachedCidrs(network, id) })),
  ];
  const atSites = gateways.flatMap(({ kind, id, cidrs }) => {
    const covering = from === 'internet' ? [] : cidrs.filter((cidr) => contains(cidr, from));
    const doubtful = covering.every((cidr) => cidr.endsWith('/0'));
    return covering.length > 0 ? [{ from: { kind, id }, address: from, doubtful }] : [];
  });
  return [...onTheInternet, ...atSites];
}

function destinations(network: Network, to: string, atoms: readonly string[]): readonly string[] {
  const holder = network.interfaces.find(({ id }) => id === to);
  if (!holder) return outside(network, to, atoms);
  const published = holder.publicIpv4.flatMap(({ publicIp }) => (publicIp === null ? [] : [publicIp]));
  return [...addressesOf(holder, atoms), ...published];
}

/** An interface's addresses; of a delegated prefix, one of every atom. */
function addressesOf(holder: NetworkInterface, atoms: readonly string[]): readonly string[] {
  const delegated = [...holder.ipv4Prefixes, ...holder.ipv6Prefixes].flatMap((cidr) => [
    cidr.split('/')[0] ?? cidr,
    ...atoms.filter((address) => contains(cidr, address)),
  ]);
  return [...holder.privateIpv4, ...holder.ipv6, ...delegated];
}

/** One address, or for the internet one of every atom that is global and that nobody in the model owns. */
function outside(network: Network, endpoint: string, atoms: readonly string[]): readonly string[] {
  if (endpoint !== 'internet') return [endpoint];
  return ['8.8.4.4', '2001:4860:4860::8844', ...atoms].filter(
    (address) => isGlobal(address) && !isModelled(network, address),
  );
}

function isModelled(network: Network, address: string): boolean {
  return (
    network.interfaces.some(
      (each) =>
        ownsPrivately(each, address) ||
        each.publicIpv4.some(({ publicIp }) => publicIp !== null && sameAddress(publicIp, address)),
    ) ||
    network.natGateways.some(({ addresses }) =>
      addresses.some(({ publicIp }) => publicIp !== undefined && sameAddress(publicIp, address)),
    ) ||
    network.vpcs.some(({ ipv6Cidrs }) => ipv6Cidrs.some((cidr) => contains(cidr, address)))
  );
}

/** What may arrive through a VPN gateway: what it is known to lead to; anything, where nothing is known. */
function siteAddresses(network: Network, gatewayId: string, atoms: readonly string[]): readonly string[] {
  const attached = network.vpnGateways.find(({ id }) => id === gatewayId)?.vpcIds ?? [];
  const inside = network.vpcs
    .filter(({ id }) => attached.includes(id))
    .flatMap((vpc) => [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs]);
  const within = (cidrs: readonly string[], address: string) => cidrs.some((cidr) => contains(cidr, address));
  const foreign = ['172.20.0.9', ...atoms].filter(
    (address) => !within(inside, address) && !network.interfaces.some((each) => owns(each, address)),
  );
  // A route inside the VPC itself says nothing of what lies beyond the gateway.
  const known = siteCidrs(network, gatewayId);
  const announced = foreign.filter((address) => within(known, address));
  return known.every((cidr) => within(inside, cidr.split('/')[0] ?? '')) ? foreign : announced;
}

/** The prefixes of a VPN gateway: those its connections announce, and those that routes lead to it. */
function siteCidrs(network: Network, gatewayId: string): readonly string[] {
  const announced = network.vpnConnections.flatMap((each) => (each.vpnGatewayId === gatewayId ? each.routes : []));
  const routed = network.routeTables.flatMap((table) =>
    table.routes.flatMap(({ target, destination }) =>
      target.id === gatewayId && destination.kind === 'cidr' ? [destination.cidr] : [],
    ),
  );
  return [...announced, ...routed];
}

/** The prefixes of a VPN attachment: those its connection states, and those that its gateway's tables lead to it. */
function attachedCidrs(network: Network, attachmentId: string): readonly string[] {
  const attachment = network.transitGatewayAttachments.find(({ id }) => id === attachmentId);
  const stated = network.vpnConnections.flatMap(({ id, routes }) => (id === attachment?.resourceId ? routes : []));
  const routed = network.transitGatewayRouteTables.flatMap(({ routes }) =>
    isUnknown(routes) ? [] : routes.flatMap((each) => (each.attachmentIds.includes(attachmentId) ? [each.cidr] : [])),
  );
  return [...stated, ...routed];
}

/** Of some prefixes, an address of every atom that nobody in the model owns. */
function foreign(network: Network, cidrs: readonly string[], atoms: readonly string[]): readonly string[] {
  return ['172.20.0.9', ...atoms].filter(
    (address) =>
      cidrs.some((cidr) => contains(cidr, address)) && !network.interfaces.some((each) => owns(each, address)),
  );
}

function sourcePorts(
  network: Network,
  question: Question,
  [low, high]: readonly [number, number],
): readonly (number | undefined)[] {
  if (question.sourcePort !== undefined) return [question.sourcePort];
  if (question.protocol !== TCP && question.protocol !== UDP) return [undefined];
  const ports = new Set([low, high]);
  for (const acl of network.networkAcls)
    for (const { service } of acl.entries)
      if ('ports' in service)
        for (const port of [service.ports[0] - 1, service.ports[0], service.ports[1], service.ports[1] + 1])
          if (port >= low && port <= high) ports.add(port);
  return [...ports];
}
