/** How one read operation's answer is shaped, and whose children it lists. */
interface OperationShape {
  /** The member that holds the answer: a list, unless `single`. */
  readonly answer: string;
  /** The answer is one object rather than a list. */
  readonly single?: true;
  /** Called for the items of another operation's answer. */
  readonly parent?: {
    readonly operation: string;
    readonly id: string;
    /** The list in each item that holds them, where an item is a group. */
    readonly within?: string;
    /** How many one call may name; default 1. */
    readonly atOnce?: number;
  };
  /**
   * The file holds an object from the parent's id to that call's output. Operations with a parent but without this
   * name their parent in every item, so their outputs are merged into one.
   */
  readonly keyed?: true;
}

const transitGatewayRouteTable = {
  operation: 'describe-transit-gateway-route-tables',
  id: 'TransitGatewayRouteTableId',
} as const;
const loadBalancer = { operation: 'elbv2-describe-load-balancers', id: 'LoadBalancerArn' } as const;
const targetGroup = { operation: 'elbv2-describe-target-groups', id: 'TargetGroupArn' } as const;

/** Every AWS CLI command the network is made from. Parents come before their children. */
const OPERATIONS = {
  'describe-vpcs': { answer: 'Vpcs' },
  'describe-subnets': { answer: 'Subnets' },
  'describe-network-interfaces': { answer: 'NetworkInterfaces' },
  'describe-instances': { answer: 'Reservations' },
  'describe-addresses': { answer: 'Addresses' },
  'describe-security-groups': { answer: 'SecurityGroups' },
  'describe-security-group-rules': { answer: 'SecurityGroupRules' },
  'describe-security-group-vpc-associations': { answer: 'SecurityGroupVpcAssociations' },
  'describe-prefix-lists': { answer: 'PrefixLists' },
  'describe-managed-prefix-lists': { answer: 'PrefixLists' },
  'get-managed-prefix-list-entries': {
    answer: 'Entries',
    parent: { operation: 'describe-managed-prefix-lists', id: 'PrefixListId' },
    keyed: true,
  },
  'describe-network-acls': { answer: 'NetworkAcls' },
  'describe-route-tables': { answer: 'RouteTables' },
  'describe-internet-gateways': { answer: 'InternetGateways' },
  'describe-egress-only-internet-gateways': { answer: 'EgressOnlyInternetGateways' },
  'describe-nat-gateways': { answer: 'NatGateways' },
  'describe-vpc-peering-connections': { answer: 'VpcPeeringConnections' },
  'describe-transit-gateways': { answer: 'TransitGateways' },
  'describe-transit-gateway-attachments': { answer: 'TransitGatewayAttachments' },
  'describe-transit-gateway-vpc-attachments': { answer: 'TransitGatewayVpcAttachments' },
  'describe-transit-gateway-peering-attachments': { answer: 'TransitGatewayPeeringAttachments' },
  'describe-transit-gateway-route-tables': { answer: 'TransitGatewayRouteTables' },
  'search-transit-gateway-routes': { answer: 'Routes', parent: transitGatewayRouteTable, keyed: true },
  'get-transit-gateway-route-table-propagations': {
    answer: 'TransitGatewayRouteTablePropagations',
    parent: transitGatewayRouteTable,
    keyed: true,
  },
  'describe-vpn-gateways': { answer: 'VpnGateways' },
  'describe-vpn-connections': { answer: 'VpnConnections' },
  'describe-vpc-endpoints': { answer: 'VpcEndpoints' },
  'describe-vpc-block-public-access-options': { answer: 'VpcBlockPublicAccessOptions', single: true },
  'describe-vpc-block-public-access-exclusions': { answer: 'VpcBlockPublicAccessExclusions' },
  'elb-describe-load-balancers': { answer: 'LoadBalancerDescriptions' },
  'elbv2-describe-load-balancers': { answer: 'LoadBalancers' },
  'elbv2-describe-load-balancer-attributes': { answer: 'Attributes', parent: loadBalancer, keyed: true },
  'elbv2-describe-listeners': { answer: 'Listeners', parent: loadBalancer },
  'elbv2-describe-rules': { answer: 'Rules', parent: { operation: 'elbv2-describe-listeners', id: 'ListenerArn' } },
  'elbv2-describe-target-groups': { answer: 'TargetGroups' },
  'elbv2-describe-target-group-attributes': { answer: 'Attributes', parent: targetGroup, keyed: true },
  'elbv2-describe-target-health': { answer: 'TargetHealthDescriptions', parent: targetGroup, keyed: true },
} as const satisfies Readonly<Record<string, OperationShape>>;

/** Commands that are read where they are permitted separately. The network is made without them. */
const EXTRA_OPERATIONS = {
  'describe-flow-logs': { answer: 'FlowLogs' },
  'describe-volumes': { answer: 'Volumes' },
  'describe-images': { answer: 'Images' },
  'describe-key-pairs': { answer: 'KeyPairs' },
  'service-quotas-list-service-quotas': { answer: 'Quotas' },
  'cloudtrail-lookup-events': { answer: 'Events' },
  'ssm-describe-instance-patch-states': {
    answer: 'InstancePatchStates',
    parent: { operation: 'describe-instances', id: 'InstanceId', within: 'Instances', atOnce: 50 },
  },
} as const satisfies Readonly<Record<string, OperationShape>>;

/** An operation the network is not made from, by its AWS CLI command name. */
export type ExtraOperation = keyof typeof EXTRA_OPERATIONS;

/** A read operation by its AWS CLI command name. */
export type Operation = keyof typeof OPERATIONS;

export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Operation[];

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(OPERATIONS, name);
}

/** The shape of a known operation, widened so that absent members can be asked for. */
export function shapeOf(operation: Operation | ExtraOperation): OperationShape {
  return { ...OPERATIONS, ...EXTRA_OPERATIONS }[operation];
}
