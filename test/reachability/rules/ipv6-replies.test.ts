import { describe } from 'vitest';
import type { Network } from '../../../src/network/index.ts';
import { acl, FAR, group, grouped, NETWORK, networkInterface, route, routed, rule } from '../walker/fixture.ts';
import { added, changed, check, removed } from './cases.ts';

const RESOURCE = (({ account, region, origin }) => ({ account, region, origin }))(NETWORK.vpcs[0]!);
const A = '2600:1f18:a::/56';
const B = '2600:1f18:b::/56';

/** VPC b has IPv6 and an internet gateway too, and the peering carries IPv6. */
const dualStack: Network = {
  ...changed(NETWORK, 'vpcs', 'vpc-b', { ipv6Cidrs: [B] }),
  interfaces: NETWORK.interfaces.map((each) =>
    each.id === 'far' ? networkInterface('far', FAR, '10.1.1.10', { ipv6: ['2600:1f18:b:1::10'] }) : each,
  ),
  internetGateways: [...NETWORK.internetGateways, { ...RESOURCE, id: 'igw-b', vpcIds: ['vpc-b'] }],
  vpnGateways: [{ ...RESOURCE, id: 'vgw-b', vpcIds: ['vpc-b'] }],
  peerings: NETWORK.peerings.map(({ requester, accepter, ...each }) => ({
    ...each,
    requester: { ...requester, cidrs: [...requester.cidrs, A] },
    accepter: { ...accepter, cidrs: [...accepter.cidrs, B] },
  })),
};

const peered = route(B, 'vpc-peering-connection', 'pcx-ab');
const back = route(A, 'vpc-peering-connection', 'pcx-ab');
const byInternet = route('::/0', 'internet-gateway', 'igw-b');
const ways = (there: typeof peered, home: typeof peered, network = dualStack) =>
  routed(network, {
    'rtb-private': [there],
    'rtb-public': [route('::/0', 'internet-gateway', 'igw-a')],
    'rtb-far': [home],
  });
const TO_FAR = 'app 2600:1f18:b:1::10 tcp/443';

describe('IPv6 replies, which nothing translates', () => {
  check([
    { name: 'come back the way the flow went', network: ways(peered, back), flow: TO_FAR, is: 'reachable' },
    { name: 'or over the internet', network: ways(peered, byInternet), flow: TO_FAR, is: 'reachable' },
    {
      name: 'for which the sender’s VPC needs an internet gateway',
      network: removed(
        routed(ways(peered, byInternet), { 'rtb-private': [peered], 'rtb-public': [], 'rtb-far': [byInternet] }),
        'internetGateways',
        'igw-a',
      ),
      flow: TO_FAR,
      is: 'one way',
      says: 'no internet gateway is attached to vpc-a',
    },
    {
      name: 'which Block Public Access may close',
      network: added(ways(peered, byInternet), 'blockPublicAccess', {
        account: RESOURCE.account,
        region: RESOURCE.region,
        mode: 'block-bidirectional',
        exclusions: [],
      }),
      flow: TO_FAR,
      is: 'one way',
      says: 'Block Public Access',
    },
    {
      name: 'and the ACL of the sender’s subnet',
      network: added(
        ways(peered, byInternet),
        'networkAcls',
        acl('acl-app', 'vpc-a', ['subnet-private'], [['egress', 100, 'allow', '::/0']]),
      ),
      flow: TO_FAR,
      is: 'one way',
      says: 'acl-app ingress',
    },
    {
      name: 'past the groups, which know the flow',
      network: grouped(ways(peered, byInternet), 'app', group('sg-out', [rule('egress', '::/0')])),
      flow: TO_FAR,
      is: 'reachable',
    },
    {
      name: 'over the peering, where the flow took the internet',
      network: ways(peered, back),
      flow: 'web 2600:1f18:b:1::10 tcp/443',
      is: 'reachable',
    },
    {
      name: 'by the egress-only gateway the flow left by',
      network: removed(
        routed(dualStack, {
          'rtb-private': [route('::/0', 'egress-only-internet-gateway', 'eigw-a')],
          'rtb-public': [],
          'rtb-far': [byInternet],
        }),
        'internetGateways',
        'igw-a',
      ),
      flow: TO_FAR,
      is: 'reachable',
    },
    {
      name: 'never out by an egress-only gateway',
      network: added(
        ways(peered, route('::/0', 'egress-only-internet-gateway', 'eigw-b')),
        'egressOnlyInternetGateways',
        { ...RESOURCE, id: 'eigw-b', vpcIds: ['vpc-b'] },
      ),
      flow: TO_FAR,
      is: 'one way',
      says: 'only flows that start inside',
    },
    {
      name: 'through a site, if it forwards them',
      network: ways(peered, route('::/0', 'vpn-gateway', 'vgw-b')),
      flow: TO_FAR,
      is: 'one way, perhaps',
      says: 'whether the site behind vgw-b forwards',
    },
    {
      name: 'to the internet too',
      network: ways(peered, route('::/0', 'vpn-gateway', 'vgw-b')),
      flow: 'internet far tcp/443',
      is: 'one way, perhaps',
      says: 'whether the site behind vgw-b forwards',
    },
  ]);
});

describe('IPv4 replies', () => {
  const untranslated = routed(dualStack, {
    'rtb-private': [route('10.1.0.0/16', 'vpc-peering-connection', 'pcx-ab')],
    'rtb-far': [route('0.0.0.0/0', 'vpn-gateway', 'vgw-b')],
  });
  check([
    {
      name: 'between private addresses go through a site, if it forwards them',
      network: untranslated,
      flow: 'app 10.1.1.10 tcp/443',
      is: 'one way, perhaps',
      says: 'whether the site behind vgw-b forwards',
    },
    {
      name: 'not through the internet',
      network: routed(dualStack, {
        'rtb-private': [route('10.1.0.0/16', 'vpc-peering-connection', 'pcx-ab')],
        'rtb-far': [route('0.0.0.0/0', 'internet-gateway', 'igw-b')],
      }),
      flow: 'app 10.1.1.10 tcp/443',
      is: 'one way',
    },
  ]);
});

describe('addresses of IPv6 that are not public', () => {
  const unique = changed(changed(NETWORK, 'vpcs', 'vpc-a', { ipv6Cidrs: ['fd00:a::/56'] }), 'interfaces', 'web', {
    ipv6: ['fd00:a:0:1::10'],
  });
  check([
    {
      name: 'are not reached from the internet',
      network: unique,
      flow: '2001:4860:4860::8888 fd00:a:0:1::10 tcp/443',
      is: 'blocked',
    },
    {
      name: 'and do not reach it',
      network: unique,
      flow: 'web 2001:4860:4860::8888 tcp/443',
      is: 'blocked',
      says: 'no public address',
    },
  ]);
});
