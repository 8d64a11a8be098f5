import { isUnknown, type Route, type RouteTable } from '../network/index.ts';
import { placeOf } from './cause.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { addressSet, internetPart, subtractAddresses } from './engine.ts';
import { codeHint } from './fix.ts';
import { isWide as isWideInternet } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';

export const widePeeringRoute: Check = {
  id: 'wide-peering-route',
  title: 'A route to a peering is wider than the peer',
  what: 'Routes to a peering connection for more than the address blocks of the VPC behind it.',
  why: 'Nothing passes through a peer VPC: the rest is dropped, or taken from a way it should have gone; and it opens itself when the peer grows.',
  severity: 'low',
  references: {
    cis: ['1.4:5.4', '3.0:5.5', '5.0:5.6', '7.0:6.6'],
    checkov: ['CKV2_AWS_44'],
    kics: ['b3a41501-f712-4c4f-81e5-db9a7dc0e34e'],
    prowler: ['vpc_peering_routing_tables_with_least_privilege'],
    scoutSuite: ['vpc-routing-tables-with-peering'],
  },
  dependsOn: ['describe-route-tables', 'describe-vpc-peering-connections'],
  parameters: {},
  remediation: 'Route the blocks of the peer’s subnets that are needed.',
  run: (context, { severity }) =>
    context.network.routeTables.flatMap((table) => {
      const wide = table.routes.filter((route) => isWide(route, table, context));
      if (wide.length === 0) return [];
      const cidrs = wide.map(({ destination }) =>
        destination.kind === 'cidr'
          ? destination.cidr
          : destination.kind === 'prefix-list'
            ? destination.prefixListId
            : '',
      );
      const hints = wide.flatMap((route) => codeHint(route, 'narrow the destination'));
      return [
        plainFinding('wide-peering-route', 'route-table', table, {
          severity,
          title: `${table.id} routes ${cidrs.join(', ')} to a peering that is not as wide`,
          summary: `Through ${wide[0]!.target.id} only the blocks of the peer VPC are reached; ${cidrs.join(', ')} is more.`,
          because: wide.map((route, i) => ({
            text: `${table.id} routes ${cidrs[i]} to ${route.target.id}`,
            resource: table.id,
            ...placeOf(route.origin),
          })),
          fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
        }),
      ];
    }),
};

function isWide({ destination, target }: Route, table: RouteTable, { network, prefixLists }: CheckContext): boolean {
  if (target.kind !== 'vpc-peering-connection') return false;
  const cidrs = cidrsTo(destination, prefixLists);
  // No VPC has so much of the internet.
  if (isWideInternet(internetPart(cidrs), { ipv4Prefix: 8, ipv6Prefix: 16 })) return true;
  const peering = network.peerings.find(({ id }) => id === target.id);
  if (!peering) return false;
  const { requester, accepter } = peering;
  const peer = requester.vpcId === table.vpcId ? accepter : requester;
  const vpc = network.vpcs.find(({ id }) => id === peer.vpcId);
  const blocks = [...peer.cidrs, ...(vpc ? [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs] : [])];
  // A side that is not linked may hold blocks that are not known here.
  const known = addressSet(blocks);
  const beyond = subtractAddresses(addressSet(cidrs), known);
  return (known.v4.length > 0 && beyond.v4.length > 0) || (known.v6.length > 0 && beyond.v6.length > 0);
}

/** What a route leads to, as far as it is known. */
function cidrsTo(destination: Route['destination'], prefixLists: CheckContext['prefixLists']): readonly string[] {
  if (destination.kind === 'cidr') return [destination.cidr];
  if (destination.kind === 'unknown') return [];
  const cidrs = prefixLists.get(destination.prefixListId)?.cidrs ?? [];
  return isUnknown(cidrs) ? [] : cidrs;
}
