import type {
  AddressNumber,
  BlockPublicAccess,
  LoadBalancer,
  NatGateway,
  NetworkInterface,
  Subnet,
  Vpc,
} from '../../network/index.ts';
import type { AddressSet } from '../sets/addresses.ts';
import type { CompiledAcl } from './network-acls.ts';
import type { CompiledRoutes } from './routes.ts';
import type { CompiledGroup } from './security-groups.ts';
import type { Table } from './table.ts';

/** What VPC Block Public Access leaves of the internet to a subnet: `outbound` by NAT and egress-only gateways alone (rule 22). */
export type InternetPolicy = 'open' | 'outbound' | 'closed';

export interface VpcPlace {
  readonly id: string;
  readonly vpc: Vpc;
  /** Membership in the VPC's CIDR blocks. */
  readonly cidrs: { readonly v4: Table<boolean>; readonly v6: Table<boolean> };
  readonly internetGatewayId?: string;
  /** A gateway that an active route names and the network does not have. */
  readonly unseenInternetGatewayId?: string;
  /** Set when the gateway is inferred from routes because gateways were not collected. */
  readonly internetGatewayAssumption?: string;
  /** For what stands in no subnet: a regional NAT gateway. */
  readonly internet: InternetPolicy;
  /** Set when Block Public Access was not asked for, and when asking was refused. */
  readonly accessAssumption?: string;
  readonly accessUnknown?: string;
  readonly egressOnlyGatewayIds: ReadonlySet<string>;
  readonly vpnGatewayIds: ReadonlySet<string>;
  /** Routes for what arrives through a gateway, by gateway id (edge association). */
  readonly edgeRoutes: ReadonlyMap<string, CompiledRoutes>;
  /** Whose an address is: single addresses, then delegated prefixes. */
  readonly owners: Map<AddressNumber, Host>;
  readonly prefixOwners: { readonly first: AddressNumber; readonly end: AddressNumber; readonly host: Host }[];
}

export interface SubnetPlace {
  readonly id: string;
  readonly subnet: Subnet;
  readonly vpc: VpcPlace;
  /** Absent: everything passes (`aclAssumption`), or nobody knows (`aclUnknown`). */
  readonly acl?: CompiledAcl;
  readonly aclAssumption?: string;
  readonly aclUnknown?: string;
  readonly routes: CompiledRoutes;
  readonly routesAssumption?: string;
  readonly internet: InternetPolicy;
}

/** An interface with everything that decides about its packets. */
export interface Host {
  readonly index: number;
  readonly interface: NetworkInterface;
  /** Absent when the network lacks its subnet; nothing can then be said of its paths. */
  readonly subnet?: SubnetPlace;
  /** Of the groups it holds; `groupsOf` compiles them. */
  readonly groupIds: ReadonlySet<string>;
  /** The same for interfaces that hold the same groups, as far as they are known. */
  readonly groupKey: string;
  /** Stands for groups it may hold beside those. */
  readonly unknownGroups?: CompiledGroup;
  /** Interfaces that AWS does not filter by groups: load balancers without groups, NAT gateways. */
  readonly unfiltered: boolean;
  /** Private IPv4, IPv6, secondary addresses and delegated prefixes. */
  readonly addresses: AddressSet;
  /** Public IPv4 by private address; null while the value is not known. */
  readonly publics: ReadonlyMap<number, number | null>;
  readonly nat?: NatGateway;
  readonly balancer?: LoadBalancer;
}

/** A NAT gateway by one of its addresses. */
export interface NatPlace {
  readonly nat: NatGateway;
  /** Its interface, where the network has it. */
  readonly host?: Host;
  readonly subnet?: SubnetPlace;
  readonly vpc?: VpcPlace;
  readonly privateIp?: number;
  readonly publicIp?: number;
}

/** The policy Block Public Access makes for a subnet, or for what a VPC holds outside of its subnets. */
export function internetPolicy(
  access: BlockPublicAccess | undefined,
  vpcId: string,
  subnetId: string | undefined,
): InternetPolicy {
  if (access === undefined || access.mode === 'off') return 'open';
  const exclusions = access.exclusions.filter(({ resourceId }) => resourceId === vpcId || resourceId === subnetId);
  if (exclusions.some(({ mode }) => mode === 'allow-bidirectional')) return 'open';
  if (access.mode === 'block-ingress') return 'outbound';
  // An egress-only exclusion has effect in bidirectional mode alone.
  return exclusions.length > 0 ? 'outbound' : 'closed';
}
