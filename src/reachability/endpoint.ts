import { type AddressNumber, isCidr, isUnknown, SallyportError } from '../network/index.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import {
  type AddressSet,
  ALL_ADDRESSES,
  addressSet,
  hasAddresses,
  intersectAddresses,
  NO_ADDRESSES,
  subtractAddresses,
} from './sets/addresses.ts';

/**
 * What a name in a query stands for: interfaces with the addresses meant, and addresses outside. `outside` may still hold
 * addresses that interfaces own; what is wholly theirs is left out where flows are made (`isOwned`).
 */
export interface Endpoint {
  readonly text: string;
  readonly members: readonly Member[];
  readonly outside: AddressSet;
  /** Only what passes this gateway counts. */
  readonly gatewayId?: string;
}

export interface Member {
  readonly host: Host;
  readonly addresses: AddressSet;
  /** Private addresses whose public counterpart is meant too. */
  readonly publics: readonly number[];
}

/** Whoever is there: every interface, and every address outside. */
export function everyone(net: Compiled): Endpoint {
  return { text: 'anyone', members: net.hosts.map(whole), outside: ALL_ADDRESSES };
}

/** A name that stands for nothing in the network. */
export class EndpointError extends SallyportError {}

/**
 * Resolves what a query names: `internet`, an id, an address or CIDR, or a unique name.
 * @throws EndpointError when nothing, or more than one thing, has that name
 */
export function resolveEndpoint(net: Compiled, text: string): Endpoint {
  if (text === 'internet') return outside(text, net.internet);
  const host = net.hostById.get(text);
  if (host) return { text, members: [whole(host)], outside: NO_ADDRESSES };
  const directory = directoryOf(net);
  const hosts = directory.hosts.get(text);
  // A gateway endpoint has no interfaces: it is a gateway to its service (rule 20).
  if (net.network.vpcEndpoints.some(({ id, type }) => id === text && type === 'Gateway'))
    return { ...outside(text, ALL_ADDRESSES), gatewayId: text };
  if (hosts) return { text, members: hosts.map(whole), outside: NO_ADDRESSES };
  if (isCidr(text)) return addresses(net, text, addressSet([text]));
  const list = net.network.prefixLists.find(({ id }) => id === text);
  if (list) {
    if (isUnknown(list.cidrs)) throw new EndpointError(`The entries of ${text} are unknown: ${list.cidrs.unknown}.`);
    return addresses(net, text, addressSet(list.cidrs));
  }
  const gateway = gatewayEndpoint(net, text);
  if (gateway) return gateway;
  const named = directory.hosts.get(idOf(directory, text));
  if (named === undefined) throw new EndpointError(unknownEndpoint(text));
  return { text, members: named.map(whole), outside: NO_ADDRESSES };
}

function unknownEndpoint(text: string): string {
  return (
    `'${text}' names nothing in the snapshot. Name 'internet', an address or CIDR, or an interface, instance, security ` +
    'group, subnet, VPC, load balancer, prefix list, internet or VPN gateway by its id, or by a name only one of them has.'
  );
}

function whole(host: Host): Member {
  return { host, addresses: host.addresses, publics: [...host.publics.keys()] };
}

/** Interfaces by every id that stands for some, and ids by name; made once for a network. */
interface Directory {
  readonly hosts: ReadonlyMap<string, readonly Host[]>;
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
}

const directories = new WeakMap<Compiled, Directory>();

function directoryOf(net: Compiled): Directory {
  const known = directories.get(net) ?? { hosts: hostsById(net), names: idsByName(net) };
  directories.set(net, known);
  return known;
}

function hostsById({ network, hosts }: Compiled): ReadonlyMap<string, readonly Host[]> {
  const index = new Map<string, Host[]>();
  const { instances, securityGroups, subnets, vpcs, loadBalancers, natGateways, vpcEndpoints } = network;
  for (const kind of [instances, securityGroups, subnets, vpcs, loadBalancers, natGateways, vpcEndpoints])
    for (const { id } of kind) index.set(id, []);
  const add = (id: string | undefined, host: Host) => {
    if (id === undefined || id === '') return;
    const members = index.get(id);
    if (members) members.push(host);
    else index.set(id, [host]);
  };
  for (const host of hosts) {
    const { id, instanceId, subnetId, vpcId } = host.interface;
    for (const name of [id, instanceId, subnetId, vpcId, host.balancer?.id, host.nat?.id, ...host.groupIds])
      add(name, host);
  }
  const byInterface = new Map(hosts.map((host) => [host.interface.id, host]));
  for (const { id, interfaceIds } of vpcEndpoints)
    for (const interfaceId of interfaceIds) {
      const host = byInterface.get(interfaceId);
      if (host) add(id, host);
    }
  return index;
}

