import type {
  AddressNumber,
  NetworkInterface,
  Route,
  RouteTable,
  TransitGatewayAttachment,
} from '../../network/index.ts';
import type { Hop } from '../answer.ts';
import { and, type Decision, DOUBT, EVERYTHING, isSameDecision, NOTHING } from '../compile/decision.ts';
import type { Host, NatPlace, SubnetPlace, VpcPlace } from '../compile/places.ts';
import type { Cursor } from '../compile/table.ts';
import { intersectServices, type ServiceSet, unionServices } from '../sets/services.ts';
import type { Handling } from './balancer.ts';

/** How far a group reference holds on a path (rule 4). */
export type IdentityScope = 'vpc' | 'peering' | 'transit' | 'none';

/** One station of a path: a filter with its decision, or a hop that only forwards. Plain references; text is made on demand. */
export type Step =
  | {
      readonly kind: 'security-group';
      readonly direction: 'ingress' | 'egress';
      readonly host: Host;
      readonly remote: Cursor;
      /** The interface at the far side, where its groups count. */
      readonly identity?: Host;
      readonly decision: Decision;
    }
  | {
      readonly kind: 'network-acl';
      readonly direction: 'ingress' | 'egress';
      readonly subnet: SubnetPlace;
      readonly remote: Cursor;
      readonly decision: Decision;
    }
  | { readonly kind: 'route'; readonly table: RouteTable; readonly route: Route; readonly destination: Cursor }
  | { readonly kind: 'transit-route'; readonly table: string; readonly cidr: string; readonly destination: Cursor }
  | { readonly kind: 'gateway'; readonly id: string; readonly text: string }
  /** A device that serves only some services: a NAT gateway, a load balancer's listeners. */
  | {
      readonly kind: 'limit';
      readonly hop: Hop['kind'];
      readonly id: string;
      readonly text: string;
      /** What would let other services pass. */
      readonly needs: string;
      readonly decision: Decision;
      /** By what it serves them, where that is more than one thing. */
      readonly through?: readonly { readonly text: string; readonly services: ServiceSet }[];
    }
  | {
      readonly kind: 'drop';
      readonly hop: Hop['kind'];
      readonly id: string;
      readonly text: string;
      readonly needs: string;
      readonly route?: Route;
      /** What lets the packet pass where this does not stop it, if nothing on the way says so by itself. */
      readonly lifted?: string;
    }
  | { readonly kind: 'doubt'; readonly id: string; readonly text: string }
  | { readonly kind: 'arrival'; readonly id: string; readonly text: string; readonly interface?: NetworkInterface };

/** The near end of a stretch of path between translations: where its replies must arrive. */
export type Near =
  | { readonly kind: 'host'; readonly host: Host; readonly address: Cursor }
  | { readonly kind: 'nat'; readonly nat: NatPlace; readonly address: Cursor }
  | { readonly kind: 'outside'; readonly address: Cursor };

/** One stretch of the way back, as the way out recorded it; replies take them last to first. */
export type ReplyLeg = {
  /** Which client port the reply goes to: 0 the client's own, then one for each NAT gateway passed. */
  readonly ports: number;
  readonly source: Cursor;
  readonly near: Near;
} & (
  | {
      readonly kind: 'routed';
      readonly from: SubnetPlace;
      readonly responder: Host | undefined;
      readonly door?: VpcPlace;
    }
  | { readonly kind: 'to-internet'; readonly from: SubnetPlace; readonly responder: Host }
  | { readonly kind: 'enters'; readonly into: SubnetPlace; readonly through: string }
  | { readonly kind: 'from-transit'; readonly transitGatewayId: string; readonly attachment: TransitGatewayAttachment }
);

/** A path under construction: its stations, what passes them all, and how its replies come back. */
export interface Trail {
  readonly steps: Step[];
  readonly legs: ReplyLeg[];
  readonly assumptions: Set<string>;
  decision: Decision;
  /** Where a load balancer takes the flow: in which ways, and which client port it sees. */
  handled: { readonly by: readonly Handling[]; readonly ports: number } | undefined;
  scope: IdentityScope;
  /** Where the packet arrived; undefined when it was dropped or lost sight of. */
  delivered: Host | 'internet' | 'site' | 'service' | undefined;
  /** Near end of the stretch in hand, and its port space. */
  near: Near;
  ports: number;
  /** The VPC whose egress-only gateway let the packet out. */
  door: VpcPlace | undefined;
  /** Lost behind something that may send on another packet, or back into the very subnet it came from. */
  opaque: boolean;
  /** Security groups are not asked: only the way is of interest. */
  readonly bare: boolean;
  /** Transit gateways passed, against loops. */
  transits: number;
  /** Addresses that the receiver's groups may see in place of the one the steps tell of. */
  readonly alternatives: Set<AddressNumber>;
  /** Ways the packet may have taken instead, whose replies come back otherwise, and why that is not known. */
  rivals: { readonly ways: readonly Trail[]; readonly id: string; readonly text: string } | undefined;
}

