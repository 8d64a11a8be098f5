import { describe, expect, it } from 'vitest';
import { compile, type Query, reach } from '../../src/reachability/index.ts';
import { networkOf } from './support.ts';

type Item = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, Item>>;

const OWNER = { OwnerId: '111111111111' };
const ANY = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const subnet = (SubnetId: string, CidrBlock: string, zone: string): Item => ({
  ...OWNER,
  SubnetId,
  CidrBlock,
  VpcId: 'vpc-a',
  AvailabilityZone: zone,
  AvailabilityZoneId: zone,
});
const eni = (name: string, subnetId: string, address: string, groups: readonly string[], more: Item = {}): Item => ({
  ...OWNER,
  NetworkInterfaceId: `eni-${name}`,
  VpcId: 'vpc-a',
  SubnetId: subnetId,
  PrivateIpAddress: address,
  Groups: groups.map((GroupId) => ({ GroupId })),
  Attachment: { InstanceId: `i-${name}`, Status: 'attached' },
  ...more,
});
const group = (GroupId: string, ...IpPermissions: readonly Item[]): Item => ({
  ...OWNER,
  GroupId,
  GroupName: GroupId,
  VpcId: 'vpc-a',
  IpPermissions,
  IpPermissionsEgress: [ANY],
});
const tcp = (port: number, peer: Item): Item => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer });
const cidr = (CidrIp: string): Item => ({ IpRanges: [{ CidrIp }] });
const route = (DestinationCidrBlock: string, target: Item, State = 'active'): Item => ({
  DestinationCidrBlock,
  State,
  ...target,
});
const table = (RouteTableId: string, subnets: readonly string[], ...routes: readonly Item[]): Item => ({
  ...OWNER,
  RouteTableId,
  VpcId: 'vpc-a',
  Associations: subnets.length > 0 ? subnets.map((SubnetId) => ({ SubnetId })) : [{ Main: true }],
  Routes: [route('10.0.0.0/16', { GatewayId: 'local' }), ...routes],
});
const acl = (NetworkAclId: string, subnets: readonly string[], ...Entries: readonly Item[]): Item => ({
  ...OWNER,
  NetworkAclId,
  VpcId: 'vpc-a',
  Associations: subnets.map((SubnetId) => ({ SubnetId })),
  Entries: Entries.map((entry) => ({ Protocol: '-1', CidrBlock: '0.0.0.0/0', RuleAction: 'allow', ...entry })),
});
const [IN, OUT] = [
  { RuleNumber: 100, Egress: false },
  { RuleNumber: 100, Egress: true },
];
const SUBNETS = ['subnet-pub', 'subnet-priv', 'subnet-two'];

/** `web` in a public subnet, `app` and `db` in private ones, a NAT gateway beside `web`; everything open. */
const ACCOUNT: Answers = {
  'describe-vpcs': { Vpcs: [{ ...OWNER, VpcId: 'vpc-a', CidrBlock: '10.0.0.0/16' }] },
  'describe-subnets': {
    Subnets: [
      subnet('subnet-pub', '10.0.1.0/24', 'az1'),
      subnet('subnet-priv', '10.0.2.0/24', 'az1'),
      subnet('subnet-two', '10.0.3.0/24', 'az2'),
    ],
  },
  'describe-network-interfaces': {
    NetworkInterfaces: [
      eni('web', 'subnet-pub', '10.0.1.10', ['sg-open'], { Association: { PublicIp: '3.0.0.10' } }),
      eni('app', 'subnet-priv', '10.0.2.10', ['sg-open']),
      eni('db', 'subnet-two', '10.0.3.10', ['sg-db']),
      eni('nat', 'subnet-pub', '10.0.1.5', [], { InterfaceType: 'nat_gateway', Attachment: {} }),
    ],
  },
  'describe-security-groups': { SecurityGroups: [group('sg-open', ANY), group('sg-db', ANY)] },
  'describe-network-acls': { NetworkAcls: [acl('acl-a', SUBNETS, IN, OUT)] },
  'describe-route-tables': {
    RouteTables: [
      table('rtb-pub', ['subnet-pub'], route('0.0.0.0/0', { GatewayId: 'igw-a' })),
      table('rtb-main', [], route('0.0.0.0/0', { NatGatewayId: 'nat-a' })),
    ],
  },
  'describe-internet-gateways': {
    InternetGateways: [{ InternetGatewayId: 'igw-a', Attachments: [{ VpcId: 'vpc-a', State: 'available' }] }],
  },
  'describe-nat-gateways': {
    NatGateways: [
      {
        NatGatewayId: 'nat-a',
        VpcId: 'vpc-a',
        SubnetId: 'subnet-pub',
        NatGatewayAddresses: [{ NetworkInterfaceId: 'eni-nat', PrivateIp: '10.0.1.5', PublicIp: '3.0.0.5' }],
      },
    ],
  },
};

const idOf = (item: Item): unknown =>
  Object.entries(item).find(([key]) => key.endsWith('Id') && key !== 'OwnerId')?.[1];

/** The account with other groups for `db`, say, or another table: what has the id of a known one takes its place. */
function withMore(more: Readonly<Record<string, readonly Item[]>>, without: readonly string[] = []): Answers {
  const changed = Object.entries(more).map(([operation, items]) => {
    const [[list, known] = ['', []]] = Object.entries(ACCOUNT[operation] ?? {}) as [string, readonly Item[]][];
    const ids = new Set(items.map(idOf));
    return [operation, { [list]: [...known.filter((item) => !ids.has(idOf(item))), ...items] }] as const;
  });
  return Object.fromEntries(
    [...Object.entries(ACCOUNT), ...changed].filter(([operation]) => !without.includes(operation)),
  );
}

