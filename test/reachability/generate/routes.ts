import type { Route, RouteTable, RouteTarget } from '../../../src/network/index.ts';
import { contains } from '../walker/index.ts';
import { HOLES } from './holes.ts';
import type { Plan, RoutePlan } from './plan.ts';
import { LEARNT_SITE, pick, SITE } from './pools.ts';
import { ORIGIN, type Site } from './vpc.ts';

export const S3_LIST = 'pl-s3';

/** What a VPC's tables may name: its gateways, and the ways to the other VPCs. */
export interface Gateways {
  readonly internet: string | undefined;
  readonly egressOnly: string | undefined;
  readonly nat: string | undefined;
  readonly vpn: string | undefined;
  readonly transit: string | undefined;
  /** Whether a site hangs on the transit gateway. */
  readonly transitSite: boolean;
  readonly endpoint: string | undefined;
  readonly peerings: readonly { readonly id: string; readonly far: Site | undefined }[];
  readonly interfaces: readonly string[];
}

export function buildTables(plan: Plan, site: Site, gateways: Gateways, everywhere: readonly string[]): RouteTable[] {
  const { vpc, subnets } = site;
  const resource = { account: vpc.account, region: vpc.region, origin: ORIGIN, vpcId: vpc.id };
  const tables = site.plan.tables.map((table, at): RouteTable => {
    const routes: Route[] = [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs].map((cidr) => toCidr(cidr, LOCAL));
    const v4 = table.shape === 'public' ? target('internet-gateway', gateways.internet) : undefined;
    const nat = table.shape === 'private' ? target('nat-gateway', gateways.nat) : undefined;
    const hub = table.shape === 'transit' ? target('transit-gateway', gateways.transit) : undefined;
    const v6 = table.shape === 'private' ? target('egress-only-internet-gateway', gateways.egressOnly) : (v4 ?? hub);
    const byDefault = v4 ?? nat ?? hub;
    if (byDefault) routes.push(toCidr('0.0.0.0/0', byDefault));
    if (v6) routes.push(toCidr('::/0', v6));
    if (table.connected) {
      for (const { id, far } of gateways.peerings)
        for (const cidr of far ? [...far.vpc.ipv4Cidrs, ...far.vpc.ipv6Cidrs] : [])
          routes.push(toCidr(cidr, { kind: 'vpc-peering-connection', id }));
      const transit = target('transit-gateway', gateways.transit);
      if (transit) routes.push(toCidr('10.0.0.0/8', transit), toCidr('2600:1f16:a::/48', transit));
      if (transit && gateways.transitSite && !gateways.vpn) routes.push(toCidr(SITE, transit));
      if (gateways.endpoint) routes.push(toList(S3_LIST, { kind: 'vpc-endpoint', id: gateways.endpoint }));
      const vpn = target('vpn-gateway', gateways.vpn);
      if (vpn) routes.push(toCidr(SITE, vpn), { ...toCidr(LEARNT_SITE, vpn), propagated: true });
    }
    for (const each of table.routes) routes.push(oddRoute(plan, site, gateways, everywhere, each, at));
    return {
      ...resource,
      id: `rtb-${vpc.id}-${at}`,
      main: at === 0,
      // The first table serves its subnets by being the main one, without an association.
      subnetIds: subnets.flatMap(({ id }, subnet) =>
        at > 0 && (site.plan.subnets[subnet]?.table ?? 0) % site.plan.tables.length === at ? [id] : [],
      ),
      gatewayIds: [],
      routes: distinct(routes),
    };
  });
  if (!site.plan.edgeTable || !gateways.internet) return tables;
  const edge = site.plan.edgeTable.flatMap((each) => {
    const cidr = pick(inside(site, everywhere), each.destination);
    const [middlebox] = gateways.interfaces;
    return middlebox ? [toCidr(cidr, { kind: 'network-interface' as const, id: middlebox })] : [];
  });
  return [
    ...tables,
    {
      ...resource,
      id: `rtb-${vpc.id}-edge`,
      main: false,
      subnetIds: [],
      gatewayIds: [gateways.internet],
      routes: distinct([...[...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs].map((cidr) => toCidr(cidr, LOCAL)), ...edge]),
    },
  ];
}

