import {
  INSTANCES,
  type InstancePlan,
  type InterfacePlan,
  NAT_INTERFACES,
  type Owner,
  SERVICE_INTERFACES,
  SUBNETS,
} from './account.ts';
import { ACCOUNT, digits, id, mac, REGION, tags } from './ids.ts';
import { addressIn, subnetId, subnetIpv6, vpcId, vpcOf, zone } from './network.ts';
import { groupId } from './security-groups.ts';

const SINCE = '2025-02-18T07:45:31+00:00';
/** The end of the load balancer's ARN. */
export const BALANCER = `app/shop/${digits('alb', 16)}`;

const dnsName = (address: string, suffix = 'ec2.internal') => `ip-${address.replaceAll('.', '-')}.${suffix}`;
const publicDns = (address: string) => `ec2-${address.replaceAll('.', '-')}.compute-1.amazonaws.com`;

function addressesOf(plan: InterfacePlan, name: string) {
  const address = addressIn(plan.subnet, plan.host);
  const association =
    plan.publicIp === undefined
      ? {}
      : {
          Association: {
            ...(plan.elastic ? { AllocationId: id('eipalloc', name), AssociationId: id('eipassoc', name) } : {}),
            IpOwnerId: plan.elastic
              ? ACCOUNT
              : plan.owner.kind === 'alb'
                ? 'amazon-elb'
                : plan.owner.kind === 'rds'
                  ? 'amazon-rds'
                  : 'amazon',
            PublicDnsName: publicDns(plan.publicIp),
            PublicIp: plan.publicIp,
          },
        };
  return {
    address,
    association,
    PrivateIpAddresses: [
      { ...association, Primary: true, PrivateDnsName: dnsName(address), PrivateIpAddress: address },
    ],
    Ipv6Addresses: plan.ipv6
      ? [{ Ipv6Address: `${subnetIpv6(plan.subnet)}${plan.host.toString(16)}`, IsPrimaryIpv6: false }]
      : [],
  };
}

/** What AWS writes on interfaces it manages for a service. */
function managed(owner: Exclude<Owner, { kind: 'instance' }>, name: string) {
  switch (owner.kind) {
    case 'nat':
      return {
        InterfaceType: 'nat_gateway',
        RequesterId: ACCOUNT,
        Description: `Interface for NAT Gateway ${id('nat', owner.name)}`,
      };
    case 'alb':
      return { InterfaceType: 'interface', RequesterId: 'amazon-elb', Description: `ELB ${BALANCER}` };
    case 'rds':
      return { InterfaceType: 'interface', RequesterId: 'amazon-rds', Description: 'RDSNetworkInterface' };
    case 'elasticache':
      return {
        InterfaceType: 'interface',
        RequesterId: 'amazon-elasticache',
        Description: `ElastiCache ${owner.name}`,
      };
    case 'lambda':
      return {
        InterfaceType: 'lambda',
        RequesterId: `AROA${digits('lambda', 17).toUpperCase()}:${ACCOUNT}`,
        Description: `AWS Lambda VPC ENI-${owner.name}-${digits(name, 8)}`,
      };
    case 'endpoint':
      return {
        InterfaceType: 'vpc_endpoint',
        RequesterId: '727180483921',
        Description: `VPC Endpoint Interface ${id('vpce', owner.name)}`,
      };
  }
}

function groupsOf(plan: InterfacePlan) {
  return plan.groups.map((name) => ({ GroupId: groupId(`${vpcOf(plan.subnet)}/${name}`), GroupName: name }));
}

function networkInterface(
  plan: InterfacePlan,
  name: string,
  instance?: { readonly id: string; readonly index: number },
) {
  const { address, association, ...addresses } = addressesOf(plan, name);
  const about =
    plan.owner.kind === 'instance' ? { InterfaceType: 'interface', Description: '' } : managed(plan.owner, name);
  return {
    ...association,
    Attachment: {
      AttachTime: SINCE,
      AttachmentId: `${instance ? 'eni' : 'ela'}-attach-0${digits(`attach ${name}`, 16)}`,
      DeleteOnTermination: instance !== undefined,
      DeviceIndex: instance?.index ?? 1,
      NetworkCardIndex: 0,
      ...(instance ? { InstanceId: instance.id, InstanceOwnerId: ACCOUNT } : { InstanceOwnerId: 'amazon-aws' }),
      Status: 'attached',
    },
    AvailabilityZone: zone(SUBNETS[plan.subnet]!.zone),
    ...about,
    Groups: groupsOf(plan),
    ...addresses,
    MacAddress: mac(name),
    NetworkInterfaceId: id('eni', name),
    OwnerId: ACCOUNT,
    PrivateDnsName: dnsName(address),
    PrivateIpAddress: address,
    RequesterManaged: instance === undefined,
    SourceDestCheck: !(plan.forwards || plan.owner.kind === 'nat'),
    Status: 'in-use',
    SubnetId: subnetId(plan.subnet),
    TagSet: [],
    VpcId: vpcId(vpcOf(plan.subnet)),
  };
}

