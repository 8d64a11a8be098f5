/** IANA protocol numbers that have a discriminator of their own. */
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

/**
 * What a rule matches beside addresses, normalised (docs/reachability.md rule 6): ports for tcp and udp,
 * type and code for ICMP (−1 = any), nothing for other protocols.
 */
export type ServiceMatch =
  | { readonly protocol: 'all' }
  | { readonly protocol: typeof TCP | typeof UDP; readonly ports: readonly [from: number, to: number] }
  | { readonly protocol: typeof ICMP | typeof ICMPV6; readonly icmpType: number; readonly icmpCode: number }
  | { readonly protocol: number };

/** The IANA keywords people use. */
const NUMBERS: Readonly<Record<string, number>> = {
  hopopt: 0,
  icmp: ICMP,
  igmp: 2,
  ggp: 3,
  ipip: 4,
  ipv4: 4,
  tcp: TCP,
  egp: 8,
  udp: UDP,
  igp: 9,
  rdp: 27,
  dccp: 33,
  ipv6: 41,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: ICMPV6,
  'ipv6-icmp': ICMPV6,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  eigrp: 88,
  ospf: 89,
  etherip: 97,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  isis: 124,
  sctp: 132,
  udplite: 136,
  'mpls-in-ip': 137,
};

/**
 * Reads a protocol as AWS, Terraform and people write it: a name, an IANA number, `-1` or `all`.
 * @returns the protocol number, `'all'`, or `undefined` when it is neither
 */
export function parseProtocol(text: string | number): number | 'all' | undefined {
  const name = String(text).trim().toLowerCase();
  if (name === '-1' || name === 'all' || name === 'any') return 'all';
  if (Object.hasOwn(NUMBERS, name)) return NUMBERS[name];
  if (!/^\d{1,3}$/.test(name)) return undefined;
  const number = Number(name);
  return number <= 255 ? number : undefined;
}

/** The field's name for a protocol (`tcp`), its number as text where it has none here. */
export function protocolName(protocol: number): string {
  switch (protocol) {
    case ICMP:
      return 'icmp';
    case TCP:
      return 'tcp';
    case UDP:
      return 'udp';
    case ICMPV6:
      return 'icmpv6';
    default:
      return String(protocol);
  }
}

/**
 * The service a rule's protocol, from and to fields mean (rule 6). Absent ports mean all.
 * @throws RangeError naming the field when a port, type or code is out of range, or from > to
 */
export function serviceMatch(protocolText: string | number, from?: number | null, to?: number | null): ServiceMatch {
  const protocol = parseProtocol(protocolText);
  if (protocol === undefined) throw new RangeError(`'${protocolText}' is no protocol name or number from 0 to 255`);
  if (protocol === 'all') return { protocol };
  if (protocol === TCP || protocol === UDP) {
    const low = from == null || from === -1 ? 0 : from;
    const high = to == null || to === -1 ? 65_535 : to;
    if (!isWithin(low, 65_535)) throw new RangeError(`port ${low} is not between 0 and 65535`);
    if (!isWithin(high, 65_535)) throw new RangeError(`port ${high} is not between 0 and 65535`);
    if (low > high) throw new RangeError(`port range ${low}-${high} is empty`);
    return { protocol, ports: [low, high] };
  }
  if (protocol === ICMP || protocol === ICMPV6) {
    const icmpType = from ?? -1;
    const icmpCode = icmpType === -1 ? -1 : (to ?? -1);
    if (icmpType !== -1 && !isWithin(icmpType, 255))
      throw new RangeError(`ICMP type ${icmpType} is not between 0 and 255`);
    if (icmpCode !== -1 && !isWithin(icmpCode, 255))
      throw new RangeError(`ICMP code ${icmpCode} is not between 0 and 255`);
    return { protocol, icmpType, icmpCode };
  }
  return { protocol };
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
