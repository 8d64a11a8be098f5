import { describe } from 'vitest';
import type { NatGateway, Network } from '../../../src/network/index.ts';
import { group, grouped, NETWORK, networkInterface, PUBLIC, route, routed, rule, subnet } from '../walker/fixture.ts';
import { added, changed, check, removed } from './cases.ts';

const toNat = route('0.0.0.0/0', 'nat-gateway', 'nat-a');
const toInternet = route('0.0.0.0/0', 'internet-gateway', 'igw-a');

describe('rule 14: internet gateway', () => {
  const www = networkInterface('www', PUBLIC, '10.0.1.20', {
    publicIpv4: [{ privateIp: '10.0.1.20', publicIp: '3.0.0.20' }],
  });
  const noReturn = routed(NETWORK, { 'rtb-public': [] });
  check([
    {
      name: 'in by a public address',
      flow: 'internet web tcp/443',
      is: 'reachable',
      says: 'sg-open ingress all traffic from 0.0.0.0/0',
    },
    { name: 'in by an IPv6 address', flow: '2001:4860:4860::8888 web tcp/443', is: 'reachable' },
    { name: 'not without one', flow: 'internet db tcp/443', is: 'blocked' },
    { name: 'never by a private address', flow: '8.8.8.8 10.0.1.10 tcp/443', is: 'blocked' },
    {
      name: 'the reply must find it',
      network: noReturn,
      flow: 'internet web tcp/443',
      is: 'one way',
      says: 'rtb-public has no route',
    },
    { name: 'out with a public address', flow: 'web 8.8.8.8 tcp/443', is: 'reachable' },
    {
      name: 'not without one',
      network: routed(NETWORK, { 'rtb-private': [toInternet] }),
      flow: 'db 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'has no public address',
    },
    { name: 'out with an IPv6 address', flow: 'web 2001:4860:4860::8888 tcp/443', is: 'reachable' },
    { name: 'not to private addresses', flow: 'web 192.168.1.1 tcp/443', is: 'blocked', says: 'not a public address' },
    {
      name: 'another’s public address goes out and in again',
      network: added(NETWORK, 'interfaces', www),
      flow: 'web 3.0.0.20 tcp/443',
      is: 'reachable',
    },
    {
      name: 'a gateway that is not attached',
      network: changed(NETWORK, 'internetGateways', 'igw-a', { vpcIds: [] }),
      flow: 'web 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'igw-a is not attached',
    },
    {
      name: 'a gateway that is not there leaves doubt',
      network: removed(NETWORK, 'internetGateways', 'igw-a'),
      flow: 'internet web tcp/443',
      is: 'unknown',
      says: 'igw-a',
    },
  ]);
});

