import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPERATION_NAMES, shapeOf, toNetwork } from '../../src/snapshot/index.ts';
import { networkOf, region, snapshot } from './support.ts';

const A = '111111111111';
const B = '222222222222';

describe('several accounts and Regions are one network', () => {
  test("a shared subnet is one, as its owner's account sees it, even where another sees more", () => {
    const subnet = { SubnetId: 'subnet-1', VpcId: 'vpc-1', OwnerId: A, CidrBlock: '10.0.0.0/24' };
    const network = toNetwork(
      snapshot(
        region(
          { 'describe-subnets': { Subnets: [{ ...subnet, Tags: [{ Key: 'Noise', Value: 'from B' }] }] } },
          { account: B },
        ),
        region({ 'describe-subnets': { Subnets: [{ ...subnet, AvailabilityZone: 'us-east-1a' }] } }, { account: A }),
      ),
    );
    expect(network.subnets).toMatchObject([{ account: A, availabilityZone: 'us-east-1a', origin: { account: A } }]);
    expect(network.subnets[0]).not.toHaveProperty('tags');
    expect(network.problems).toEqual([]);
  });

  test('a peering is one, as the side that sees more of it says', () => {
    const pcx = (requester: object) => ({
      'describe-vpc-peering-connections': {
        VpcPeeringConnections: [
          {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code: 'active' },
            RequesterVpcInfo: { VpcId: 'vpc-1', OwnerId: A, Region: 'us-east-1', ...requester },
            AccepterVpcInfo: { VpcId: 'vpc-2', OwnerId: B, Region: 'eu-west-1', CidrBlock: '10.2.0.0/16' },
          },
        ],
      },
    });
    const network = toNetwork(
      snapshot(
        region(pcx({}), { account: A }),
        region(
          pcx({
            CidrBlock: '10.1.0.0/16',
            CidrBlockSet: [{ CidrBlock: '10.1.0.0/16' }, { CidrBlock: '10.3.0.0/16' }],
            Ipv6CidrBlockSet: [{ Ipv6CidrBlock: '2600::/56' }],
          }),
          { account: B, region: 'eu-west-1' },
        ),
      ),
    );
    expect(network.peerings).toMatchObject([
      {
        account: A,
        region: 'us-east-1',
        status: 'active',
        requester: {
          vpcId: 'vpc-1',
          account: A,
          region: 'us-east-1',
          cidrs: ['10.1.0.0/16', '10.3.0.0/16', '2600::/56'],
        },
        accepter: { vpcId: 'vpc-2', account: B, region: 'eu-west-1', cidrs: ['10.2.0.0/16'] },
      },
    ]);
    expect(network.problems).toEqual([]);
  });

  test('a peering that was accepted between two recordings is as the later one says', () => {
    const pcx = (Code: string) => ({
      'describe-vpc-peering-connections': {
        VpcPeeringConnections: [
          {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code },
            RequesterVpcInfo: { VpcId: 'vpc-1', OwnerId: A, Region: 'us-east-1' },
            AccepterVpcInfo: { VpcId: 'vpc-2', OwnerId: B, Region: 'us-east-1' },
          },
        ],
      },
    });
    const earlier = { ...region(pcx('pending-acceptance'), { account: A }), takenAt: '2035-01-01T00:00:00Z' };
    const later = { ...region(pcx('active'), { account: B }), takenAt: '2035-01-01T00:30:00Z' };
    expect(toNetwork(snapshot(earlier, later)).peerings.map(({ status }) => status)).toEqual(['active']);
  });

  test("AWS's own prefix lists are the same from every account", () => {
    const lists = { 'describe-prefix-lists': { PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['3.5.0.0/19'] }] } };
    const network = toNetwork(snapshot(region(lists, { account: A }), region(lists, { account: B })));
    expect(network.prefixLists).toHaveLength(1);
    expect(network.problems).toEqual([]);
  });

  test('a transit gateway and its attachments, from all calls and both accounts together', () => {
    const attachment = { TransitGatewayAttachmentId: 'tgw-attach-1', TransitGatewayId: 'tgw-1', State: 'available' };
    const network = toNetwork(
      snapshot(
        region(
          {
            'describe-transit-gateways': {
              TransitGateways: [
                {
                  TransitGatewayId: 'tgw-1',
                  OwnerId: A,
                  Options: { SecurityGroupReferencingSupport: 'enable', AutoAcceptSharedAttachments: 'enable' },
                },
              ],
            },
            'describe-transit-gateway-attachments': {
              TransitGatewayAttachments: [
                {
                  ...attachment,
                  TransitGatewayOwnerId: A,
                  ResourceOwnerId: B,
                  ResourceType: 'vpc',
                  ResourceId: 'vpc-1',
                  Association: { State: 'associated', TransitGatewayRouteTableId: 'tgw-rtb-1' },
                },
                {
                  TransitGatewayAttachmentId: 'tgw-attach-2',
                  TransitGatewayId: 'tgw-1',
                  TransitGatewayOwnerId: A,
                  ResourceOwnerId: A,
                  ResourceType: 'peering',
                  ResourceId: 'tgw-2',
                },
              ],
            },
            'describe-transit-gateway-route-tables': {
              TransitGatewayRouteTables: [
                { TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1' },
                { TransitGatewayRouteTableId: 'tgw-rtb-2', TransitGatewayId: 'tgw-1' },
              ],
            },
            'search-transit-gateway-routes': {
              'tgw-rtb-1': {
                Routes: [
                  {
                    DestinationCidrBlock: '10.9.0.0/16',
                    Type: 'static',
                    State: 'blackhole',
                    TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-2' }],
                  },
                ],
                AdditionalRoutesAvailable: false,
              },
              'tgw-rtb-2': { Routes: [], AdditionalRoutesAvailable: true },
            },
            'get-transit-gateway-route-table-propagations': {
              'tgw-rtb-1': {
                TransitGatewayRouteTablePropagations: [
                  { TransitGatewayAttachmentId: 'tgw-attach-1', State: 'enabled' },
                  { TransitGatewayAttachmentId: 'tgw-attach-9', State: 'disabled' },
                ],
              },
            },
          },
          { account: A },
        ),
        region(
          {
            'describe-transit-gateway-attachments': {
              TransitGatewayAttachments: [
                {
                  ...attachment,
                  TransitGatewayOwnerId: A,
                  ResourceOwnerId: B,
                  ResourceType: 'vpc',
                  ResourceId: 'vpc-1',
                },
              ],
            },
            'describe-transit-gateway-vpc-attachments': {
              TransitGatewayVpcAttachments: [
                {
                  ...attachment,
                  VpcId: 'vpc-1',
                  VpcOwnerId: B,
                  SubnetIds: ['subnet-2', 'subnet-1'],
                  Options: { SecurityGroupReferencingSupport: 'enable', ApplianceModeSupport: 'disable' },
                },
              ],
            },
          },
          { account: B },
        ),
        region(
          {
            'describe-transit-gateway-peering-attachments': {
              TransitGatewayPeeringAttachments: [
                {
                  TransitGatewayAttachmentId: 'tgw-attach-2',
                  State: 'available',
                  RequesterTgwInfo: { TransitGatewayId: 'tgw-1', OwnerId: A, Region: 'us-east-1' },
                  AccepterTgwInfo: { TransitGatewayId: 'tgw-2', OwnerId: A, Region: 'eu-west-1' },
                },
              ],
            },
          },
          { account: A, region: 'eu-west-1' },
        ),
      ),
    );
    expect(network.problems).toEqual([]);
    expect(network.transitGateways).toMatchObject([
      { owner: A, securityGroupReferencing: true, autoAcceptSharedAttachments: true },
    ]);
    expect(network.transitGatewayAttachments).toMatchObject([
      {
        id: 'tgw-attach-1',
        transitGatewayId: 'tgw-1',
        resourceType: 'vpc',
        resourceId: 'vpc-1',
        resourceAccount: B,
        associatedRouteTableId: 'tgw-rtb-1',
        subnetIds: ['subnet-1', 'subnet-2'],
        securityGroupReferencing: true,
        applianceMode: false,
      },
      { id: 'tgw-attach-2', transitGatewayId: 'tgw-1', resourceType: 'peering', peerTransitGatewayId: 'tgw-2' },
      {
        id: 'tgw-attach-2',
        transitGatewayId: 'tgw-2',
        resourceType: 'peering',
        peerTransitGatewayId: 'tgw-1',
        region: 'eu-west-1',
      },
    ]);
    expect(network.transitGatewayRouteTables).toMatchObject([
      {
        routes: [{ cidr: '10.9.0.0/16', type: 'static', state: 'blackhole', attachmentIds: ['tgw-attach-2'] }],
        propagations: ['tgw-attach-1'],
      },
      {
        routes: { unknown: 'tgw-rtb-2 has more routes than were read' },
        propagations: { unknown: 'get-transit-gateway-route-table-propagations has no answer for tgw-rtb-2' },
      },
    ]);
  });
});

