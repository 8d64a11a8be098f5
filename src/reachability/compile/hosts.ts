import { type Network, type NetworkInterface, parseAddress, parseCidr } from '../../network/index.ts';
import { compareTexts } from '../describe.ts';
import { addressSet } from '../sets/addresses.ts';
import type { Host, SubnetPlace, VpcPlace } from './places.ts';
import { type CompiledGroup, compileGroup, peerReader } from './security-groups.ts';

/** AWS attaches no groups to these, and does not filter them by groups then. */
const UNFILTERED_TYPES = new Set([
  'nat_gateway',
  'network_load_balancer',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'transit_gateway',
]);

export function compileHosts(network: Network, subnets: ReadonlyMap<string, SubnetPlace>): Host[] {
  const natOf = new Map(
    network.natGateways.flatMap((nat) =>
      nat.addresses.flatMap(({ interfaceId }) => (interfaceId ? [[interfaceId, nat] as const] : [])),
    ),
  );
  const balancerOf = new Map(
    network.loadBalancers.flatMap((balancer) => balancer.interfaceIds.map((id) => [id, balancer] as const)),
  );
  const refused = refusedAssociations(network);
  return byId(network.interfaces).map((eni, index): Host => {
    const subnet = subnets.get(eni.subnetId);
    const nat = natOf.get(eni.id);
    const balancer = balancerOf.get(eni.id);
    const ids = eni.securityGroupIds.filter((id) => !refused.has(`${id}/${eni.vpcId}`)).sort();
    const unknown = eni.unknownSecurityGroups;
    const isFilterable = ids.length > 0 || unknown !== undefined;
    return {
      index,
      interface: eni,
      ...(subnet && { subnet }),
      groupIds: new Set(ids),
      groupKey: [...new Set(ids)].join(),
      ...(unknown && { unknownGroups: unknownGroups(unknown.unknown) }),
      unfiltered:
        !isFilterable && (UNFILTERED_TYPES.has(eni.type) || nat !== undefined || balancer?.type === 'network'),
      addresses: addressSet([...eni.privateIpv4, ...eni.ipv4Prefixes, ...eni.ipv6, ...eni.ipv6Prefixes]),
      publics: publicsOf(eni),
      ...(nat && { nat }),
      ...(balancer && { balancer }),
    };
  });
}

/** In the order of their ids, so that answers don't depend on the order AWS, or a person, happened to list them in. */
function byId(interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] {
  return interfaces.toSorted((a, b) => compareTexts(a.id, b.id));
}

/** Public addresses by private one. Code may not say which private address a public one is for: then it is the primary. */
function publicsOf({ publicIpv4, privateIpv4 }: NetworkInterface): ReadonlyMap<number, number | null> {
  const pairs = publicIpv4.flatMap(({ privateIp, publicIp }) => {
    const own = privateIp || privateIpv4[0];
    return own === undefined ? [] : [[ipv4(own), publicIp === null ? null : ipv4(publicIp)] as const];
  });
  return new Map(pairs.sort(([a], [b]) => a - b));
}

/** Groups a VPC was associated with and is no longer, as `group/vpc` (rule 5). */
function refusedAssociations({ securityGroupVpcAssociations }: Network): ReadonlySet<string> {
  const key = ({ groupId, vpcId }: { groupId: string; vpcId: string }) => `${groupId}/${vpcId}`;
  const accepted = new Set(securityGroupVpcAssociations.filter(({ state }) => state === 'associated').map(key));
  return new Set(securityGroupVpcAssociations.map(key).filter((pair) => !accepted.has(pair)));
}

/** Stands for groups an interface may hold beside the listed ones. */
function unknownGroups(reason: string): CompiledGroup {
  return compileGroup(
    '(unknown)',
    {
      id: '(unknown)',
      groupName: '(unknown)',
      account: '',
      region: '',
      vpcId: '',
      rules: [],
      unknownRules: { unknown: reason },
      origin: { kind: 'live', account: '', region: '', operation: 'describe-network-interfaces' },
    },
    peerReader(() => undefined),
  );
}

/** An IPv4 address as a number. */
export function ipv4(text: string): number {
  return Number(parseAddress(text).value);
}

/** Enters an interface's addresses where packets look for them. */
export function indexAddresses(host: Host, vpc: VpcPlace | undefined, publicOwners: Set<number>): void {
  const { privateIpv4, ipv6, ipv4Prefixes, ipv6Prefixes } = host.interface;
  for (const text of [...privateIpv4, ...ipv6]) {
    const { value } = parseAddress(text);
    vpc?.owners.set(value, host);
  }
  for (const cidr of [...ipv4Prefixes, ...ipv6Prefixes]) vpc?.prefixOwners.push({ ...parseCidr(cidr), host });
  for (const publicIp of host.publics.values()) if (publicIp !== null) publicOwners.add(publicIp);
}
