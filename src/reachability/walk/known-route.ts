import type { Route, RouteTargetKind } from '../../network/index.ts';
import type { CompiledRoutes, RouteMatch } from '../compile/routes.ts';
import type { Cursor } from '../compile/table.ts';
import { isGlobal } from './global.ts';
import type { Journey } from './journey.ts';
import { doubt } from './trail.ts';

/** A route whose destination nobody knows, and why. */
type Rival = CompiledRoutes['unknown'][number];

/** The routes that may be a better match than the one that wins. `isLocal`: the destination is in a CIDR block of the VPC. */
export function rivalsOf(
  journey: Journey,
  { unknown }: CompiledRoutes,
  match: RouteMatch | undefined,
  destination: Cursor,
  isLocal: boolean,
): readonly Rival[] {
  if (unknown.length === 0) return unknown;
  // None is longer than a route for the one address, and none by list or propagated beats one written out.
  if (match?.size === 1 && match.route.destination.kind === 'cidr' && !match.route.propagated) return [];
  return unknown.filter(({ route, prefixListId, reason }) => {
    if (isLocal && (route.propagated || !MORE_SPECIFIC_THAN_LOCAL.has(route.target.kind))) return false;
    if (prefixListId === undefined || !leadsToAmazon(journey, route)) return true;
    // The lists of gateway endpoints hold public addresses of AWS alone.
    if (!isGlobal(destination)) return false;
    if (match !== undefined) journey.trail.assumptions.add(`${reason}: they are assumed not to decide`);
    return match === undefined;
  });
}

/** The packet may take the route that wins, or one of its rivals. */
export function doubtRoute(
  { trail }: Journey,
  id: string,
  match: RouteMatch | undefined,
  rivals: readonly Rival[],
): void {
  const routes = [...rivals.map(({ route }) => route), ...(match ? [match.route] : [])];
  trail.opaque = routes.some(({ target }) => DIVERTING.has(target.kind));
  for (const reason of new Set(rivals.map((rival) => rival.reason).sort())) doubt(trail, id, reason);
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
