import {
  type Network,
  type NetworkAcl,
  type Origin,
  parseCidr,
  type Resource,
  type Route,
  type RouteTable,
  type SecurityGroup,
  type SecurityGroupRule,
  type Vpc,
} from '../network/index.ts';
import { placeAddresses } from './place.ts';

/** Adds to both sides what AWS adds by itself: defaults of new VPCs, local routes, addresses. */
export function complete(before: Network, after: Network): { readonly before: Network; readonly after: Network } {
  return placeAddresses(publicBySubnet(defaults(before)), publicBySubnet(defaults(after)));
}

function defaults(network: Network): Network {
  const isNew = (vpc: Vpc): boolean => vpc.origin.kind === 'code';
  const vpcs = network.vpcs.filter(isNew);
  const groups = vpcs.filter((v) => !network.securityGroups.some((g) => g.vpcId === v.id && g.groupName === 'default'));
  const acls = vpcs.filter((v) => !network.networkAcls.some((acl) => acl.vpcId === v.id && acl.isDefault));
  const mains = vpcs.filter((v) => !network.routeTables.some((table) => table.vpcId === v.id && table.main));
  const [stubs, tables] = partition(network.routeTables, (table) => table.vpcId === '');
  const [aclStubs, ownAcls] = partition(network.networkAcls, (acl) => acl.vpcId === '');
  return {
    ...network,
    securityGroups: [...network.securityGroups, ...groups.map(defaultGroup)],
    networkAcls: withOpenSubnets([...ownAcls, ...acls.map(defaultAcl)], network),
    routeTables: [...tables, ...mains.map(mainTable)].map((table) => withLocalRoutes(table, network.vpcs)),
    problems: [
      ...network.problems,
      ...[...stubs, ...aclStubs].map((stub) => ({
        resource: stub.origin.kind === 'code' ? stub.origin.address : stub.id,
        message: `adds to ${stub.id}, which is neither in this code nor in the account`,
      })),
    ],
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function of(vpc: Vpc, attribute: string): Resource {
  const { account, region, origin } = vpc;
  return { id: `${vpc.id}.${attribute}`, name: 'default', account, region, origin };
}

/** A new VPC's default group: everything from itself, everything out (VPC user guide, default security groups). */
function defaultGroup(vpc: Vpc): SecurityGroup {
  const resource = of(vpc, 'default_security_group_id');
  const rule = (direction: 'ingress' | 'egress', peer: SecurityGroupRule['peer']): SecurityGroupRule => ({
    direction,
    service: { protocol: 'all' },
    peer,
    origin: vpc.origin,
  });
  return {
    ...resource,
    groupName: 'default',
    vpcId: vpc.id,
    rules: [
      rule('ingress', { kind: 'security-group', groupId: resource.id }),
      rule('egress', { kind: 'cidr', cidr: '0.0.0.0/0' }),
      ...(vpc.ipv6Cidrs.length > 0 ? [rule('egress', { kind: 'cidr', cidr: '::/0' })] : []),
    ],
  };
}

/** A new VPC's default ACL lets everything through. */
function defaultAcl(vpc: Vpc): NetworkAcl {
  return {
    ...of(vpc, 'default_network_acl_id'),
    vpcId: vpc.id,
    isDefault: true,
    subnetIds: [],
    entries: openEntries(vpc.origin),
  };
}

/** Allow-all entries, as AWS numbers them. */
export function openEntries(origin: Origin): NetworkAcl['entries'] {
  const cidrs = [
    [100, '0.0.0.0/0'],
    [101, '::/0'],
  ] as const;
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    cidrs.map(([ruleNumber, cidr]) => ({
      direction,
      ruleNumber,
      action: 'allow' as const,
      cidr,
      service: { protocol: 'all' as const },
      origin,
    })),
  );
}

function mainTable(vpc: Vpc): RouteTable {
  return {
    ...of(vpc, 'default_route_table_id'),
    vpcId: vpc.id,
    main: true,
    subnetIds: [],
    gatewayIds: [],
    routes: [],
  };
}

/** A subnet that no ACL names uses its VPC's default one. */
function withOpenSubnets(acls: readonly NetworkAcl[], network: Network): NetworkAcl[] {
  const named = new Set(acls.flatMap((acl) => acl.subnetIds));
  const open = Map.groupBy(
    network.subnets.filter((subnet) => !named.has(subnet.id)),
    (subnet) => subnet.vpcId,
  );
  return acls.map((acl) =>
    acl.isDefault && open.has(acl.vpcId)
      ? { ...acl, subnetIds: [...acl.subnetIds, ...open.get(acl.vpcId)!.map((subnet) => subnet.id)] }
      : acl,
  );
}

/** Every table has a local route for every block of its VPC (rule 13). */
export function withLocalRoutes(table: RouteTable, vpcs: readonly Vpc[]): RouteTable {
  const vpc = vpcs.find((item) => item.id === table.vpcId);
  if (!vpc) return table;
  const present = new Set(
    table.routes.flatMap((r) => (r.destination.kind === 'cidr' ? [range(r.destination.cidr)] : [])),
  );
  const missing = [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs].filter((cidr) => !present.has(range(cidr)));
  if (missing.length === 0) return table;
  const local = missing.map(
    (cidr): Route => ({
      destination: { kind: 'cidr', cidr },
      target: { kind: 'local', id: 'local' },
      state: 'active',
      propagated: false,
      origin: vpc.origin,
    }),
  );
  return { ...table, routes: [...local, ...table.routes] };
}

function range(cidr: string): string {
  const { first, end } = parseCidr(cidr);
  return `${first}-${end}`;
}

/** Settles interfaces whose public address depends on their subnet's setting. */
function publicBySubnet(network: Network): Network {
  const open = new Set(network.subnets.filter((subnet) => subnet.mapPublicIpOnLaunch).map((subnet) => subnet.id));
  return {
    ...network,
    interfaces: network.interfaces.map(({ publicIpFromSubnet, ...eni }) =>
      publicIpFromSubnet && open.has(eni.subnetId) && eni.publicIpv4.length === 0
        ? { ...eni, publicIpv4: [{ privateIp: eni.privateIpv4[0] ?? '', publicIp: null }] }
        : eni,
    ),
  };
}
