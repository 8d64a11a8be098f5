import { describe } from 'vitest';
import type {
  Network,
  PeeringSide,
  Route,
  TransitGatewayAttachment,
  TransitGatewayRoute,
} from '../../../src/network/index.ts';
import { NETWORK, networkInterface, route, routed, subnet } from '../walker/fixture.ts';
import { added, changed, check, removed } from './cases.ts';

const RESOURCE = (({ account, region, origin }) => ({ account, region, origin }))(NETWORK.vpcs[0]!);
const privateTable = (...routes: readonly Route[]) => routed(NETWORK, { 'rtb-private': routes });

describe('rule 17: peering', () => {
  const [peering] = NETWORK.peerings;
  if (!peering) throw new RangeError('the network has a peering');
  const side = (patch: Partial<PeeringSide>) =>
    changed(NETWORK, 'peerings', 'pcx-ab', { accepter: { ...peering.accepter, ...patch } });
  const unlinked = removed(
    removed(removed(removed(NETWORK, 'vpcs', 'vpc-b'), 'subnets', 'subnet-far'), 'interfaces', 'far'),
    'routeTables',
    'rtb-far',
  );
  check([
    { name: 'both sides have routes', flow: 'app far tcp/443', is: 'reachable' },
    {
      name: 'no route there',
      network: privateTable(),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'rtb-private has no route',
    },
    {
      name: 'no route back',
      network: routed(NETWORK, { 'rtb-far': [] }),
      flow: 'app far tcp/443',
      is: 'one way',
      says: 'rtb-far has no route',
    },
    {
      name: 'not while it is pending',
      network: changed(NETWORK, 'peerings', 'pcx-ab', { status: 'pending-acceptance' }),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'pcx-ab',
    },
    {
      name: 'only to the peer’s own blocks',
      network: privateTable(route('10.0.0.0/8', 'vpc-peering-connection', 'pcx-ab')),
      flow: 'app 10.7.0.1 tcp/443',
      is: 'blocked',
      says: 'outside the CIDR blocks',
    },
    {
      name: 'to the internet it carries nothing',
      network: privateTable(route('0.0.0.0/0', 'vpc-peering-connection', 'pcx-ab')),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'outside the CIDR blocks',
    },
    {
      name: 'a peer that is not linked',
      network: unlinked,
      flow: 'app 10.1.1.10 tcp/443',
      is: 'unknown',
      says: 'vpc-b',
    },
    {
      name: 'its account is named',
      network: { ...unlinked, peerings: side({ account: '222222222222' }).peerings },
      flow: 'app 10.1.1.10 tcp/443',
      is: 'unknown',
      says: '222222222222',
    },
    {
      name: 'a connection that is not there',
      network: removed(NETWORK, 'peerings', 'pcx-ab'),
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'pcx-ab',
    },
  ]);
});

