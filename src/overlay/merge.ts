import {
  isUnknown,
  type Network,
  type NetworkInterface,
  type Route,
  type SecurityGroupRule,
} from '../network/index.ts';
import { type Collection, isData, type Member } from './kinds.ts';

/**
 * What a matched resource is on one side: the live one, with what `stated` says in place of what either side of the code
 * (`stated` or `other`) says. What neither says (click-ops rules, other roots') stays.
 */
type Merge<K extends Collection> = (live: Member<K>, stated: Member<K>, other: Member<K> | undefined) => Member<K>;

const MERGES: { readonly [K in Collection]?: Merge<K> } = {
  vpcs: (live, stated, other) => ({
    ...live,
    ipv4Cidrs: union(live.ipv4Cidrs, stated.ipv4Cidrs, other?.ipv4Cidrs),
    // A block that AWS has not chosen yet is not one more block when the VPC has one.
    ipv6Cidrs: live.ipv6Cidrs.length > 0 ? live.ipv6Cidrs : stated.ipv6Cidrs,
  }),
  subnets: (live, stated) => ({
    ...live,
    mapPublicIpOnLaunch: stated.mapPublicIpOnLaunch,
    ipv6Cidrs: live.ipv6Cidrs.length > 0 ? live.ipv6Cidrs : stated.ipv6Cidrs,
  }),
  securityGroups: (live, stated, other) => ({
    ...live,
    ...(!isStub('securityGroups', stated) && {
      origin: stated.origin,
      ...(stated.unknownRules && { unknownRules: stated.unknownRules }),
    }),
    rules: keyed(live.rules, stated.rules, other?.rules ?? [], ruleKey),
  }),
  networkAcls: (live, stated, other) => ({
    ...live,
    ...(stated.vpcId !== '' && { origin: stated.origin }),
    entries: keyed(live.entries, stated.entries, other?.entries ?? [], (e) => `${e.direction} ${e.ruleNumber}`),
  }),
  routeTables: (live, stated, other) => ({
    ...live,
    ...(stated.vpcId !== '' && { origin: stated.origin }),
    main: stated.vpcId === '' ? live.main : stated.main,
    gatewayIds: union(live.gatewayIds, stated.gatewayIds, other?.gatewayIds),
    routes: keyed(live.routes, stated.routes, other?.routes ?? [], routeKey),
  }),
  prefixLists: (live, stated, other) => ({
    ...live,
    origin: stated.origin,
    ...(stated.weight !== undefined && { weight: stated.weight }),
    cidrs:
      isUnknown(stated.cidrs) || isUnknown(live.cidrs)
        ? live.awsManaged
          ? live.cidrs
          : stated.cidrs
        : union(live.cidrs, stated.cidrs, other && !isUnknown(other.cidrs) ? other.cidrs : []),
  }),
  interfaces: mergeInterface,
  instances: (live, stated) => ({
    ...live,
    origin: stated.origin,
    ...(stated.metadataTokens && { metadataTokens: stated.metadataTokens }),
  }),
  transitGatewayAttachments: (live, stated) => ({
    ...live,
    ...(stated.associatedRouteTableId !== undefined && { associatedRouteTableId: stated.associatedRouteTableId }),
    ...(stated.subnetIds && stated.subnetIds.length > 0 && { subnetIds: stated.subnetIds }),
  }),
  transitGatewayRouteTables: (live, stated, other) => ({
    ...live,
    routes:
      isUnknown(live.routes) || isUnknown(stated.routes)
        ? live.routes
        : keyed(
            live.routes,
            stated.routes,
            other && !isUnknown(other.routes) ? other.routes : [],
            (r) => `${r.cidr} ${r.type}`,
          ),
    propagations:
      isUnknown(live.propagations) || isUnknown(stated.propagations)
        ? live.propagations
        : union(
            live.propagations,
            stated.propagations,
            other && !isUnknown(other.propagations) ? other.propagations : [],
          ),
  }),
  loadBalancers: (live, stated, other) => ({
    ...live,
    origin: stated.origin,
    scheme: stated.scheme,
    securityGroupIds: union(live.securityGroupIds, stated.securityGroupIds, other?.securityGroupIds),
    listeners: keyed(live.listeners, stated.listeners, other?.listeners ?? [], (l) => `${l.port}`),
  }),
  targetGroups: (live, stated, other) => ({
    ...live,
    targets: keyed(live.targets, stated.targets, other?.targets ?? [], (t) => `${t.id}:${t.port ?? ''}`),
  }),
};

