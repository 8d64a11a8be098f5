import { type AclPlan, DATA_ACL, NAT_GATEWAYS, OFFICES, ROUTE_TABLES, SUBNETS, VPCS } from './account.ts';
import { ACCOUNT, arn, digits, id, REGION, tags } from './ids.ts';

export const PEERING = id('pcx', 'prod-shared');
export const OFFICES_LIST = id('pl', 'offices');
/** AWS' own id of this list in us-east-1. */
const S3_LIST = 'pl-63a5400a';
const S3_CIDRS = [
  '3.5.0.0/19',
  '16.15.176.0/20',
  '16.182.0.0/16',
  '18.34.0.0/19',
  '18.34.232.0/21',
  '52.216.0.0/15',
  '54.231.0.0/16',
];
const ZONE_IDS = { a: 'use1-az4', b: 'use1-az6' } as const;
const OPTIONS = {
  AllowDnsResolutionFromRemoteVpc: true,
  AllowEgressFromLocalClassicLinkToRemoteVpc: false,
  AllowEgressFromLocalVpcToRemoteClassicLink: false,
};

export const zone = (letter: 'a' | 'b') => `${REGION}${letter}`;
export const vpcOf = (path: string): string => path.split('/')[0]!;
export const nameOf = (path: string): string => path.split('/')[1]!;
export const vpcId = (vpc: string): string => id('vpc', vpc);
export const subnetId = (path: string): string => id('subnet', path);
const ipv6Block = (vpc: string, last = '00'): string => `${VPCS[vpc]!.ipv6}${last}::`;
export const subnetIpv6 = (path: string): string | undefined => {
  const { ipv6 } = SUBNETS[path]!;
  return ipv6 === undefined ? undefined : ipv6Block(vpcOf(path), ipv6);
};

function vpcs() {
  return Object.entries(VPCS).map(([name, { cidr }]) => ({
    OwnerId: ACCOUNT,
    InstanceTenancy: 'default',
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: id('vpc-cidr-assoc', `${name}/6`),
        Ipv6CidrBlock: `${ipv6Block(name)}/56`,
        Ipv6CidrBlockState: { State: 'associated' },
        NetworkBorderGroup: REGION,
        Ipv6Pool: 'Amazon',
      },
    ],
    CidrBlockAssociationSet: [
      { AssociationId: id('vpc-cidr-assoc', name), CidrBlock: cidr, CidrBlockState: { State: 'associated' } },
    ],
    IsDefault: false,
    Tags: tags(name, name, { ManagedBy: 'terraform' }),
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    VpcId: vpcId(name),
    State: 'available',
    CidrBlock: cidr,
    DhcpOptionsId: id('dopt', 'default'),
  }));
}

function subnets() {
  return Object.entries(SUBNETS).map(([path, plan]) => ({
    AvailabilityZoneId: ZONE_IDS[plan.zone],
    MapCustomerOwnedIpOnLaunch: false,
    OwnerId: ACCOUNT,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet:
      plan.ipv6 === undefined
        ? []
        : [
            {
              AssociationId: id('subnet-cidr-assoc', path),
              Ipv6CidrBlock: `${subnetIpv6(path)}/64`,
              Ipv6CidrBlockState: { State: 'associated' },
            },
          ],
    Tags: tags(path.replace('/', '-'), vpcOf(path), { ManagedBy: 'terraform' }),
    SubnetArn: arn('ec2', `subnet/${subnetId(path)}`),
    EnableDns64: false,
    Ipv6Native: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    SubnetId: subnetId(path),
    State: 'available',
    VpcId: vpcId(vpcOf(path)),
    CidrBlock: plan.cidr,
    AvailableIpAddressCount: 2 ** (32 - Number(plan.cidr.split('/')[1])) - 15,
    AvailabilityZone: zone(plan.zone),
    DefaultForAz: false,
    MapPublicIpOnLaunch: path === 'dev/public-a',
  }));
}

function routeTables() {
  return Object.entries(ROUTE_TABLES).map(([path, routes]) => {
    const vpc = vpcOf(path);
    const tableId = id('rtb', path);
    const members = Object.keys(SUBNETS).filter((subnet) => SUBNETS[subnet]!.table === path);
    const associations: object[] = members.map((subnet) => ({
      Main: false,
      RouteTableAssociationId: id('rtbassoc', subnet),
      RouteTableId: tableId,
      SubnetId: subnetId(subnet),
      AssociationState: { State: 'associated' },
    }));
    if (nameOf(path) === 'main')
      associations.push({
        Main: true,
        RouteTableAssociationId: id('rtbassoc', path),
        RouteTableId: tableId,
        AssociationState: { State: 'associated' },
      });
    const local = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
    return {
      Associations: associations,
      PropagatingVgws: [],
      RouteTableId: tableId,
      Routes: [
        { DestinationCidrBlock: VPCS[vpc]!.cidr, ...local },
        ...Object.entries(routes).map(([destination, target]) => route(vpc, destination, target)),
        { DestinationIpv6CidrBlock: `${ipv6Block(vpc)}/56`, ...local },
      ],
      Tags: tags(path.replace('/', '-'), vpc, { ManagedBy: 'terraform' }),
      VpcId: vpcId(vpc),
      OwnerId: ACCOUNT,
    };
  });
}