describe('rule 18: transit gateway', () => {
  const joined = routed(NETWORK, {
    'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw')],
    'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw')],
  });
  const table = (
    routes: readonly TransitGatewayRoute[],
    propagations = ['attach-a', 'attach-b'],
    network: Network = joined,
  ) => changed(network, 'transitGatewayRouteTables', 'tgw-rtb', { routes, propagations });
  const to = (
    cidr: string,
    attachment: string | undefined,
    more: Partial<TransitGatewayRoute> = {},
  ): TransitGatewayRoute => ({
    cidr,
    type: 'static',
    state: attachment === undefined ? 'blackhole' : 'active',
    attachmentIds: attachment === undefined ? [] : [attachment],
    ...more,
  });
  const attachment = (id: string, patch: Partial<TransitGatewayAttachment>) =>
    changed(joined, 'transitGatewayAttachments', id, patch);
  const unassociated = joined.transitGatewayAttachments.map(({ associatedRouteTableId: _table, ...each }) => each);
  const elsewhere = (network: Network) =>
    changed(network, 'subnets', 'subnet-private', { availabilityZone: 'az2', availabilityZoneId: 'az2' });

  // `far` behind a second gateway of another account, the two joined by a peering attachment that carries one id on both.
  const half = (transitGatewayId: string, peerTransitGatewayId: string): TransitGatewayAttachment => ({
    ...RESOURCE,
    id: 'attach-peer',
    transitGatewayId,
    peerTransitGatewayId,
    resourceType: 'peering',
    resourceId: peerTransitGatewayId,
    resourceAccount: '222222222222',
    state: 'available',
    associatedRouteTableId: `${transitGatewayId}-rtb`,
  });
  const twoGateways = (near: readonly TransitGatewayRoute[], far: readonly TransitGatewayRoute[]): Network => ({
    ...table(near, ['attach-a']),
    routeTables: routed(joined, { 'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw2')] }).routeTables,
    transitGateways: [
      ...joined.transitGateways,
      {
        ...RESOURCE,
        account: '222222222222',
        id: 'tgw2',
        owner: '222222222222',
        securityGroupReferencing: true,
        autoAcceptSharedAttachments: false,
      },
    ],
    transitGatewayAttachments: [
      ...joined.transitGatewayAttachments.map((each) =>
        each.id === 'attach-b' ? { ...each, transitGatewayId: 'tgw2', associatedRouteTableId: 'tgw2-rtb' } : each,
      ),
      half('tgw', 'tgw2'),
      half('tgw2', 'tgw'),
    ],
    transitGatewayRouteTables: [
      ...table(near, ['attach-a']).transitGatewayRouteTables,
      { ...RESOURCE, id: 'tgw2-rtb', transitGatewayId: 'tgw2', routes: far, propagations: ['attach-b'] },
    ],
  });
  const vpn: Network = {
    ...table([to('192.168.0.0/16', 'attach-vpn')]),
    routeTables: routed(joined, { 'rtb-private': [route('192.168.0.0/16', 'transit-gateway', 'tgw')] }).routeTables,
    vpnConnections: [
      { ...RESOURCE, id: 'vpn-1', transitGatewayId: 'tgw', state: 'available', routes: ['192.168.0.0/16'] },
    ],
    transitGatewayAttachments: [
      ...joined.transitGatewayAttachments,
      {
        ...RESOURCE,
        id: 'attach-vpn',
        transitGatewayId: 'tgw',
        resourceType: 'vpn',
        resourceId: 'vpn-1',
        resourceAccount: '111111111111',
        state: 'available',
        associatedRouteTableId: 'tgw-rtb',
      },
    ],
  };
  check([
    { name: 'by propagation', network: joined, flow: 'app far tcp/443', is: 'reachable' },
    {
      name: 'by a static route',
      network: table([to('10.1.0.0/16', 'attach-b'), to('10.0.0.0/16', 'attach-a')], []),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'no route in the table',
      network: table([], ['attach-a']),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'tgw-rtb has no route',
    },
    {
      name: 'static beats propagated',
      network: table([to('10.1.0.0/16', undefined)]),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'tgw-rtb is a blackhole',
    },
    {
      name: 'the longest prefix first',
      network: table([to('10.1.1.0/24', undefined)]),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: '10.1.1.0/24',
    },
    {
      name: 'an attachment without the sender’s zone is a dead route',
      network: elsewhere(joined),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'has no subnet in az2',
    },
    {
      name: 'what arrives in another zone arrives, its reply does not',
      network: elsewhere(joined),
      flow: 'far app tcp/443',
      is: 'one way',
      says: 'has no subnet in az2',
    },
    {
      name: 'zone ids compare, not names',
      network: changed(joined, 'subnets', 'subnet-private', { availabilityZone: 'other' }),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'an attachment that is not available',
      network: attachment('attach-a', { state: 'pendingAcceptance' }),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'pendingAcceptance',
    },
    {
      name: 'one that is being modified carries on',
      network: attachment('attach-b', { state: 'modifying' }),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'one that took the place of another, which is still told of',
      network: {
        ...joined,
        transitGatewayAttachments: joined.transitGatewayAttachments.flatMap((each) => [
          { ...each, id: `${each.id}-old`, state: 'deleted' },
          each,
        ]),
      },
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'a VPC without one',
      network: removed(joined, 'transitGatewayAttachments', 'attach-a'),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'no attachment',
    },
    {
      name: 'the far VPC’s table must lead back',
      network: routed(joined, { 'rtb-far': [] }),
      flow: 'app far tcp/443',
      is: 'one way',
      says: 'rtb-far has no route',
    },
    {
      name: 'the tables of a gateway whose owner is not linked are not guessed',
      network: changed(
        { ...joined, transitGatewayRouteTables: [], transitGatewayAttachments: unassociated },
        'transitGateways',
        'tgw',
        { owner: '333333333333' },
      ),
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'account 333333333333',
    },
    {
      name: 'unknown routes are not guessed',
      network: changed(joined, 'transitGatewayRouteTables', 'tgw-rtb', {
        routes: { unknown: 'denied' },
      }),
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'denied',
    },
    {
      name: 'nor are unknown propagations',
      network: changed(joined, 'transitGatewayRouteTables', 'tgw-rtb', { propagations: { unknown: 'denied' } }),
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'denied',
    },
    {
      name: 'which a search that found learnt routes does without',
      network: changed(joined, 'transitGatewayRouteTables', 'tgw-rtb', {
        propagations: { unknown: 'denied' },
        routes: [
          to('10.0.0.0/16', 'attach-a', { type: 'propagated' }),
          to('10.1.0.0/16', 'attach-b', { type: 'propagated' }),
        ],
      }),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'propagations that were not collected are assumed not to be there',
      network: added(table([], []), 'gaps', {
        account: RESOURCE.account,
        region: RESOURCE.region,
        operation: 'get-transit-gateway-route-table-propagations',
        kind: 'not-collected',
      }),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'the propagations of tgw-rtb were not collected',
    },
    {
      name: 'nothing is learnt from an attachment that is not available',
      network: changed(
        table([to('10.0.0.0/8', 'attach-a')], ['attach-a', 'attach-b']),
        'transitGatewayAttachments',
        'attach-b',
        { state: 'deleting' },
      ),
      flow: 'app far tcp/443',
      is: 'blocked',
    },
    {
      name: 'a gateway that is not there',
      network: { ...joined, transitGateways: [], transitGatewayAttachments: [], transitGatewayRouteTables: [] },
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'tgw',
    },
    {
      name: 'across a peering of gateways, by static routes',
      network: twoGateways([to('10.1.0.0/16', 'attach-peer')], [to('10.0.0.0/16', 'attach-peer')]),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'without one there',
      network: twoGateways([], [to('10.0.0.0/16', 'attach-peer')]),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'tgw-rtb has no route',
    },
    {
      name: 'without one back',
      network: twoGateways([to('10.1.0.0/16', 'attach-peer')], []),
      flow: 'app far tcp/443',
      is: 'one way',
      says: 'tgw2-rtb has no route',
    },
    {
      name: 'to a gateway that is not linked',
      network: removed(
        removed(twoGateways([to('10.1.0.0/16', 'attach-peer')], []), 'transitGateways', 'tgw2'),
        'transitGatewayRouteTables',
        'tgw2-rtb',
      ),
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'tgw2',
    },
    { name: 'to a VPN attachment', network: vpn, flow: 'app 192.168.1.1 tcp/443', is: 'reachable' },
    { name: 'to what it does not announce', network: vpn, flow: 'app 192.169.1.1 tcp/443', is: 'blocked' },
    { name: 'from a VPN attachment', network: vpn, flow: 'attach-vpn app tcp/443', is: 'reachable' },
  ]);
});

