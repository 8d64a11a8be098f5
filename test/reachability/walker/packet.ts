import { type AddressNumber, type Family, parseAddress, parseCidr } from '../../../src/network/index.ts';

/** One concrete packet in flight. `port` is the destination port of tcp and udp. */
export interface Datagram {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** The first packet of a new flow and where it starts: at a modelled interface, out on the internet, or at a VPN site. */
export interface FirstPacket extends Datagram {
  readonly from:
    | { readonly kind: 'interface'; readonly id: string }
    | { readonly kind: 'internet' }
    | { readonly kind: 'vpn-gateway' | 'attachment'; readonly id: string };
}

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

/** Yes, no, or not to be known from this network. */
export type Answer = 'yes' | 'no' | 'unknown';

export function familyOf(address: string): Family {
  return parseAddress(address).family;
}

export function contains(cidr: string, address: string): boolean {
  const range = parseCidr(cidr);
  const { family, value } = parseAddress(address);
  return range.family === family && range.first <= value && value < range.end;
}

/** How many addresses a CIDR spans decides which of two routes is longer: fewer is longer. */
export function prefixLength(cidr: string): number {
  const slash = cidr.indexOf('/');
  if (slash >= 0) return Number(cidr.slice(slash + 1));
  return familyOf(cidr) === 4 ? 32 : 128;
}

export function sameAddress(one: string, other: string): boolean {
  const a = parseAddress(one);
  const b = parseAddress(other);
  return a.family === b.family && (a.value as AddressNumber) === b.value;
}

// Documentation ranges count as global: people write examples with them.
const NOT_GLOBAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Whether the internet routes this address at all. */
export function isGlobal(address: string): boolean {
  if (familyOf(address) === 6) return contains('2000::/3', address);
  return !NOT_GLOBAL_IPV4.some((cidr) => contains(cidr, address));
}

/**
 * The reply to a packet (rule 10): echo gets an echo reply, other ICMP needs none, everything else swaps its ends.
 * @returns undefined when none is needed
 */
export function replyTo(packet: Datagram): Datagram | undefined {
  const turned = { source: packet.destination, destination: packet.source, protocol: packet.protocol };
  if (packet.protocol === ICMP) return packet.icmpType === 8 ? { ...turned, icmpType: 0, icmpCode: 0 } : undefined;
  if (packet.protocol === ICMPV6)
    return packet.icmpType === 128 ? { ...turned, icmpType: 129, icmpCode: 0 } : undefined;
  if (packet.protocol !== TCP && packet.protocol !== UDP) return turned;
  return {
    ...turned,
    ...(packet.sourcePort === undefined ? {} : { port: packet.sourcePort }),
    ...(packet.port === undefined ? {} : { sourcePort: packet.port }),
  };
}