function route(vpc: string, destination: string, target: string) {
  const shared = { Origin: 'CreateRoute', State: 'active' };
  if (target === 's3') return { DestinationPrefixListId: S3_LIST, GatewayId: id('vpce', 's3'), ...shared };
  const to = destination.includes(':')
    ? { DestinationIpv6CidrBlock: destination }
    : { DestinationCidrBlock: destination };
  if (target === 'igw') return { ...to, GatewayId: id('igw', vpc), ...shared };
  if (target === 'eigw') return { ...to, EgressOnlyInternetGatewayId: id('eigw', vpc), ...shared };
  if (target === 'pcx') return { ...to, VpcPeeringConnectionId: PEERING, ...shared };
  return { ...to, NatGatewayId: id('nat', target.slice('nat/'.length)), ...shared };
}

function gateways() {
  const attached = (vpc: string, state: string) => [{ State: state, VpcId: vpcId(vpc) }];
  return {
    'describe-internet-gateways': {
      InternetGateways: Object.keys(VPCS).map((vpc) => ({
        Attachments: attached(vpc, 'available'),
        InternetGatewayId: id('igw', vpc),
        OwnerId: ACCOUNT,
        Tags: tags(vpc, vpc),
      })),
    },
    'describe-egress-only-internet-gateways': {
      EgressOnlyInternetGateways: Object.keys(VPCS)
        .filter((vpc) => VPCS[vpc]!.egressOnly)
        .map((vpc) => ({
          Attachments: attached(vpc, 'attached'),
          EgressOnlyInternetGatewayId: id('eigw', vpc),
          Tags: tags(vpc, vpc),
        })),
    },
    'describe-nat-gateways': {
      NatGateways: Object.entries(NAT_GATEWAYS).map(([name, [subnet, publicIp]]) => ({
        CreateTime: '2024-05-14T08:31:10+00:00',
        NatGatewayAddresses: [
          {
            AllocationId: id('eipalloc', `nat-${name}`),
            NetworkInterfaceId: id('eni', `nat-${name}`),
            PrivateIp: addressIn(subnet, 5),
            PublicIp: publicIp,
            AssociationId: id('eipassoc', `nat-${name}`),
            IsPrimary: true,
            Status: 'succeeded',
          },
        ],
        NatGatewayId: id('nat', name),
        State: 'available',
        SubnetId: subnetId(subnet),
        VpcId: vpcId(vpcOf(subnet)),
        Tags: tags(name, vpcOf(subnet)),
        ConnectivityType: 'public',
      })),
    },
  };
}

/** The `host`th address of a subnet, counted in its last octet. */
export function addressIn(subnet: string, host: number): string {
  return SUBNETS[subnet]!.cidr.split('/')[0]!.replace(/\d+$/, String(host));
}

function peerings() {
  const side = (vpc: string) => ({
    CidrBlock: VPCS[vpc]!.cidr,
    Ipv6CidrBlockSet: [{ Ipv6CidrBlock: `${ipv6Block(vpc)}/56` }],
    CidrBlockSet: [{ CidrBlock: VPCS[vpc]!.cidr }],
    OwnerId: ACCOUNT,
    PeeringOptions: OPTIONS,
    VpcId: vpcId(vpc),
    Region: REGION,
  });
  return [
    {
      AccepterVpcInfo: side('shared'),
      RequesterVpcInfo: side('prod'),
      Status: { Code: 'active', Message: 'Active' },
      Tags: tags('prod-shared', 'shared', { ManagedBy: 'terraform' }),
      VpcPeeringConnectionId: PEERING,
    },
  ];
}

function networkAcls() {
  const entry = (egress: boolean, [number, action, protocol, ports, cidr]: AclPlan) => {
    const [from, to] = ports.split('-').map(Number);
    return {
      ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
      Egress: egress,
      ...(ports === '' ? {} : { PortRange: { From: from, To: to } }),
      Protocol: protocol,
      RuleAction: action,
      RuleNumber: number,
    };
  };
  const acl = (path: string, isDefault: boolean, ingress: readonly AclPlan[], egress: readonly AclPlan[]) => {
    const aclId = id('acl', path);
    const members = Object.keys(SUBNETS).filter(
      (subnet) => (SUBNETS[subnet]!.acl ?? `${vpcOf(subnet)}/default`) === path,
    );
    return {
      Associations: members.map((subnet) => ({
        NetworkAclAssociationId: id('aclassoc', subnet),
        NetworkAclId: aclId,
        SubnetId: subnetId(subnet),
      })),
      Entries: [...egress.map((plan) => entry(true, plan)), ...ingress.map((plan) => entry(false, plan))],
      IsDefault: isDefault,
      NetworkAclId: aclId,
      Tags: isDefault ? [] : tags(path.replace('/', '-'), vpcOf(path), { ManagedBy: 'terraform' }),
      VpcId: vpcId(vpcOf(path)),
      OwnerId: ACCOUNT,
    };
  };
  const last: readonly AclPlan[] = [
    [32767, 'deny', '-1', '', '0.0.0.0/0'],
    [32768, 'deny', '-1', '', '::/0'],
  ];
  const open: readonly AclPlan[] = [[100, 'allow', '-1', '', '0.0.0.0/0'], [101, 'allow', '-1', '', '::/0'], ...last];
  return [
    ...Object.keys(VPCS).map((vpc) => acl(`${vpc}/default`, true, open, open)),
    acl('prod/data', false, [...DATA_ACL.ingress, ...last], [...DATA_ACL.egress, ...last]),
  ];
}

