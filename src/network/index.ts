export {
  type AddressNumber,
  type AddressRange,
  type Family,
  formatAddress,
  isCidr,
  parseAddress,
  parseCidr,
  rangeToCidrs,
} from './address.ts';
export { SallyportError } from './error.ts';
export type {
  EgressOnlyInternetGateway,
  InternetGateway,
  NatGateway,
  PeeringSide,
  VpcEndpoint,
  VpcPeeringConnection,
  VpnConnection,
  VpnGateway,
} from './gateway.ts';
export type { ElasticIp, Instance, LaunchTemplate, NetworkInterface } from './interface.ts';
export type { Inventory, KeyPair, PatchState, Volume } from './inventory.ts';
export type { Listener, LoadBalancer, TargetGroup } from './load-balancer.ts';
export { EMPTY_NETWORK, type Gap, gapAt, type Network, type Problem } from './network.ts';
export type { NetworkAcl, NetworkAclEntry } from './network-acl.ts';
export type { OpenService } from './open-service.ts';
export { isUnknown, type Origin, type Resource, type SourceLocation, type Unknown } from './origin.ts';
export type { Route, RouteTable, RouteTarget, RouteTargetKind } from './route.ts';
export type {
  PrefixList,
  RulePeer,
  SecurityGroup,
  SecurityGroupRule,
  SecurityGroupVpcAssociation,
} from './security-group.ts';
export { ICMP, ICMPV6, parseProtocol, protocolName, type ServiceMatch, serviceMatch, TCP, UDP } from './service.ts';
export {
  isCarrying,
  type TransitGateway,
  type TransitGatewayAttachment,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
} from './transit-gateway.ts';
export type { BlockPublicAccess, Subnet, Vpc } from './vpc.ts';
export { portName } from './well-known.ts';
