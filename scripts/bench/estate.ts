import {
  EMPTY_NETWORK,
  formatAddress,
  type Network,
  type NetworkAcl,
  type NetworkAclEntry,
  type NetworkInterface,
  type Origin,
  parseCidr,
  type Route,
  type RouteTarget,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
  type ServiceMatch,
} from '../../src/network/index.ts';

const ORIGIN: Origin = { kind: 'live', account: '111111111111', region: 'us-east-1', operation: 'generated' };
const RESOURCE = { account: '111111111111', region: 'us-east-1', origin: ORIGIN };

const VPCS = 40;
const GROUPS = 2_500;
const MAX_RULES = 60;
const PREFIX_LISTS = 30;
/** Three zones, each with a public and a private subnet. */
const SUBNETS = 6;

/**
 * An estate of a large company: 40 VPCs around a transit gateway, 2,500 groups of up to 60 rules, prefix lists, three
 * kinds of ACL, and `interfaces` interfaces whose roles differ in size as roles do, a few large and many small.
 * The same size and seed give the same estate.
 */
export function estate(interfaces: number, seed = 1): Network {
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const groups = Array.from({ length: GROUPS }, (_, at) => group(at, below));
  const vpcs = Array.from({ length: VPCS }, (_, at) => at);
  return {
    ...EMPTY_NETWORK,
    vpcs: vpcs.map((at) => ({
      ...RESOURCE,
      id: `vpc-${at}`,
      isDefault: false,
      ipv4Cidrs: [`10.${at}.0.0/16`],
      ipv6Cidrs: [`2600:1f18:${at + 16}::/56`],
    })),
    subnets: vpcs.flatMap((vpc) =>
      Array.from({ length: SUBNETS }, (_, at) => ({
        ...RESOURCE,
        id: subnetId(vpc, at),
        vpcId: `vpc-${vpc}`,
        availabilityZone: `us-east-1${'abc'.charAt(at % 3)}`,
        availabilityZoneId: `use1-az${at % 3}`,
        ipv4Cidr: subnetCidr(vpc, at),
        ipv6Cidrs: [`2600:1f18:${vpc + 16}:${at}::/64`],
        mapPublicIpOnLaunch: false,
      })),
    ),
    interfaces: Array.from({ length: interfaces }, (_, at) => member(at, below, random)),
    securityGroups: groups,
    prefixLists: Array.from({ length: PREFIX_LISTS }, (_, at) => ({
      ...RESOURCE,
      id: `pl-${at}`,
      awsManaged: false,
      weight: 20,
      cidrs: Array.from({ length: 5 + below(15) }, () => `${100 + below(90)}.${below(256)}.${below(256)}.0/24`),
    })),
    networkAcls: vpcs.flatMap(acls),
    routeTables: vpcs.flatMap(tables),
    internetGateways: vpcs.map((at) => ({ ...RESOURCE, id: `igw-${at}`, vpcIds: [`vpc-${at}`] })),
    egressOnlyInternetGateways: vpcs.map((at) => ({ ...RESOURCE, id: `eigw-${at}`, vpcIds: [`vpc-${at}`] })),
    natGateways: vpcs.map((at) => ({
      ...RESOURCE,
      id: `nat-${at}`,
      vpcId: `vpc-${at}`,
      subnetId: subnetId(at, 0),
      connectivity: 'public' as const,
      availability: 'zonal' as const,
      state: 'available',
      addresses: [{ privateIp: `10.${at}.0.5`, publicIp: `3.0.0.${at}` }],
    })),
    transitGateways: [
      {
        ...RESOURCE,
        id: 'tgw-0',
        owner: '111111111111',
        securityGroupReferencing: true,
        autoAcceptSharedAttachments: false,
      },
    ],
    transitGatewayAttachments: vpcs.map((at) => ({
      ...RESOURCE,
      id: `tgw-attach-${at}`,
      transitGatewayId: 'tgw-0',
      resourceType: 'vpc' as const,
      resourceId: `vpc-${at}`,
      resourceAccount: '111111111111',
      state: 'available',
      associatedRouteTableId: 'tgw-rtb-0',
      subnetIds: [3, 4, 5].map((subnet) => subnetId(at, subnet)),
      securityGroupReferencing: true,
    })),
    transitGatewayRouteTables: [
      {
        ...RESOURCE,
        id: 'tgw-rtb-0',
        transitGatewayId: 'tgw-0',
        routes: [],
        propagations: vpcs.map((at) => `tgw-attach-${at}`),
      },
    ],
  };
}

/**
 * What pull requests do to one group each, the other resources the very same objects: rules for a range outside, the world,
 * all of the company, one address, a VPC, a group, a prefix list, for sending; rules removed.
 */
