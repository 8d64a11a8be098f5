import type { Origin, Resource, Unknown } from './origin.ts';

export type RouteTargetKind =
  | 'local'
  | 'internet-gateway'
  | 'nat-gateway'
  | 'egress-only-internet-gateway'
  | 'vpc-peering-connection'
  | 'transit-gateway'
  | 'vpn-gateway'
  | 'vpc-endpoint'
  | 'network-interface'
  | 'instance'
  | 'local-gateway'
  | 'carrier-gateway'
  | 'core-network'
  | 'unknown';

export interface RouteTarget {
  readonly kind: RouteTargetKind;
  /** The target's id; `local` for local; the reason for `unknown`. */
  readonly id: string;
}

export interface Route {
  readonly destination:
    | { readonly kind: 'cidr'; readonly cidr: string }
    | { readonly kind: 'prefix-list'; readonly prefixListId: string }
    | ({ readonly kind: 'unknown' } & Unknown);
  readonly target: RouteTarget;
  /** Anything but `active` drops (rule 12). */
  readonly state: 'active' | 'blackhole';
  /** Learnt from a VPN gateway rather than written down. */
  readonly propagated: boolean;
  readonly origin: Origin;
}

export interface RouteTable extends Resource {
  readonly vpcId: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  /** Internet or VPN gateways whose arriving traffic this table routes (edge association). */
  readonly gatewayIds: readonly string[];
  readonly routes: readonly Route[];
}