describe('two different resources with one id', () => {
  const group = (port: number) => ({
    GroupId: 'sg-1',
    OwnerId: A,
    VpcId: 'vpc-1',
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  });
  const groups = (...found: readonly object[]) => ({ 'describe-security-groups': { SecurityGroups: found } });

  test('in one answer are a problem, and what the group allows is not certain', () => {
    const network = networkOf(groups(group(22), group(443)));
    expect(network.securityGroups).toHaveLength(1);
    expect(network.securityGroups[0]).toMatchObject({
      unknownRules: { unknown: expect.stringMatching(/^sg-1 is stated twice, differently/) },
      contradicted: { unknown: expect.stringMatching(/^sg-1 is stated twice/) },
    });
    expect(network.problems).toMatchObject([
      { resource: 'sg-1', file: `${A}/us-east-1/describe-security-groups.json` },
    ]);
  });

  test('in two Regions are a problem too', () => {
    const network = toNetwork(snapshot(region(groups(group(22))), region(groups(group(443)), { region: 'eu-west-1' })));
    expect(network.securityGroups).toHaveLength(1);
    expect(network.problems).toMatchObject([{ resource: 'sg-1' }]);
  });

  test('owned by two accounts are a problem too', () => {
    const network = toNetwork(
      snapshot(region(groups(group(22))), region(groups({ ...group(443), OwnerId: B }), { account: B })),
    );
    expect(network.problems).toMatchObject([{ resource: 'sg-1' }]);
  });

  test('nor is what an ACL or a route table decides', () => {
    const acl = (action: string) => ({
      NetworkAclId: 'acl-1',
      VpcId: 'vpc-1',
      Entries: [{ RuleNumber: 100, Egress: false, RuleAction: action, Protocol: '-1', CidrBlock: '0.0.0.0/0' }],
    });
    const table = (GatewayId: string) => ({
      RouteTableId: 'rtb-1',
      VpcId: 'vpc-1',
      Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId }],
    });
    const network = networkOf({
      'describe-network-acls': { NetworkAcls: [acl('allow'), acl('deny')] },
      'describe-route-tables': { RouteTables: [table('igw-1'), table('vgw-1')] },
    });
    const doubt = { unknown: expect.stringContaining('stated twice, differently') };
    expect(network.networkAcls[0]?.entries).toMatchObject([{ cidr: doubt }, { cidr: doubt }]);
    expect(network.routeTables[0]?.routes).toMatchObject([{ destination: doubt, target: { kind: 'unknown' } }]);
  });

  test('but the same one twice is just one', () => {
    const network = networkOf(groups(group(22), group(22)));
    expect(network.securityGroups).toHaveLength(1);
    expect(network.securityGroups[0]).not.toHaveProperty('unknownRules');
    expect(network.problems).toEqual([]);
  });
});

