import { describe, expect, test } from 'vitest';
import type { RouteTarget } from '../../src/network/index.ts';
import { networkOf } from './support.ts';

const ACCOUNT = '111111111111';
const LB = `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}`;

describe('VPCs and subnets', () => {
  test('have every associated block, the primary first, and no other', () => {
    const { vpcs, subnets, problems } = networkOf({
      'describe-vpcs': {
        Vpcs: [
          {
            VpcId: 'vpc-1',
            OwnerId: '222222222222',
            IsDefault: true,
            CidrBlock: '10.9.0.0/16',
            CidrBlockAssociationSet: [
              { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' } },
              { CidrBlock: '10.9.0.0/16', CidrBlockState: { State: 'associated' } },
              { CidrBlock: '10.2.0.0/16', CidrBlockState: { State: 'disassociated' } },
            ],
            Ipv6CidrBlockAssociationSet: [
              { Ipv6CidrBlock: '2600:1f18::/56', Ipv6CidrBlockState: { State: 'associated' } },
              { Ipv6CidrBlock: '2600:1f19::/56', Ipv6CidrBlockState: { State: 'failed' } },
            ],
            Tags: [{ Key: 'Name', Value: 'main' }],
          },
          { VpcId: 'vpc-2', CidrBlock: '10.0.0.0/33' },
        ],
      },
      'describe-subnets': {
        Subnets: [
          {
            SubnetId: 'subnet-1',
            VpcId: 'vpc-1',
            AvailabilityZone: 'us-east-1a',
            AvailabilityZoneId: 'use1-az1',
            CidrBlock: '10.9.1.0/24',
            MapPublicIpOnLaunch: true,
            Ipv6CidrBlockAssociationSet: [
              { Ipv6CidrBlock: '2600:1f18::/64', Ipv6CidrBlockState: { State: 'associated' } },
            ],
          },
          { SubnetId: 'subnet-2', VpcId: 'vpc-9', AvailabilityZone: 'us-east-1b' },
        ],
      },
    });
    expect(vpcs).toMatchObject([
      {
        name: 'main',
        account: '222222222222',
        isDefault: true,
        ipv4Cidrs: ['10.9.0.0/16', '10.1.0.0/16'],
        ipv6Cidrs: ['2600:1f18::/56'],
      },
      { account: ACCOUNT, isDefault: false, ipv4Cidrs: [], ipv6Cidrs: [] },
    ]);
    expect(subnets).toMatchObject([
      {
        availabilityZoneId: 'use1-az1',
        ipv4Cidr: '10.9.1.0/24',
        ipv6Cidrs: ['2600:1f18::/64'],
        mapPublicIpOnLaunch: true,
      },
      { ipv6Cidrs: [], mapPublicIpOnLaunch: false },
    ]);
    expect(subnets[1]).not.toHaveProperty('ipv4Cidr');
    expect(problems).toEqual([
      {
        resource: 'subnet-2',
        file: `${ACCOUNT}/us-east-1/describe-subnets.json`,
        message: `names vpc-9, which ${ACCOUNT}/us-east-1/describe-vpcs.json does not hold`,
      },
      {
        resource: 'vpc-2',
        file: `${ACCOUNT}/us-east-1/describe-vpcs.json`,
        message: "'10.0.0.0/33' is no CIDR; it is left out",
      },
    ]);
  });
});

describe('network interfaces', () => {
  const read = (fields: object) =>
    networkOf({
      'describe-network-interfaces': {
        NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', SubnetId: 'subnet-1', ...fields }],
      },
    }).interfaces[0];

  test('have all their addresses, each public one with its private one', () => {
    expect(
      read({
        PrivateIpAddress: '10.0.0.9',
        PrivateIpAddresses: [
          { PrivateIpAddress: '10.0.0.5', Primary: false, Association: { PublicIp: '198.51.100.5' } },
          { PrivateIpAddress: '10.0.0.9', Primary: true, Association: { PublicIp: '198.51.100.9' } },
          { PrivateIpAddress: '10.0.0.7', Primary: false, Association: { CarrierIp: '155.146.1.1' } },
        ],
        Ipv4Prefixes: [{ Ipv4Prefix: '10.0.1.0/28' }],
        Ipv6Addresses: [{ Ipv6Address: '2600::2' }, { Ipv6Address: '2600::1' }],
        Ipv6Prefixes: [{ Ipv6Prefix: '2600:0:0:1::/80' }],
        Groups: [{ GroupId: 'sg-2' }, { GroupId: 'sg-1' }],
        Attachment: { InstanceId: 'i-1', Status: 'attached' },
        InterfaceType: 'efa',
        RequesterManaged: true,
        SourceDestCheck: false,
        TagSet: [{ Key: 'Name', Value: 'web' }],
      }),
    ).toEqual({
      id: 'eni-1',
      name: 'web',
      account: ACCOUNT,
      region: 'us-east-1',
      tags: { Name: 'web' },
      origin: { kind: 'live', account: ACCOUNT, region: 'us-east-1', operation: 'describe-network-interfaces' },
      vpcId: 'vpc-1',
      subnetId: 'subnet-1',
      type: 'efa',
      requesterManaged: true,
      instanceId: 'i-1',
      securityGroupIds: ['sg-1', 'sg-2'],
      privateIpv4: ['10.0.0.9', '10.0.0.5', '10.0.0.7'],
      publicIpv4: [
        { privateIp: '10.0.0.9', publicIp: '198.51.100.9' },
        { privateIp: '10.0.0.5', publicIp: '198.51.100.5' },
      ],
      ipv4Prefixes: ['10.0.1.0/28'],
      ipv6: ['2600::1', '2600::2'],
      ipv6Prefixes: ['2600:0:0:1::/80'],
      sourceDestCheck: false,
    });
  });

  test("that were cut down have AWS's defaults", () => {
    expect(read({ PrivateIpAddress: '10.0.0.9', Association: { PublicIp: '198.51.100.9' } })).toMatchObject({
      type: 'interface',
      requesterManaged: false,
      sourceDestCheck: true,
      securityGroupIds: [],
      privateIpv4: ['10.0.0.9'],
      publicIpv4: [{ privateIp: '10.0.0.9', publicIp: '198.51.100.9' }],
      ipv6: [],
    });
  });

  test('in a subnet that is not there are named', () => {
    const { problems } = networkOf({
      'describe-subnets': { Subnets: [] },
      'describe-network-interfaces': {
        NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', SubnetId: 'subnet-1' }],
      },
    });
    expect(problems).toMatchObject([{ resource: 'eni-1', message: expect.stringContaining('names subnet-1') }]);
  });

  test('belong to their instance whichever of the two says so', () => {
    const { instances } = networkOf({
      'describe-network-interfaces': {
        NetworkInterfaces: [
          { NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', SubnetId: 'subnet-1', Attachment: { InstanceId: 'i-1' } },
          {
            NetworkInterfaceId: 'eni-2',
            VpcId: 'vpc-1',
            SubnetId: 'subnet-1',
            Attachment: { InstanceId: 'i-1', Status: 'detached' },
          },
        ],
      },
      'describe-instances': {
        Reservations: [
          {
            OwnerId: '222222222222',
            Instances: [
              {
                InstanceId: 'i-1',
                State: { Name: 'running' },
                NetworkInterfaces: [{ NetworkInterfaceId: 'eni-3' }],
                MetadataOptions: { HttpTokens: 'required' },
                Placement: { Tenancy: 'dedicated' },
                IamInstanceProfile: { Arn: 'arn:p' },
                LaunchTime: '2035-01-01T00:00:00+00:00',
              },
            ],
          },
        ],
      },
    });
    expect(instances).toMatchObject([
      {
        id: 'i-1',
        account: '222222222222',
        state: 'running',
        metadataTokens: 'required',
        tenancy: 'dedicated',
        instanceProfileArn: 'arn:p',
        launchTime: '2035-01-01T00:00:00+00:00',
        interfaceIds: ['eni-1', 'eni-3'],
      },
    ]);
  });

  test('and Elastic IP addresses', () => {
    const { elasticIps } = networkOf({
      'describe-addresses': {
        Addresses: [
          {
            PublicIp: '198.51.100.1',
            AllocationId: 'eipalloc-1',
            AssociationId: 'eipassoc-1',
            NetworkInterfaceId: 'eni-1',
          },
          { PublicIp: '198.51.100.2' },
        ],
      },
    });
    expect(elasticIps).toMatchObject([
      { id: '198.51.100.2', publicIp: '198.51.100.2' },
      { id: 'eipalloc-1', publicIp: '198.51.100.1', associationId: 'eipassoc-1', interfaceId: 'eni-1' },
    ]);
  });
});

describe('network ACL entries', () => {
  test.each<[string, object, unknown]>([
    ['all protocols', { Protocol: '-1' }, { protocol: 'all' }],
    ['tcp without ports', { Protocol: '6' }, { protocol: 6, ports: [0, 65535] }],
    ['tcp ports', { Protocol: '6', PortRange: { From: 80, To: 443 } }, { protocol: 6, ports: [80, 443] }],
    ['icmp', { Protocol: '1', IcmpTypeCode: { Type: 8, Code: -1 } }, { protocol: 1, icmpType: 8, icmpCode: -1 }],
    ['icmpv6', { Protocol: '58', IcmpTypeCode: { Type: -1, Code: -1 } }, { protocol: 58, icmpType: -1, icmpCode: -1 }],
    ['icmp without type', { Protocol: '1' }, { protocol: 1, icmpType: -1, icmpCode: -1 }],
    ['another protocol', { Protocol: '50', PortRange: { From: 1, To: 2 } }, { protocol: 50 }],
    [
      'a port too high',
      { Protocol: '6', PortRange: { From: 1, To: 70000 } },
      { unknown: expect.stringContaining('70000') },
    ],
    ['no protocol', { Protocol: 'tpc' }, { unknown: expect.stringContaining('tpc') }],
  ])('%s', (_, fields, service) => {
    const { networkAcls } = networkOf({
      'describe-network-acls': {
        NetworkAcls: [
          {
            NetworkAclId: 'acl-1',
            VpcId: 'vpc-1',
            IsDefault: true,
            Associations: [{ SubnetId: 'subnet-1' }],
            Entries: [{ RuleNumber: 100, Egress: true, RuleAction: 'allow', Ipv6CidrBlock: '::/0', ...fields }],
          },
        ],
      },
    });
    expect(networkAcls).toMatchObject([
      {
        isDefault: true,
        subnetIds: ['subnet-1'],
        entries: [{ direction: 'egress', ruleNumber: 100, action: 'allow', cidr: '::/0', service }],
      },
    ]);
  });

  test('with a malformed address are unknown and named', () => {
    const { networkAcls, problems } = networkOf({
      'describe-network-acls': {
        NetworkAcls: [
          {
            NetworkAclId: 'acl-1',
            VpcId: 'vpc-1',
            Entries: [{ RuleNumber: 7, Egress: false, RuleAction: 'deny', Protocol: '-1', CidrBlock: '10.0.0/8' }],
          },
        ],
      },
    });
    expect(networkAcls[0]?.entries[0]?.cidr).toEqual({ unknown: "acl-1 ingress rule 7: '10.0.0/8' is no CIDR" });
    expect(problems).toMatchObject([{ resource: 'acl-1', message: "ingress rule 7: '10.0.0/8' is no CIDR" }]);
  });
});

describe('route tables', () => {
  const table = (routes: readonly object[], associations: readonly object[] = []) =>
    networkOf({
      'describe-route-tables': {
        RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes: routes, Associations: associations }],
      },
    });

  test.each<[object, RouteTarget]>([
    [{ GatewayId: 'local' }, { kind: 'local', id: 'local' }],
    [{ GatewayId: 'igw-1' }, { kind: 'internet-gateway', id: 'igw-1' }],
    [{ GatewayId: 'vgw-1' }, { kind: 'vpn-gateway', id: 'vgw-1' }],
    [{ GatewayId: 'vpce-1' }, { kind: 'vpc-endpoint', id: 'vpce-1' }],
    [{ NatGatewayId: 'nat-1' }, { kind: 'nat-gateway', id: 'nat-1' }],
    [{ EgressOnlyInternetGatewayId: 'eigw-1' }, { kind: 'egress-only-internet-gateway', id: 'eigw-1' }],
    [{ VpcPeeringConnectionId: 'pcx-1' }, { kind: 'vpc-peering-connection', id: 'pcx-1' }],
    [{ TransitGatewayId: 'tgw-1' }, { kind: 'transit-gateway', id: 'tgw-1' }],
    [
      { InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' },
      { kind: 'network-interface', id: 'eni-1' },
    ],
    [{ InstanceId: 'i-1' }, { kind: 'instance', id: 'i-1' }],
    [{ LocalGatewayId: 'lgw-1' }, { kind: 'local-gateway', id: 'lgw-1' }],
    [{ CarrierGatewayId: 'cagw-1' }, { kind: 'carrier-gateway', id: 'cagw-1' }],
    [{ CoreNetworkArn: 'arn:c' }, { kind: 'core-network', id: 'arn:c' }],
    [{ GatewayId: 'xyz-1' }, { kind: 'unknown', id: "a route's target 'xyz-1' is of no known kind" }],
    [{}, { kind: 'unknown', id: 'a route names no target' }],
    [{ State: 'blackhole' }, { kind: 'unknown', id: 'the target was deleted' }],
  ])('target of %o', (fields, target) => {
    const { routeTables } = table([{ DestinationCidrBlock: '0.0.0.0/0', ...fields }]);
    expect(routeTables[0]?.routes).toMatchObject([{ target }]);
  });

  test('destinations, states and origins', () => {
    const local = { GatewayId: 'local', State: 'active' };
    const { routeTables, problems } = table([
      { DestinationCidrBlock: '10.0.0.0/16', Origin: 'CreateRouteTable', ...local },
      { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1', Origin: 'CreateRoute', State: 'blackhole' },
      { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' },
      { DestinationCidrBlock: '10.8.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation', State: 'active' },
      { DestinationCidrBlock: '10.8.0.0', GatewayId: 'vgw-1', State: 'filtered' },
      { DestinationCidrBlock: 'x', ...local },
    ]);
    expect(
      routeTables[0]?.routes.map(({ destination, state, propagated }) => [destination, state, propagated]),
    ).toEqual([
      [{ kind: 'cidr', cidr: '10.0.0.0/16' }, 'active', false],
      [{ kind: 'cidr', cidr: '10.8.0.0' }, 'blackhole', false],
      [{ kind: 'cidr', cidr: '10.8.0.0/16' }, 'active', true],
      [{ kind: 'cidr', cidr: '::/0' }, 'blackhole', false],
      [{ kind: 'prefix-list', prefixListId: 'pl-1' }, 'active', false],
      [{ kind: 'unknown', unknown: "rtb-1: a route's destination 'x' is no CIDR" }, 'active', false],
    ]);
    expect(problems).toMatchObject([{ resource: 'rtb-1', message: "a route's destination 'x' is no CIDR" }]);
  });

  test('associations count while they are associated', () => {
    const { routeTables } = table(
      [],
      [
        { Main: true, AssociationState: { State: 'associated' } },
        { Main: false, SubnetId: 'subnet-1' },
        { SubnetId: 'subnet-2', AssociationState: { State: 'disassociated' } },
        { GatewayId: 'igw-1', AssociationState: { State: 'associated' } },
      ],
    );
    expect(routeTables).toMatchObject([{ main: true, subnetIds: ['subnet-1'], gatewayIds: ['igw-1'] }]);
  });
});

describe('gateways', () => {
  test('are attached or not', () => {
    const { internetGateways, egressOnlyInternetGateways, vpnGateways } = networkOf({
      'describe-internet-gateways': {
        InternetGateways: [
          { InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] },
          { InternetGatewayId: 'igw-2', Attachments: [{ VpcId: 'vpc-1', State: 'detaching' }] },
        ],
      },
      'describe-egress-only-internet-gateways': {
        EgressOnlyInternetGateways: [
          { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: 'vpc-1', State: 'attached' }] },
        ],
      },
      'describe-vpn-gateways': {
        VpnGateways: [
          {
            VpnGatewayId: 'vgw-1',
            State: 'available',
            VpcAttachments: [
              { VpcId: 'vpc-1', State: 'attached' },
              { VpcId: 'vpc-2', State: 'detached' },
            ],
          },
          { VpnGatewayId: 'vgw-2', State: 'deleted' },
        ],
      },
    });
    expect(internetGateways.map(({ id, vpcIds }) => [id, vpcIds])).toEqual([
      ['igw-1', ['vpc-1']],
      ['igw-2', []],
    ]);
    expect(egressOnlyInternetGateways[0]?.vpcIds).toEqual(['vpc-1']);
    expect(vpnGateways.map(({ id, vpcIds }) => [id, vpcIds])).toEqual([['vgw-1', ['vpc-1']]]);
  });

  test('NAT gateways are public, private or regional', () => {
    const { natGateways } = networkOf({
      'describe-nat-gateways': {
        NatGateways: [
          {
            NatGatewayId: 'nat-1',
            VpcId: 'vpc-1',
            SubnetId: 'subnet-1',
            NatGatewayAddresses: [
              { NetworkInterfaceId: 'eni-1', PrivateIp: '10.0.0.1', PublicIp: '198.51.100.1' },
              { Status: 'failed' },
            ],
          },
          {
            NatGatewayId: 'nat-2',
            VpcId: 'vpc-1',
            SubnetId: 'subnet-1',
            ConnectivityType: 'private',
            State: 'deleted',
          },
          { NatGatewayId: 'nat-3', VpcId: 'vpc-1', AvailabilityMode: 'regional', State: 'available' },
        ],
      },
    });
    expect(natGateways).toMatchObject([
      {
        connectivity: 'public',
        availability: 'zonal',
        state: 'available',
        addresses: [{ interfaceId: 'eni-1', privateIp: '10.0.0.1', publicIp: '198.51.100.1' }],
      },
      { connectivity: 'private', state: 'deleted', addresses: [] },
      { connectivity: 'public', availability: 'regional' },
    ]);
    expect(natGateways[2]).not.toHaveProperty('subnetId');
  });

  test('VPN connections hold their static routes, endpoints what they are made of', () => {
    const { vpnConnections, vpcEndpoints } = networkOf({
      'describe-vpn-connections': {
        VpnConnections: [
          {
            VpnConnectionId: 'vpn-1',
            VpnGatewayId: 'vgw-1',
            State: 'available',
            Routes: [
              { DestinationCidrBlock: '192.168.0.0/16', State: 'available' },
              { DestinationCidrBlock: '192.169.0.0/16', State: 'deleted' },
            ],
          },
          { VpnConnectionId: 'vpn-2', TransitGatewayId: 'tgw-1', State: 'deleted' },
        ],
      },
      'describe-vpc-endpoints': {
        VpcEndpoints: [
          {
            VpcEndpointId: 'vpce-1',
            VpcId: 'vpc-1',
            VpcEndpointType: 'Interface',
            ServiceName: 's',
            State: 'Available',
            NetworkInterfaceIds: ['eni-2', 'eni-1'],
          },
          { VpcEndpointId: 'vpce-2', VpcId: 'vpc-1', RouteTableIds: ['rtb-1'] },
        ],
      },
    });
    expect(vpnConnections).toMatchObject([
      { vpnGatewayId: 'vgw-1', state: 'available', routes: ['192.168.0.0/16'] },
      { transitGatewayId: 'tgw-1', state: 'deleted', routes: [] },
    ]);
    expect(vpcEndpoints).toMatchObject([
      { type: 'Interface', state: 'available', interfaceIds: ['eni-1', 'eni-2'], routeTableIds: [] },
      { type: 'Gateway', state: 'available', routeTableIds: ['rtb-1'] },
    ]);
  });
});

