import type {
  EgressOnlyInternetGateway,
  InternetGateway,
  NatGateway,
  VpcEndpoint,
  VpcPeeringConnection,
  VpnConnection,
  VpnGateway,
} from './gateway.ts';
import type { ElasticIp, Instance, LaunchTemplate, NetworkInterface } from './interface.ts';
import type { LoadBalancer, TargetGroup } from './load-balancer.ts';
import type { NetworkAcl } from './network-acl.ts';
import type { OpenService } from './open-service.ts';
import type { Resource } from './origin.ts';
import type { RouteTable } from './route.ts';
import type { PrefixList, SecurityGroup, SecurityGroupVpcAssociation } from './security-group.ts';
import type { TransitGateway, TransitGatewayAttachment, TransitGatewayRouteTable } from './transit-gateway.ts';
import type { BlockPublicAccess, Subnet, Vpc } from './vpc.ts';

/** An operation whose answer the network lacks, for one account and Region. */
export interface Gap {
  readonly account: string;
  readonly region: string;
  /** The AWS CLI command, e.g. `describe-network-acls`; `code`: code that makes the account. */
  readonly operation: string;
  /** `not-collected`: never asked; the others: asked, and not wholly answered. */
  readonly kind: 'not-collected' | 'denied' | 'failed' | 'truncated';
  readonly reason?: string;
}

/** A resource the source states but that cannot be used as stated; named, never dropped silently. */
export interface Problem {
  readonly resource: string;
  readonly file?: string;
  readonly line?: number;
  readonly message: string;
}

/**
 * The gap of an operation where a resource was seen: in the recording of the account that looked, which need not be the
 * one that owns it.
 */
export function gapAt(
  { gaps }: Pick<Network, 'gaps'>,
  operation: string,
  { origin, account, region }: Pick<Resource, 'origin' | 'account' | 'region'>,
): Gap | undefined {
  const seen = origin.kind === 'live' ? origin : { account, region };
  return gaps.find((gap) => gap.operation === operation && gap.account === seen.account && gap.region === seen.region);
}

/** Everything the product knows of one or many accounts: the one vocabulary between sources and engine. */
export interface Network {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly interfaces: readonly NetworkInterface[];
  readonly instances: readonly Instance[];
  readonly launchTemplates: readonly LaunchTemplate[];
  readonly openServices: readonly OpenService[];
  readonly elasticIps: readonly ElasticIp[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly securityGroupVpcAssociations: readonly SecurityGroupVpcAssociation[];
  readonly prefixLists: readonly PrefixList[];
  readonly networkAcls: readonly NetworkAcl[];
  readonly routeTables: readonly RouteTable[];
  readonly internetGateways: readonly InternetGateway[];
  readonly egressOnlyInternetGateways: readonly EgressOnlyInternetGateway[];
  readonly natGateways: readonly NatGateway[];
  readonly peerings: readonly VpcPeeringConnection[];
  readonly transitGateways: readonly TransitGateway[];
  readonly transitGatewayAttachments: readonly TransitGatewayAttachment[];
  readonly transitGatewayRouteTables: readonly TransitGatewayRouteTable[];
  readonly vpnGateways: readonly VpnGateway[];
  readonly vpnConnections: readonly VpnConnection[];
  readonly vpcEndpoints: readonly VpcEndpoint[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly targetGroups: readonly TargetGroup[];
  readonly blockPublicAccess: readonly BlockPublicAccess[];
  readonly gaps: readonly Gap[];
  readonly problems: readonly Problem[];
}

/** A network that holds nothing and lacks nothing. */
export const EMPTY_NETWORK: Network = {
  vpcs: [],
  subnets: [],
  interfaces: [],
  instances: [],
  launchTemplates: [],
  openServices: [],
  elasticIps: [],
  securityGroups: [],
  securityGroupVpcAssociations: [],
  prefixLists: [],
  networkAcls: [],
  routeTables: [],
  internetGateways: [],
  egressOnlyInternetGateways: [],
  natGateways: [],
  peerings: [],
  transitGateways: [],
  transitGatewayAttachments: [],
  transitGatewayRouteTables: [],
  vpnGateways: [],
  vpnConnections: [],
  vpcEndpoints: [],
  loadBalancers: [],
  targetGroups: [],
  blockPublicAccess: [],
  gaps: [],
  problems: [],
};