describe('gaps', () => {
  test('name every operation that was not asked, and none for children of no parents', () => {
    const { gaps } = networkOf({ 'describe-vpcs': { Vpcs: [] }, 'elbv2-describe-target-groups': { TargetGroups: [] } });
    expect(gaps.map(({ operation }) => operation).sort()).toEqual(
      OPERATION_NAMES.filter(
        (name) =>
          name !== 'describe-vpcs' &&
          name !== 'elbv2-describe-target-groups' &&
          shapeOf(name).parent?.operation !== 'elbv2-describe-target-groups',
      ).sort(),
    );
    expect(new Set(gaps.map(({ kind }) => kind))).toEqual(new Set(['not-collected']));
  });

  test('name what was asked and not wholly answered, with the reason', () => {
    const { gaps, vpcs } = toNetwork(
      snapshot({
        account: A,
        region: 'us-east-1',
        operations: new Map([
          [
            'describe-vpcs',
            { status: 'truncated', reason: 'Throttling: slow down', output: { Vpcs: [{ VpcId: 'vpc-1' }] } },
          ],
          ['describe-subnets', { status: 'denied', reason: 'UnauthorizedOperation: no' }],
        ]),
      }),
    );
    expect(vpcs.map(({ id }) => id)).toEqual(['vpc-1']);
    expect(gaps).toContainEqual({
      account: A,
      region: 'us-east-1',
      operation: 'describe-vpcs',
      kind: 'truncated',
      reason: 'Throttling: slow down',
    });
    expect(gaps).toContainEqual({
      account: A,
      region: 'us-east-1',
      operation: 'describe-subnets',
      kind: 'denied',
      reason: 'UnauthorizedOperation: no',
    });
  });

  test('are no problems: what names a VPC that was not collected is not at fault', () => {
    expect(networkOf({ 'describe-subnets': { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }] } }).problems).toEqual(
      [],
    );
  });
});

