import {
  type AddressNumber,
  type Network,
  type NetworkInterface,
  parseAddress,
  parseCidr,
  type RouteTable,
  type Vpc,
} from '../../network/index.ts';
import { type AddressSet, addressSet, INTERNET, subtractAddresses, unionAddresses } from '../sets/addresses.ts';
import { unionAll } from '../sets/boundaries.ts';
import { compileAcl } from './network-acls.ts';
import { type Host, internetPolicy, type NatPlace, type SubnetPlace, type VpcPlace } from './places.ts';
import { type CompiledRoutes, compileRoutes } from './routes.ts';
import { type CompiledGroup, compileGroup } from './security-groups.ts';
import { membership } from './table.ts';
import { compileTransitGateways, type TransitPlace } from './transit-gateways.ts';

export interface CompileOptions {
  /** Client source ports, inclusive; default 1024–65535 (rule 10). */
  readonly ephemeralPorts?: readonly [from: number, to: number];
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
  readonly nats: ReadonlyMap<string, NatPlace>;
  readonly transitGateways: ReadonlyMap<string, TransitPlace>;
  /** Interfaces by public IPv4 address, with the private address it translates to. */
  readonly publicOwners: ReadonlyMap<number, { readonly host: Host; readonly privateIp: number }>;
  /** Interfaces by single IPv6 address. */
  readonly ipv6Owners: ReadonlyMap<bigint, Host>;
  /** The internet as this network sees it: what is globally routable and in no block of its VPCs. */
  readonly internet: AddressSet;
  /** Every address that belongs to some interface, public ones included. */
  readonly owned: AddressSet;
}

/** Compiles a network for queries: indexes places and addresses; rule tables are built when first asked for. */
export function compile(network: Network, options: CompileOptions = {}): Compiled {
  const prefixLists = new Map(network.prefixLists.map((list) => [list.id, list]));
  const prefixList = (id: string) => prefixLists.get(id);
  const described = new Map(network.securityGroups.map((group) => [group.id, group]));
  const groups = new Map(network.securityGroups.map((group) => [group.id, compileGroup(group.id, group, prefixList)]));
  const group = (id: string): CompiledGroup => {
    const known = groups.get(id) ?? compileGroup(id, described.get(id), prefixList);
    groups.set(id, known);
    return known;
  };
  const vpcs = compileVpcs(network, (table, cidrs) => compileRoutes(table, cidrs, prefixList));
  const subnets = compileSubnets(network, vpcs, (table, cidrs) => compileRoutes(table, cidrs, prefixList));
  const hosts = compileHosts(network, subnets, group);
  const publicOwners = new Map<number, { host: Host; privateIp: number }>();
  const ipv6Owners = new Map<bigint, Host>();
  for (const host of hosts) indexAddresses(host, vpcs.get(host.interface.vpcId), publicOwners, ipv6Owners);
  return {
    network,
    ephemeralPorts: options.ephemeralPorts ?? [1024, 65_535],
    hosts,
    hostById: new Map(hosts.map((host) => [host.interface.id, host])),
    vpcs,
    subnets,
    groups,
    nats: new Map(network.natGateways.map((nat) => [nat.id, compileNat(nat, subnets, vpcs)])),
    transitGateways: compileTransitGateways(network),
    publicOwners,
    ipv6Owners,
    internet: subtractAddresses(
      INTERNET,
      addressSet(network.vpcs.flatMap(({ ipv4Cidrs, ipv6Cidrs }) => [...ipv4Cidrs, ...ipv6Cidrs])),
    ),
    owned: allOwned(hosts, publicOwners),
  };
}

/** The attached internet gateway; where gateways were not collected, the one its routes name, since AWS keeps those active. */
function internetGatewayOf(
  network: Network,
  vpc: Vpc,
): Pick<VpcPlace, 'internetGatewayId' | 'internetGatewayAssumption'> {
  const attached = network.internetGateways.find(({ vpcIds }) => vpcIds.includes(vpc.id));
  if (attached) return { internetGatewayId: attached.id };
  const isMissing = network.gaps.some(
    ({ account, region, operation }) =>
      operation === 'describe-internet-gateways' && account === vpc.account && region === vpc.region,
  );
  if (!isMissing) return {};
  const route = network.routeTables
    .filter(({ vpcId }) => vpcId === vpc.id)
    .flatMap(({ routes }) => routes)
    .find(({ target, state }) => target.kind === 'internet-gateway' && state === 'active');
  if (route === undefined) return {};
  const { id } = route.target;
  return {
    internetGatewayId: id,
    internetGatewayAssumption: `internet gateways were not collected: ${id} is assumed to be attached to ${vpc.id}, which has an active route to it`,
  };
}

