import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src/network/index.ts';
import type { Fate } from './ends.ts';
import {
  acl,
  FAR,
  group,
  grouped,
  NETWORK,
  networkInterface,
  PRIVATE,
  PUBLIC,
  route,
  routed,
  rule,
  subnet,
} from './fixture.ts';
import type { FirstPacket } from './packet.ts';
import { walk } from './walk.ts';

const ADDRESSES: Readonly<Record<string, string>> = {
  web: '10.0.1.10',
  app: '10.0.2.10',
  db: '10.0.2.20',
  far: '10.1.1.10',
  'nat-eni': '10.0.1.5',
};

/** tcp 443 from port 40000 unless the case says other. */
function packet(from: string, to: string, more: Partial<FirstPacket> = {}): FirstPacket {
  const inside = ADDRESSES[from];
  const service =
    more.protocol === undefined ? { protocol: 6, port: 443, sourcePort: 40_000 } : { protocol: more.protocol };
  return {
    from: inside ? { kind: 'interface', id: from } : { kind: 'internet' },
    source: inside ?? from,
    destination: ADDRESSES[to] ?? to,
    ...service,
    ...more,
  };
}

const HTTPS = { protocol: 6, ports: [443, 443] } as const;
const viaTransit = routed(NETWORK, {
  'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw')],
  'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw')],
});
const centralEgress: Network = {
  ...routed(viaTransit, {
    'rtb-far': [route('0.0.0.0/0', 'transit-gateway', 'tgw')],
    'rtb-private': [route('0.0.0.0/0', 'nat-gateway', 'nat-a')],
    'rtb-public': [route('0.0.0.0/0', 'internet-gateway', 'igw-a'), route('10.1.0.0/16', 'transit-gateway', 'tgw')],
  }),
  subnets: [...NETWORK.subnets, subnet('subnet-hub', 'vpc-a', '10.0.3.0/24')],
  transitGatewayAttachments: viaTransit.transitGatewayAttachments.map((each) =>
    each.id === 'attach-a' ? { ...each, subnetIds: ['subnet-hub'] } : each,
  ),
  transitGatewayRouteTables: viaTransit.transitGatewayRouteTables.map((each) => ({
    ...each,
    routes: [{ cidr: '0.0.0.0/0', type: 'static' as const, state: 'active' as const, attachmentIds: ['attach-a'] }],
  })),
};
const clientGroup = group('sg-client', [rule('egress', '0.0.0.0/0')]);
const byReference = group('sg-server', [rule('ingress', 'sg-client', HTTPS)]);
const referenced = (network: Network, server: string) =>
  grouped(grouped(network, 'app', clientGroup), server, byReference);
const blockAll = { account: '111111111111', region: 'us-east-1', mode: 'block-bidirectional', exclusions: [] } as const;

interface Case {
  readonly rule: string;
  readonly network?: Network;
  readonly packet: FirstPacket;
  readonly forward: Fate;
  readonly return?: Fate;
}

