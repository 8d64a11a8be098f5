import type { Family, ServiceMatch } from '../network/index.ts';
import {
  type AddressSet,
  ALL_SERVICES,
  addressSet,
  hasAddresses,
  hasServices,
  INTERNET,
  intersectAddresses,
  intersectServices,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
} from '../reachability/index.ts';

/** The one place where this room meets the engine's sets; the checks speak in the terms below. */
export {
  type AddressSet,
  ALL_SERVICES,
  addressSet,
  type Compiled,
  type Exposure,
  exposure,
  type GroupRule,
  hasAddresses,
  hasServices,
  INTERNET,
  intersectAddresses,
  intersectServices,
  type RedundantRule,
  reach,
  redundantRules,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
  subtractServices,
  toCidrs,
  toServiceRanges,
  unionAddresses,
  unionServices,
} from '../reachability/index.ts';

export const NO_ADDRESSES: AddressSet = addressSet([]);
export const NO_SERVICES: ServiceSet = [];

/** The part of a list of CIDRs that is internet. */
export function internetPart(cidrs: readonly string[]): AddressSet {
  return intersectAddresses(addressSet(cidrs), INTERNET);
}

/** Whether a set holds all of the internet's addresses of one family; the engine leaves out those of the network's own. */
export function isWholeInternet(set: AddressSet, family: Family): boolean {
  const whole = family === 4 ? { v4: INTERNET.v4, v6: [] } : { v4: [], v6: INTERNET.v6 };
  return !hasAddresses(subtractAddresses(whole, set));
}

/** Whether a set holds all but a twentieth of the IPv4 internet: services with routes of their own, say, are missing. */
export function isNearlyInternet(set: AddressSet): boolean {
  return sizeOf(intersectAddresses(set, INTERNET)).v4 >= 0.95 * sizeOf(INTERNET).v4;
}

/** How many addresses a set has, per family. */
export function sizeOf(set: AddressSet): { readonly v4: number; readonly v6: bigint } {
  let v4 = 0;
  for (let i = 0; i < set.v4.length; i += 2) v4 += set.v4[i + 1]! - set.v4[i]!;
  let v6 = 0n;
  for (let i = 0; i < set.v6.length; i += 2) v6 += set.v6[i + 1]! - set.v6[i]!;
  return { v4, v6 };
}

/** How many tcp or udp ports (by protocol number) a set has. */
export function portCount(set: ServiceSet, protocol: number): number {
  const part = intersectServices(set, serviceSet({ protocol, ports: [0, 65_535] } as ServiceMatch));
  let count = 0;
  for (let i = 0; i < part.length; i += 2) count += part[i + 1]! - part[i]!;
  return count;
}

/** The services at which some set of the list begins or ends: between two of them every member is the same. */
export function cuts(sets: readonly ServiceSet[]): readonly ServiceSet[] {
  const edges = [...new Set(sets.flat())].sort((a, b) => a - b);
  return edges.slice(0, -1).map((edge, i) => [edge, edges[i + 1]!]);
}

/** Whether `part` (one interval that no edge of `set` divides) lies in `set`. */
export function covers(set: ServiceSet, part: ServiceSet): boolean {
  return hasServices(intersectServices(set, part));
}

export function isEverything(set: ServiceSet): boolean {
  return set.length === 2 && set[0] === ALL_SERVICES[0] && set[1] === ALL_SERVICES[1];
}