type CompileTable = (table: RouteTable, vpcCidrs: readonly string[]) => CompiledRoutes;

function compileVpcs(network: Network, compileTable: CompileTable): Map<string, VpcPlace> {
  return new Map(
    network.vpcs.map((vpc) => {
      const cidrs = [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs];
      const attached = ({ vpcIds }: { readonly vpcIds: readonly string[] }) => vpcIds.includes(vpc.id);
      const edgeTables = network.routeTables.filter((table) => table.vpcId === vpc.id && table.gatewayIds.length > 0);
      const place: VpcPlace = {
        id: vpc.id,
        vpc,
        cidrs: membership(cidrs),
        ...internetGatewayOf(network, vpc),
        internet: internetPolicy(accessOf(network, vpc), vpc.id, undefined),
        egressOnlyGatewayIds: new Set(network.egressOnlyInternetGateways.filter(attached).map(({ id }) => id)),
        vpnGatewayIds: new Set(network.vpnGateways.filter(attached).map(({ id }) => id)),
        edgeRoutes: new Map(
          edgeTables.flatMap((table) => table.gatewayIds.map((id) => [id, compileTable(table, cidrs)])),
        ),
        owners: new Map(),
        prefixOwners: [],
      };
      return [vpc.id, place];
    }),
  );
}

function compileSubnets(network: Network, vpcs: ReadonlyMap<string, VpcPlace>, compileTable: CompileTable) {
  const acls = new Map(network.networkAcls.map((acl) => [acl.id, compileAcl(acl)]));
  const aclOf = new Map(network.networkAcls.flatMap((acl) => acl.subnetIds.map((id) => [id, acls.get(acl.id)!])));
  const defaultAclOf = new Map(
    network.networkAcls.filter((acl) => acl.isDefault).map((acl) => [acl.vpcId, acls.get(acl.id)!]),
  );
  const tableOf = new Map(network.routeTables.flatMap((table) => table.subnetIds.map((id) => [id, table])));
  const mainTableOf = new Map(network.routeTables.filter((table) => table.main).map((table) => [table.vpcId, table]));
  const compiledTables = new Map<string, CompiledRoutes>();
  const places = new Map<string, SubnetPlace>();
  for (const subnet of network.subnets) {
    const vpc = vpcs.get(subnet.vpcId);
    if (vpc === undefined) continue;
    const cidrs = [...vpc.vpc.ipv4Cidrs, ...vpc.vpc.ipv6Cidrs];
    const table = tableOf.get(subnet.id) ?? mainTableOf.get(subnet.vpcId);
    const compiledTable = compiledTables.get(table?.id ?? vpc.id) ?? compileTable(table ?? implicitTable(vpc), cidrs);
    compiledTables.set(table?.id ?? vpc.id, compiledTable);
    const acl = aclOf.get(subnet.id) ?? defaultAclOf.get(subnet.vpcId);
    places.set(subnet.id, {
      id: subnet.id,
      subnet,
      vpc,
      ...(acl ? { acl } : withoutAcl(network, subnet)),
      routes: compiledTable,
      ...(!table && {
        routesAssumption: `no route table of ${vpc.id} is in the snapshot: only its local routes are assumed`,
      }),
      internet: internetPolicy(accessOf(network, vpc.vpc), vpc.id, subnet.id),
    });
  }
  return places;
}

function accessOf({ blockPublicAccess }: Network, vpc: Vpc) {
  return blockPublicAccess.find(({ account, region }) => account === vpc.account && region === vpc.region);
}

/** A subnet without a known ACL: AWS's default one is assumed unless asking for it failed. */
function withoutAcl(
  network: Network,
  subnet: { id: string; account: string; region: string },
): { aclAssumption: string } | { aclUnknown: string } {
  const gap = network.gaps.find(
    ({ account, region, operation, kind }) =>
      operation === 'describe-network-acls' &&
      account === subnet.account &&
      region === subnet.region &&
      kind !== 'not-collected',
  );
  if (gap)
    return { aclUnknown: `the network ACL of ${subnet.id} could not be read (describe-network-acls ${gap.kind})` };
  return {
    aclAssumption: `network ACLs were not collected: ${subnet.id} is assumed to have the default ACL, which allows everything`,
  };
}

function implicitTable({ id, vpc }: VpcPlace): RouteTable {
  return {
    id: `main route table of ${id}`,
    account: vpc.account,
    region: vpc.region,
    origin: vpc.origin,
    vpcId: id,
    main: true,
    subnetIds: [],
    gatewayIds: [],
    routes: [],
  };
}

/** AWS attaches no groups to these, and does not filter them by groups then. */
const UNFILTERED_TYPES = new Set([
  'nat_gateway',
  'network_load_balancer',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'transit_gateway',
]);

