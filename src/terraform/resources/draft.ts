import type {
  Network,
  NetworkAcl,
  NetworkInterface,
  Origin,
  Problem,
  Resource,
  RouteTable,
  SecurityGroup,
  SourceLocation,
  Subnet,
  TransitGatewayRouteTable,
} from '../../network/index.ts';
import type { ResourceInstance, Value } from '../resource.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Identities } from './identity.ts';

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** Where the code goes: the account and Region of resources whose provider does not say. */
export interface Placement {
  readonly account: string;
  readonly region: string;
}

/** A network under construction. Kinds add to it in registry order, so that rules find their group. */
export interface Draft {
  readonly network: { -readonly [K in keyof Network]: Network[K][number][] };
  readonly ids: Identities;
  readonly resources: readonly ResourceInstance[];
  readonly placement: Placement;
  /** The group a rule belongs to; a stub where the group itself is not in this code. */
  group(id: string, origin: Origin): Growing<SecurityGroup>;
  acl(id: string, origin: Origin): Growing<NetworkAcl>;
  routeTable(id: string, origin: Origin): Growing<RouteTable>;
  transitTable(id: string, origin: Origin): DraftTransitTable;
  interface(id: string): Growing<NetworkInterface> | undefined;
  subnet(id: string): Subnet | undefined;
  /** The group where this code defines it or adds rules to it. */
  knownGroup(id: string): SecurityGroup | undefined;
  /** Managed resources and data sources of a type. */
  ofType(type: string): readonly ResourceInstance[];
  /** The resource an id is of. */
  resource(id: string): ResourceInstance | undefined;
  /** The first resource that refers to an attribute of the one at an address. */
  userOf(address: string): ResourceInstance | undefined;
  problem(resource: string, message: string, at?: SourceLocation): void;
}

export type DraftTransitTable = Growing<Omit<TransitGatewayRouteTable, 'routes' | 'propagations' | 'associations'>> & {
  routes: Extract<TransitGatewayRouteTable['routes'], readonly unknown[]>[number][];
  propagations: string[];
  associations: string[];
};

export function newDraft(resources: readonly ResourceInstance[], ids: Identities, placement: Placement): Draft {
  const network: Draft['network'] = {
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
  const stub = (id: string, origin: Origin): Resource => ({ id, ...placement, origin });
  /** Gets or makes members of one list; only these functions add to their list, so the index stays true. */
  const keyed = <T extends Resource>(list: Resource[], make: (id: string, origin: Origin) => T) => {
    const index = new Map<string, number>();
    return (id: string, origin: Origin): T => {
      const at = index.get(id);
      if (at !== undefined) return list[at] as T;
      const made = make(id, origin);
      index.set(id, list.push(made) - 1);
      return made;
    };
  };
  return {
    network,
    ids,
    resources,
    placement,
    group: keyed<Growing<SecurityGroup>>(network.securityGroups, (id, origin) => ({
      ...stub(id, origin),
      groupName: '',
      vpcId: '',
      rules: [],
      unknownRules: {
        unknown: `${id} is not defined in this code, only rules of it`,
        resolvedBy: 'a scan of its account',
      },
    })),
    acl: keyed<Growing<NetworkAcl>>(network.networkAcls, (id, origin) => ({
      ...stub(id, origin),
      vpcId: '',
      isDefault: false,
      subnetIds: [],
      entries: [],
    })),
    routeTable: keyed<Growing<RouteTable>>(network.routeTables, (id, origin) => ({
      ...stub(id, origin),
      vpcId: '',
      main: false,
      subnetIds: [],
      gatewayIds: [],
      routes: [],
    })),
    transitTable: keyed<DraftTransitTable>(network.transitGatewayRouteTables, (id, origin) => ({
      ...stub(id, origin),
      transitGatewayId: '',
      routes: [],
      propagations: [],
      associations: [],
    })),
    interface: indexed(network.interfaces) as (id: string) => Growing<NetworkInterface> | undefined,
    subnet: indexed(network.subnets),
    knownGroup: indexed(network.securityGroups),
    ...lookups(resources, ids),
    problem: (resource, message, at) =>
      network.problems.push(
        (at ? { resource, file: at.file, line: at.line, message } : { resource, message }) satisfies Problem,
      ),
  };
}

/** What is looked up again and again in a large root; each index is made when first asked for. */
function lookups(
  resources: readonly ResourceInstance[],
  ids: Identities,
): Pick<Draft, 'ofType' | 'resource' | 'userOf'> {
  const byType = lazy(() => Map.groupBy(resources, (r) => r.type));
  const byId = lazy(() => new Map(resources.toReversed().map((r) => [ids.idOf(r), r])));
  const users = lazy(() => {
    const first = new Map<string, ResourceInstance>();
    for (const r of resources)
      for (const address of mentioned([...r.values.values()])) if (!first.has(address)) first.set(address, r);
    return first;
  });
  return {
    ofType: (type) => byType().get(type) ?? [],
    resource: (id) => byId().get(id),
    userOf: (address) => users().get(address),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Addresses of which values take attributes: a NAT gateway's allocation, an association. */
function* mentioned(values: Iterable<Value>): Generator<string> {
  for (const value of values) {
    if (value.kind === 'symbol') yield value.address;
    else if ('items' in value) yield* mentioned(value.items);
    else if ('entries' in value) yield* mentioned(value.entries.values());
  }
}

/** Finds members by id, in a list that only grows; an index catches up when it is asked. */
function indexed<T extends { readonly id: string }>(list: readonly T[]): (id: string) => T | undefined {
  const index = new Map<string, T>();
  let seen = 0;
  return (id) => {
    for (; seen < list.length; seen++) {
      const item = list[seen]!;
      if (!index.has(item.id)) index.set(item.id, item);
    }
    return index.get(id);
  };
}

/** One resource instance as a kind reads it. */
export interface Statement {
  readonly instance: ResourceInstance;
  readonly id: string;
  readonly address: string;
  readonly body: Attributes;
  /** The fields every resource of the network carries. */
  readonly resource: Resource;
  /** Where a fact of this resource comes from; `cause` is where its deciding value was written. */
  origin(options?: {
    location?: SourceLocation | undefined;
    cause?: SourceLocation | undefined;
    of?: readonly string[];
  }): Origin;
}

export function statement(instance: ResourceInstance, draft: Draft): Statement {
  const { address } = instance;
  const body = attributes(instance.values, draft.ids, address, instance.location);
  const origin: Statement['origin'] = ({ location = instance.location, cause, of = [] } = {}) => ({
    kind: 'code',
    address,
    ...(location && { location }),
    ...(cause && { cause }),
    ...(of.some((name) => instance.sensitive?.has(name)) && { sensitive: true }),
  });
  const tags = body.tags();
  const name = tags?.['Name'] ?? body.known('name');
  const id = draft.ids.idOf(instance);
  return {
    instance,
    id,
    address,
    body,
    origin,
    resource: {
      id,
      ...(name !== undefined && { name }),
      account: instance.provider?.account ?? draft.placement.account,
      region: body.known('region') ?? instance.provider?.region ?? draft.placement.region,
      ...(tags && { tags }),
      origin: origin(),
    },
  };
}

/** A kind of Terraform resource (or a tight family): its types, and what one instance states. */
export interface ResourceKind {
  readonly types: readonly string[];
  /** Which blocks it reads; `['managed']` when absent. */
  readonly modes?: readonly ResourceInstance['mode'][];
  read(statement: Statement, draft: Draft): void;
}
