import { OPERATION_NAMES, type Recorded, type RegionSnapshot, shapeOf } from '../../src/snapshot/index.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/**
 * A live account small enough to read: one public subnet with one instance interface in the group `web`.
 * @param ingress CIDRs that may reach tcp/22
 */
export function liveAccount(ingress: readonly string[], takenAt: string): RegionSnapshot {
  const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [] };
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: ingress.map((CidrIp) => ({ CidrIp })) };
  const outputs: Readonly<Record<string, object>> = {
    'describe-vpcs': {
      Vpcs: [
        {
          VpcId: 'vpc-1',
          OwnerId: ACCOUNT,
          IsDefault: false,
          CidrBlock: '10.0.0.0/16',
          CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }],
        },
      ],
    },
    'describe-subnets': {
      Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1a' }],
    },
    'describe-internet-gateways': {
      InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] }],
    },
    'describe-route-tables': {
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Associations: [{ Main: true, RouteTableId: 'rtb-1' }],
          Routes: [
            { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' },
            { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active', Origin: 'CreateRoute' },
          ],
        },
      ],
    },
    'describe-network-acls': {
      NetworkAcls: [
        {
          NetworkAclId: 'acl-1',
          VpcId: 'vpc-1',
          IsDefault: true,
          Associations: [{ SubnetId: 'subnet-1', NetworkAclId: 'acl-1' }],
          Entries: [true, false].map((Egress) => ({
            ...{ Egress, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
          })),
        },
      ],
    },
    'describe-security-groups': {
      SecurityGroups: [
        {
          GroupId: 'sg-web',
          GroupName: 'web',
          Description: 'web servers',
          OwnerId: ACCOUNT,
          VpcId: 'vpc-1',
          IpPermissions: ingress.length > 0 ? [ssh] : [],
          IpPermissionsEgress: [everything],
        },
      ],
    },
    'describe-network-interfaces': {
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-1',
          VpcId: 'vpc-1',
          SubnetId: 'subnet-1',
          OwnerId: ACCOUNT,
          InterfaceType: 'interface',
          Status: 'in-use',
          SourceDestCheck: true,
          RequesterManaged: false,
          Groups: [{ GroupId: 'sg-web', GroupName: 'web' }],
          PrivateIpAddresses: [
            { Primary: true, PrivateIpAddress: '10.0.1.10', Association: { PublicIp: '203.0.113.9' } },
          ],
        },
      ],
    },
    'describe-vpc-block-public-access-options': { VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'off' } },
  };
  const operations = new Map<string, Recorded>();
  for (const operation of OPERATION_NAMES) {
    const { answer, keyed } = shapeOf(operation);
    const empty = keyed ? {} : { [answer]: [] };
    operations.set(operation, { status: 'complete', output: outputs[operation] ?? empty });
  }
  return { account: ACCOUNT, region: REGION, takenAt, operations };
}
