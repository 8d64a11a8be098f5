import type { Instance, Inventory, Network, NetworkInterface, PrefixList, SecurityGroup } from '../network/index.ts';
import type { CodeRoot } from './code.ts';
import { type AddressSet, addressSet, type Compiled, type Exposure, exposure } from './engine.ts';
import type { History } from './history.ts';

/** Everything a check may look at: the network, what reaches it, and the look-ups most checks need. */
export interface CheckContext {
  readonly compiled: Compiled;
  readonly network: Network;
  /** Interfaces that exist; those that stand for future members of a group are left out. */
  readonly interfaces: readonly NetworkInterface[];
  readonly groups: ReadonlyMap<string, SecurityGroup>;
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly instances: ReadonlyMap<string, Instance>;
  /** Interfaces by the group they hold. */
  readonly holders: ReadonlyMap<string, readonly NetworkInterface[]>;
  readonly interfacesOf: (instanceId: string) => readonly NetworkInterface[];
  /** What of the internet reaches an interface. */
  readonly exposureOf: (interfaceId: string) => Exposure | undefined;
  /** Addresses of the network's own interfaces and VPCs, which the engine does not count as internet. */
  readonly ownAddresses: AddressSet;
  /** Whether an operation was not, or not wholly, answered for an account and Region. */
  readonly lacks: (account: string, region: string, operation: string) => boolean;
  /** Whether an operation beside the network was wholly answered for an account and Region. */
  readonly hasRead: (account: string, region: string, operation: string) => boolean;
  /** Quotas in force where Service Quotas was read: the value of a quota code, for an account and Region. */
  readonly quota: (account: string, region: string, code: string) => number | undefined;
  readonly more: More;
}

/** What only some callers have; a check that needs what is not given finds nothing. */
export interface More {
  /** What changed, from former scans and CloudTrail. */
  readonly history?: History;
  /** What code makes of the accounts, with the ids of the resources that were recognised. */
  readonly code?: readonly CodeRoot[];
  /** Flow logs, volumes, key pairs, images, patch states and quotas, as far as they were read. */
  readonly inventory?: Inventory;
}

/**
 * @param exposures the engine's answer, where the caller has it already
 * @param more what the caller knows beside the network
 */
export function checkContext(
  compiled: Compiled,
  exposures?: readonly Exposure[] | undefined,
  more: More = {},
): CheckContext {
  const network = withoutPotential(compiled.network);
  const interfaces = network.interfaces.filter((each) => !each.hypothetical);
  const byInterface = new Map((exposures ?? exposure(compiled)).map((each) => [each.interfaceId, each]));
  const ofInstance = groupByEach(interfaces, ({ instanceId }) => (instanceId === undefined ? [] : [instanceId]));
  const gaps = new Set(network.gaps.map(({ account, region, operation }) => `${account} ${region} ${operation}`));
  return {
    compiled,
    network,
    interfaces,
    groups: byId(network.securityGroups),
    prefixLists: byId(network.prefixLists),
    instances: byId(network.instances),
    holders: groupByEach(interfaces, (each) => each.securityGroupIds),
    interfacesOf: (id) => ofInstance.get(id) ?? [],
    exposureOf: (id) => byInterface.get(id),
    ownAddresses: addressSet([
      ...network.interfaces.flatMap(publicAddresses),
      ...network.vpcs.flatMap((vpc) => [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs]),
    ]),
    lacks: (account, region, operation) => gaps.has(`${account} ${region} ${operation}`),
    hasRead: (account, region, operation) => more.inventory?.read.has(`${account} ${region} ${operation}`) ?? false,
    quota: (account, region, code) => more.inventory?.quotas?.get(`${account} ${region} ${code}`),
    more,
  };
}

/** Leaves out the places that stand for where members of a group may come to be, and their blocks: nobody wrote them. */
function withoutPotential(network: Network): Network {
  const isReal = ({ id }: { readonly id: string }) => !id.startsWith('potential:');
  const places = new Map(network.subnets.flatMap((each) => (isReal(each) ? [] : [[each.vpcId, each] as const])));
  if (places.size === 0) return network;
  return {
    ...network,
    vpcs: network.vpcs.flatMap((vpc) => {
      const place = places.get(vpc.id);
      // A VPC that is in no code comes from the same group as its one subnet.
      if (place?.origin === vpc.origin) return [];
      const isWritten = (cidr: string) => cidr !== place?.ipv4Cidr && !place?.ipv6Cidrs.includes(cidr);
      return [{ ...vpc, ipv4Cidrs: vpc.ipv4Cidrs.filter(isWritten), ipv6Cidrs: vpc.ipv6Cidrs.filter(isWritten) }];
    }),
    subnets: network.subnets.filter(isReal),
    routeTables: network.routeTables.filter(isReal),
    networkAcls: network.networkAcls.filter(isReal),
    internetGateways: network.internetGateways.filter(isReal),
  };
}

function publicAddresses({ publicIpv4, ipv6, ipv6Prefixes }: NetworkInterface): readonly string[] {
  return [...publicIpv4.flatMap(({ publicIp }) => publicIp ?? []), ...ipv6, ...ipv6Prefixes];
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function groupByEach<T>(items: readonly T[], keys: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keys(item))) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}