describe('rule 15: NAT gateway', () => {
  const [nat] = NETWORK.natGateways;
  if (!nat) throw new RangeError('the network has a NAT gateway');
  const natIs = (patch: Partial<NatGateway>) => changed(NETWORK, 'natGateways', 'nat-a', patch);
  const { subnetId: _subnetId, ...anywhere } = nat;
  const regional: Network = {
    ...removed(NETWORK, 'interfaces', 'nat-eni'),
    natGateways: [{ ...anywhere, availability: 'regional', addresses: [{ publicIp: '3.0.0.5' }] }],
  };
  const severalAddresses = (allowed: readonly string[]) =>
    grouped(
      natIs({ addresses: ['5', '6'].map((end) => ({ ...nat.addresses[0], publicIp: `3.0.0.${end}` })) }),
      'web',
      group('sg-in', [...allowed.map((cidr) => rule('ingress', cidr)), rule('egress', '0.0.0.0/0')]),
    );
  const overTransit: Network = {
    ...routed(NETWORK, {
      'rtb-far': [route('0.0.0.0/0', 'transit-gateway', 'tgw')],
      'rtb-private': [toNat],
      'rtb-public': [toInternet, route('10.1.0.0/16', 'transit-gateway', 'tgw')],
    }),
    subnets: [...NETWORK.subnets, subnet('subnet-hub', 'vpc-a', '10.0.3.0/24')],
    transitGatewayAttachments: NETWORK.transitGatewayAttachments.map((each) =>
      each.id === 'attach-a' ? { ...each, subnetIds: ['subnet-hub'] } : each,
    ),
    transitGatewayRouteTables: NETWORK.transitGatewayRouteTables.map((each) => ({
      ...each,
      routes: [{ cidr: '0.0.0.0/0', type: 'static' as const, state: 'active' as const, attachmentIds: ['attach-a'] }],
    })),
  };
  check([
    { name: 'out, for a private interface', flow: 'app 8.8.8.8 tcp/443', is: 'reachable' },
    {
      name: 'from any of its addresses, all of which the receiver takes',
      network: severalAddresses(['3.0.0.4/31', '3.0.0.6/32']),
      flow: 'app 3.0.0.10 tcp/443',
      is: 'reachable',
    },
    {
      name: 'or only some of which',
      network: severalAddresses(['3.0.0.5/32']),
      flow: 'app 3.0.0.10 tcp/443',
      is: 'unknown',
      says: 'nat-a may send from any of its addresses',
    },
    {
      name: 'or none',
      network: severalAddresses(['3.0.0.7/32']),
      flow: 'app 3.0.0.10 tcp/443',
      is: 'blocked',
    },
    {
      name: 'or only some of which get their replies',
      network: routed(severalAddresses(['0.0.0.0/0']), {
        'rtb-private': [toNat],
        'rtb-public': ['3.0.0.5/32', '3.0.0.10/32'].map((to) => route(to, 'internet-gateway', 'igw-a')),
      }),
      flow: 'app 3.0.0.10 tcp/443',
      is: 'one way, perhaps',
      says: 'nat-a may send from any of its addresses',
    },
    { name: 'udp and icmp too', flow: 'app 8.8.8.8 icmp/8/0', is: 'reachable' },
    { name: 'no other protocol', flow: 'app 8.8.8.8 esp', is: 'blocked', says: 'tcp, udp and icmp' },
    { name: 'nothing unsolicited comes in', flow: '8.8.8.8 3.0.0.5 tcp/443', is: 'blocked' },
    { name: 'packets to it are not served', flow: 'app nat-eni tcp/443', is: 'blocked', says: 'not served' },
    {
      name: 'nor when their way is not known',
      network: changed(
        routed(NETWORK, { 'rtb-public': [toInternet, route('pl-unlisted', 'internet-gateway', 'igw-a')] }),
        'interfaces',
        'nat-eni',
        { publicIpv4: [{ privateIp: '10.0.1.5', publicIp: '3.0.0.5' }] },
      ),
      flow: 'web nat-eni tcp/443',
      is: 'blocked',
    },
    { name: 'it starts no flows of its own', flow: 'nat-eni db tcp/443', is: 'blocked', says: 'starts no flows' },
    {
      name: 'its own subnet must reach the internet gateway',
      network: routed(NETWORK, { 'rtb-public': [] }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'rtb-public has no route',
    },
    {
      name: 'not while it is not available',
      network: natIs({ state: 'failed' }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'nat-a is failed',
    },
    {
      name: 'a private one does not lead to the internet',
      network: natIs({ connectivity: 'private', addresses: [{ interfaceId: 'nat-eni', privateIp: '10.0.1.5' }] }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'no public address',
    },
    { name: 'a regional one is in no subnet', network: regional, flow: 'app 8.8.8.8 tcp/443', is: 'reachable' },
    {
      name: 'a regional one needs an internet gateway',
      network: {
        ...regional,
        internetGateways: [],
        egressOnlyInternetGateways: [],
        routeTables: routed(regional, { 'rtb-public': [] }).routeTables,
      },
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'no internet gateway',
    },
    {
      name: 'for sources that come over a transit gateway',
      network: overTransit,
      flow: 'far 8.8.8.8 tcp/443',
      is: 'reachable',
    },
    {
      name: 'not over a peering',
      network: routed(NETWORK, { 'rtb-far': [route('0.0.0.0/0', 'vpc-peering-connection', 'pcx-ab')] }),
      flow: 'far 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'outside the CIDR blocks',
    },
    {
      name: 'one in another VPC serves nobody here',
      network: natIs({ vpcId: 'vpc-b', subnetId: 'subnet-far' }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
    },
    {
      name: 'IPv6 outside of the NAT64 prefix is dropped',
      network: routed(NETWORK, { 'rtb-private': [route('::/0', 'nat-gateway', 'nat-a')] }),
      flow: 'app 2001:4860:4860::8888 tcp/443',
      is: 'blocked',
      says: 'no IPv6',
    },
    {
      name: 'NAT64 is not followed',
      network: routed(NETWORK, { 'rtb-private': [route('64:ff9b::/96', 'nat-gateway', 'nat-a')] }),
      flow: 'app 64:ff9b::808:808 tcp/443',
      is: 'unknown',
      says: 'NAT64',
    },
  ]);
});

describe('rule 16: egress-only internet gateway', () => {
  check([
    { name: 'out by IPv6', flow: 'app 2001:4860:4860::8888 tcp/443', is: 'reachable' },
    {
      name: 'nothing in; the reply may not leave by it',
      network: routed(NETWORK, { 'rtb-private': [route('::/0', 'egress-only-internet-gateway', 'eigw-a')] }),
      flow: '2001:4860:4860::8888 2600:1f18:a:2::10 tcp/443',
      is: 'one way',
      says: 'eigw-a',
    },
    {
      name: 'not by IPv4',
      network: routed(NETWORK, { 'rtb-private': [route('0.0.0.0/0', 'egress-only-internet-gateway', 'eigw-a')] }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'eigw-a',
    },
    {
      name: 'not while it is not attached',
      network: changed(NETWORK, 'egressOnlyInternetGateways', 'eigw-a', { vpcIds: [] }),
      flow: 'app 2001:4860:4860::8888 tcp/443',
      is: 'blocked',
      says: 'eigw-a is not attached',
    },
    { name: 'not without an IPv6 address', flow: 'db 2001:4860:4860::8888 tcp/443', is: 'blocked' },
  ]);
});

describe('rule 22: VPC Block Public Access', () => {
  type Options = Network['blockPublicAccess'][number];
  const shut = (
    mode: Options['mode'],
    exclusion?: readonly [resource: string, mode: Options['exclusions'][number]['mode']],
  ) =>
    added(NETWORK, 'blockPublicAccess', {
      account: '111111111111',
      region: 'us-east-1',
      mode,
      exclusions: exclusion ? [{ id: 'exclude-1', resourceId: exclusion[0], mode: exclusion[1] }] : [],
    });
  const both = 'block-bidirectional';
  const says = 'VPC Block Public Access';
  const cases = (name: string, network: Network, [inward, outward, byNat, byIpv6]: readonly boolean[]) =>
    (
      [
        ['in', 'internet web tcp/443', inward],
        ['out', 'web 8.8.8.8 tcp/443', outward],
        ['out by NAT', 'app 8.8.8.8 tcp/443', byNat],
        ['out by an egress-only gateway', 'app 2001:4860:4860::8888 tcp/443', byIpv6],
      ] as const
    ).map(([what, flow, open]) => ({
      name: `${name}: ${what}`,
      network,
      flow,
      is: open ? ('reachable' as const) : ('blocked' as const),
      ...(open ? {} : { says }),
    }));
  const gap = (kind: Network['gaps'][number]['kind'], operation = 'options') =>
    added(operation === 'options' ? NETWORK : shut(both), 'gaps', {
      account: '111111111111',
      region: 'us-east-1',
      operation: `describe-vpc-block-public-access-${operation}`,
      kind,
    });
  check([
    {
      name: 'not collected, it is assumed to be off',
      network: gap('not-collected'),
      flow: 'internet web tcp/443',
      is: 'reachable',
      says: 'assumed to be off',
    },
    {
      name: 'refused, it may stop anything',
      network: gap('denied'),
      flow: 'internet web tcp/443',
      is: 'unknown',
      says: 'could not be read',
    },
    {
      name: 'refused, nothing inside is in doubt',
      network: gap('denied'),
      flow: 'app db tcp/443',
      is: 'reachable',
    },
    {
      name: 'exclusions not collected, none are assumed',
      network: gap('not-collected', 'exclusions'),
      flow: 'internet web tcp/443',
      is: 'blocked',
      says,
    },
    ...cases('off', shut('off'), [true, true, true, true]),
    ...cases('both ways', shut(both), [false, false, false, false]),
    ...cases('inward', shut('block-ingress'), [false, false, true, true]),
    ...cases('both ways, the VPC excluded', shut(both, ['vpc-a', 'allow-bidirectional']), [true, true, true, true]),
    ...cases('both ways, the VPC excluded for egress', shut(both, ['vpc-a', 'allow-egress']), [
      false,
      false,
      true,
      true,
    ]),
    ...cases('both ways, the public subnet excluded', shut(both, ['subnet-public', 'allow-bidirectional']), [
      true,
      true,
      true,
      false,
    ]),
    ...cases('both ways, the public subnet excluded for egress', shut(both, ['subnet-public', 'allow-egress']), [
      false,
      false,
      true,
      false,
    ]),
    ...cases('both ways, the private subnet excluded', shut(both, ['subnet-private', 'allow-bidirectional']), [
      false,
      false,
      false,
      true,
    ]),
    ...cases('both ways, the private subnet excluded for egress', shut(both, ['subnet-private', 'allow-egress']), [
      false,
      false,
      false,
      true,
    ]),
    ...cases('inward, the VPC excluded', shut('block-ingress', ['vpc-a', 'allow-bidirectional']), [
      true,
      true,
      true,
      true,
    ]),
    ...cases('inward, excluded for egress', shut('block-ingress', ['subnet-public', 'allow-egress']), [
      false,
      false,
      true,
      true,
    ]),
    {
      name: 'in another Region',
      network: added(NETWORK, 'blockPublicAccess', {
        account: '111111111111',
        region: 'eu-west-1',
        mode: both,
        exclusions: [],
      }),
      flow: 'internet web tcp/443',
      is: 'reachable',
    },
  ]);
});
