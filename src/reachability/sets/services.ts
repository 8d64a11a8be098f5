import { ICMP, ICMPV6, protocolName, type ServiceMatch, TCP, UDP } from '../../network/index.ts';
import type { ServiceRange } from '../answer.ts';
import { type Boundaries, equals, intersect, intervals, subtract, union } from './boundaries.ts';

/**
 * A set of services on one line: protocol × 65,536 + discriminator, the discriminator being the destination port for
 * tcp and udp, type × 256 + code for ICMP, and the whole block for every other protocol.
 */
export type ServiceSet = Boundaries<number>;

const BLOCK = 65_536;

export const NO_SERVICES: ServiceSet = [];
export const ALL_SERVICES: ServiceSet = [0, 256 * BLOCK];

/** Every service of one protocol. */
export function protocolServices(protocol: number): ServiceSet {
  return [protocol * BLOCK, (protocol + 1) * BLOCK];
}

/** Inclusive port range of tcp or udp. */
export function portServices(protocol: number, from: number, to: number): ServiceSet {
  return [protocol * BLOCK + from, protocol * BLOCK + to + 1];
}

/** ICMP type and code, −1 for any. */
export function icmpServices(protocol: number, type: number, code: number): ServiceSet {
  if (type === -1) return protocolServices(protocol);
  const first = protocol * BLOCK + type * 256;
  return code === -1 ? [first, first + 256] : [first + code, first + code + 1];
}

export function serviceSet(match: ServiceMatch): ServiceSet {
  if (match.protocol === 'all') return ALL_SERVICES;
  if ('ports' in match) return portServices(match.protocol, match.ports[0], match.ports[1]);
  if ('icmpType' in match) return icmpServices(match.protocol, match.icmpType, match.icmpCode);
  return protocolServices(match.protocol);
}

export const unionServices: (a: ServiceSet, b: ServiceSet) => ServiceSet = union;
export const subtractServices: (a: ServiceSet, b: ServiceSet) => ServiceSet = subtract;
export const equalServices: (a: ServiceSet, b: ServiceSet) => boolean = equals;

export function intersectServices(a: ServiceSet, b: ServiceSet): ServiceSet {
  if (a === ALL_SERVICES) return b;
  if (b === ALL_SERVICES) return a;
  return intersect(a, b);
}

export function hasServices(set: ServiceSet): boolean {
  return set.length > 0;
}

/** One concrete service of a set. */
export interface ServicePoint {
  readonly protocol: number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** Services people know, shown first where there is a choice. */
const FAMILIAR = [
  portServices(TCP, 22, 22),
  portServices(TCP, 443, 443),
  portServices(UDP, 53, 53),
  protocolServices(TCP),
];

/** @throws RangeError when the set is empty */
export function pickService(set: ServiceSet): ServicePoint {
  const familiar = FAMILIAR.map((each) => intersect(set, each)).find(hasServices);
  const at = (familiar ?? set)[0];
  if (at === undefined) throw new RangeError('an empty service set has no member');
  const protocol = Math.floor(at / BLOCK);
  const low = at % BLOCK;
  if (protocol === TCP || protocol === UDP) return { protocol, port: low };
  if (protocol === ICMP || protocol === ICMPV6) return { protocol, icmpType: low >> 8, icmpCode: low & 255 };
  return { protocol };
}

/** The set as callers print it, protocols in numeric order; `all` when it is everything. */
export function toServiceRanges(set: ServiceSet): ServiceRange[] {
  if (equals(set, ALL_SERVICES)) return [{ protocol: 'all' }];
  const parts = new Map<number, [from: number, to: number][]>();
  for (const [first, end] of intervals(set)) {
    for (let protocol = Math.floor(first / BLOCK); protocol * BLOCK < end; protocol++) {
      const from = Math.max(first, protocol * BLOCK) - protocol * BLOCK;
      const to = Math.min(end, (protocol + 1) * BLOCK) - protocol * BLOCK - 1;
      const ranges = parts.get(protocol);
      if (ranges) ranges.push([from, to]);
      else parts.set(protocol, [[from, to]]);
    }
  }
  return [...parts].map(([protocol, ranges]) => toRange(protocol, ranges));
}

function toRange(protocol: number, ranges: readonly (readonly [from: number, to: number])[]): ServiceRange {
  if (protocol === TCP || protocol === UDP) return { protocol: protocol === TCP ? 'tcp' : 'udp', ports: ranges };
  if (protocol === ICMP || protocol === ICMPV6)
    return { protocol: protocol === ICMP ? 'icmp' : 'icmpv6', types: ranges.flatMap(toTypes) };
  return { protocol: protocolName(protocol) };
}

/** Splits an interval of type × 256 + code into (type, code) pairs; whole types read code −1, everything reads (−1, −1). */
function toTypes([from, to]: readonly [from: number, to: number]): (readonly [type: number, code: number])[] {
  if (from === 0 && to === BLOCK - 1) return [[-1, -1]];
  const pairs: [number, number][] = [];
  for (let at = from; at <= to; ) {
    if (at % 256 === 0 && at + 255 <= to) {
      pairs.push([at >> 8, -1]);
      at += 256;
    } else {
      pairs.push([at >> 8, at & 255]);
      at++;
    }
  }
  return pairs;
}