describe('resources that are not as AWS states them', () => {
  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['no id', { 'describe-vpcs': { Vpcs: [{}] } }, 'describe-vpcs item', /VpcId is missing; the resource is left out/],
    [
      'a wrong type',
      { 'describe-vpcs': { Vpcs: [{ VpcId: 'vpc-1', IsDefault: 'yes' }] } },
      'vpc-1',
      /IsDefault is neither true nor false/,
    ],
    ['no object', { 'describe-vpcs': { Vpcs: ['vpc-1'] } }, 'describe-vpcs', /"vpc-1", no resource/],
    ['no list', { 'describe-vpcs': { Vpcs: 'none' } }, 'describe-vpcs', /no list 'Vpcs'/],
    [
      'an unknown enumeration',
      {
        'describe-nat-gateways': { NatGateways: [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', ConnectivityType: 'odd' }] },
      },
      'nat-1',
      /'odd' is none of public, private/,
    ],
  ])('%s: named, and left out', (_, outputs, resource, message) => {
    expect(networkOf(outputs).problems).toMatchObject([{ resource, message: expect.stringMatching(message) }]);
  });

  test('never make it crash, whatever they hold', () => {
    const names = [
      'VpcId',
      'SubnetId',
      'GroupId',
      'NetworkInterfaceId',
      'IpPermissions',
      'IpRanges',
      'Routes',
      'Entries',
      'Tags',
      'RouteTableId',
      'NetworkAclId',
      'Association',
      'Groups',
      'Instances',
      'Options',
      'LoadBalancerArn',
      'SecurityGroupRuleId',
      'ListenerArn',
      'ExclusionId',
      'State',
      'IpProtocol',
      'toString',
      'TargetGroupArn',
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, 'x', '10.0.0.0/8', 7, true),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 5, noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATION_NAMES),
        fc.array(value, { maxLength: 4 }),
        value,
        (name, items, other) => {
          const { answer, keyed } = shapeOf(name);
          for (const output of [{ [answer]: items }, other, keyed ? { parent: { [answer]: items } } : {}])
            expect(() => networkOf({ [name]: output })).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('the order of Regions, files and items never matters', () => {
  const sources = {
    'describe-vpcs': {
      Vpcs: [
        { VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16' },
        { VpcId: 'vpc-1', CidrBlock: '10.1.0.0/16' },
        { VpcId: 'vpc-1', CidrBlock: '10.3.0.0/16' },
        { IsDefault: 1 },
      ],
    },
    'describe-security-groups': {
      SecurityGroups: ['sg-1', 'sg-2', 'sg-3'].map((GroupId, n) => ({
        GroupId,
        VpcId: 'vpc-1',
        IpPermissions: [22, 443, 70000].map((ToPort) => ({
          IpProtocol: 'tcp',
          FromPort: n,
          ToPort,
          IpRanges: ['10.0.0.0/8', '0.0.0.0/0', 'x'].map((CidrIp) => ({ CidrIp })),
          UserIdGroupPairs: [{ GroupId: 'sg-2' }, { GroupId: 'sg-1' }],
        })),
      })),
    },
    'describe-network-interfaces': {
      NetworkInterfaces: ['eni-1', 'eni-2'].map((NetworkInterfaceId) => ({
        NetworkInterfaceId,
        VpcId: 'vpc-1',
        SubnetId: 'subnet-1',
        Groups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }],
        PrivateIpAddresses: [
          { PrivateIpAddress: '10.0.0.5', Primary: true },
          { PrivateIpAddress: '10.0.0.4' },
          { PrivateIpAddress: '10.0.0.6' },
        ],
      })),
    },
    'describe-route-tables': {
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Routes: ['10.0.0.0/8', '0.0.0.0/0', '10.1.0.0/16'].map((DestinationCidrBlock) => ({
            DestinationCidrBlock,
            GatewayId: 'igw-1',
          })),
        },
      ],
    },
  };
  const shuffled = (value: unknown, random: () => number): unknown => {
    if (Array.isArray(value)) {
      const keyed = value.map((item) => [random(), shuffled(item, random)] as const);
      return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, member]) => [random(), key, shuffled(member, random)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => a - b).map(([, key, member]) => [key, member]));
  };
  const regions = (outputs: Record<string, unknown>) => [
    region(outputs),
    region(outputs, { account: B }),
    region(outputs, { region: 'eu-west-1' }),
  ];
  const expected = toNetwork(snapshot(...regions(sources)));
  expect(expected.problems.length).toBeGreaterThan(3);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = randomFrom(seed);
      const shuffledRegions = shuffled([0, 1, 2], random) as number[];
      const inOrder = regions(shuffled(sources, random) as Record<string, unknown>);
      expect(toNetwork({ regions: shuffledRegions.flatMap((n) => inOrder[n] ?? []) })).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

/** A small generator of its own, so that a failing seed can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}