describe('prefix lists', () => {
  test('of AWS and of customers, with addresses and weights', () => {
    const { prefixLists } = networkOf({
      'describe-prefix-lists': {
        PrefixLists: [
          { PrefixListId: 'pl-1', PrefixListName: 'com.amazonaws.us-east-1.s3', Cidrs: ['52.0.0.0/15', '3.5.0.0/19'] },
        ],
      },
      'describe-managed-prefix-lists': {
        PrefixLists: [
          { PrefixListId: 'pl-1', PrefixListName: 'com.amazonaws.us-east-1.s3', OwnerId: 'AWS', AddressFamily: 'IPv4' },
          { PrefixListId: 'pl-2', PrefixListName: 'office', OwnerId: ACCOUNT, AddressFamily: 'IPv6', MaxEntries: 20 },
          { PrefixListId: 'pl-3', PrefixListName: 'com.amazonaws.global.cloudfront.origin-facing', OwnerId: 'AWS' },
          { PrefixListId: 'pl-4', PrefixListName: 'broken', MaxEntries: 1 },
          { PrefixListId: 'pl-5', State: 'delete-complete' },
        ],
      },
      'get-managed-prefix-list-entries': {
        'pl-2': { Entries: [{ Cidr: '2001:db8::/32', Description: 'x' }] },
        'pl-3': { Entries: [] },
        'pl-4': { Entries: [{ Cidr: '10.0.0.0/99' }] },
      },
    });
    expect(
      prefixLists.map(({ id, name, family, weight, awsManaged, cidrs }) => [
        id,
        name,
        family,
        weight,
        awsManaged,
        cidrs,
      ]),
    ).toEqual([
      ['pl-1', 'com.amazonaws.us-east-1.s3', 4, 1, true, ['3.5.0.0/19', '52.0.0.0/15']],
      ['pl-2', 'office', 6, 20, false, ['2001:db8::/32']],
      ['pl-3', 'com.amazonaws.global.cloudfront.origin-facing', undefined, 55, true, []],
      ['pl-4', 'broken', undefined, 1, false, { unknown: "the entry '10.0.0.0/99' of pl-4 is no CIDR" }],
    ]);
  });

  test('without their entries are unknown, not empty', () => {
    const { prefixLists } = networkOf({
      'describe-managed-prefix-lists': { PrefixLists: [{ PrefixListId: 'pl-1', MaxEntries: 5 }] },
    });
    expect(prefixLists[0]?.cidrs).toEqual({
      unknown: 'the entries of pl-1 were not collected',
      resolvedBy: 'get-managed-prefix-list-entries',
    });
  });
});

