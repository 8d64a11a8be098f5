import { describe } from 'vitest';
import type { Network } from '../../../src/network/index.ts';
import { acl, NETWORK, networkInterface, PUBLIC, route, routed } from '../walker/fixture.ts';
import { added, changed, check, removed } from './cases.ts';

describe('rule 21: source/destination check', () => {
  const routedTo = (id: string, sourceDestCheck: boolean, destination = '192.168.0.0/16') =>
    added(
      routed(NETWORK, { 'rtb-private': [route(destination, 'network-interface', id)] }),
      'interfaces',
      networkInterface('box', PUBLIC, '10.0.1.99', { sourceDestCheck }),
    );
  check([
    {
      name: 'on: takes only its own',
      network: routedTo('box', true),
      flow: 'app 192.168.1.1 tcp/443',
      is: 'blocked',
      says: 'source/destination check',
    },
    {
      name: 'off: forwards in ways that are not known',
      network: routedTo('box', false),
      flow: 'app 192.168.1.1 tcp/443',
      is: 'unknown',
      says: 'box, a middlebox',
    },
    {
      name: 'on: its own it takes by any route',
      network: routedTo('box', true, '10.0.1.99/32'),
      flow: 'app box tcp/443',
      is: 'reachable',
    },
    {
      name: 'off: its own address is not forwarded',
      network: routedTo('box', false, '10.0.1.99/32'),
      flow: 'app box tcp/443',
      is: 'reachable',
    },
  ]);
});

describe('rule 23: interfaces that AWS services manage', () => {
  const managed = (type: string, securityGroupIds: readonly string[]) =>
    changed(NETWORK, 'interfaces', 'db', { type, requesterManaged: true, securityGroupIds });
  check([
    ...['lambda', 'rds', 'efs', 'vpc_endpoint'].map((type) => ({
      name: `${type}: filtered by its groups`,
      network: managed(type, []),
      flow: 'app db tcp/443',
      is: 'blocked' as const,
    })),
    { name: 'and let in by them', network: managed('lambda', ['sg-open']), flow: 'app db tcp/443', is: 'reachable' },
    {
      name: 'a transit gateway’s has no groups, and is not filtered',
      network: managed('transit_gateway', []),
      flow: 'app db tcp/443',
      is: 'reachable',
    },
  ]);
});

describe('rule 24: secondary addresses and delegated prefixes', () => {
  const more = changed(NETWORK, 'interfaces', 'web', {
    privateIpv4: ['10.0.1.10', '10.0.1.11'],
    ipv4Prefixes: ['10.0.1.64/28'],
    ipv6Prefixes: ['2600:1f18:a:1:8000::/80'],
    publicIpv4: [{ privateIp: '10.0.1.11', publicIp: '3.0.0.11' }],
  });
  const denied = (cidr: string) =>
    added(
      changed(more, 'interfaces', 'web', { publicIpv4: [] }),
      'networkAcls',
      acl(
        'acl-1',
        'vpc-a',
        ['subnet-private'],
        [
          ['egress', 50, 'deny', cidr],
          ['ingress', 100, 'allow', '0.0.0.0/0'],
          ['egress', 100, 'allow', '0.0.0.0/0'],
        ],
      ),
    );
  check([
    { name: 'a secondary address', network: more, flow: 'db 10.0.1.11 tcp/443', is: 'reachable' },
    { name: 'its public address', network: more, flow: '8.8.8.8 3.0.0.11 tcp/443', is: 'reachable' },
    { name: 'a delegated prefix', network: more, flow: 'db 10.0.1.70 tcp/443', is: 'reachable' },
    { name: 'no further', network: more, flow: 'db 10.0.1.80 tcp/443', is: 'blocked' },
    { name: 'a delegated IPv6 prefix', network: more, flow: 'app 2600:1f18:a:1:8000::7 tcp/443', is: 'reachable' },
    {
      name: 'a query to the interface covers them all',
      network: denied('10.0.1.10/31'),
      flow: 'db web tcp/443',
      is: 'reachable',
    },
    {
      name: 'and is blocked when all of them are',
      network: denied('10.0.1.0/24'),
      flow: 'db web tcp/443',
      is: 'blocked',
    },
  ]);
});