const CASES: readonly Case[] = [
  {
    rule: '1 no ingress rule, nothing in',
    network: grouped(NETWORK, 'db', group('sg-none', [])),
    packet: packet('app', 'db'),
    forward: 'dropped',
  },
  {
    rule: '1 no egress rule, nothing out',
    network: grouped(NETWORK, 'app', group('sg-none', [])),
    packet: packet('app', 'db'),
    forward: 'dropped',
  },
  {
    rule: '1 groups are one union',
    network: grouped(
      NETWORK,
      'db',
      group('sg-none', []),
      byReference,
      group('sg-https', [rule('ingress', '10.0.2.10/32', HTTPS)]),
    ),
    packet: packet('app', 'db'),
    forward: 'delivered',
  },
  {
    rule: '2 the reply passes without a rule',
    network: grouped(NETWORK, 'db', group('sg-in', [rule('ingress', '0.0.0.0/0', HTTPS)])),
    packet: packet('app', 'db'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '3 a reference means holders',
    network: referenced(NETWORK, 'db'),
    packet: packet('app', 'db'),
    forward: 'delivered',
  },
  { rule: '3 and nobody else', network: referenced(NETWORK, 'db'), packet: packet('web', 'db'), forward: 'dropped' },
  {
    rule: '4 over a peering of one Region',
    network: referenced(NETWORK, 'far'),
    packet: packet('app', 'far'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '4 not over a peering of two Regions',
    network: {
      ...referenced(NETWORK, 'far'),
      peerings: NETWORK.peerings.map((each) => ({ ...each, accepter: { ...each.accepter, region: 'eu-west-1' } })),
    },
    packet: packet('app', 'far'),
    forward: 'dropped',
  },
  {
    rule: '4 over a transit gateway, for ingress',
    network: referenced(viaTransit, 'far'),
    packet: packet('app', 'far'),
    forward: 'delivered',
  },
  {
    rule: '4 not for egress',
    network: grouped(
      grouped(viaTransit, 'app', group('sg-out', [rule('egress', 'sg-server')])),
      'far',
      group('sg-server', [rule('ingress', '0.0.0.0/0')]),
    ),
    packet: packet('app', 'far'),
    forward: 'dropped',
  },
  {
    rule: '4 not when an attachment refuses',
    network: {
      ...referenced(viaTransit, 'far'),
      transitGatewayAttachments: viaTransit.transitGatewayAttachments.map((each) => ({
        ...each,
        securityGroupReferencing: each.id === 'attach-a',
      })),
    },
    packet: packet('app', 'far'),
    forward: 'dropped',
  },
  {
    rule: '7 prefix lists match their entries',
    network: {
      ...grouped(NETWORK, 'db', group('sg-pl', [rule('ingress', 'pl-x')])),
      prefixLists: [{ ...NETWORK.vpcs[0]!, id: 'pl-x', awsManaged: false, cidrs: ['10.0.2.0/28'] }],
    },
    packet: packet('app', 'db'),
    forward: 'delivered',
  },
  {
    rule: '7 a missing list is not known',
    network: grouped(NETWORK, 'db', group('sg-pl', [rule('ingress', 'pl-x')])),
    packet: packet('app', 'db'),
    forward: 'unknown',
  },
  {
    rule: '9 the lowest number decides',
    network: {
      ...NETWORK,
      networkAcls: [
        acl(
          'acl',
          'vpc-a',
          ['subnet-private'],
          [
            ['ingress', 200, 'deny', '0.0.0.0/0'],
            ['ingress', 100, 'allow', '10.0.1.0/24', HTTPS],
            ['egress', 100, 'allow', '0.0.0.0/0'],
          ],
        ),
      ],
    },
    packet: packet('web', 'app'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '9 an implicit deny is last',
    network: {
      ...NETWORK,
      networkAcls: [acl('acl', 'vpc-a', ['subnet-private'], [['ingress', 100, 'allow', '10.9.0.0/16']])],
    },
    packet: packet('web', 'app'),
    forward: 'dropped',
  },
  {
    rule: '10 the reply needs the source port',
    network: {
      ...NETWORK,
      networkAcls: [
        acl(
          'acl',
          'vpc-a',
          ['subnet-private'],
          [
            ['ingress', 100, 'allow', '0.0.0.0/0'],
            ['egress', 100, 'allow', '0.0.0.0/0', { protocol: 6, ports: [1024, 39_999] }],
          ],
        ),
      ],
    },
    packet: packet('web', 'app'),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '10 an echo needs its reply',
    network: {
      ...NETWORK,
      networkAcls: [
        acl(
          'acl',
          'vpc-a',
          ['subnet-private'],
          [
            ['ingress', 100, 'allow', '0.0.0.0/0'],
            ['egress', 100, 'allow', '0.0.0.0/0', { protocol: 1, icmpType: 8, icmpCode: -1 }],
          ],
        ),
      ],
    },
    packet: packet('web', 'app', { protocol: 1, icmpType: 8, icmpCode: 0 }),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '10 other ICMP needs none',
    network: {
      ...NETWORK,
      networkAcls: [acl('acl', 'vpc-a', ['subnet-private'], [['ingress', 100, 'allow', '0.0.0.0/0']])],
    },
    packet: packet('web', 'app', { protocol: 1, icmpType: 3, icmpCode: 4 }),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '11 within a subnet no ACL is asked',
    network: { ...NETWORK, networkAcls: [acl('acl', 'vpc-a', ['subnet-private'], [])] },
    packet: packet('app', 'db'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '11 a NAT gateway has a subnet of its own',
    network: {
      ...NETWORK,
      networkAcls: [
        acl(
          'acl',
          'vpc-a',
          ['subnet-public'],
          [
            ['ingress', 100, 'allow', '8.8.8.8/32'],
            ['egress', 100, 'allow', '0.0.0.0/0'],
          ],
        ),
      ],
    },
    packet: packet('app', '8.8.8.8'),
    forward: 'dropped',
  },
  {
    rule: '12 the longest prefix wins, blackhole or not',
    network: routed(NETWORK, {
      'rtb-private': [
        route('0.0.0.0/0', 'nat-gateway', 'nat-a'),
        route('8.8.8.0/24', 'nat-gateway', 'nat-a', { state: 'blackhole' }),
      ],
    }),
    packet: packet('app', '8.8.8.8'),
    forward: 'dropped',
  },
  {
    rule: '12 static before propagated',
    network: {
      ...routed(NETWORK, {
        'rtb-private': [
          route('8.8.8.0/24', 'vpn-gateway', 'vgw-a', { propagated: true }),
          route('8.8.8.0/24', 'nat-gateway', 'nat-a'),
        ],
      }),
    },
    packet: packet('app', '8.8.8.8'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '12 propagated never beats local',
    network: routed(NETWORK, { 'rtb-public': [route('10.0.2.0/24', 'vpn-gateway', 'vgw-a', { propagated: true })] }),
    packet: packet('web', 'app'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '13 more specific than local, to a middlebox',
    network: {
      ...routed(NETWORK, { 'rtb-public': [route('10.0.2.0/24', 'network-interface', 'box')] }),
      interfaces: [...NETWORK.interfaces, networkInterface('box', PUBLIC, '10.0.1.99', { sourceDestCheck: false })],
    },
    packet: packet('web', 'app'),
    forward: 'unknown',
  },
  {
    rule: '21 to an interface that checks',
    network: {
      ...routed(NETWORK, { 'rtb-public': [route('10.0.2.0/24', 'network-interface', 'box')] }),
      interfaces: [...NETWORK.interfaces, networkInterface('box', PUBLIC, '10.0.1.99')],
    },
    packet: packet('web', 'app'),
    forward: 'dropped',
  },
  { rule: '14 out with a public address', packet: packet('web', '8.8.8.8'), forward: 'delivered', return: 'delivered' },
  {
    rule: '14 in by the public address',
    packet: packet('8.8.8.8', '3.0.0.10'),
    forward: 'delivered',
    return: 'delivered',
  },
  { rule: '14 not in by the private one', packet: packet('8.8.8.8', '10.0.1.10'), forward: 'dropped' },
  {
    rule: '14 in, but no route back',
    network: routed(NETWORK, { 'rtb-public': [] }),
    packet: packet('8.8.8.8', '3.0.0.10'),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '14 IPv6 in',
    packet: packet('2001:4860:4860::8888', '2600:1f18:a:1::10'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '14 a public address from inside has no identity',
    network: grouped(grouped(NETWORK, 'app', clientGroup), 'web', byReference),
    packet: packet('app', '3.0.0.10'),
    forward: 'dropped',
  },
  { rule: '15 out by NAT', packet: packet('app', '8.8.8.8'), forward: 'delivered', return: 'delivered' },
  { rule: '15 tcp, udp and icmp only', packet: packet('app', '8.8.8.8', { protocol: 50 }), forward: 'dropped' },
  {
    rule: '15 NAT to a public address of the model',
    network: grouped(NETWORK, 'web', group('sg-nat', [rule('ingress', '3.0.0.5/32', HTTPS)])),
    packet: packet('app', '3.0.0.10'),
    forward: 'delivered',
    return: 'delivered',
  },
  { rule: '15 nothing gets in by NAT', packet: packet('8.8.8.8', '3.0.0.5'), forward: 'dropped' },
  { rule: '15 nothing addressed to it is served', packet: packet('app', '10.0.1.5'), forward: 'dropped' },
  { rule: '15 it starts nothing', packet: packet('nat-eni', 'app'), forward: 'dropped' },
  {
    rule: '15 not over a peering',
    network: routed(NETWORK, { 'rtb-far': [route('0.0.0.0/0', 'vpc-peering-connection', 'pcx-ab')] }),
    packet: packet('far', '8.8.8.8'),
    forward: 'dropped',
  },
  {
    rule: '15 centralised over a transit gateway',
    network: centralEgress,
    packet: packet('far', '8.8.8.8'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '16 IPv6 out by an egress-only gateway',
    packet: packet('app', '2001:4860:4860::8888', { source: '2600:1f18:a:2::10' }),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '16 but no reply to what came in',
    packet: packet('2001:4860:4860::8888', '2600:1f18:a:2::10'),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '17 both sides need routes',
    network: routed(NETWORK, { 'rtb-far': [] }),
    packet: packet('app', 'far'),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '17 only an active peering carries',
    network: { ...NETWORK, peerings: NETWORK.peerings.map((each) => ({ ...each, status: 'pending-acceptance' })) },
    packet: packet('app', 'far'),
    forward: 'dropped',
  },
  {
    rule: '17 an unlinked peer is not known',
    network: {
      ...NETWORK,
      vpcs: NETWORK.vpcs.slice(0, 1),
      subnets: [PUBLIC, PRIVATE],
      interfaces: NETWORK.interfaces.filter(({ id }) => id !== 'far'),
    },
    packet: packet('app', '10.1.1.10'),
    forward: 'unknown',
  },
  {
    rule: '18 over a transit gateway',
    network: viaTransit,
    packet: packet('app', 'far'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '18 no attachment in the zone, no way out but a way in',
    network: {
      ...viaTransit,
      subnets: [PUBLIC, PRIVATE, { ...FAR, availabilityZoneId: 'az2' }, subnet('subnet-far-1', 'vpc-b', '10.1.2.0/24')],
      transitGatewayAttachments: viaTransit.transitGatewayAttachments.map((each) =>
        each.id === 'attach-b' ? { ...each, subnetIds: ['subnet-far-1'] } : each,
      ),
    },
    packet: packet('app', 'far'),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '18 nothing learnt, nothing found',
    network: {
      ...viaTransit,
      transitGatewayRouteTables: viaTransit.transitGatewayRouteTables.map((each) => ({
        ...each,
        propagations: ['attach-a'],
      })),
    },
    packet: packet('app', 'far'),
    forward: 'dropped',
  },
  {
    rule: '18 the attachment subnet has an ACL',
    network: {
      ...viaTransit,
      networkAcls: [
        acl(
          'acl',
          'vpc-a',
          ['subnet-public'],
          [
            ['ingress', 1, 'deny', '10.0.2.0/24'],
            ['ingress', 2, 'allow', '0.0.0.0/0'],
            ['egress', 1, 'allow', '0.0.0.0/0'],
          ],
        ),
      ],
    },
    packet: packet('app', 'far'),
    forward: 'dropped',
  },
  {
    rule: '18 in the same subnet, both sides towards the gateway',
    network: {
      ...viaTransit,
      networkAcls: [acl('acl', 'vpc-b', ['subnet-far'], [['egress', 1, 'allow', '0.0.0.0/0']])],
    },
    packet: packet('app', 'far'),
    forward: 'delivered',
    return: 'dropped',
  },
  {
    rule: '19 a routed prefix is a site',
    network: {
      ...routed(NETWORK, { 'rtb-private': [route('172.20.0.0/16', 'vpn-gateway', 'vgw-a')] }),
      vpnGateways: [{ ...NETWORK.internetGateways[0]!, id: 'vgw-a' }],
    },
    packet: packet('app', '172.20.0.9'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '19 behind a default route anything may lie',
    network: {
      ...routed(NETWORK, { 'rtb-private': [route('0.0.0.0/0', 'vpn-gateway', 'vgw-a')] }),
      vpnGateways: [{ ...NETWORK.internetGateways[0]!, id: 'vgw-a' }],
    },
    packet: packet('app', '172.20.0.9'),
    forward: 'unknown',
  },
  {
    rule: '20 a gateway endpoint needs no public address',
    network: {
      ...routed(NETWORK, { 'rtb-private': [route('pl-s3', 'vpc-endpoint', 'vpce-s3')] }),
      prefixLists: [{ ...NETWORK.vpcs[0]!, id: 'pl-s3', awsManaged: true, cidrs: ['52.216.0.0/15'] }],
      vpcEndpoints: [
        {
          ...NETWORK.vpcs[0]!,
          id: 'vpce-s3',
          vpcId: 'vpc-a',
          type: 'Gateway',
          serviceName: 's3',
          state: 'available',
          routeTableIds: [],
          interfaceIds: [],
        },
      ],
    },
    packet: packet('app', '52.216.0.9'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '22 Block Public Access stops what comes in',
    network: { ...NETWORK, blockPublicAccess: [blockAll] },
    packet: packet('8.8.8.8', '3.0.0.10'),
    forward: 'dropped',
  },
  {
    rule: '22 and NAT',
    network: { ...NETWORK, blockPublicAccess: [blockAll] },
    packet: packet('app', '8.8.8.8'),
    forward: 'dropped',
  },
  {
    rule: '22 ingress-only leaves NAT',
    network: { ...NETWORK, blockPublicAccess: [{ ...blockAll, mode: 'block-ingress' }] },
    packet: packet('app', '8.8.8.8'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '22 ingress-only stops direct outbound',
    network: { ...NETWORK, blockPublicAccess: [{ ...blockAll, mode: 'block-ingress' }] },
    packet: packet('web', '8.8.8.8'),
    forward: 'dropped',
  },
  {
    rule: '22 an exclusion lets all through',
    network: {
      ...NETWORK,
      blockPublicAccess: [{ ...blockAll, exclusions: [{ id: 'x', resourceId: 'vpc-a', mode: 'allow-bidirectional' }] }],
    },
    packet: packet('8.8.8.8', '3.0.0.10'),
    forward: 'delivered',
    return: 'delivered',
  },
  {
    rule: '24 a delegated prefix is its interface',
    network: {
      ...NETWORK,
      interfaces: NETWORK.interfaces.map((each) =>
        each.id === 'db' ? { ...each, ipv4Prefixes: ['10.0.2.64/28'] } : each,
      ),
    },
    packet: packet('app', '10.0.2.70'),
    forward: 'delivered',
    return: 'delivered',
  },
  { rule: 'an address of the VPC that nobody owns', packet: packet('app', '10.0.2.77'), forward: 'dropped' },
];

describe('the walker follows rule', () => {
  it.each(CASES)('$rule', ({ network = NETWORK, packet: first, forward, return: reply }) => {
    const walked = walk(network, first);
    expect(walked.forward, walked.trace.join('\n')).toBe(forward);
    if (reply) expect(walked.return, walked.trace.join('\n')).toBe(reply);
  });
});
