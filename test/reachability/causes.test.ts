import { expect, it } from 'vitest';
import type { Network } from '../../src/network/index.ts';
import { compile, diff } from '../../src/reachability/index.ts';
import { added, changed, removed } from './rules/cases.ts';
import { acl, group, grouped, NETWORK, networkInterface, PUBLIC, route, routed, rule } from './walker/fixture.ts';

const RESOURCE = (({ account, region, origin }) => ({ account, region, origin }))(NETWORK.vpcs[0]!);
const HTTPS = { protocol: 6, ports: [443, 443] } as const;

/** What one side has more than the other, and what every row of the difference must name of it. */
interface Case {
  readonly name: string;
  readonly less: Network;
  readonly more: Network;
  readonly names: string;
}

const closedAcl = (network: Network, ...more: Parameters<typeof acl>[3]) =>
  added(
    network,
    'networkAcls',
    acl('acl-private', 'vpc-a', ['subnet-private'], [['egress', 100, 'allow', '0.0.0.0/0'], ...more]),
  );
const joined = routed(NETWORK, {
  'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw')],
  'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw')],
});
const table = (propagations: readonly string[], network = joined) =>
  changed(network, 'transitGatewayRouteTables', 'tgw-rtb', { propagations });
const listed = (...cidrs: string[]) =>
  added(
    grouped(NETWORK, 'db', group('sg-list', [rule('ingress', 'pl-office', HTTPS), rule('egress', '0.0.0.0/0')])),
    'prefixLists',
    { ...RESOURCE, id: 'pl-office', name: 'office', awsManaged: false, cidrs },
  );
const referring = grouped(
  { ...NETWORK, securityGroups: [...NETWORK.securityGroups, group('sg-client', [])] },
  'db',
  group('sg-db', [rule('ingress', 'sg-client', HTTPS)]),
);
const holding = changed(referring, 'interfaces', 'app', { securityGroupIds: ['sg-open', 'sg-client'] });
const associated = (state: string) =>
  added(changed(NETWORK, 'interfaces', 'far', { securityGroupIds: ['sg-open'] }), 'securityGroupVpcAssociations', {
    groupId: 'sg-open',
    vpcId: 'vpc-b',
    state,
  });
const access = (mode: 'off' | 'block-ingress') =>
  added(NETWORK, 'blockPublicAccess', { ...RESOURCE, mode, exclusions: [] });
const balanced = (ports: readonly number[], targets: readonly string[]): Network => ({
  ...NETWORK,
  interfaces: [
    ...NETWORK.interfaces,
    networkInterface('lb-eni', PUBLIC, '10.0.1.50', {
      type: 'network_load_balancer',
      securityGroupIds: [],
      publicIpv4: [{ privateIp: '10.0.1.50', publicIp: '3.0.0.50' }],
    }),
  ],
  loadBalancers: [
    {
      ...RESOURCE,
      id: 'arn:lb',
      name: 'front',
      type: 'network',
      scheme: 'internet-facing',
      vpcId: 'vpc-a',
      subnetIds: ['subnet-public'],
      securityGroupIds: [],
      interfaceIds: ['lb-eni'],
      crossZone: true,
      listeners: ports.map((port) => ({ arn: `l-${port}`, protocol: 'TCP', port, targetGroupArns: ['arn:tg'] })),
    },
  ],
  targetGroups: [
    {
      ...RESOURCE,
      id: 'arn:tg',
      name: 'backs',
      targetType: 'ip',
      protocol: 'TCP',
      port: 443,
      vpcId: 'vpc-a',
      preserveClientIp: true,
      targets: targets.map((id) => ({ id })),
    },
  ],
});
const diverted = added(
  routed(NETWORK, { 'rtb-private': [route('10.0.1.0/24', 'network-interface', 'box')] }),
  'interfaces',
  networkInterface('box', PUBLIC, '10.0.1.99'),
);