const forDb = (...rules: readonly Item[]) => withMore({ 'describe-security-groups': [group('sg-db', ...rules)] });
const aclForTwo = (...entries: readonly Item[]) =>
  withMore({
    'describe-network-acls': [
      acl('acl-a', ['subnet-pub', 'subnet-priv'], IN, OUT),
      acl('acl-two', ['subnet-two'], ...entries),
    ],
  });
const fromMain = (...routes: readonly Item[]) =>
  withMore({
    'describe-route-tables': [table('rtb-main', [], route('0.0.0.0/0', { NatGatewayId: 'nat-a' }), ...routes)],
  });
const ports = (From: number, To: number) => ({ Protocol: '6', PortRange: { From, To } });

/** `FROM TO [protocol] [port, or ICMP type]` and the verdict: of both directions where they differ. */
const cases: Readonly<Record<string, readonly [Answers, ...(readonly [flow: string, verdict: string])[]]>> = {
  'the account as it is': [
    ACCOUNT,
    ['i-app i-db tcp 443', 'reachable'],
    ['internet i-web tcp 80', 'reachable'],
    ['internet i-app', 'blocked'],
    ['i-app internet udp 53', 'reachable'],
    ['i-app internet esp', 'blocked'],
    ['nat-a i-app', 'blocked'],
    ['subnet-priv sg-db tcp 22', 'reachable'],
    ['10.0.2.77 10.0.3.10 tcp 1', 'blocked'],
  ],
  'ICMP and protocols in rules': [
    forDb(
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...cidr('10.0.2.0/24') },
      { IpProtocol: '50', FromPort: 500, ToPort: 500, ...cidr('10.0.2.0/24') },
      { IpProtocol: '-1', FromPort: 443, ToPort: 443, ...cidr('10.0.1.0/24') },
      { IpProtocol: '17', ...cidr('10.0.2.10/32') },
    ),
    ['i-app i-db icmp 8', 'reachable'],
    ['i-app i-db icmp 0', 'blocked'],
    ['i-app i-db esp', 'reachable'],
    ['i-app i-db ah', 'blocked'],
    ['i-app i-db udp 65535', 'reachable'],
    ['i-app i-db hopopt', 'blocked'],
    ['i-web i-db tcp 80', 'reachable'],
  ],
  'an ACL that lets in, and part of the replies out': [
    aclForTwo({ ...IN, ...ports(443, 443) }, { ...OUT, ...ports(32_768, 60_999) }),
    ['i-app i-db tcp 443', 'reachable'],
    ['i-app i-db tcp 80', 'blocked'],
    ['i-db i-app tcp 40000', 'reachable/blocked'],
  ],
  'an ACL of ICMP types': [
    aclForTwo(
      { ...IN, Protocol: '1', IcmpTypeCode: { Type: 8, Code: -1 } },
      { ...OUT, Protocol: '1', IcmpTypeCode: { Type: 0, Code: 0 } },
    ),
    ['i-app i-db icmp 8', 'reachable'],
    ['i-app i-db icmp 3', 'blocked'],
    ['i-db i-app icmp 8', 'blocked'],
  ],
  'routes that have no target': [
    fromMain(
      route('10.50.0.0/16', { VpcPeeringConnectionId: 'pcx-gone' }),
      route('10.51.0.0/16', { TransitGatewayId: 'tgw-gone' }),
      route('10.52.0.0/16', { NetworkInterfaceId: 'eni-gone' }),
      route('10.53.0.0/16', { NetworkInterfaceId: 'eni-gone' }, 'blackhole'),
      route('10.54.0.0/16', { GatewayId: 'igw-gone' }),
      route('10.300.0.0/16', { NatGatewayId: 'nat-a' }),
    ),
    ['i-app 10.50.1.1 tcp 1', 'unknown'],
    ['i-app 10.51.1.1 tcp 1', 'unknown'],
    ['i-app 10.52.1.1 tcp 1', 'unknown'],
    ['i-app i-web tcp 1', 'unknown'],
  ],
  'what is referred to, and not there': [
    forDb(
      tcp(443, { UserIdGroupPairs: [{ GroupId: 'sg-gone' }] }),
      tcp(80, { PrefixListIds: [{ PrefixListId: 'pl-gone' }] }),
      tcp(70_000, cidr('10.0.1.0/24')),
      tcp(22, cidr('10.0.2.0/33')),
    ),
    ['i-app i-db tcp 443', 'blocked'],
    ['i-app i-db tcp 80', 'unknown'],
    ['i-app i-db tcp 22', 'unknown'],
    ['i-app i-db tcp 25', 'blocked'],
    ['i-web i-db tcp 25', 'unknown'],
  ],
  'no ACLs, no internet gateways collected': [
    withMore({}, ['describe-network-acls', 'describe-internet-gateways']),
    ['i-app i-db tcp 443', 'reachable'],
    ['internet i-web tcp 80', 'reachable'],
  ],
  'no groups collected': [withMore({}, ['describe-security-groups']), ['i-app i-db tcp 443', 'unknown']],
  'no NAT gateways collected': [withMore({}, ['describe-nat-gateways']), ['i-app 8.8.8.8 tcp 1', 'unknown']],
};

describe.each(Object.entries(cases))('%s', (_, [answers, ...asked]) => {
  const net = compile(networkOf(answers));
  it.each(asked)('%s: %s', (flow, expected) => {
    const [from = '', to = '', protocol, detail] = flow.split(' ');
    const number = detail === undefined ? {} : { [protocol === 'icmp' ? 'icmpType' : 'port']: Number(detail) };
    const query: Query = { from, to, ...(protocol === undefined ? {} : { protocol }), ...number };
    const { forward, verdict } = reach(net, query);
    expect(forward === verdict ? verdict : `${forward}/${verdict}`).toBe(expected);
  });
});
