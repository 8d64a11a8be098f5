import { type AddressNumber, type Family, formatAddress, parseCidr, rangeToCidrs } from '../../network/index.ts';
import { type Boundaries, equals, intersect, intervals, overlap, subtract, union, unionAll } from './boundaries.ts';

/** A set of addresses, each family on its own line. */
export interface AddressSet {
  readonly v4: Boundaries<number>;
  readonly v6: Boundaries<bigint>;
}

export const NO_ADDRESSES: AddressSet = { v4: [], v6: [] };
export const END_V4 = 2 ** 32;
export const END_V6 = 1n << 128n;
export const ALL_ADDRESSES: AddressSet = { v4: [0, END_V4], v6: [0n, END_V6] };

/** @throws RangeError on a malformed CIDR */
export function addressSet(cidrs: readonly string[]): AddressSet {
  const v4: Boundaries<number>[] = [];
  const v6: Boundaries<bigint>[] = [];
  for (const cidr of cidrs) {
    const range = parseCidr(cidr);
    if (range.family === 4) v4.push([range.first, range.end]);
    else v6.push([range.first, range.end]);
  }
  return { v4: unionAll(v4), v6: unionAll(v6) };
}

export function unionAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: union(a.v4, b.v4), v6: union(a.v6, b.v6) };
}

export function intersectAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: intersect(a.v4, b.v4), v6: intersect(a.v6, b.v6) };
}

export function overlapAddresses(a: AddressSet, b: AddressSet): boolean {
  return overlap(a.v4, b.v4) || overlap(a.v6, b.v6);
}

export function subtractAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: subtract(a.v4, b.v4), v6: subtract(a.v6, b.v6) };
}

export function hasAddresses(set: AddressSet): boolean {
  return set.v4.length > 0 || set.v6.length > 0;
}

export function equalAddresses(a: AddressSet, b: AddressSet): boolean {
  return equals(a.v4, b.v4) && equals(a.v6, b.v6);
}

/** The fewest CIDRs that make up the set, IPv4 first; single addresses without a prefix length. */
export function toCidrs(set: AddressSet): string[] {
  const cidrs: string[] = [];
  for (const [first, end] of intervals(set.v4))
    cidrs.push(...(end - first === 1 ? [formatAddress(first)] : rangeToCidrs({ family: 4, first, end })));
  for (const [first, end] of intervals(set.v6))
    cidrs.push(...(end - first === 1n ? [formatAddress(first)] : rangeToCidrs({ family: 6, first, end })));
  return cidrs;
}

export function familyOf(address: AddressNumber): Family {
  return typeof address === 'number' ? 4 : 6;
}

/**
 * IANA special-purpose blocks that an internet gateway does not route (RFC 6890 and its registry). The documentation
 * blocks (TEST-NET, 2001:db8::/32) are routed like any other: people write examples and tests with them.
 */
const NOT_GLOBAL = addressSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]);

/** Every globally routable unicast address. */
export const INTERNET: AddressSet = {
  v4: subtract(ALL_ADDRESSES.v4, NOT_GLOBAL.v4),
  v6: addressSet(['2000::/3']).v6,
};