function compileHosts(
  network: Network,
  subnets: ReadonlyMap<string, SubnetPlace>,
  group: (id: string) => CompiledGroup,
): Host[] {
  const natOf = new Map(
    network.natGateways.flatMap((nat) =>
      nat.addresses.flatMap(({ interfaceId }) => (interfaceId ? [[interfaceId, nat] as const] : [])),
    ),
  );
  const balancerOf = new Map(
    network.loadBalancers.flatMap((balancer) => balancer.interfaceIds.map((id) => [id, balancer] as const)),
  );
  const refused = refusedAssociations(network);
  return network.interfaces.map((eni, index): Host => {
    const subnet = subnets.get(eni.subnetId);
    const nat = natOf.get(eni.id);
    const balancer = balancerOf.get(eni.id);
    const ids = eni.securityGroupIds.filter((id) => !refused.has(`${id}/${eni.vpcId}`));
    const groups = ids.map(group);
    if (eni.unknownSecurityGroups) groups.push(unknownGroups(eni.unknownSecurityGroups.unknown));
    return {
      index,
      interface: eni,
      ...(subnet && { subnet }),
      groups,
      groupIds: new Set(ids),
      unfiltered:
        groups.length === 0 && (UNFILTERED_TYPES.has(eni.type) || nat !== undefined || balancer?.type === 'network'),
      addresses: addressSet([...eni.privateIpv4, ...eni.ipv4Prefixes, ...eni.ipv6, ...eni.ipv6Prefixes]),
      publics: publicsOf(eni),
      ...(nat && { nat }),
      ...(balancer && { balancer }),
    };
  });
}

/** Public addresses by private one. Code may not say which private address a public one is for: then it is the primary. */
function publicsOf({ publicIpv4, privateIpv4 }: NetworkInterface): ReadonlyMap<number, number | null> {
  return new Map(
    publicIpv4.flatMap(({ privateIp, publicIp }) => {
      const own = privateIp || privateIpv4[0];
      return own === undefined ? [] : [[ipv4(own), publicIp === null ? null : ipv4(publicIp)] as const];
    }),
  );
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
    () => undefined,
  );
}

function ipv4(text: string): number {
  return Number(parseAddress(text).value);
}

function indexAddresses(
  host: Host,
  vpc: VpcPlace | undefined,
  publicOwners: Map<number, { host: Host; privateIp: number }>,
  ipv6Owners: Map<bigint, Host>,
): void {
  const { privateIpv4, ipv6, ipv4Prefixes, ipv6Prefixes } = host.interface;
  for (const text of [...privateIpv4, ...ipv6]) {
    const { value } = parseAddress(text);
    vpc?.owners.set(value, host);
    if (typeof value === 'bigint') ipv6Owners.set(value, host);
  }
  for (const cidr of [...ipv4Prefixes, ...ipv6Prefixes]) vpc?.prefixOwners.push({ ...parseCidr(cidr), host });
  for (const [privateIp, publicIp] of host.publics)
    if (publicIp !== null) publicOwners.set(publicIp, { host, privateIp });
}

function compileNat(
  nat: Network['natGateways'][number],
  subnets: ReadonlyMap<string, SubnetPlace>,
  vpcs: ReadonlyMap<string, VpcPlace>,
): NatPlace {
  const subnet = nat.subnetId === undefined ? undefined : subnets.get(nat.subnetId);
  const vpc = vpcs.get(nat.vpcId) ?? subnet?.vpc;
  const { privateIp, publicIp } = nat.addresses[0] ?? {};
  return {
    nat,
    ...(subnet && { subnet }),
    ...(vpc && { vpc }),
    ...(privateIp !== undefined && { privateIp: ipv4(privateIp) }),
    ...(publicIp !== undefined && { publicIp: ipv4(publicIp) }),
  };
}

function allOwned(hosts: readonly Host[], publicOwners: ReadonlyMap<number, unknown>): AddressSet {
  const own = hosts.map(({ addresses }) => addresses);
  const publics: AddressSet = {
    v4: unionAll([...publicOwners.keys()].map((address) => [address, address + 1])),
    v6: [],
  };
  return unionAddresses({ v4: unionAll(own.map(({ v4 }) => v4)), v6: unionAll(own.map(({ v6 }) => v6)) }, publics);
}

/** The interface an address belongs to inside a VPC. */
export function ownerIn(vpc: VpcPlace, address: AddressNumber): Host | undefined {
  return (
    vpc.owners.get(address) ??
    vpc.prefixOwners.find(({ first, end }) => typeof first === typeof address && first <= address && address < end)
      ?.host
  );
}