/** An instance's interfaces with the names they get: the instance's for the primary one. */
function interfacesOf(path: string, { interfaces }: InstancePlan) {
  return interfaces.map((plan, index) => ({
    plan,
    name: index === 0 ? path : `${path} eth${index}`,
    instance: { id: id('i', path), index },
  }));
}

function instance(path: string, plan: InstancePlan) {
  const [primary] = plan.interfaces;
  const address = addressIn(primary!.subnet, primary!.host);
  const arm = /^[a-z]+\dg/.test(plan.type);
  return {
    Groups: [],
    Instances: [
      {
        AmiLaunchIndex: 0,
        Architecture: arm ? 'arm64' : 'x86_64',
        ImageId: id('ami', arm ? 'al2023-arm64' : 'al2023-x86_64'),
        InstanceId: id('i', path),
        InstanceType: plan.type,
        ...(path.startsWith('dev/') ? { KeyName: 'dev-2023' } : {}),
        IamInstanceProfile: {
          Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${plan.team}`,
          Id: `AIPA${digits(`profile ${plan.team}`, 17).toUpperCase()}`,
        },
        LaunchTime: SINCE,
        MetadataOptions: {
          State: 'applied',
          HttpTokens: path.startsWith('dev/') ? 'optional' : 'required',
          HttpPutResponseHopLimit: 2,
          HttpEndpoint: 'enabled',
          HttpProtocolIpv6: 'disabled',
          InstanceMetadataTags: 'disabled',
        },
        Monitoring: { State: 'disabled' },
        NetworkInterfaces: interfacesOf(path, plan).map(({ plan: eni, name, instance: attached }) => {
          const { AvailabilityZone, RequesterManaged, TagSet, Attachment, ...shown } = networkInterface(
            eni,
            name,
            attached,
          );
          const { InstanceId, InstanceOwnerId, ...attachment } = Attachment as Record<string, unknown>;
          return { ...shown, Attachment: attachment };
        }),
        Placement: { AvailabilityZone: zone(SUBNETS[primary!.subnet]!.zone), GroupName: '', Tenancy: 'default' },
        PrivateDnsName: dnsName(address),
        PrivateIpAddress: address,
        ...(primary!.publicIp === undefined
          ? { PublicDnsName: '' }
          : { PublicDnsName: publicDns(primary!.publicIp), PublicIpAddress: primary!.publicIp }),
        SecurityGroups: groupsOf(primary!),
        SourceDestCheck: !primary!.forwards,
        State: { Code: 16, Name: 'running' },
        SubnetId: subnetId(primary!.subnet),
        Tags: tags(path.split('/')[1]!, vpcOf(path), { Team: plan.team }),
        VirtualizationType: 'hvm',
        VpcId: vpcId(vpcOf(primary!.subnet)),
      },
    ],
    OwnerId: ACCOUNT,
    ReservationId: id('r', path),
  };
}

function addresses() {
  const all = [
    ...Object.entries(INSTANCES).flatMap(([path, plan]) => interfacesOf(path, plan)),
    ...Object.entries(NAT_INTERFACES).map(([name, plan]) => ({ plan, name, instance: undefined })),
  ];
  return all
    .filter(({ plan }) => plan.elastic)
    .map(({ plan, name, instance: attached }) => ({
      ...(attached ? { InstanceId: attached.id } : {}),
      PublicIp: plan.publicIp,
      AllocationId: id('eipalloc', name),
      AssociationId: id('eipassoc', name),
      Domain: 'vpc',
      NetworkInterfaceId: id('eni', name),
      NetworkInterfaceOwnerId: ACCOUNT,
      PrivateIpAddress: addressIn(plan.subnet, plan.host),
      Tags: tags(name.split('/').at(-1)!, vpcOf(plan.subnet)),
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: REGION,
    }));
}

export function interfaceOutputs(): Record<string, unknown> {
  return {
    'describe-network-interfaces': {
      NetworkInterfaces: [
        ...Object.entries(INSTANCES).flatMap(([path, plan]) =>
          interfacesOf(path, plan).map((one) => networkInterface(one.plan, one.name, one.instance)),
        ),
        ...Object.entries({ ...NAT_INTERFACES, ...SERVICE_INTERFACES }).map(([name, plan]) =>
          networkInterface(plan, name),
        ),
      ],
    },
    'describe-instances': { Reservations: Object.entries(INSTANCES).map(([path, plan]) => instance(path, plan)) },
    'describe-addresses': { Addresses: addresses() },
  };
}
