import fc from 'fast-check';

/**
 * A plan is a network in small numbers: every reference is an index that `build` takes modulo what there is to choose
 * from. So each plan builds a valid network, and a smaller plan builds a smaller one, which makes shrinking work.
 */
export interface Plan {
  readonly vpcs: readonly VpcPlan[];
  readonly groups: readonly GroupPlan[];
  readonly interfaces: readonly InterfacePlan[];
  readonly prefixLists: readonly (readonly number[])[];
  readonly peerings: readonly PeeringPlan[];
  readonly transit: TransitPlan | null;
  readonly blockPublicAccess: readonly BlockPublicAccessPlan[];
  readonly balancers: readonly BalancerPlan[];
  /** Which range clients take their source ports from: an index of `EPHEMERAL`. */
  readonly ephemeral: number;
  readonly associations: readonly { readonly group: number; readonly vpc: number; readonly done: boolean }[];
  /** What is missing or not known: bits of `HOLES`. */
  readonly holes: number;
}

export interface VpcPlan {
  readonly block: number;
  readonly second: boolean;
  readonly ipv6: boolean;
  readonly account: number;
  readonly region: number;
  readonly subnets: readonly { readonly zone: number; readonly acl: number; readonly table: number }[];
  readonly acls: readonly (readonly AclEntryPlan[])[];
  readonly defaultAcl: readonly AclEntryPlan[] | null;
  readonly tables: readonly TablePlan[];
  readonly internetGateway: boolean;
  readonly egressOnly: boolean;
  readonly nat: NatPlan | null;
  readonly vpnGateway: boolean;
  readonly edgeTable: readonly RoutePlan[] | null;
}

export interface NatPlan {
  readonly subnet: number;
  readonly kind: 'public' | 'private' | 'regional';
  readonly available: boolean;
  /** Whether it has a second address. */
  readonly second: boolean;
}

export interface AclEntryPlan {
  readonly ingress: boolean;
  readonly allow: boolean;
  readonly cidr: number;
  readonly service: number;
}

export interface TablePlan {
  readonly shape: 'public' | 'private' | 'isolated' | 'transit';
  /** Whether it has the routes to every other VPC that a working set-up has. */
  readonly connected: boolean;
  readonly routes: readonly RoutePlan[];
}

export interface RoutePlan {
  readonly destination: number;
  readonly target: number;
  readonly blackhole: boolean;
  readonly propagated: boolean;
}

export interface GroupPlan {
  readonly vpc: number;
  readonly open: 'both' | 'egress' | 'neither';
  readonly rules: readonly RulePlan[];
}

export interface RulePlan {
  readonly ingress: boolean;
  readonly service: number;
  readonly peer: 'cidr' | 'security-group' | 'prefix-list';
  readonly pick: number;
}

export interface InterfacePlan {
  readonly vpc: number;
  readonly subnet: number;
  readonly groups: readonly number[];
  readonly public: boolean;
  readonly ipv6: boolean;
  readonly secondary: 'none' | 'plain' | 'public';
  readonly delegated: boolean;
  readonly sourceDestCheck: boolean;
}

export interface BalancerPlan {
  readonly vpc: number;
  readonly subnet: number;
  readonly kind: 'application' | 'network';
  readonly public: boolean;
  /** None: a network load balancer without groups. */
  readonly group: number | null;
  readonly crossZone: boolean;
  readonly preserve: boolean;
  readonly byInstance: boolean;
  readonly listeners: readonly { readonly protocol: number; readonly port: number }[];
  readonly targets: readonly { readonly interface: number; readonly port: number | null }[];
}

export interface PeeringPlan {
  readonly one: number;
  readonly other: number;
  readonly active: boolean;
}

export interface TransitPlan {
  /** Whether the last VPC hangs on a second gateway, of another account, behind a peering of the two. */
  readonly peered: boolean;
  /** Whether a VPN connection hangs on the first gateway. */
  readonly vpn: boolean;
  readonly referencing: boolean;
  readonly attachments: readonly {
    readonly missing: boolean;
    readonly available: boolean;
    readonly referencing: boolean;
    readonly appliance: boolean;
    readonly subnets: number;
    readonly table: number;
  }[];
  readonly tables: readonly {
    readonly propagations: number;
    readonly routes: readonly {
      readonly destination: number;
      readonly attachment: number;
      readonly blackhole: boolean;
    }[];
  }[];
}

export interface BlockPublicAccessPlan {
  readonly account: number;
  readonly region: number;
  readonly mode: 'off' | 'block-bidirectional' | 'block-ingress';
  readonly exclusion: { readonly vpc: number; readonly subnet: number | null; readonly egress: boolean } | null;
}

const index = fc.nat(999);
/** True about one time in `n`. */
const seldom = (n: number) => fc.nat(n - 1).map((value) => value === n - 1);
const mostly = (n: number) => fc.nat(n - 1).map((value) => value !== n - 1);