function idsByName({ network }: Compiled): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  const add = (name: string | undefined, id: string) => {
    if (name) names.set(name, (names.get(name) ?? new Set()).add(id));
  };
  const { instances, securityGroups, subnets, vpcs, loadBalancers, interfaces } = network;
  for (const kind of [instances, securityGroups, subnets, vpcs, loadBalancers, interfaces])
    for (const { id, name } of kind) add(name, id);
  for (const { id, groupName } of securityGroups) add(groupName, id);
  for (const { id, dnsName } of loadBalancers) add(dnsName, id);
  return names;
}

/** The id of the one resource with this name; the text itself when it is no name. */
function idOf({ hosts, names }: Directory, text: string): string {
  const ids = hosts.has(text) ? undefined : names.get(text);
  if (ids !== undefined && ids.size > 1)
    throw new EndpointError(`'${text}' is the name of ${[...ids].join(', ')}: use the id.`);
  return [...(ids ?? [])][0] ?? text;
}

function gatewayEndpoint(net: Compiled, id: string): Endpoint | undefined {
  const { network } = net;
  const internet = [...network.internetGateways, ...network.egressOnlyInternetGateways].some(
    (gateway) => gateway.id === id,
  );
  if (internet || /^e?igw-/.test(id)) {
    const isUsed = internet || [...net.vpcs.values()].some((vpc) => vpc.internetGatewayId === id);
    return isUsed ? { ...outside(id, net.internet), gatewayId: id } : undefined;
  }
  const vpn = [...net.vpcs.values()].find((vpc) => vpc.vpnGatewayIds.has(id));
  if (vpn) {
    const own = addressSet([...vpn.vpc.ipv4Cidrs, ...vpn.vpc.ipv6Cidrs]);
    return { text: id, members: [], outside: subtractAddresses(ALL_ADDRESSES, own), gatewayId: id };
  }
  const isKnown =
    network.vpnGateways.some((gateway) => gateway.id === id) ||
    network.transitGatewayAttachments.some(
      (attachment) => attachment.id === id || (attachment.resourceId === id && isSite(attachment.resourceType)),
    );
  if (!isKnown) return undefined;
  return { text: id, members: [], outside: ALL_ADDRESSES, gatewayId: id };
}

function isSite(type: string): boolean {
  return type === 'vpn' || type === 'direct-connect-gateway';
}

function outside(text: string, set: AddressSet): Endpoint {
  return { text, members: [], outside: set };
}

/** A set of addresses: the interfaces that own some of them, and the rest. */
function addresses(net: Compiled, text: string, set: AddressSet): Endpoint {
  const members: Member[] = [];
  for (const host of net.hosts) {
    const own = intersectAddresses(host.addresses, set);
    const publics = [...host.publics].flatMap(([privateIp, publicIp]) =>
      publicIp !== null && hasAddresses(intersectAddresses(set, { v4: [publicIp, publicIp + 1], v6: [] }))
        ? [privateIp]
        : [],
    );
    if (hasAddresses(own) || publics.length > 0) members.push({ host, addresses: own, publics });
  }
  return { text, members, outside: set };
}

/** Whether interfaces of the network own every address of a range, so that it is not outside at all. */
export function isOwned(net: Compiled, [first, end]: readonly [first: AddressNumber, end: AddressNumber]): boolean {
  return firstOutside(net, first) >= end;
}

/** The first address from here on that no interface of the network owns. */
export function firstOutside({ owned }: Compiled, first: AddressNumber): AddressNumber {
  const own: readonly AddressNumber[] = typeof first === 'number' ? owned.v4 : owned.v6;
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (own[middle]! <= first) low = middle + 1;
    else high = middle;
  }
  return (low & 1) === 1 ? own[low]! : first;
}