const cases: readonly Case[] = [
  {
    name: 'an ACL entry',
    less: closedAcl(NETWORK),
    more: closedAcl(NETWORK, ['ingress', 120, 'allow', '10.0.0.0/16']),
    names: 'acl-private:ingress:120',
  },
  {
    name: 'an ACL entry for replies',
    less: closedAcl(NETWORK, ['ingress', 120, 'allow', '10.0.1.0/24', HTTPS]),
    more: closedAcl(
      NETWORK,
      ['ingress', 120, 'allow', '10.0.1.0/24', HTTPS],
      ['ingress', 130, 'allow', '10.0.1.0/24', { protocol: 6, ports: [1024, 65_535] }],
    ),
    names: 'acl-private:ingress:130',
  },
  {
    name: 'a route',
    less: routed(NETWORK, { 'rtb-private': [] }),
    more: routed(NETWORK, { 'rtb-private': [route('10.1.0.0/16', 'vpc-peering-connection', 'pcx-ab')] }),
    names: 'rtb-private:10.1.0.0/16',
  },
  { name: 'a route back', less: routed(NETWORK, { 'rtb-far': [] }), more: NETWORK, names: 'rtb-far:10.0.0.0/16' },
  {
    name: 'a public address',
    less: changed(NETWORK, 'interfaces', 'web', { publicIpv4: [] }),
    more: NETWORK,
    names: 'web has the address 3.0.0.10',
  },
  {
    name: 'the state of a peering',
    less: changed(NETWORK, 'peerings', 'pcx-ab', { status: 'pending-acceptance' }),
    more: NETWORK,
    names: 'pcx-ab',
  },
  {
    name: 'an attachment',
    less: removed(joined, 'transitGatewayAttachments', 'attach-a'),
    more: joined,
    names: 'attach-a',
  },
  {
    name: 'the state of an attachment',
    less: changed(joined, 'transitGatewayAttachments', 'attach-b', { state: 'deleting' }),
    more: joined,
    names: 'attach-b',
  },
  {
    name: 'an association',
    less: changed(joined, 'transitGatewayAttachments', 'attach-a', { associatedRouteTableId: 'tgw-rtb-2' }),
    more: joined,
    names: 'tgw-rtb',
  },
  {
    name: 'a propagation',
    less: table(['attach-a']),
    more: table(['attach-a', 'attach-b']),
    names: 'tgw-rtb:10.1.0.0/16',
  },
  {
    name: 'an entry of a prefix list',
    less: listed('10.0.3.0/24'),
    more: listed('10.0.3.0/24', '10.0.1.0/24'),
    names: 'pl-office',
  },
  { name: 'a group that is held', less: referring, more: holding, names: 'sg-client' },
  {
    name: 'a group made usable in a VPC',
    less: associated('disassociated'),
    more: associated('associated'),
    names: 'sg-open',
  },
  {
    name: 'Block Public Access',
    less: access('block-ingress'),
    more: access('off'),
    names: 'VPC Block Public Access leaves subnet-',
  },
  {
    name: 'a listener',
    less: balanced([80], ['10.0.2.20']),
    more: balanced([80, 443], ['10.0.2.20']),
    names: 'front listens on tcp 80, tcp 443',
  },
  {
    name: 'a target',
    less: balanced([443], []),
    more: balanced([443], ['10.0.2.20']),
    names: 'front hands it on to 10.0.2.20 port 443',
  },
  {
    name: 'a NAT gateway',
    less: changed(NETWORK, 'natGateways', 'nat-a', { state: 'failed' }),
    more: NETWORK,
    names: 'nat-a',
  },
  {
    name: 'an internet gateway',
    less: changed(NETWORK, 'internetGateways', 'igw-a', { vpcIds: [] }),
    more: NETWORK,
    names: 'igw-a',
  },
];

it.each(cases)('every row of a diff names $name', ({ less, more, names }) => {
  const [small, large] = [compile(less), compile(more)];
  const { opened } = diff(small, large);
  const said = opened.map(({ because }) =>
    because.map(({ ruleId, resource, text }) => [ruleId, resource, text].join(' ')).join('\n'),
  );
  expect(said).not.toEqual([]);
  for (const because of said) expect(because).toContain(names);
  expect(diff(large, small).closed).toEqual(opened);
});

it('a source/destination check that is switched off opens what nobody knows', () => {
  const off = changed(diverted, 'interfaces', 'box', { sourceDestCheck: false });
  const { opened, unknowns } = diff(compile(diverted), compile(off));
  expect(opened).toEqual([]);
  expect(unknowns).toEqual([expect.stringContaining('box, a middlebox')]);
});
