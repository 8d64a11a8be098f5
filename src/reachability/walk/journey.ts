import type { Compiled } from '../compile/compile.ts';
import type { Host, NatPlace, SubnetPlace, VpcPlace } from '../compile/places.ts';
import type { Cursor } from '../compile/table.ts';
import type { Identity } from './filters.ts';
import type { Trail } from './trail.ts';

/** Where a packet is meant to end up. */
export type Target =
  /** An interface; `translated` is its private address when it is addressed by its public one. */
  | { readonly kind: 'host'; readonly host: Host; readonly translated?: Cursor }
  | { readonly kind: 'nat'; readonly nat: NatPlace }
  /** Any address no interface of the network owns. */
  | { readonly kind: 'outside' };

/** A packet between two stations. Its addresses are cursors, so that tables can say how far their answer holds. */
export interface Flight {
  readonly source: Cursor;
  readonly destination: Cursor;
  /** The interface that sent it, while its source address is still its own private one. */
  readonly identity: Identity;
  /** Whether the source belongs to this VPC or arrived over a transit gateway. */
  readonly carrier: 'own' | 'transit';
  /** Who translates for it at an internet gateway. */
  readonly device: Host | NatPlace | undefined;
}

/**
 * One walk through the network. `reply`: the packet is an answer, and where its way must lead; `door`: the VPC whose egress-only
 * gateway its flow left by, which lets it in again.
 */
export interface Journey {
  readonly net: Compiled;
  readonly trail: Trail;
  readonly target: Target;
  readonly reply?: 'host' | 'internet' | 'site';
  readonly door?: VpcPlace;
}

export function isNat(device: Host | NatPlace | undefined): device is NatPlace {
  return device !== undefined && 'nat' in device && !('interface' in device);
}

/** Whether the target is an interface addressed by an address of its own (not by its public IPv4 address). */
export function isDirect(target: Target): boolean {
  return target.kind !== 'outside' && !(target.kind === 'host' && target.translated !== undefined);
}

export function targetSubnet(target: Target): SubnetPlace | undefined {
  if (target.kind === 'host') return target.host.subnet;
  return target.kind === 'nat' ? target.nat.subnet : undefined;
}

export function targetVpcId(target: Target): string | undefined {
  if (target.kind === 'host') return target.host.interface.vpcId;
  return target.kind === 'nat' ? target.nat.vpc?.id : undefined;
}