describe('load balancers', () => {
  test('with interfaces, listeners and the target groups of rules', () => {
    const eni = (id: string, Description: string, extra: object = {}) => ({
      NetworkInterfaceId: id,
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      Description,
      RequesterManaged: true,
      ...extra,
    });
    const { loadBalancers } = networkOf({
      'describe-network-interfaces': {
        NetworkInterfaces: [
          eni('eni-1', 'ELB app/web/50dc'),
          eni('eni-2', 'ELB app/web/50dc'),
          eni('eni-3', 'ELB net/tcp/77'),
          eni('eni-4', 'ELB old', {
            PrivateIpAddress: '10.0.0.1',
            Association: { PublicIp: '198.51.100.1' },
            Groups: [{ GroupId: 'sg-1' }],
          }),
          eni('eni-5', 'ELB of mine', { RequesterManaged: false }),
        ],
      },
      'elbv2-describe-load-balancers': {
        LoadBalancers: [
          {
            LoadBalancerArn: `${LB}:loadbalancer/app/web/50dc`,
            LoadBalancerName: 'web',
            Type: 'application',
            Scheme: 'internet-facing',
            VpcId: 'vpc-1',
            SecurityGroups: ['sg-1'],
            AvailabilityZones: [{ SubnetId: 'subnet-1' }],
          },
          {
            LoadBalancerArn: `${LB}:loadbalancer/net/tcp/77`,
            LoadBalancerName: 'tcp',
            Type: 'network',
            Scheme: 'internal',
            VpcId: 'vpc-1',
          },
        ],
      },
      'elbv2-describe-load-balancer-attributes': {
        [`${LB}:loadbalancer/net/tcp/77`]: {
          Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
        },
      },
      'elbv2-describe-listeners': {
        Listeners: [
          {
            ListenerArn: `${LB}:listener/app/web/50dc/9`,
            LoadBalancerArn: `${LB}:loadbalancer/app/web/50dc`,
            Protocol: 'HTTPS',
            Port: 443,
            DefaultActions: [{ Type: 'forward', TargetGroupArn: 'tg-b' }],
          },
        ],
      },
      'elbv2-describe-rules': {
        Rules: [
          {
            RuleArn: `${LB}:listener-rule/app/web/50dc/9/1`,
            Actions: [
              {
                Type: 'forward',
                TargetGroupArn: 'tg-c',
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: 'tg-c', Weight: 0 },
                    { TargetGroupArn: 'tg-a', Weight: 1 },
                  ],
                },
              },
            ],
          },
          { RuleArn: `${LB}:listener-rule/app/web/50dc/9/2`, Actions: [{ Type: 'redirect' }] },
        ],
      },
    });
    expect(loadBalancers).toMatchObject([
      {
        name: 'web',
        type: 'application',
        scheme: 'internet-facing',
        securityGroupIds: ['sg-1'],
        subnetIds: ['subnet-1'],
        interfaceIds: ['eni-1', 'eni-2'],
        crossZone: true,
        listeners: [{ protocol: 'HTTPS', port: 443, targetGroupArns: ['tg-a', 'tg-b'] }],
      },
      { name: 'tcp', type: 'network', scheme: 'internal', interfaceIds: ['eni-3'], crossZone: true, listeners: [] },
      { id: 'old', type: 'classic', scheme: 'internet-facing', interfaceIds: ['eni-4'], securityGroupIds: ['sg-1'] },
    ]);
    expect(loadBalancers).toHaveLength(3);
  });

  test('classic ones with their listeners and the instances behind them, by account, also where only interfaces tell', () => {
    const { loadBalancers, targetGroups, gaps } = networkOf({
      'describe-network-interfaces': {
        NetworkInterfaces: ['shop', 'shared'].map((name) => ({
          ...{ NetworkInterfaceId: `eni-${name}`, VpcId: 'vpc-1', SubnetId: 'subnet-1', RequesterManaged: true },
          Description: `ELB ${name}`,
        })),
      },
      'elb-describe-load-balancers': {
        LoadBalancerDescriptions: [
          {
            LoadBalancerName: 'shop',
            Scheme: 'internal',
            VPCId: 'vpc-1',
            Subnets: ['subnet-1'],
            SecurityGroups: ['sg-1'],
            Instances: [{ InstanceId: 'i-2' }, { InstanceId: 'i-1' }],
            ListenerDescriptions: [
              { Listener: { Protocol: 'HTTPS', LoadBalancerPort: 443, InstanceProtocol: 'HTTP', InstancePort: 8080 } },
              { Listener: { Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 } },
              { Listener: { Protocol: 'tcp', LoadBalancerPort: 22, InstancePort: 2222 } },
            ],
          },
        ],
      },
    });
    expect(loadBalancers).toMatchObject([
      { id: 'shared', type: 'classic', interfaceIds: ['eni-shared'], listeners: [] },
      {
        ...{ id: 'shop', type: 'classic', scheme: 'internal', vpcId: 'vpc-1', interfaceIds: ['eni-shop'] },
        securityGroupIds: ['sg-1'],
        listeners: [
          { protocol: 'HTTPS', port: 443, targetGroupArns: ['shop/HTTP/8080'] },
          { protocol: 'HTTP', port: 80, targetGroupArns: ['shop/HTTP/8080'] },
          { protocol: 'TCP', port: 22, targetGroupArns: ['shop/TCP/2222'] },
        ],
      },
    ]);
    const targets = [{ id: 'i-1' }, { id: 'i-2' }];
    expect(targetGroups).toMatchObject([
      { id: 'shop/HTTP/8080', targetType: 'instance', protocol: 'HTTP', port: 8080, preserveClientIp: false, targets },
      { id: 'shop/TCP/2222', port: 2222, targets },
    ]);
    expect(gaps.map(({ operation }) => operation)).not.toContain('elb-describe-load-balancers');
  });

  test.each<[string, object, string | undefined, boolean]>([
    ['NLB to instances', { TargetType: 'instance', Protocol: 'TCP' }, undefined, true],
    ['NLB to addresses over TCP', { TargetType: 'ip', Protocol: 'TCP' }, undefined, false],
    ['NLB to addresses over TLS', { TargetType: 'ip', Protocol: 'TLS' }, undefined, false],
    ['NLB to addresses over UDP', { TargetType: 'ip', Protocol: 'UDP' }, undefined, true],
    ['NLB to addresses over both', { TargetType: 'ip', Protocol: 'TCP_UDP' }, undefined, true],
    ['ALB', { TargetType: 'instance', Protocol: 'HTTP' }, undefined, false],
    ['Lambda', { TargetType: 'lambda' }, undefined, false],
    ['NLB to instances, switched off', { TargetType: 'instance', Protocol: 'TCP' }, 'false', false],
    ['NLB to addresses, switched on', { TargetType: 'ip', Protocol: 'TCP' }, 'true', true],
  ])('client addresses: %s', (_, fields, attribute, preserved) => {
    const { targetGroups } = networkOf({
      'elbv2-describe-target-groups': { TargetGroups: [{ TargetGroupArn: 'tg-1', Port: 80, ...fields }] },
      ...(attribute && {
        'elbv2-describe-target-group-attributes': {
          'tg-1': { Attributes: [{ Key: 'preserve_client_ip.enabled', Value: attribute }] },
        },
      }),
      'elbv2-describe-target-health': {
        'tg-1': {
          TargetHealthDescriptions: [{ Target: { Id: 'i-1', Port: 8080 }, TargetHealth: { State: 'healthy' } }],
        },
      },
    });
    expect(targetGroups).toMatchObject([
      { preserveClientIp: preserved, port: 80, targets: [{ id: 'i-1', port: 8080, health: 'healthy' }] },
    ]);
  });
});

