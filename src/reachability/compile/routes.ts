import { type Family, isUnknown, parseCidr, type Route, type RouteTable } from '../../network/index.ts';
import type { PrefixListLookup } from './security-groups.ts';
import { buildTable, type Cursor, lookup, type Span, type Table } from './table.ts';

/** The route that wins for a destination, with the prefix it won by. */
export interface RouteMatch {
  readonly route: Route;
  /** Addresses in the matched prefix: the smaller, the longer the prefix. */
  readonly size: number;
  readonly isDefault: boolean;
  /** Another prefix list of the table has the same prefix, for another target: AWS picks one at random. */
  readonly rival?: Route;
}

export interface CompiledRoutes {
  readonly table: RouteTable;
  readonly v4: Table<RouteMatch | undefined>;
  readonly v6: Table<RouteMatch | undefined>;
  /** Routes whose destination, or the entries of the list that is their destination, nobody knows: any address might be theirs. */
  readonly unknown: readonly { readonly route: Route; readonly reason: string; readonly prefixListId?: string }[];
}

export function compileRoutes(
  table: RouteTable,
  vpcCidrs: readonly string[],
  prefixList: PrefixListLookup,
): CompiledRoutes {
  const spans: { 4: Span<RouteMatch>[]; 6: Span<RouteMatch>[] } = { 4: [], 6: [] };
  const unknown: CompiledRoutes['unknown'][number][] = [];
  const local = vpcCidrs.map(parseCidr);
  const add = (route: Route, cidr: string) => {
    const range = parseCidr(cidr);
    // A propagated route inside a VPC CIDR never beats local (rule 12).
    if (
      route.propagated &&
      local.some((own) => own.family === range.family && own.first <= range.first && range.end <= own.end)
    )
      return;
    const size = Number(range.end) - Number(range.first);
    spans[range.family].push({
      first: range.first,
      end: range.end,
      item: {
        route,
        size: range.family === 6 ? Number(range.end - range.first) : size,
        isDefault: cidr.endsWith('/0'),
      },
    });
  };
  for (const route of withLocal(table, vpcCidrs)) {
    const { destination } = route;
    if (destination.kind === 'cidr') add(route, destination.cidr);
    else if (destination.kind === 'unknown')
      unknown.push({ route, reason: `a route of ${table.id} has an unknown destination: ${destination.unknown}` });
    else {
      const { prefixListId } = destination;
      const list = prefixList(prefixListId);
      const reason = `the entries of ${prefixListId}, a destination in ${table.id}, are not in the snapshot`;
      if (list === undefined || isUnknown(list.cidrs)) unknown.push({ route, reason, prefixListId });
      else for (const cidr of list.cidrs) add(route, cidr);
    }
  }
  const build = (family: Family) => buildTable<RouteMatch, RouteMatch | undefined>(family, spans[family], best);
  return { table, v4: build(4), v6: build(6), unknown };
}

/** One implicit local route per VPC CIDR (rule 13), unless the table replaces it by a route to somewhere else. */
function withLocal(table: RouteTable, vpcCidrs: readonly string[]): readonly Route[] {
  const stated = new Set(
    table.routes.flatMap(({ destination, propagated }) =>
      destination.kind === 'cidr' && !propagated ? [destination.cidr] : [],
    ),
  );
  const implicit = vpcCidrs
    .filter((cidr) => !stated.has(cidr))
    .map(
      (cidr): Route => ({
        destination: { kind: 'cidr', cidr },
        target: { kind: 'local', id: 'local' },
        state: 'active',
        propagated: false,
        origin: table.origin,
      }),
    );
  return [...implicit, ...table.routes];
}

/** Longest prefix first; equal prefixes: static CIDR, then prefix-list route, then propagated (rule 12). */
function best(matches: readonly RouteMatch[]): RouteMatch | undefined {
  let winner: RouteMatch | undefined;
  let rival: Route | undefined;
  for (const match of matches) {
    const order = winner === undefined ? -1 : match.size - winner.size || rank(match.route) - rank(winner.route);
    if (order < 0) [winner, rival] = [match, undefined];
    else if (order === 0 && winner && differs(match.route, winner.route)) rival = match.route;
  }
  return winner && rival ? { ...winner, rival } : winner;
}

/** Whether two routes by prefix lists lead to different targets; AWS refuses other routes with equal destinations. */
function differs(a: Route, b: Route): boolean {
  if (a.destination.kind !== 'prefix-list') return false;
  return a.target.id !== b.target.id || a.state !== b.state;
}

function rank(route: Route): number {
  if (route.target.kind === 'local') return 0;
  if (route.propagated) return 3;
  return route.destination.kind === 'cidr' ? 1 : 2;
}

/** The winning route for a destination. */
export function matchRoute(routes: CompiledRoutes, destination: Cursor): RouteMatch | undefined {
  return lookup<RouteMatch | undefined>(typeof destination.at === 'number' ? routes.v4 : routes.v6, destination);
}
