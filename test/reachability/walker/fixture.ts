import {
  EMPTY_NETWORK,
  type Network,
  type NetworkAcl,
  type NetworkInterface,
  type Origin,
  type Route,
  type RouteTargetKind,
  type SecurityGroup,
  type SecurityGroupRule,
  type ServiceMatch,
  type Subnet,
} from '../../../src/network/index.ts';

const ORIGIN: Origin = { kind: 'live', account: '111111111111', region: 'us-east-1', operation: 'written-by-hand' };
const RESOURCE = { account: '111111111111', region: 'us-east-1', origin: ORIGIN };
const ALL: ServiceMatch = { protocol: 'all' };

export function subnet(id: string, vpcId: string, ipv4Cidr: string, zone = 'az1'): Subnet {
  return {
    ...RESOURCE,
    id,
    vpcId,
    ipv4Cidr,
    availabilityZone: zone,
    availabilityZoneId: zone,
    ipv6Cidrs: [],
    mapPublicIpOnLaunch: false,
  };
}

export function networkInterface(
  id: string,
  home: Subnet,
  address: string,
  more: Partial<NetworkInterface> = {},
): NetworkInterface {
  return {
    ...RESOURCE,
    id,
    vpcId: home.vpcId,
    subnetId: home.id,
    type: 'interface',
    requesterManaged: false,
    securityGroupIds: ['sg-open'],
    privateIpv4: [address],
    ipv4Prefixes: [],
    ipv6: [],
    ipv6Prefixes: [],
    publicIpv4: [],
    sourceDestCheck: true,
    ...more,
  };
}

export function rule(direction: 'ingress' | 'egress', peer: string, service: ServiceMatch = ALL): SecurityGroupRule {
  return {
    direction,
    service,
    peer: peer.startsWith('sg-')
      ? { kind: 'security-group', groupId: peer }
      : peer.startsWith('pl-')
        ? { kind: 'prefix-list', prefixListId: peer }
        : { kind: 'cidr', cidr: peer },
    origin: ORIGIN,
  };
}

export function group(id: string, rules: readonly SecurityGroupRule[]): SecurityGroup {
  return { ...RESOURCE, id, groupName: id, vpcId: 'vpc-a', rules };
}

export function acl(
  id: string,
  vpcId: string,
  subnetIds: readonly string[],
  entries: readonly (readonly ['ingress' | 'egress', number, 'allow' | 'deny', string, ServiceMatch?])[],
): NetworkAcl {
  return {
    ...RESOURCE,
    id,
    vpcId,
    isDefault: false,
    subnetIds,
    entries: entries.map(([direction, ruleNumber, action, cidr, service = ALL]) => ({
      direction,
      ruleNumber,
      action,
      cidr,
      service,
      origin: ORIGIN,
    })),
  };
}

export function route(destination: string, kind: RouteTargetKind, id: string, more: Partial<Route> = {}): Route {
  return {
    destination: destination.startsWith('pl-')
      ? { kind: 'prefix-list', prefixListId: destination }
      : { kind: 'cidr', cidr: destination },
    target: { kind, id },
    state: 'active',
    propagated: false,
    origin: ORIGIN,
    ...more,
  };
}

export const PUBLIC = subnet('subnet-public', 'vpc-a', '10.0.1.0/24');
export const PRIVATE = subnet('subnet-private', 'vpc-a', '10.0.2.0/24');
export const FAR = subnet('subnet-far', 'vpc-b', '10.1.1.0/24');

/**
 * VPC a: `web` (public) and the NAT gateway in one subnet, `app` and `db` in a private one; VPC b: `far`. A peering and a
 * transit gateway join them; routes of the case say which is used. Every group and ACL is open until the case says other.
 */