describe('overlapping and shared', () => {
  // Two VPCs of one range, each with an interface at one address.
  const vpc = { ...NETWORK.vpcs[0]!, id: 'vpc-c', ipv6Cidrs: [] };
  const twinSubnet = { ...PUBLIC, id: 'subnet-c', vpcId: 'vpc-c', ipv4Cidr: '10.0.2.0/24' };
  const overlapping = added(
    added(added(NETWORK, 'vpcs', vpc), 'subnets', twinSubnet),
    'interfaces',
    networkInterface('twin', twinSubnet, '10.0.2.20'),
    networkInterface('pal', twinSubnet, '10.0.2.30'),
  );
  const shared = changed(changed(NETWORK, 'interfaces', 'web', { account: '222222222222' }), 'interfaces', 'db', {
    account: '333333333333',
  });
  check([
    { name: 'one range twice: neighbours meet', network: overlapping, flow: 'pal twin tcp/443', is: 'reachable' },
    { name: 'and strangers do not', network: overlapping, flow: 'app twin tcp/443', is: 'blocked' },
    { name: 'nor does the address lead astray', network: overlapping, flow: 'pal db tcp/443', is: 'blocked' },
    { name: 'a shared subnet: accounts do not matter', network: shared, flow: 'web db tcp/443', is: 'reachable' },
    { name: 'nor for the internet', network: shared, flow: '8.8.8.8 web tcp/443', is: 'reachable' },
    {
      name: 'Block Public Access is the VPC owner’s',
      network: added(shared, 'blockPublicAccess', {
        account: '222222222222',
        region: 'us-east-1',
        mode: 'block-bidirectional',
        exclusions: [],
      }),
      flow: '8.8.8.8 web tcp/443',
      is: 'reachable',
    },
  ]);
});

describe('what a snapshot lacks', () => {
  const gap = (operation: string, kind: 'not-collected' | 'denied') =>
    added(NETWORK, 'gaps', { account: '111111111111', region: 'us-east-1', operation, kind });
  const noSubnets = (
    network = routed(NETWORK, {
      'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw')],
      'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw')],
    }),
  ) => ({
    ...network,
    transitGatewayAttachments: network.transitGatewayAttachments.map(({ subnetIds: _subnetIds, ...each }) => each),
  });
  check([
    {
      name: 'ACLs: the default one is assumed',
      network: gap('describe-network-acls', 'not-collected'),
      flow: 'web db tcp/443',
      is: 'reachable',
      says: 'network ACLs were not collected',
    },
    {
      name: 'internet gateways: the one that routes name is assumed',
      network: { ...gap('describe-internet-gateways', 'not-collected'), internetGateways: [] },
      flow: '8.8.8.8 web tcp/443',
      is: 'reachable',
      says: 'internet gateways were not collected',
    },
    {
      name: 'by whoever looked, though the VPC is another account’s',
      network: {
        ...changed(gap('describe-internet-gateways', 'not-collected'), 'vpcs', 'vpc-a', { account: '222222222222' }),
        internetGateways: [],
      },
      flow: '8.8.8.8 web tcp/443',
      is: 'reachable',
      says: 'internet gateways were not collected',
    },
    {
      name: 'route tables: only local ones are assumed',
      network: { ...NETWORK, routeTables: [] },
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'only its local routes are assumed',
    },
    {
      name: 'a transit gateway’s subnets: one in every zone is assumed',
      network: noSubnets(),
      flow: 'app far tcp/443',
      is: 'reachable',
      says: 'subnets of attach-a were not collected',
    },
    {
      name: 'the receiver’s subnet',
      network: removed(NETWORK, 'subnets', 'subnet-public'),
      flow: 'db web tcp/443',
      is: 'unknown',
      says: 'subnet-public',
    },
  ]);
});

describe('what could not be read of an interface', () => {
  const unread: Network = {
    ...changed(NETWORK, 'interfaces', 'db', { privateIpv4: [] }),
    problems: [{ resource: 'db', message: "'10.0.2.300' is no address; it is left out" }],
  };
  check([
    {
      name: 'leaves in doubt what would be blocked',
      network: unread,
      flow: 'app db',
      is: 'unknown',
      says: 'db could not be read in full',
    },
    { name: 'and nothing else', network: unread, flow: 'app web tcp/443', is: 'reachable' },
    {
      name: 'not what gets through all the same',
      network: { ...NETWORK, problems: unread.problems },
      flow: 'app db',
      is: 'reachable',
    },
  ]);
});
