import { createHash } from 'node:crypto';
import { formatAddress, parseCidr } from '../../network/index.ts';

/** 32 bits that depend on a text and on nothing else. */
function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE();
}

/**
 * A stand-in for the /56 AWS will choose, inside the documentation range (RFC 3849), so that it can neither be taken
 * for a real address nor meet one in a rule.
 */
export function placeholderIpv6Block(owner: string): string {
  const value = BigInt(hash(owner)) & 0xff_ffffn;
  return `${formatAddress((0x2001_0db8n << 96n) | (value << 72n))}/56`;
}

/** A stand-in for a /64 inside a block that is not among `taken`; `owner` decides which, as far as it is free. */
export function placeholderIpv6Subnet(block: string, owner: string, taken: readonly string[]): string {
  const range = parseCidr(block);
  const slots = (BigInt(range.end) - BigInt(range.first)) >> 64n || 1n;
  let cidr = block;
  for (let probe = 0n; probe < slots && probe < 256n; probe++) {
    const slot = (BigInt(hash(owner)) + probe) % slots;
    cidr = `${formatAddress(BigInt(range.first) + (slot << 64n))}/64`;
    if (!taken.includes(cidr)) break;
  }
  return cidr;
}

/** A stand-in for the IPv6 address an interface will get in its subnet. */
export function placeholderIpv6Address(subnetCidr: string, owner: string): string {
  const first = BigInt(parseCidr(subnetCidr).first);
  return formatAddress(first + (BigInt(hash(owner)) << 16n) + BigInt(hash(`${owner}/`) & 0xffff) + 16n);
}