const LOCAL: RouteTarget = { kind: 'local', id: 'local' };

function target(kind: RouteTarget['kind'], id: string | undefined): RouteTarget | undefined {
  return id === undefined ? undefined : { kind, id };
}

function toCidr(cidr: string, to: RouteTarget): Route {
  return {
    destination: { kind: 'cidr', cidr },
    target: to,
    state: 'active',
    propagated: false,
    origin: ORIGIN,
  };
}

function toList(prefixListId: string, to: RouteTarget): Route {
  return { ...toCidr('', to), destination: { kind: 'prefix-list', prefixListId } };
}

/** A route somebody added by hand: any destination by any target AWS would take for it. */
function oddRoute(
  plan: Plan,
  site: Site,
  gateways: Gateways,
  everywhere: readonly string[],
  route: RoutePlan,
  table: number,
): Route {
  const cidr = pick(everywhere, route.destination);
  const own = [...site.vpc.ipv4Cidrs, ...site.vpc.ipv6Cidrs];
  const first = cidr.split('/')[0] ?? '';
  const moreSpecific = own.some((each) => contains(each, first));
  const isV6 = cidr.includes(':');
  const state = route.blackhole ? ('blackhole' as const) : ('active' as const);
  if (route.propagated && gateways.vpn && !isV6)
    return { ...toCidr(cidr, { kind: 'vpn-gateway', id: gateways.vpn }), propagated: true, state };
  const targets = [
    // More specific than local, AWS takes an interface only (or an endpoint, a middlebox all the same).
    ...gateways.interfaces.map((id) => target('network-interface', id)),
    ...(moreSpecific
      ? [target('vpc-endpoint', plan.holes & HOLES.references ? 'vpce-missing' : undefined)]
      : [
          target('internet-gateway', gateways.internet),
          target('transit-gateway', gateways.transit),
          target('vpn-gateway', gateways.vpn),
          isV6 ? target('egress-only-internet-gateway', gateways.egressOnly) : target('nat-gateway', gateways.nat),
          ...gateways.peerings.map(({ id }) => target('vpc-peering-connection', id)),
          ...(plan.holes & HOLES.references
            ? [
                target('vpc-peering-connection', 'pcx-missing'),
                target('transit-gateway', 'tgw-missing'),
                target('core-network', 'core-network'),
              ]
            : []),
        ]),
  ].filter((each) => each !== undefined);
  if (targets.length === 0)
    return { ...toCidr(cidr, { kind: 'network-interface', id: 'eni-gone' }), state: 'blackhole' };
  const chosen = pick(targets, route.target);
  // One route by prefix list a table at most: AWS does not say which of two overlapping lists wins.
  if (table === 1 && !moreSpecific && chosen.kind !== 'egress-only-internet-gateway' && route.destination % 3 === 0)
    return { ...toList('pl-0', chosen), state };
  return { ...toCidr(cidr, chosen), state };
}

/** A VPC's own subnets and addresses, where its edge table may send things elsewhere. */
function inside(site: Site, everywhere: readonly string[]): readonly string[] {
  const subnets = site.subnets.flatMap((subnet) => [
    ...(subnet.ipv4Cidr ? [subnet.ipv4Cidr] : []),
    ...subnet.ipv6Cidrs,
  ]);
  const hosts = everywhere.filter((cidr) =>
    subnets.some((subnet) => cidr !== subnet && contains(subnet, cidr.split('/')[0] ?? '')),
  );
  return [...subnets, ...hosts];
}

/** AWS takes one static route for a destination, and one propagated. */
function distinct(routes: readonly Route[]): Route[] {
  const seen = new Set<string>();
  return routes.filter(({ destination, propagated }) => {
    const where = destination.kind === 'cidr' ? destination.cidr : JSON.stringify(destination);
    const key = `${where} ${propagated}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