export function ruleChanges(network: Network, count: number): Network[] {
  const { length } = network.securityGroups;
  return Array.from({ length: count }, (_, number) => {
    const at = (number * 167 + Math.floor(number / CHANGES.length) * 3) % length;
    const change = CHANGES[number % CHANGES.length] ?? withoutFirst;
    return {
      ...network,
      securityGroups: network.securityGroups.map((each, index) =>
        index === at ? { ...each, rules: change(each.rules, number, network) } : each,
      ),
    };
  });
}

type Change = (rules: readonly SecurityGroupRule[], number: number, network: Network) => readonly SecurityGroupRule[];

const withoutFirst: Change = (rules) => rules.slice(1);
const adding =
  (
    peer: (number: number, network: Network) => RulePeer,
    direction: SecurityGroupRule['direction'] = 'ingress',
  ): Change =>
  (rules, number, network) => [
    ...rules,
    {
      id: 'sgr-extra',
      direction,
      service: { protocol: 6, ports: [7000 + number, 7000 + number] },
      peer: peer(number, network),
      origin: ORIGIN,
    },
  ];
const range = (cidr: string) => (): RulePeer => ({ kind: 'cidr', cidr });

const CHANGES: readonly Change[] = [
  adding(range('198.51.100.0/24')),
  adding(range('0.0.0.0/0')),
  adding(range('10.0.0.0/8')),
  adding((number, { interfaces }) => ({
    kind: 'cidr',
    cidr: `${interfaces[(number * 7) % interfaces.length]?.privateIpv4[0]}/32`,
  })),
  adding((number) => ({ kind: 'cidr', cidr: `10.${number % VPCS}.0.0/16` })),
  adding((number) => ({ kind: 'security-group', groupId: `sg-${(number * 41) % GROUPS}` })),
  withoutFirst,
  (rules) => rules.slice(0, -1),
  adding(range('0.0.0.0/0'), 'egress'),
  adding((number) => ({ kind: 'prefix-list', prefixListId: `pl-${number % PREFIX_LISTS}` })),
];

export const KINDS_OF_CHANGE = CHANGES.length;

type Below = (limit: number) => number;

function group(at: number, below: Below): SecurityGroup {
  const vpc = at % VPCS;
  // Most groups hold a handful of rules, one in twenty is at the quota.
  const count = below(20) === 0 ? MAX_RULES : 2 + below(14);
  const rules = Array.from(
    { length: count },
    (_, number): SecurityGroupRule => ({
      id: `sgr-${at}-${number}`,
      direction: 'ingress',
      service: service(below),
      peer: peer(vpc, below),
      origin: ORIGIN,
    }),
  );
  const egress: SecurityGroupRule[] =
    below(5) === 0
      ? [
          {
            direction: 'egress',
            service: { protocol: 6, ports: [443, 443] },
            peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
            origin: ORIGIN,
          },
        ]
      : ['0.0.0.0/0', '::/0'].map((cidr) => ({
          direction: 'egress',
          service: { protocol: 'all' },
          peer: { kind: 'cidr', cidr },
          origin: ORIGIN,
        }));
  return { ...RESOURCE, id: `sg-${at}`, groupName: `role-${at}`, vpcId: `vpc-${vpc}`, rules: [...rules, ...egress] };
}

function service(below: Below): ServiceMatch {
  const port = [22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9090, 9200][below(10)] ?? 443;
  switch (below(8)) {
    case 0:
      return { protocol: 17, ports: [53, 53] };
    case 1:
      return { protocol: 1, icmpType: 8, icmpCode: -1 };
    case 2:
      return { protocol: 6, ports: [8000, 8000 + below(1000)] };
    default:
      return { protocol: 6, ports: [port, port] };
  }
}

function peer(vpc: number, below: Below): SecurityGroupRule['peer'] {
  switch (below(10)) {
    case 0:
      return { kind: 'prefix-list', prefixListId: `pl-${below(PREFIX_LISTS)}` };
    case 1:
      return { kind: 'cidr', cidr: below(4) === 0 ? '0.0.0.0/0' : '198.51.100.0/24' };
    case 2:
      return { kind: 'cidr', cidr: '10.0.0.0/8' };
    case 3:
      return { kind: 'cidr', cidr: subnetCidr(vpc, below(SUBNETS)) };
    case 4:
      return { kind: 'cidr', cidr: `10.${below(VPCS)}.${below(256)}.${below(256)}/32` };
    case 5:
      return { kind: 'security-group', groupId: `sg-${below(GROUPS)}` };
    default:
      // A group of the same VPC: those are VPCS apart.
      return { kind: 'security-group', groupId: `sg-${vpc + VPCS * below(Math.floor(GROUPS / VPCS))}` };
  }
}