function prefixLists() {
  return {
    'describe-managed-prefix-lists': {
      PrefixLists: [
        {
          PrefixListId: OFFICES_LIST,
          AddressFamily: 'IPv4',
          State: 'create-complete',
          PrefixListArn: arn('ec2', `prefix-list/${OFFICES_LIST}`),
          PrefixListName: 'offices',
          MaxEntries: 10,
          Version: 2,
          Tags: tags('offices', 'shared'),
          OwnerId: ACCOUNT,
        },
        {
          PrefixListId: S3_LIST,
          AddressFamily: 'IPv4',
          PrefixListArn: arn('ec2', `prefix-list/${S3_LIST}`, 'aws'),
          PrefixListName: `com.amazonaws.${REGION}.s3`,
          Tags: [],
          OwnerId: 'AWS',
        },
      ],
    },
    'get-managed-prefix-list-entries': {
      [OFFICES_LIST]: { Entries: OFFICES.map(([Cidr, Description]) => ({ Cidr, Description })) },
      [S3_LIST]: { Entries: S3_CIDRS.map((Cidr) => ({ Cidr })) },
    },
    'describe-prefix-lists': {
      PrefixLists: [{ Cidrs: S3_CIDRS, PrefixListId: S3_LIST, PrefixListName: `com.amazonaws.${REGION}.s3` }],
    },
  };
}

function endpoints() {
  const shared = { VpcId: vpcId('prod'), State: 'available', RequesterManaged: false, OwnerId: ACCOUNT };
  return [
    {
      VpcEndpointId: id('vpce', 's3'),
      VpcEndpointType: 'Gateway',
      ServiceName: `com.amazonaws.${REGION}.s3`,
      ...shared,
      RouteTableIds: [id('rtb', 'prod/app-a'), id('rtb', 'prod/app-b')],
      SubnetIds: [],
      Groups: [],
      PrivateDnsEnabled: false,
      NetworkInterfaceIds: [],
      DnsEntries: [],
      CreationTimestamp: '2024-05-14T08:40:22+00:00',
      Tags: tags('s3', 'prod'),
    },
    {
      VpcEndpointId: id('vpce', 'ssm'),
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.${REGION}.ssm`,
      ...shared,
      RouteTableIds: [],
      SubnetIds: [subnetId('prod/app-a'), subnetId('prod/app-b')],
      Groups: [{ GroupId: id('sg', 'prod/endpoints'), GroupName: 'endpoints' }],
      IpAddressType: 'ipv4',
      PrivateDnsEnabled: true,
      NetworkInterfaceIds: [id('eni', 'ssm-a'), id('eni', 'ssm-b')],
      DnsEntries: [{ DnsName: `ssm.${REGION}.amazonaws.com`, HostedZoneId: `Z${digits('zone', 13).toUpperCase()}` }],
      CreationTimestamp: '2024-05-14T08:41:03+00:00',
      Tags: tags('ssm', 'prod'),
    },
  ];
}

export function networkOutputs(): Record<string, unknown> {
  return {
    'describe-vpcs': { Vpcs: vpcs() },
    'describe-subnets': { Subnets: subnets() },
    'describe-route-tables': { RouteTables: routeTables() },
    ...gateways(),
    'describe-vpc-peering-connections': { VpcPeeringConnections: peerings() },
    'describe-network-acls': { NetworkAcls: networkAcls() },
    ...prefixLists(),
    'describe-vpc-endpoints': { VpcEndpoints: endpoints() },
    'describe-transit-gateways': { TransitGateways: [] },
    'describe-transit-gateway-attachments': { TransitGatewayAttachments: [] },
    'describe-transit-gateway-vpc-attachments': { TransitGatewayVpcAttachments: [] },
    'describe-transit-gateway-peering-attachments': { TransitGatewayPeeringAttachments: [] },
    'describe-transit-gateway-route-tables': { TransitGatewayRouteTables: [] },
    'describe-vpn-gateways': { VpnGateways: [] },
    'describe-vpn-connections': { VpnConnections: [] },
    'describe-vpc-block-public-access-options': {
      VpcBlockPublicAccessOptions: {
        AwsAccountId: ACCOUNT,
        AwsRegion: REGION,
        State: 'default-state',
        InternetGatewayBlockMode: 'off',
        ExclusionsAllowed: 'allowed',
        ManagedBy: 'account',
      },
    },
    'describe-vpc-block-public-access-exclusions': { VpcBlockPublicAccessExclusions: [] },
  };
}
