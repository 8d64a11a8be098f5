import {
  type AddressSet,
  covers,
  cuts,
  intersectServices,
  NO_ADDRESSES,
  NO_SERVICES,
  type ServiceSet,
  sizeOf,
  unionAddresses,
  unionServices,
} from '../engine.ts';

/** Some sources and what they may use. */
export interface Grant {
  readonly sources: AddressSet;
  readonly services: ServiceSet;
}

/** From how many addresses on a set of sources counts as the internet, as the longest prefix of one such block. */
export interface Width {
  readonly ipv4Prefix: number;
  readonly ipv6Prefix: number;
}

/** Whether a set of sources is wide enough in either family. Counting addresses sees through every way to split them. */
export function isWide(sources: AddressSet, { ipv4Prefix, ipv6Prefix }: Width): boolean {
  const { v4, v6 } = sizeOf(sources);
  return v4 >= 2 ** (32 - ipv4Prefix) || (v6 > 0n && v6 >= 1n << BigInt(128 - ipv6Prefix));
}

/** Which services, open to how much of the internet. */
export interface Watch {
  readonly watched: ServiceSet;
  readonly width: Width;
  /** Sources as wide as this are another check's business. */
  readonly notAsWideAs?: Width;
}

/**
 * The services that are granted to wide sources when all grants are taken together, and those sources. Between two edges
 * of the grants' services every service has the same sources, so each such interval is judged once.
 */
export function wideGrants(grants: readonly Grant[], { watched, width, notAsWideAs }: Watch): Grant {
  const within: Grant[] = [];
  for (const grant of grants) {
    const services = intersectServices(grant.services, watched);
    if (services.length > 0) within.push({ sources: grant.sources, services });
  }
  let wide: Grant = { sources: NO_ADDRESSES, services: NO_SERVICES };
  // Most groups let in nothing of the kind, whatever the service.
  if (!isWide(unionOf(within), width)) return wide;
  for (const part of cuts(within.map(({ services }) => services))) {
    const sources = unionOf(within.filter(({ services }) => covers(services, part)));
    if (isWide(sources, width) && !(notAsWideAs && isWide(sources, notAsWideAs)))
      wide = { sources: unionAddresses(wide.sources, sources), services: unionServices(wide.services, part) };
  }
  return wide;
}

function unionOf(grants: readonly Grant[]): AddressSet {
  return grants.reduce((all, { sources }) => unionAddresses(all, sources), NO_ADDRESSES);
}