export const NETWORK: Network = {
  ...EMPTY_NETWORK,
  vpcs: [
    { ...RESOURCE, id: 'vpc-a', isDefault: false, ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: ['2600:1f18:a::/56'] },
    { ...RESOURCE, id: 'vpc-b', isDefault: false, ipv4Cidrs: ['10.1.0.0/16'], ipv6Cidrs: [] },
  ],
  subnets: [PUBLIC, PRIVATE, FAR],
  interfaces: [
    networkInterface('web', PUBLIC, '10.0.1.10', {
      publicIpv4: [{ privateIp: '10.0.1.10', publicIp: '3.0.0.10' }],
      ipv6: ['2600:1f18:a:1::10'],
    }),
    networkInterface('app', PRIVATE, '10.0.2.10', { ipv6: ['2600:1f18:a:2::10'] }),
    networkInterface('db', PRIVATE, '10.0.2.20'),
    networkInterface('far', FAR, '10.1.1.10'),
    networkInterface('nat-eni', PUBLIC, '10.0.1.5', {
      type: 'nat_gateway',
      securityGroupIds: [],
      sourceDestCheck: false,
    }),
  ],
  securityGroups: [
    group(
      'sg-open',
      ['0.0.0.0/0', '::/0'].flatMap((cidr) => [rule('ingress', cidr), rule('egress', cidr)]),
    ),
  ],
  routeTables: [
    {
      ...RESOURCE,
      id: 'rtb-public',
      vpcId: 'vpc-a',
      main: false,
      subnetIds: ['subnet-public'],
      gatewayIds: [],
      routes: [route('0.0.0.0/0', 'internet-gateway', 'igw-a'), route('::/0', 'internet-gateway', 'igw-a')],
    },
    {
      ...RESOURCE,
      id: 'rtb-private',
      vpcId: 'vpc-a',
      main: true,
      subnetIds: [],
      gatewayIds: [],
      routes: [
        route('0.0.0.0/0', 'nat-gateway', 'nat-a'),
        route('::/0', 'egress-only-internet-gateway', 'eigw-a'),
        route('10.1.0.0/16', 'vpc-peering-connection', 'pcx-ab'),
      ],
    },
    {
      ...RESOURCE,
      id: 'rtb-far',
      vpcId: 'vpc-b',
      main: true,
      subnetIds: [],
      gatewayIds: [],
      routes: [route('10.0.0.0/16', 'vpc-peering-connection', 'pcx-ab')],
    },
  ],
  internetGateways: [{ ...RESOURCE, id: 'igw-a', vpcIds: ['vpc-a'] }],
  egressOnlyInternetGateways: [{ ...RESOURCE, id: 'eigw-a', vpcIds: ['vpc-a'] }],
  natGateways: [
    {
      ...RESOURCE,
      id: 'nat-a',
      vpcId: 'vpc-a',
      subnetId: 'subnet-public',
      connectivity: 'public',
      availability: 'zonal',
      state: 'available',
      addresses: [{ interfaceId: 'nat-eni', privateIp: '10.0.1.5', publicIp: '3.0.0.5' }],
    },
  ],
  peerings: [
    {
      ...RESOURCE,
      id: 'pcx-ab',
      requester: { vpcId: 'vpc-a', account: RESOURCE.account, region: RESOURCE.region, cidrs: ['10.0.0.0/16'] },
      accepter: { vpcId: 'vpc-b', account: RESOURCE.account, region: RESOURCE.region, cidrs: ['10.1.0.0/16'] },
      status: 'active',
    },
  ],
  transitGateways: [
    {
      ...RESOURCE,
      id: 'tgw',
      owner: RESOURCE.account,
      securityGroupReferencing: true,
      autoAcceptSharedAttachments: false,
    },
  ],
  transitGatewayAttachments: (['a', 'b'] as const).map((name) => ({
    ...RESOURCE,
    id: `attach-${name}`,
    transitGatewayId: 'tgw',
    resourceType: 'vpc' as const,
    resourceId: `vpc-${name}`,
    resourceAccount: RESOURCE.account,
    state: 'available',
    associatedRouteTableId: 'tgw-rtb',
    subnetIds: [name === 'a' ? 'subnet-public' : 'subnet-far'],
    securityGroupReferencing: true,
  })),
  transitGatewayRouteTables: [
    { ...RESOURCE, id: 'tgw-rtb', transitGatewayId: 'tgw', routes: [], propagations: ['attach-a', 'attach-b'] },
  ],
};

/** The network with an interface holding other groups, which exist. */
export function grouped(network: Network, holder: string, ...groups: readonly SecurityGroup[]): Network {
  return {
    ...network,
    interfaces: network.interfaces.map((each) =>
      each.id === holder ? { ...each, securityGroupIds: groups.map(({ id }) => id) } : each,
    ),
    securityGroups: [...network.securityGroups, ...groups],
  };
}

/** The network with other routes in the tables named. */
export function routed(network: Network, tables: Readonly<Record<string, readonly Route[]>>): Network {
  return {
    ...network,
    routeTables: network.routeTables.map((each) => ({ ...each, routes: tables[each.id] ?? each.routes })),
  };
}
