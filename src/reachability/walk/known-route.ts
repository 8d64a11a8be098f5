import type { Route, RouteTargetKind } from '../../network/index.ts';
import type { CompiledRoutes, RouteMatch } from '../compile/routes.ts';
import type { Cursor } from '../compile/table.ts';
import { isGlobal } from './global.ts';
import type { Journey } from './journey.ts';
import { doubt } from './trail.ts';

/** Whether the winning route is certain to win: one whose destination is not known may be the better match. `isLocal`: it leads to the VPC itself. */
export function isRouteKnown(
  journey: Journey,
  routes: CompiledRoutes,
  match: RouteMatch | undefined,
  destination: Cursor,
  isLocal: boolean,
): boolean {
  const { trail } = journey;
  if (routes.unknown.length === 0) return true;
  // None is longer than a route for the one address, and none by list or propagated beats one written out.
  if (match?.size === 1 && match.route.destination.kind === 'cidr' && !match.route.propagated) return true;
  const rivals = routes.unknown.filter(({ route, prefixListId, reason }) => {
    if (isLocal && (route.propagated || !MORE_SPECIFIC_THAN_LOCAL.has(route.target.kind))) return false;
    if (prefixListId === undefined || !leadsToAmazon(journey, route)) return true;
    // The lists of gateway endpoints hold public addresses of AWS alone.
    if (!isGlobal(destination)) return false;
    if (match !== undefined) trail.assumptions.add(`${reason}: they are assumed not to decide`);
    return match === undefined;
  });
  if (rivals.length === 0) return true;
  const leads = [...rivals.map(({ route }) => route), ...(match ? [match.route] : [])];
  trail.opaque = leads.some(({ target }) => DIVERTING.has(target.kind));
  for (const reason of new Set(rivals.map((rival) => rival.reason).sort())) doubt(trail, routes.table.id, reason);
  return false;
}

/** Targets that a route more specific than the local one may have (rule 13). */
const MORE_SPECIFIC_THAN_LOCAL: ReadonlySet<RouteTargetKind> = new Set([
  'network-interface',
  'instance',
  'vpc-endpoint',
  'nat-gateway',
  'unknown',
]);

/** Targets inside the VPC that may send on another packet, or back into the subnet it came from. */
const DIVERTING: ReadonlySet<RouteTargetKind> = new Set(['network-interface', 'instance', 'vpc-endpoint', 'unknown']);

function leadsToAmazon({ net }: Journey, { target }: Route): boolean {
  if (target.kind !== 'vpc-endpoint') return false;
  const endpoint = net.network.vpcEndpoints.find(({ id }) => id === target.id);
  return endpoint === undefined || endpoint.type === 'Gateway';
}