const aclEntry: fc.Arbitrary<AclEntryPlan> = fc.record({
  ingress: fc.boolean(),
  allow: mostly(3),
  cidr: index,
  service: index,
});

const route: fc.Arbitrary<RoutePlan> = fc.record({
  destination: index,
  target: index,
  blackhole: seldom(8),
  propagated: seldom(4),
});

const vpc: fc.Arbitrary<VpcPlan> = fc.record({
  block: fc.nat(5),
  second: seldom(4),
  ipv6: fc.boolean(),
  account: fc.nat(1),
  region: seldom(4).map(Number),
  subnets: fc.array(fc.record({ zone: fc.nat(1), acl: index, table: index }), { minLength: 1, maxLength: 4 }),
  acls: fc.array(fc.array(aclEntry, { maxLength: 5 }), { maxLength: 2 }),
  defaultAcl: fc.option(fc.array(aclEntry, { maxLength: 5 }), { freq: 1 }),
  tables: fc.array(
    fc.record({
      shape: fc.constantFrom('public', 'public', 'private', 'transit', 'isolated'),
      connected: mostly(4),
      routes: fc.array(route, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  internetGateway: mostly(4),
  egressOnly: fc.boolean(),
  nat: fc.option(
    fc.record({
      subnet: index,
      kind: fc.constantFrom('public', 'public', 'private', 'regional'),
      available: mostly(6),
      second: seldom(3),
    }),
    { freq: 2 },
  ),
  vpnGateway: seldom(3),
  edgeTable: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.array(route, { maxLength: 2 }) },
  ),
});

const group: fc.Arbitrary<GroupPlan> = fc.record({
  vpc: index,
  open: fc.constantFrom('egress', 'egress', 'both', 'both', 'neither'),
  rules: fc.array(
    fc.record({
      ingress: fc.nat(3).map((value) => value > 0),
      service: index,
      peer: fc.constantFrom('cidr', 'cidr', 'security-group', 'security-group', 'prefix-list'),
      pick: index,
    }),
    { maxLength: 5 },
  ),
});

const interfacePlan: fc.Arbitrary<InterfacePlan> = fc.record({
  vpc: index,
  subnet: index,
  groups: fc.array(index, { minLength: 1, maxLength: 3 }),
  public: fc.boolean(),
  ipv6: fc.boolean(),
  secondary: fc.constantFrom('none', 'none', 'plain', 'public'),
  delegated: seldom(5),
  sourceDestCheck: mostly(5),
});

const transit: fc.Arbitrary<TransitPlan> = fc.record({
  peered: seldom(3),
  vpn: seldom(3),
  referencing: fc.boolean(),
  attachments: fc.array(
    fc.record({
      missing: seldom(8),
      available: mostly(10),
      referencing: mostly(3),
      appliance: seldom(8),
      subnets: fc.nat(15),
      table: fc.nat(9),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  tables: fc.array(
    fc.record({
      propagations: fc.nat(7),
      routes: fc.array(fc.record({ destination: index, attachment: index, blackhole: seldom(5) }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const balancer: fc.Arbitrary<BalancerPlan> = fc.record({
  vpc: index,
  subnet: index,
  kind: fc.constantFrom('network', 'network', 'application'),
  public: fc.boolean(),
  group: fc.option(index, { freq: 1 }),
  crossZone: mostly(3),
  preserve: mostly(3),
  byInstance: fc.boolean(),
  listeners: fc.array(fc.record({ protocol: index, port: index }), { minLength: 1, maxLength: 2 }),
  targets: fc.array(fc.record({ interface: index, port: fc.option(index) }), { maxLength: 2 }),
});

/** Plans of small, nasty networks. */
export const plan: fc.Arbitrary<Plan> = fc.record({
  vpcs: fc.array(vpc, { minLength: 1, maxLength: 3 }),
  groups: fc.array(group, { minLength: 1, maxLength: 5 }),
  interfaces: fc.array(interfacePlan, { minLength: 2, maxLength: 8 }),
  prefixLists: fc.array(fc.array(index, { maxLength: 3 }), { minLength: 1, maxLength: 2 }),
  peerings: fc.array(fc.record({ one: fc.nat(2), other: fc.nat(2), active: mostly(5) }), { maxLength: 2 }),
  transit: fc.option(transit, { freq: 2 }),
  blockPublicAccess: fc
    .array(
      fc.record({
        account: fc.nat(1),
        region: fc.nat(1),
        mode: fc.constantFrom('off', 'block-bidirectional', 'block-ingress'),
        exclusion: fc.option(fc.record({ vpc: index, subnet: fc.option(index), egress: fc.boolean() })),
      }),
      { maxLength: 1 },
    )
    .map((list) => (list[0] && list[0].mode !== 'off' ? list : [])),
  balancers: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(balancer, { minLength: 1, maxLength: 2 }) },
  ),
  ephemeral: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) }),
  associations: fc.array(fc.record({ group: index, vpc: index, done: mostly(4) }), { maxLength: 2 }),
  holes: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(255) }),
});
