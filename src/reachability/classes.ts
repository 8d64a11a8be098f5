import { type AddressNumber, isUnknown, type Network, parseCidr, type RulePeer } from '../network/index.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { intervals } from './sets/boundaries.ts';
import { targetsOf } from './walk/balancer.ts';

const cache = new WeakMap<Compiled, (host: Host) => string>();

/**
 * A function from an interface to the key of its class: interfaces that no rule, route or ACL of the network can tell
 * apart, having the same subnet, groups, publicness and address class. Whatever holds for one member's packets holds for
 * every member's.
 */
export function classKeys(net: Compiled): (host: Host) => string {
  const known = cache.get(net);
  if (known) return known;
  const keyOf = makeKeys(net);
  const keys: string[] = [];
  const cached = (host: Host) => {
    const key = keys[host.index] ?? keyOf(host);
    keys[host.index] = key;
    return key;
  };
  cache.set(net, cached);
  return cached;
}

function makeKeys(net: Compiled): (host: Host) => string {
  const atoms = atomsOf(net);
  const isAlone = aloneIn(net);
  const atom = (address: AddressNumber) => atomIndex(typeof address === 'number' ? atoms.v4 : atoms.v6, address);
  return (host) => {
    const { interface: eni } = host;
    if (isAlone(host)) return eni.id;
    const own = [...intervals<number>(host.addresses.v4), ...intervals<bigint>(host.addresses.v6)].map(
      ([first, end]) => {
        const last: AddressNumber = typeof end === 'number' ? end - 1 : end - 1n;
        return atom(first) === atom(last) ? `${typeof first === 'number' ? 4 : 6}.${atom(first)}` : `${first}-${last}`;
      },
    );
    const publics = [...host.publics.values()].map((address) => (address === null ? '?' : atom(address)));
    return [
      eni.subnetId,
      host.groupKey,
      own.join(),
      publics.join(),
      host.unfiltered ? 'u' : '',
      host.nat?.id ?? host.balancer?.id ?? '',
      eni.hypothetical ? 'h' : '',
    ].join('|');
  };
}

/** Which interfaces are like no other: routes name them, a network load balancer hands on to them, their groups or subnet are not known, other VPCs own their address. */
export function aloneIn(net: Compiled): (host: Host) => boolean {
  const routed = new Set(routeTargets(net));
  const shared = new Set(sharedAddresses(net));
  const balanced = new Set(net.hosts.flatMap((host) => targetsOf(net, host).map((target) => target.interface.id)));
  return (host) => {
    const { subnet, interface: eni } = host;
    return (
      subnet === undefined ||
      balanced.has(eni.id) ||
      isRouted(host, routed) ||
      eni.unknownSecurityGroups !== undefined ||
      (shared.size > 0 && [...eni.privateIpv4, ...eni.ipv6].some((address) => shared.has(address)))
    );
  };
}

const atomCache = new WeakMap<Compiled, Atoms>();

/** The addresses at which any CIDR of a network begins or ends. */
export function atomsOf(net: Compiled): Atoms {
  const atoms = atomCache.get(net) ?? addressAtoms(cidrsOf(net.network));
  atomCache.set(net, atoms);
  return atoms;
}

export interface Atoms {
  readonly v4: readonly number[];
  readonly v6: readonly bigint[];
}

/** Every address at which some CIDR begins or ends: between two of them all addresses are alike. */
export function addressAtoms(cidrs: Iterable<string>): Atoms {
  const v4 = new Set<number>();
  const v6 = new Set<bigint>();
  const seen = new Set<string>();
  for (const cidr of cidrs) {
    if (seen.has(cidr)) continue;
    seen.add(cidr);
    const range = parseCidr(cidr);
    if (range.family === 4) v4.add(range.first).add(range.end);
    else v6.add(range.first).add(range.end);
  }
  return { v4: [...v4].sort((a, b) => a - b), v6: [...v6].sort((a, b) => (a < b ? -1 : 1)) };
}

/** Every CIDR of a network. */
function* cidrsOf(network: Network): Generator<string> {
  yield* wayCidrs(network);
  for (const { rules } of network.securityGroups)
    for (const { peer } of rules) if (peer.kind === 'cidr') yield peer.cidr;
  for (const { cidrs } of network.prefixLists) if (!isUnknown(cidrs)) yield* cidrs;
}

/** Every CIDR that decides about the ways packets take, security groups aside. */
export function* wayCidrs(network: Network): Generator<string> {
  for (const { entries } of network.networkAcls) for (const { cidr } of entries) if (!isUnknown(cidr)) yield cidr;
  for (const { routes } of network.routeTables)
    for (const { destination } of routes) {
      if (destination.kind === 'cidr') yield destination.cidr;
      if (destination.kind === 'prefix-list') yield* entriesOf(network, destination.prefixListId);
    }
  for (const { ipv4Cidrs, ipv6Cidrs } of network.vpcs) yield* [...ipv4Cidrs, ...ipv6Cidrs];
  for (const { requester, accepter } of network.peerings) yield* [...requester.cidrs, ...accepter.cidrs];
  for (const { routes } of network.transitGatewayRouteTables)
    if (!isUnknown(routes)) for (const { cidr } of routes) yield cidr;
  for (const { routes } of network.vpnConnections) yield* routes;
}

/** The CIDRs that a rule's peer stands for, as far as they are known. */
export function peerCidrs(network: Network, peer: RulePeer): readonly string[] {
  if (peer.kind === 'cidr') return [peer.cidr];
  return peer.kind === 'prefix-list' ? entriesOf(network, peer.prefixListId) : [];
}

function entriesOf({ prefixLists }: Network, id: string): readonly string[] {
  const list = prefixLists.find((each) => each.id === id);
  return list === undefined || isUnknown(list.cidrs) ? [] : list.cidrs;
}

/** Which of the stretches between boundaries an address lies in. */
export function atomIndex(boundaries: readonly AddressNumber[], address: AddressNumber): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (boundaries[middle]! <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

const routedCache = new WeakMap<Compiled, readonly Host[]>();

/** The interfaces that some route leads to, where packets for others may pass through them. */
export function routedHosts(net: Compiled): readonly Host[] {
  const known = routedCache.get(net);
  if (known) return known;
  const targets = new Set(routeTargets(net));
  const found = targets.size === 0 ? [] : net.hosts.filter((host) => isRouted(host, targets));
  routedCache.set(net, found);
  return found;
}

function isRouted({ interface: { id, instanceId } }: Host, targets: ReadonlySet<string>): boolean {
  return targets.has(id) || (instanceId !== undefined && targets.has(instanceId));
}

/** Interfaces and instances that some route names as its target: they are not like their neighbours. */
function routeTargets({ network }: Compiled): string[] {
  return network.routeTables.flatMap(({ routes }) =>
    routes.flatMap(({ target }) =>
      target.kind === 'network-interface' || target.kind === 'instance' ? [target.id] : [],
    ),
  );
}

/** Addresses that interfaces of several VPCs own. */
function sharedAddresses({ hosts }: Compiled): string[] {
  const owners = new Map<string, string>();
  const shared: string[] = [];
  for (const { interface: eni } of hosts)
    for (const address of [...eni.privateIpv4, ...eni.ipv6]) {
      if ((owners.get(address) ?? eni.vpcId) !== eni.vpcId) shared.push(address);
      owners.set(address, eni.vpcId);
    }
  return shared;
}