describe('rule 19: VPN gateway', () => {
  const gateway = (...routes: readonly Route[]) =>
    added(privateTable(...routes), 'vpnGateways', { ...RESOURCE, id: 'vgw-a', vpcIds: ['vpc-a'] });
  const connected = (routes: readonly string[], network: Network) =>
    added(network, 'vpnConnections', { ...RESOURCE, id: 'vpn-1', vpnGatewayId: 'vgw-a', state: 'available', routes });
  const site = gateway(route('192.168.0.0/16', 'vpn-gateway', 'vgw-a'));
  const byDefault = gateway(route('0.0.0.0/0', 'vpn-gateway', 'vgw-a'));
  check([
    { name: 'to a static prefix', network: site, flow: 'app 192.168.1.1 tcp/443', is: 'reachable' },
    {
      name: 'to a propagated one',
      network: gateway(route('192.168.0.0/16', 'vpn-gateway', 'vgw-a', { propagated: true })),
      flow: 'app 192.168.1.1 tcp/443',
      is: 'reachable',
    },
    { name: 'to nothing else', network: site, flow: 'app 192.169.1.1 tcp/443', is: 'blocked' },
    {
      name: 'behind a default route nobody knows',
      network: byDefault,
      flow: 'app 192.168.1.1 tcp/443',
      is: 'unknown',
      says: 'default route to vgw-a',
    },
    {
      name: 'but for what a connection states',
      network: connected(['192.168.0.0/16'], byDefault),
      flow: 'app 192.168.1.1 tcp/443',
      is: 'reachable',
    },
    {
      name: 'and only that',
      network: connected(['192.168.0.0/16'], byDefault),
      flow: 'app 192.169.1.1 tcp/443',
      is: 'unknown',
    },
    { name: 'in, from a site', network: site, flow: 'vgw-a app tcp/443', is: 'reachable' },
    {
      name: 'in, without a route back',
      network: connected(['192.168.0.0/16'], gateway()),
      flow: 'vgw-a app tcp/443',
      is: 'one way',
      says: 'no route',
    },
    {
      name: 'nor by way of the resolver, which takes no replies to what others ask',
      network: gateway(),
      flow: 'vgw-a app tcp/443 from 53',
      is: 'one way',
    },
    {
      name: 'not while it is not attached',
      network: changed(site, 'vpnGateways', 'vgw-a', { vpcIds: [] }),
      flow: 'app 192.168.1.1 tcp/443',
      is: 'blocked',
      says: 'not attached',
    },
    {
      name: 'one that is not there',
      network: privateTable(route('192.168.0.0/16', 'vpn-gateway', 'vgw-gone')),
      flow: 'app 192.168.1.1 tcp/443',
      is: 'unknown',
      says: 'vgw-gone',
    },
  ]);
});

