import { describe } from 'vitest';
import type { Network, Route } from '../../../src/network/index.ts';
import { group, grouped, NETWORK, networkInterface, PUBLIC, route, routed, rule } from '../walker/fixture.ts';
import { added, changed, check } from './cases.ts';

const RESOURCE = (({ account, region, origin }) => ({ account, region, origin }))(NETWORK.vpcs[0]!);
const privateTable = (...routes: readonly Route[]) => routed(NETWORK, { 'rtb-private': routes });
const toInternet = route('0.0.0.0/0', 'nat-gateway', 'nat-a');
const blackhole = (cidr: string, more: Partial<Route> = {}) =>
  route(cidr, 'network-interface', 'eni-gone', { state: 'blackhole', ...more });
const list = (network: Network, cidrs: readonly string[]) =>
  added(network, 'prefixLists', { ...RESOURCE, id: 'pl-1', awsManaged: false, cidrs });

describe('rule 12: which route decides', () => {
  check([
    {
      name: 'the longest prefix',
      network: privateTable(toInternet, blackhole('8.8.0.0/16')),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'rtb-private',
    },
    {
      name: 'and it alone',
      network: privateTable(toInternet, blackhole('8.8.0.0/16')),
      flow: 'app 9.9.9.9 tcp/443',
      is: 'reachable',
    },
    {
      name: 'none: dropped',
      network: privateTable(),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'rtb-private has no route to 8.8.8.8',
    },
    {
      name: 'one that is not active drops',
      network: privateTable({ ...toInternet, state: 'blackhole' }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'blackhole',
    },
    {
      name: 'of equals the static one',
      network: privateTable(blackhole('8.8.8.0/24', { propagated: true }), route('8.8.8.0/24', 'nat-gateway', 'nat-a')),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'reachable',
    },
    {
      name: 'a CIDR before an equal list',
      network: list(privateTable(blackhole('pl-1'), route('8.8.8.0/24', 'nat-gateway', 'nat-a')), ['8.8.8.0/24']),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'reachable',
    },
    {
      name: 'a list before an equal propagated one',
      network: list(
        privateTable(route('pl-1', 'nat-gateway', 'nat-a'), blackhole('8.8.8.0/24', { propagated: true })),
        ['8.8.8.0/24'],
      ),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'reachable',
    },
    {
      name: 'a list’s longer entry before a shorter CIDR',
      network: list(privateTable(toInternet, blackhole('pl-1')), ['8.8.8.0/24']),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
    },
    {
      name: 'a subnet without a table of its own uses the main one',
      network: changed(NETWORK, 'routeTables', 'rtb-private', { routes: [] }),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'rtb-private',
    },
    {
      name: 'a subnet with one uses that',
      network: changed(NETWORK, 'routeTables', 'rtb-private', { routes: [] }),
      flow: 'web 8.8.8.8 tcp/443',
      is: 'reachable',
    },
    {
      name: 'a propagated one inside the VPC never beats local',
      network: privateTable(blackhole('10.0.1.0/24', { propagated: true })),
      flow: 'db web tcp/443',
      is: 'reachable',
    },
    {
      name: 'of two prefix lists with the same prefix AWS picks one',
      network: added(
        list(privateTable(route('pl-1', 'nat-gateway', 'nat-a'), route('pl-2', 'vpc-peering-connection', 'pcx-ab')), [
          '8.8.8.0/24',
        ]),
        'prefixLists',
        { ...RESOURCE, id: 'pl-2', awsManaged: false, cidrs: ['8.8.8.0/24'] },
      ),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'unknown',
      says: 'AWS picks one',
    },
    {
      name: 'families are apart',
      network: privateTable(toInternet),
      flow: 'app 2001:4860:4860::8888 tcp/443',
      is: 'blocked',
      says: 'no route',
    },
  ]);
});

describe('rule 13: local, and what goes before it', () => {
  const box = (patch: Parameters<typeof networkInterface>[3] = { sourceDestCheck: false }) =>
    added(
      privateTable(route('10.0.1.0/24', 'network-interface', 'box')),
      'interfaces',
      networkInterface('box', PUBLIC, '10.0.1.99', patch),
    );
  const second = added(
    added(changed(NETWORK, 'vpcs', 'vpc-a', { ipv4Cidrs: ['10.0.0.0/16', '10.9.0.0/16'] }), 'subnets', {
      ...PUBLIC,
      id: 'subnet-9',
      ipv4Cidr: '10.9.0.0/24',
    }),
    'interfaces',
    networkInterface('nine', { ...PUBLIC, id: 'subnet-9' }, '10.9.0.10'),
  );
  const firewall = added(privateTable(route('10.0.1.0/24', 'vpc-endpoint', 'vpce-fw')), 'vpcEndpoints', {
    ...RESOURCE,
    id: 'vpce-fw',
    vpcId: 'vpc-a',
    type: 'GatewayLoadBalancer',
    serviceName: 'fw',
    state: 'available',
    routeTableIds: [],
    interfaceIds: [],
  });
  const edge = (...routes: readonly Route[]) =>
    added(NETWORK, 'routeTables', {
      ...RESOURCE,
      id: 'rtb-edge',
      vpcId: 'vpc-a',
      main: false,
      subnetIds: [],
      gatewayIds: ['igw-a'],
      routes,
    });
  const somewhere = (kind: Parameters<typeof route>[1], id: string) =>
    route('', kind, id, { destination: { kind: 'unknown', unknown: 'not applied yet' } });
  const edgeBox = added(
    edge(route('10.0.1.0/24', 'network-interface', 'box')),
    'interfaces',
    networkInterface('box', PUBLIC, '10.0.1.99', { sourceDestCheck: false }),
  );
  check([
    { name: 'a secondary block is local', network: second, flow: 'app nine tcp/443', is: 'reachable' },
    { name: 'an IPv6 block is local', flow: 'app 2600:1f18:a:1::10 tcp/443', is: 'reachable' },
    { name: 'nobody’s address is dropped', flow: 'app 10.0.1.77 tcp/443', is: 'blocked' },
    {
      name: 'a more specific route goes to a middlebox',
      network: box(),
      flow: 'db web tcp/443',
      is: 'unknown',
      says: 'box, a middlebox',
    },
    {
      name: 'which must not have its check on',
      network: box({ sourceDestCheck: true }),
      flow: 'db web tcp/443',
      is: 'blocked',
      says: 'source/destination check',
    },
    {
      name: 'whose groups must let the packet in',
      network: grouped(box(), 'box', group('sg-none', [])),
      flow: 'db web tcp/443',
      is: 'blocked',
      says: 'sg-none',
    },
    {
      name: 'behind which a receiver that takes nothing still takes nothing',
      network: grouped(box(), 'web', group('sg-in', [rule('ingress', '0.0.0.0/0', { protocol: 17, ports: [53, 53] })])),
      flow: 'db web tcp/443',
      is: 'blocked',
    },
    { name: 'or to a firewall endpoint', network: firewall, flow: 'db web tcp/443', is: 'unknown', says: 'vpce-fw' },
    {
      name: 'a target that is not there is not guessed',
      network: privateTable(route('10.0.1.0/24', 'vpc-endpoint', 'vpce-gone')),
      flow: 'db web tcp/443',
      is: 'unknown',
      says: 'vpce-gone',
    },
    {
      name: 'the edge table of an internet gateway',
      network: edgeBox,
      flow: '8.8.8.8 web tcp/443',
      is: 'unknown',
      says: 'box',
    },
    {
      name: 'an edge table that says local',
      network: edge(route('10.0.0.0/16', 'local', 'local')),
      flow: '8.8.8.8 web tcp/443',
      is: 'reachable',
    },
    {
      name: 'an edge table’s blackhole',
      network: edge(blackhole('10.0.1.0/24')),
      flow: '8.8.8.8 web tcp/443',
      is: 'blocked',
      says: 'blackhole',
    },
    {
      name: 'an edge table with a destination nobody knows',
      network: edge(somewhere('network-interface', 'eni-gone')),
      flow: '8.8.8.8 web tcp/443',
      is: 'unknown',
      says: 'not applied yet',
    },
    {
      name: 'a destination nobody knows may lie in the VPC, where its target may',
      network: privateTable(somewhere('network-interface', 'eni-gone')),
      flow: 'db web tcp/443',
      is: 'unknown',
      says: 'not applied yet',
    },
    {
      name: 'which an internet gateway may not',
      network: privateTable(somewhere('internet-gateway', 'igw-a')),
      flow: 'db web tcp/443',
      is: 'reachable',
    },
    {
      name: 'nor what is routed inside the VPC by another route than its own',
      network: privateTable(
        route('10.0.1.0/24', 'network-interface', 'web'),
        route('pl-gone', 'internet-gateway', 'igw-a'),
      ),
      flow: 'db web tcp/443',
      is: 'reachable',
    },
  ]);
});
