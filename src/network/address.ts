import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;

/**
 * A half-open range of addresses, `first` ≤ address < `end`. IPv4 bounds are numbers below 2³² + 1, IPv6 bounds are
 * bigints below 2¹²⁸ + 1, so that `<` alone orders either.
 */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly end: number }
  | { readonly family: 6; readonly first: bigint; readonly end: bigint };

/** One address as a number: IPv4 as `number`, IPv6 as `bigint`. */
export type AddressNumber = number | bigint;

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * Reads one address strictly: dotted quad without leading zeros, or any RFC 4291 IPv6 form without a zone.
 * @throws RangeError when it is anything else
 */
export function parseAddress(text: string): { readonly family: Family; readonly value: AddressNumber } {
  const quad = IPV4.exec(text);
  if (quad) {
    let value = 0;
    for (let i = 1; i <= 4; i++) {
      const octet = quad[i]!;
      if (Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0'))) throw notAnAddress(text);
      value = value * 256 + Number(octet);
    }
    return { family: 4, value };
  }
  if (text === '::') return { family: 6, value: 0n };
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) throw notAnAddress(text);
  let value = 0n;
  for (const part of ipaddr.IPv6.parse(text).parts) value = (value << 16n) | BigInt(part);
  return { family: 6, value };
}

function notAnAddress(text: string): RangeError {
  return new RangeError(`'${text}' is no IPv4 or IPv6 address`);
}

/**
 * Reads a CIDR or a bare address (its own /32 or /128). Host bits are masked off, as AWS does.
 * @throws RangeError when the address or the prefix length is malformed
 */
export function parseCidr(text: string): AddressRange {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  const width = address.family === 4 ? 32 : 128;
  const length = slash < 0 ? String(width) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > width || (length.length > 1 && length.startsWith('0')))
    throw new RangeError(`'${text}' has no prefix length between 0 and ${width}`);
  return typeof address.value === 'number'
    ? rangeV4(address.value, Number(length))
    : rangeV6(address.value, Number(length));
}

function rangeV4(value: number, length: number): AddressRange {
  const size = 2 ** (32 - length);
  const first = Math.floor(value / size) * size;
  return { family: 4, first, end: first + size };
}

function rangeV6(value: bigint, length: number): AddressRange {
  const shift = BigInt(128 - length);
  const first = (value >> shift) << shift;
  return { family: 6, first, end: first + (1n << shift) };
}

/** Whether `text` is a well-formed CIDR or address. */
export function isCidr(text: string): boolean {
  try {
    parseCidr(text);
    return true;
  } catch {
    return false;
  }
}

/** Canonical text of one address; IPv6 in its shortest form (RFC 5952). */
export function formatAddress(value: AddressNumber): string {
  if (typeof value === 'number') {
    return `${Math.floor(value / 2 ** 24)}.${Math.floor(value / 2 ** 16) % 256}.${Math.floor(value / 256) % 256}.${value % 256}`;
  }
  const bytes: number[] = [];
  for (let shift = 120n; shift >= 0n; shift -= 8n) bytes.push(Number((value >> shift) & 255n));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** The fewest CIDRs that cover a range exactly, in ascending order. */
export function rangeToCidrs(range: AddressRange): string[] {
  return range.family === 4 ? splitV4(range.first, range.end) : splitV6(range.first, range.end);
}

function splitV4(first: number, end: number): string[] {
  const cidrs: string[] = [];
  for (let at = first; at < end; ) {
    let size = 1;
    let length = 32;
    while (at % (size * 2) === 0 && at + size * 2 <= end && length > 0) {
      size *= 2;
      length--;
    }
    cidrs.push(`${formatAddress(at)}/${length}`);
    at += size;
  }
  return cidrs;
}

function splitV6(first: bigint, end: bigint): string[] {
  const cidrs: string[] = [];
  for (let at = first; at < end; ) {
    let size = 1n;
    let length = 128;
    while (at % (size * 2n) === 0n && at + size * 2n <= end && length > 0) {
      size *= 2n;
      length--;
    }
    cidrs.push(`${formatAddress(at)}/${length}`);
    at += size;
  }
  return cidrs;
}
