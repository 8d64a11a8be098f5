import { isUnknown, type Network, type RouteTable, type RouteTarget } from '../../../src/network/index.ts';
import { contains, prefixLength } from './packet.ts';

export type NextHop =
  | { readonly kind: 'none' }
  | { readonly kind: 'blackhole' }
  /** `diverts`: it may lead to something in the VPC that sends on another packet, or back into the same subnet. */
  | {
      readonly kind: 'doubtful';
      readonly reason: string;
      readonly diverts: boolean;
      readonly targets: readonly RouteTarget[];
    }
  | { readonly kind: 'target'; readonly target: RouteTarget; readonly cidr: string };

interface Candidate {
  readonly cidr: string;
  /** Rule 12's order among equal prefixes: the lower wins. */
  readonly rank: number;
  readonly target: RouteTarget;
  readonly blackhole: boolean;
}

const REDIRECTING = new Set<RouteTarget['kind']>([
  'network-interface',
  'instance',
  'vpc-endpoint',
  'nat-gateway',
  'unknown',
]);
const DIVERTING = new Set<RouteTarget['kind']>(['network-interface', 'instance', 'vpc-endpoint', 'unknown']);
const LOCAL: RouteTarget = { kind: 'local', id: 'local' };

/** The table a subnet's packets are routed by: its own, else the VPC's main one (rule 12). */
export function tableOfSubnet(network: Network, subnetId: string, vpcId: string): RouteTable | undefined {
  return (
    network.routeTables.find((table) => table.subnetIds.includes(subnetId)) ??
    network.routeTables.find((table) => table.main && table.vpcId === vpcId)
  );
}

/** Scans every route for the one that takes a destination (rules 12 and 13). */
export function nextHop(network: Network, table: RouteTable | undefined, vpcId: string, destination: string): NextHop {
  const vpc = network.vpcs.find((each) => each.id === vpcId);
  const candidates: Candidate[] = [];
  const doubts: string[] = [];
  const targets: RouteTarget[] = [];
  const vpcCidrs = [...(vpc?.ipv4Cidrs ?? []), ...(vpc?.ipv6Cidrs ?? [])];
  const inVpc = vpcCidrs.some((cidr) => contains(cidr, destination));
  for (const cidr of vpcCidrs)
    if (contains(cidr, destination)) candidates.push({ cidr, rank: 3, target: LOCAL, blackhole: false });
  for (const route of table?.routes ?? []) {
    const where = route.destination;
    if (route.propagated && inVpc) continue;
    // More specific than local, AWS takes a route to a middlebox or a NAT gateway only.
    const mayDecide = !inVpc || REDIRECTING.has(route.target.kind);
    if (where.kind === 'unknown') {
      if (mayDecide) {
        doubts.push(where.unknown);
        targets.push(route.target);
      }
      continue;
    }
    const blackhole = route.state === 'blackhole';
    if (where.kind === 'cidr') {
      if (contains(where.cidr, destination))
        candidates.push({ cidr: where.cidr, rank: route.propagated ? 2 : 0, target: route.target, blackhole });
      continue;
    }
    const list = network.prefixLists.find((each) => each.id === where.prefixListId);
    if (!list || isUnknown(list.cidrs)) {
      if (mayDecide) {
        doubts.push(`the entries of ${where.prefixListId} are not known`);
        targets.push(route.target);
      }
      continue;
    }
    for (const cidr of list.cidrs)
      if (contains(cidr, destination)) candidates.push({ cidr, rank: 1, target: route.target, blackhole });
  }
  let best: Candidate | undefined;
  for (const candidate of candidates) if (!best || beats(candidate, best)) best = candidate;
  const equals = candidates.filter((each) => best?.rank === 1 && !beats(each, best) && !beats(best, each));
  if (equals.some(({ target, blackhole }) => target.id !== best?.target.id || blackhole !== best.blackhole))
    doubts.push('two prefix lists have the same prefix, and AWS picks one');
  // No unknown route is longer than a route for the one address, and none by list or propagated beats one written out.
  const settled = best?.rank === 0 && prefixLength(best.cidr) === (destination.includes(':') ? 128 : 32);
  if (best) targets.push(best.target);
  const diverts = targets.some(({ kind }) => DIVERTING.has(kind));
  if (doubts.length > 0 && !settled) return { kind: 'doubtful', reason: doubts.join('; '), diverts, targets };
  if (!best) return { kind: 'none' };
  return best.blackhole ? { kind: 'blackhole' } : { kind: 'target', target: best.target, cidr: best.cidr };
}

function beats(one: Candidate, other: Candidate): boolean {
  const longer = prefixLength(one.cidr) - prefixLength(other.cidr);
  return longer > 0 || (longer === 0 && one.rank < other.rank);
}
