import type { NatGateway, Network, NetworkInterface, VpcEndpoint } from '../../../src/network/index.ts';
import { type Identity, networkAclAllows } from './filters.ts';
import type { Datagram } from './packet.ts';

/** What a NAT gateway remembers of a flow it carried: the packet as it came in. */
export interface Translation {
  readonly gateway: NatGateway;
  readonly before: Datagram;
}

/** Where a flow went out to the internet. */
export interface Door {
  readonly kind: 'internet-gateway' | 'egress-only-internet-gateway';
  readonly vpcId: string;
}

/** What the first packet left behind for its reply: translations in the order they were made, and the door. */
export interface FlowState {
  readonly translations: readonly Translation[];
  readonly door: Door | undefined;
}

/**
 * What a packet is lost to sight behind. A middlebox may send on something else in its place; over a peering or a transit
 * gateway group references may still hold (rule 4); elsewhere they do not. `anywhere`: any of these.
 */
export type Beyond = 'middlebox' | 'anywhere' | 'peering' | 'transit-gateway' | 'elsewhere';

/** Where a packet ended. */
export type Arrival =
  | { readonly kind: 'dropped'; readonly reason: string }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly beyond: Beyond;
    }
  | {
      readonly kind: 'interface';
      readonly holder: NetworkInterface;
      readonly packet: Datagram;
      readonly identity: Identity;
    }
  | { readonly kind: 'internet'; readonly packet: Datagram }
  /** The resolver, metadata or time sync of a VPC. */
  | { readonly kind: 'amazon'; readonly packet: Datagram }
  | { readonly kind: 'service'; readonly endpoint: VpcEndpoint; readonly packet: Datagram }
  | {
      readonly kind: 'site';
      readonly packet: Datagram;
      readonly gateway:
        | { readonly kind: 'vpn-gateway'; readonly id: string; readonly vpcId: string }
        | { readonly kind: 'attachment'; readonly id: string };
    };

/** One packet's walk: what it has met so far. */
export interface Journey {
  readonly network: Network;
  readonly trace: string[];
  /** Set once a filter could not be decided. */
  doubt: boolean;
  stations: number;
  /** The port a NAT gateway picks for the flow; any port may be tried. */
  readonly natPort: number | undefined;
  /** Which of its addresses a NAT gateway sends from, modulo how many it has. */
  readonly natAddress: number;
  readonly translations: Translation[];
  door: Door | undefined;
  /** Present on the way back. */
  readonly replyOf: FlowState | undefined;
}

export function fork(journey: Journey): Journey {
  return { ...journey, trace: [...journey.trace], translations: [...journey.translations] };
}

export function dropped(journey: Journey, reason: string): Arrival {
  journey.trace.push(`dropped: ${reason}`);
  return { kind: 'dropped', reason };
}

export function unknown(journey: Journey, reason: string, beyond: Beyond = 'elsewhere'): Arrival {
  journey.trace.push(`unknown: ${reason}`);
  return { kind: 'unknown', reason, beyond };
}

/** Checks one side of a subnet boundary; `undefined` lets the packet on. */
export function passAcl(
  journey: Journey,
  subnetId: string,
  direction: 'ingress' | 'egress',
  packet: Datagram,
): Arrival | undefined {
  const answer = networkAclAllows(journey.network, subnetId, direction, packet);
  journey.trace.push(`network ACL of ${subnetId}, ${direction}: ${answer}`);
  if (answer === 'no') return dropped(journey, `the network ACL of ${subnetId} denies ${direction}`);
  if (answer === 'unknown') journey.doubt = true;
  return undefined;
}

/** Rule 11: leaving one subnet and entering another; within one subnet nothing is checked. */
export function cross(journey: Journey, from: string, to: string | undefined, packet: Datagram): Arrival | undefined {
  if (from === to) return undefined;
  return passAcl(journey, from, 'egress', packet) ?? (to ? passAcl(journey, to, 'ingress', packet) : undefined);
}