describe('VPC Block Public Access', () => {
  const options = (fields: object) => ({
    'describe-vpc-block-public-access-options': { VpcBlockPublicAccessOptions: fields },
    'describe-vpc-block-public-access-exclusions': {
      VpcBlockPublicAccessExclusions: [
        {
          ExclusionId: 'x-2',
          ResourceArn: 'arn:aws:ec2:us-east-1:1:subnet/subnet-1',
          InternetGatewayExclusionMode: 'allow-egress',
          State: 'update-complete',
        },
        {
          ExclusionId: 'x-1',
          ResourceArn: 'arn:aws:ec2:us-east-1:1:vpc/vpc-1',
          InternetGatewayExclusionMode: 'allow-bidirectional',
          State: 'create-complete',
        },
        {
          ExclusionId: 'x-3',
          ResourceArn: 'arn:aws:ec2:us-east-1:1:vpc/vpc-2',
          InternetGatewayExclusionMode: 'allow-egress',
          State: 'delete-complete',
        },
      ],
    },
  });

  test('with the exclusions in force', () => {
    expect(
      networkOf(options({ InternetGatewayBlockMode: 'block-ingress', ExclusionsAllowed: 'allowed' })).blockPublicAccess,
    ).toEqual([
      {
        account: ACCOUNT,
        region: 'us-east-1',
        mode: 'block-ingress',
        exclusions: [
          { id: 'x-1', resourceId: 'vpc-1', mode: 'allow-bidirectional' },
          { id: 'x-2', resourceId: 'subnet-1', mode: 'allow-egress' },
        ],
      },
    ]);
  });

  test('without any where the organisation allows none', () => {
    expect(
      networkOf(options({ InternetGatewayBlockMode: 'block-bidirectional', ExclusionsAllowed: 'not-allowed' }))
        .blockPublicAccess,
    ).toMatchObject([{ mode: 'block-bidirectional', exclusions: [] }]);
  });

  test('of an unknown mode is named', () => {
    const { blockPublicAccess, problems } = networkOf(options({ InternetGatewayBlockMode: 'block-some' }));
    expect(blockPublicAccess).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringContaining("'block-some' is none of off,") }]);
  });
});
