import type { Resource } from './origin.ts';

export interface InternetGateway extends Resource {
  readonly vpcIds: readonly string[];
}

export interface EgressOnlyInternetGateway extends Resource {
  readonly vpcIds: readonly string[];
}

export interface NatGateway extends Resource {
  readonly vpcId: string;
  /** Absent for a regional NAT gateway. */
  readonly subnetId?: string;
  readonly connectivity: 'public' | 'private';
  readonly availability: 'zonal' | 'regional';
  /** AWS `State`; only `available` carries traffic. */
  readonly state: string;
  readonly addresses: readonly {
    readonly interfaceId?: string;
    readonly privateIp?: string;
    readonly publicIp?: string;
  }[];
}

export interface PeeringSide {
  readonly vpcId: string;
  readonly account: string;
  readonly region: string;
  readonly cidrs: readonly string[];
}

export interface VpcPeeringConnection extends Resource {
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  /** AWS `Status.Code`; only `active` carries traffic. */
  readonly status: string;
}

/** Virtual private gateway. */
export interface VpnGateway extends Resource {
  readonly vpcIds: readonly string[];
}

export interface VpnConnection extends Resource {
  readonly vpnGatewayId?: string;
  readonly transitGatewayId?: string;
  readonly state: string;
  /** Static routes to the site, as CIDRs. */
  readonly routes: readonly string[];
}

export interface VpcEndpoint extends Resource {
  readonly vpcId: string;
  /** AWS `VpcEndpointType`. */
  readonly type: 'Gateway' | 'Interface' | 'GatewayLoadBalancer' | 'Resource' | 'ServiceNetwork';
  readonly serviceName: string;
  readonly state: string;
  readonly routeTableIds: readonly string[];
  readonly interfaceIds: readonly string[];
}