describe('rule 20: VPC endpoints', () => {
  const endpoint = {
    ...RESOURCE,
    id: 'vpce-s3',
    vpcId: 'vpc-a',
    type: 'Gateway',
    serviceName: 'com.amazonaws.us-east-1.s3',
    state: 'available',
    routeTableIds: [],
    interfaceIds: [],
  } as const;
  const s3 = added(
    added(privateTable(route('pl-s3', 'vpc-endpoint', 'vpce-s3')), 'vpcEndpoints', endpoint),
    'prefixLists',
    { ...RESOURCE, id: 'pl-s3', awsManaged: true, cidrs: ['52.216.0.0/15'] },
  );
  const apiSubnet = subnet('subnet-api', 'vpc-a', '10.0.4.0/24');
  const api = added(
    added(
      added(NETWORK, 'subnets', apiSubnet),
      'interfaces',
      networkInterface('vpce-eni', apiSubnet, '10.0.4.10', { type: 'vpc_endpoint', requesterManaged: true }),
    ),
    'vpcEndpoints',
    {
      ...endpoint,
      id: 'vpce-api',
      type: 'Interface',
      serviceName: 'com.amazonaws.us-east-1.ecr.api',
      interfaceIds: ['vpce-eni'],
    },
  );
  check([
    {
      name: 'a gateway endpoint needs no public address',
      network: s3,
      flow: 'app 52.216.0.9 tcp/443',
      is: 'reachable',
    },
    { name: 'it can be asked for by its list', network: s3, flow: 'app pl-s3 tcp/443', is: 'reachable' },
    { name: 'or by its own id', network: s3, flow: 'app vpce-s3 tcp/443', is: 'reachable' },
    { name: 'which starts nothing', network: s3, flow: 'vpce-s3 app tcp/443', is: 'blocked' },
    { name: 'it is not the internet', network: s3, flow: 'app internet tcp/443', is: 'blocked' },
    { name: 'it serves its prefixes only', network: s3, flow: 'app 8.8.8.8 tcp/443', is: 'blocked' },
    {
      name: 'not while it is not available',
      network: changed(s3, 'vpcEndpoints', 'vpce-s3', { state: 'deleting' }),
      flow: 'app 52.216.0.9 tcp/443',
      is: 'blocked',
      says: 'deleting',
    },
    { name: 'an interface endpoint is its interfaces', network: api, flow: 'app vpce-eni tcp/443', is: 'reachable' },
    { name: 'it can be asked for by its id', network: api, flow: 'app vpce-api tcp/443', is: 'reachable' },
    {
      name: 'with their groups',
      network: changed(api, 'interfaces', 'vpce-eni', { securityGroupIds: [] }),
      flow: 'app vpce-api tcp/443',
      is: 'blocked',
    },
  ]);
});
