import type { Network, PrefixList } from '../../network/index.ts';
import { type AddressSet, addressSet, INTERNET, subtractAddresses, unionAddresses } from '../sets/addresses.ts';
import { unionAll } from '../sets/boundaries.ts';
import { compileHosts, indexAddresses } from './hosts.ts';
import { compileNat } from './nats.ts';
import type { Host, NatPlace, SubnetPlace, VpcPlace } from './places.ts';
import { compileRoutes } from './routes.ts';
import { type CompiledGroup, compileGroup, peerReader } from './security-groups.ts';
import { compileSubnets } from './subnets.ts';
import { compileTransitGateways, type TransitPlace } from './transit-gateways.ts';
import { type CompileTable, compileVpcs } from './vpcs.ts';

export interface CompileOptions {
  /** Client source ports, inclusive; default 1024–65535 (rule 10). */
  readonly ephemeralPorts?: readonly [from: number, to: number];
  /** A compiled network to take from what is the same object in both: compiling a change of rules then costs next to nothing. */
  readonly reuse?: Compiled;
}

/** A network ready for queries. Treat as opaque outside this room; only `network` is for everybody. */
export interface Compiled {
  readonly network: Network;
  readonly ephemeralPorts: readonly [from: number, to: number];
  readonly hosts: readonly Host[];
  readonly hostById: ReadonlyMap<string, Host>;
  readonly vpcs: ReadonlyMap<string, VpcPlace>;
  readonly subnets: ReadonlyMap<string, SubnetPlace>;
  readonly groups: ReadonlyMap<string, CompiledGroup>;
  /** Filled by `groupsOf`, by the interface's index. */
  readonly held: (readonly CompiledGroup[] | undefined)[];
  readonly nats: ReadonlyMap<string, readonly NatPlace[]>;
  readonly transitGateways: ReadonlyMap<string, TransitPlace>;
  /** The internet as this network sees it: what is globally routable and in no block of its VPCs. */
  readonly internet: AddressSet;
  /** Every address that belongs to some interface, public ones included. */
  readonly owned: AddressSet;
}

/**
 * Compiles a network for queries: indexes places and addresses; rule tables are built when first asked for.
 * @throws RangeError when an address or CIDR of the network is malformed; readers name such as problems instead
 */
export function compile(network: Network, options: CompileOptions = {}): Compiled {
  const { reuse } = options;
  if (reuse !== undefined && differsInGroupsAlone(reuse.network, network)) return withGroupsOf(network, reuse);
  const prefixList = prefixListsOf(network);
  const readPeer = peerReader(prefixList);
  const compileTable: CompileTable = (table, cidrs) => compileRoutes(table, cidrs, prefixList);
  const vpcs = compileVpcs(network, compileTable);
  const subnets = compileSubnets(network, vpcs, compileTable);
  const hosts = compileHosts(network, subnets);
  const hostById = new Map(hosts.map((host) => [host.interface.id, host]));
  const publicOwners = new Set<number>();
  for (const host of hosts) indexAddresses(host, vpcs.get(host.interface.vpcId), publicOwners);
  const blocks = network.vpcs.flatMap(({ ipv4Cidrs, ipv6Cidrs }) => [...ipv4Cidrs, ...ipv6Cidrs]);
  return {
    network,
    ephemeralPorts: options.ephemeralPorts ?? [1024, 65_535],
    hosts,
    hostById,
    vpcs,
    subnets,
    groups: new Map(network.securityGroups.map((group) => [group.id, compileGroup(group.id, group, readPeer)])),
    held: [],
    nats: new Map(network.natGateways.map((nat) => [nat.id, compileNat(nat, subnets, vpcs, hostById)])),
    transitGateways: compileTransitGateways(network),
    internet: subtractAddresses(INTERNET, addressSet(blocks)),
    owned: allOwned(hosts, publicOwners),
  };
}

/** The groups of an interface, those it holds that are not in the network included. */
export function groupsOf(
  { groups, held }: Compiled,
  { index, groupIds, unknownGroups }: Host,
): readonly CompiledGroup[] {
  const known = held[index];
  if (known) return known;
  const all = [...groupIds].map((id) => groups.get(id) ?? missingGroup(id));
  if (unknownGroups) all.push(unknownGroups);
  held[index] = all;
  return all;
}

const missing = new Map<string, CompiledGroup>();

/** A group that is referred to but not in the network. */
function missingGroup(id: string): CompiledGroup {
  const known =
    missing.get(id) ??
    compileGroup(
      id,
      undefined,
      peerReader(() => undefined),
    );
  missing.set(id, known);
  return known;
}

function prefixListsOf({ prefixLists }: Network): (id: string) => PrefixList | undefined {
  const byId = new Map(prefixLists.map((list) => [list.id, list]));
  return (id) => byId.get(id);
}

/** Whether two networks share everything but their security groups, as a change of rules leaves them. */
function differsInGroupsAlone(before: Network, after: Network): boolean {
  const kinds = Object.keys(before) as (keyof Network)[];
  return kinds.every((kind) => kind === 'securityGroups' || kind === 'problems' || before[kind] === after[kind]);
}

/** Another network's compilation with the groups of this one; groups that are the same object keep their tables. */
function withGroupsOf(network: Network, base: Compiled): Compiled {
  const readPeer = peerReader(prefixListsOf(network));
  const groups = new Map<string, CompiledGroup>();
  for (const group of network.securityGroups) {
    const known = base.groups.get(group.id);
    groups.set(group.id, known?.group === group ? known : compileGroup(group.id, group, readPeer));
  }
  return { ...base, network, groups, held: [] };
}

function allOwned(hosts: readonly Host[], publicOwners: ReadonlySet<number>): AddressSet {
  const own = hosts.map(({ addresses }) => addresses);
  const publics: AddressSet = {
    v4: unionAll([...publicOwners].map((address) => [address, address + 1])),
    v6: [],
  };
  return unionAddresses({ v4: unionAll(own.map(({ v4 }) => v4)), v6: unionAll(own.map(({ v6 }) => v6)) }, publics);
}