/** An interface of some role of its VPC; low-numbered roles are the large ones. */
function member(at: number, below: Below, random: () => number): NetworkInterface {
  const vpc = at % VPCS;
  const roles = Math.floor(GROUPS / VPCS);
  const role = Math.floor(roles * random() ** 3);
  const isPublic = role % 8 === 0;
  const subnet = below(3) + (isPublic ? 0 : 3);
  const offset = 10 + Math.floor(at / VPCS);
  const address = addressIn(subnetCidr(vpc, subnet), offset);
  const groups = [role, ...(role % 3 === 0 ? [0] : []), ...(role % 5 === 0 ? [1] : [])];
  return {
    ...RESOURCE,
    id: `eni-${at}`,
    vpcId: `vpc-${vpc}`,
    subnetId: subnetId(vpc, subnet),
    type: 'interface',
    requesterManaged: false,
    status: 'in-use',
    securityGroupIds: [...new Set(groups)].map((number) => `sg-${vpc + VPCS * number}`),
    privateIpv4: [address],
    ipv4Prefixes: [],
    ipv6: role % 4 === 0 ? [`2600:1f18:${vpc + 16}:${subnet}::${(offset + 16).toString(16)}`] : [],
    ipv6Prefixes: [],
    publicIpv4: isPublic ? [{ privateIp: address, publicIp: addressIn('3.128.0.0/9', at) }] : [],
    sourceDestCheck: true,
  };
}

function tables(vpc: number): Network['routeTables'] {
  const common = [
    route(`10.${vpc}.0.0/16`, { kind: 'local', id: 'local' }),
    route(`2600:1f18:${vpc + 16}::/56`, { kind: 'local', id: 'local' }),
    route('10.0.0.0/8', { kind: 'transit-gateway', id: 'tgw-0' }),
  ];
  const table = (name: string, subnets: readonly number[], routes: readonly Route[]) => ({
    ...RESOURCE,
    id: `rtb-${vpc}-${name}`,
    vpcId: `vpc-${vpc}`,
    main: name === 'private',
    subnetIds: subnets.map((at) => subnetId(vpc, at)),
    gatewayIds: [],
    routes: [...common, ...routes],
  });
  return [
    table(
      'public',
      [0, 1, 2],
      [
        route('0.0.0.0/0', { kind: 'internet-gateway', id: `igw-${vpc}` }),
        route('::/0', { kind: 'internet-gateway', id: `igw-${vpc}` }),
      ],
    ),
    table(
      'private',
      [3, 4, 5],
      [
        route('0.0.0.0/0', { kind: 'nat-gateway', id: `nat-${vpc}` }),
        route('::/0', { kind: 'egress-only-internet-gateway', id: `eigw-${vpc}` }),
      ],
    ),
  ];
}

function route(cidr: string, target: RouteTarget): Route {
  return { destination: { kind: 'cidr', cidr }, target, state: 'active', propagated: false, origin: ORIGIN };
}

/** One VPC in three each: everything allowed, only web and ephemeral ports in from outside, and a list of denied ranges. */
function acls(vpc: number): NetworkAcl[] {
  const entry = (
    direction: 'ingress' | 'egress',
    ruleNumber: number,
    action: 'allow' | 'deny',
    cidr: string,
    match: ServiceMatch = { protocol: 'all' },
  ): NetworkAclEntry => ({ direction, ruleNumber, action, cidr, service: match, origin: ORIGIN });
  const open = (['ingress', 'egress'] as const).flatMap((direction) => [
    entry(direction, 1000, 'allow', '0.0.0.0/0'),
    entry(direction, 1001, 'allow', '::/0'),
  ]);
  const kinds: readonly (readonly NetworkAclEntry[])[] = [
    open,
    [
      entry('ingress', 100, 'allow', '10.0.0.0/8'),
      entry('ingress', 110, 'allow', '0.0.0.0/0', { protocol: 6, ports: [443, 443] }),
      entry('ingress', 120, 'allow', '0.0.0.0/0', { protocol: 6, ports: [1024, 65_535] }),
      entry('egress', 100, 'allow', '0.0.0.0/0'),
    ],
    [
      ...open,
      ...Array.from({ length: 15 }, (_, at) => entry('ingress', 10 + at, 'deny', `${60 + at * 3}.0.0.0/10`)),
      entry('ingress', 50, 'deny', '0.0.0.0/0', { protocol: 6, ports: [3389, 3389] }),
    ],
  ];
  return [
    {
      ...RESOURCE,
      id: `acl-${vpc}`,
      vpcId: `vpc-${vpc}`,
      isDefault: true,
      subnetIds: Array.from({ length: SUBNETS }, (_, at) => subnetId(vpc, at)),
      entries: kinds[vpc % 3] ?? open,
    },
  ];
}

function subnetId(vpc: number, at: number): string {
  return `subnet-${vpc}-${at}`;
}

function subnetCidr(vpc: number, at: number): string {
  return `10.${vpc}.${at * 32}.0/19`;
}

function addressIn(cidr: string, offset: number): string {
  const range = parseCidr(cidr);
  return range.family === 4 ? formatAddress(range.first + offset) : formatAddress(range.first + BigInt(offset));
}

/** Mulberry32: small, fast, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