/** Merges one matched resource; kinds that code cannot refine keep the live facts. */
export function mergeResource<K extends Collection>(
  kind: K,
  live: Member<K>,
  stated: Member<K>,
  other: Member<K> | undefined,
): Member<K> {
  const isNamed = (one: Member<K>): boolean => isData(one) && !isStub(kind, one);
  if (isNamed(stated)) return live;
  return MERGES[kind]?.(live, stated, other && !isNamed(other) ? other : undefined) ?? live;
}

function mergeInterface(
  live: NetworkInterface,
  stated: NetworkInterface,
  other: NetworkInterface | undefined,
): NetworkInterface {
  const { unknownSecurityGroups: _, ...known } = live;
  const wasPublic = (other?.publicIpv4.length ?? 0) > 0;
  const isPublic = stated.publicIpv4.length > 0;
  const primary = live.privateIpv4[0] ?? '';
  const publicIpv4 =
    isPublic && live.publicIpv4.length === 0
      ? [{ privateIp: primary, publicIp: null }]
      : !isPublic && wasPublic && !stated.publicIpFromSubnet
        ? []
        : live.publicIpv4;
  return {
    ...known,
    origin: stated.origin,
    securityGroupIds: union(live.securityGroupIds, stated.securityGroupIds, other?.securityGroupIds),
    ...(stated.unknownSecurityGroups && { unknownSecurityGroups: stated.unknownSecurityGroups }),
    publicIpv4,
    sourceDestCheck: stated.sourceDestCheck,
  };
}

/** Live items that neither side of the code states, then the stated ones. */
function keyed<T>(live: readonly T[], stated: readonly T[], other: readonly T[], key: (item: T) => string): T[] {
  const said = new Set([...stated, ...other].map(key));
  return [...live.filter((item) => !said.has(key(item))), ...stated];
}

function union(live: readonly string[], stated: readonly string[], other: readonly string[] = []): string[] {
  const gone = new Set(other.filter((item) => !stated.includes(item)));
  return [...new Set([...live.filter((item) => !gone.has(item)), ...stated])];
}

/** Two rules are one when direction, service and peer are; the id, the description and the place are not compared. */
export function ruleKey({ direction, service, peer }: SecurityGroupRule): string {
  const { account: _, peeringId: __, ...far } = peer as Extract<typeof peer, { kind: 'security-group' }>;
  return JSON.stringify([direction, sorted(service), sorted(far)]);
}

function routeKey({ destination, propagated }: Route): string {
  return JSON.stringify([sorted(destination), propagated]);
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Whether code only adds to a resource that it does not itself define: rules of a group known by its id alone, or by a
 * data source.
 */
export function isStub(kind: Collection, resource: Network[Collection][number]): boolean {
  switch (kind) {
    case 'securityGroups':
      return (resource as Member<'securityGroups'>).groupName === '' || isData(resource);
    case 'networkAcls':
    case 'routeTables':
      return (resource as Member<'networkAcls'>).vpcId === '';
    case 'transitGatewayRouteTables':
      return (resource as Member<'transitGatewayRouteTables'>).transitGatewayId === '';
    default:
      return false;
  }
}

/** What AWS keeps when code stops managing it: the default group, ACL and VPC, the main table. */
export function isPermanent(kind: Collection, resource: Network[Collection][number]): boolean {
  switch (kind) {
    case 'securityGroups':
      return (resource as Member<'securityGroups'>).groupName === 'default';
    case 'networkAcls':
      return (resource as Member<'networkAcls'>).isDefault;
    case 'routeTables':
      return (resource as Member<'routeTables'>).main;
    case 'vpcs':
      return (resource as Member<'vpcs'>).isDefault;
    default:
      return false;
  }
}