export function newTrail(near: Near, bare = false): Trail {
  return {
    steps: [],
    legs: [],
    assumptions: new Set(),
    decision: EVERYTHING,
    handled: undefined,
    scope: 'vpc',
    delivered: undefined,
    near,
    ports: 0,
    door: undefined,
    opaque: false,
    bare,
    transits: 0,
    alternatives: new Set(),
    rivals: undefined,
  };
}

type FilterStep = Extract<Step, { decision: Decision }>;

export function pass(trail: Trail, step: FilterStep): void {
  trail.steps.push(step);
  trail.decision = and(trail.decision, step.decision);
}

/** The packet ends here; `needs` says what would let it go on. */
export function drop(trail: Trail, hop: Hop['kind'], id: string, text: string, needs: string, route?: Route): void {
  trail.steps.push({ kind: 'drop', hop, id, text, needs, ...(route && { route }) });
  trail.decision = NOTHING;
}

/** Block Public Access ends it (rule 22). */
export function dropAtAccess(
  trail: Trail,
  gatewayId: string,
  subnet: SubnetPlace,
  way: string,
  exclusion: string,
): void {
  trail.steps.push({
    kind: 'drop',
    hop: 'gateway',
    id: gatewayId,
    text: `VPC Block Public Access stops traffic ${way}`,
    needs: `an exclusion from VPC Block Public Access for ${subnet.id} or ${subnet.vpc.id}${exclusion}`,
    lifted: `VPC Block Public Access leaves ${subnet.id} open`,
  });
  trail.decision = NOTHING;
}

/** As `doubt`, on a way that certainly loses the identity of the sender: a middlebox, a gateway to elsewhere (rule 4). */
export function doubtAnonymously(trail: Trail, id: string, text: string): void {
  trail.scope = 'none';
  doubt(trail, id, text);
}

/** Block Public Access may not be known (rule 22). */
export function askAccess(trail: Trail, { id, accessAssumption, accessUnknown }: VpcPlace): void {
  if (accessAssumption !== undefined) trail.assumptions.add(accessAssumption);
  if (accessUnknown !== undefined) doubt(trail, id, accessUnknown);
}

/** From here on nothing is certain. */
export function doubt(trail: Trail, id: string, text: string): void {
  trail.steps.push({ kind: 'doubt', id, text });
  trail.decision = and(trail.decision, DOUBT);
}

/** A copy that can be walked on by itself. */
export function fork(trail: Trail): Trail {
  return {
    ...trail,
    steps: [...trail.steps],
    legs: [...trail.legs],
    assumptions: new Set(trail.assumptions),
    alternatives: new Set(trail.alternatives),
  };
}

/**
 * Goes on with branches any of which the packet may have taken: certain is only what passes all of them alike. Its reply is
 * followed from one that it gets through.
 */
export function join(trail: Trail, branches: readonly Trail[], id: string, text: string): void {
  const first = branches.find(({ decision }) => decision.possible.length > 0) ?? branches[0];
  if (first === undefined) return;
  const others = branches.filter((branch) => branch !== first);
  trail.steps.splice(0, trail.steps.length, ...first.steps);
  trail.legs.splice(0, trail.legs.length, ...first.legs);
  const { decision, handled, scope, delivered, near, ports, door, transits, rivals } = first;
  Object.assign(trail, { decision, handled, scope, delivered, near, ports, door, transits, rivals });
  trail.opaque = branches.some(({ opaque }) => opaque);
  for (const branch of branches) for (const assumption of branch.assumptions) trail.assumptions.add(assumption);
  for (const branch of branches) {
    for (const address of branch.alternatives) trail.alternatives.add(address);
    const met = branch.steps.findLast((step) => step.kind === 'security-group');
    if (met) trail.alternatives.add(met.remote.at);
  }
  if (others.every((other) => other.delivered === delivered && isSameDecision(other.decision, decision))) return;
  trail.steps.push({ kind: 'doubt', id, text });
  for (const other of others)
    trail.decision = {
      allowed: intersectServices(trail.decision.allowed, other.decision.allowed),
      possible: unionServices(trail.decision.possible, other.decision.possible),
    };
}
