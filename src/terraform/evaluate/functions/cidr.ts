import { formatAddress } from '../../../network/index.ts';
import type { Value } from '../../resource.ts';
import { refuse } from '../problem.ts';
import { list, text } from '../value.ts';
import { type FunctionTable, numberOf, numeric, string, textOf, wholeNumberOf } from './define.ts';

interface Prefix {
  readonly bits: 32 | 128;
  /** The network address: host bits are zero. */
  readonly network: bigint;
  readonly length: number;
}

/** Reads a CIDR as Terraform does: a quad's leading zeros are decimal, host bits are dropped. */
function parsePrefix(cidr: string): Prefix {
  const [, address, digits] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? refuse(`${JSON.stringify(cidr)} is no CIDR prefix`);
  const v4 = parseV4(address!);
  const bits = v4 === undefined ? 128 : 32;
  const value = v4 ?? parseV6(address!) ?? refuse(`${JSON.stringify(cidr)} is no CIDR prefix`);
  const length = Number(digits);
  if (length > bits) refuse(`${JSON.stringify(cidr)} is no CIDR prefix`);
  const hosts = BigInt(bits - length);
  return { bits, network: (value >> hosts) << hosts, length };
}

function parseV4(address: string): bigint | undefined {
  const quad = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (!quad) return undefined;
  let value = 0n;
  for (const octet of quad.slice(1)) {
    if (Number(octet) > 255) return undefined;
    value = (value << 8n) | BigInt(Number(octet));
  }
  return value;
}

/** RFC 4291 text, `::` and a trailing dotted quad included. */
function parseV6(address: string): bigint | undefined {
  const halves = address.split('::');
  if (halves.length > 2 || !address.includes(':')) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function groupsOf(half: string): bigint[] | undefined {
  if (half === '') return [];
  const groups: bigint[] = [];
  const texts = half.split(':');
  for (const [index, group] of texts.entries()) {
    const quad = index === texts.length - 1 ? parseV4(group) : undefined;
    if (quad !== undefined) groups.push(quad >> 16n, quad & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) groups.push(BigInt(`0x${group}`));
    else return undefined;
  }
  return groups;
}

const addressText = (bits: number, value: bigint) => formatAddress(bits === 32 ? Number(value) : value);

function subnet({ bits, network, length }: Prefix, newBits: number, index: number): string {
  const total = length + newBits;
  if (newBits < 0) refuse('the number of new bits cannot be negative');
  if (total > bits)
    refuse(`not enough remaining address space for a subnet with a prefix of ${total} bits after /${length}`);
  const number = BigInt(index);
  if (number < 0n || number >= 1n << BigInt(newBits)) refuse(`${newBits} new bits hold no subnet numbered ${index}`);
  return `${addressText(bits, network | (number << BigInt(bits - total)))}/${total}`;
}

/** A negative number counts from the end. */
function host({ bits, network, length }: Prefix, index: number): string {
  const size = 1n << BigInt(bits - length);
  const number = BigInt(index) < 0n ? size + BigInt(index) : BigInt(index);
  if (number < 0n || number >= size) refuse(`a prefix of ${length} bits has no host numbered ${index}`);
  return addressText(bits, network | number);
}

function netmask({ bits, length }: Prefix): string {
  if (bits !== 32) refuse('only IPv4 prefixes have a netmask');
  return addressText(32, ((1n << 32n) - 1n) ^ ((1n << BigInt(32 - length)) - 1n));
}

/** Consecutive subnets of the given sizes, each at the next place that fits it. */
function subnets({ bits, network, length }: Prefix, sizes: readonly number[]): Value {
  // Terraform steps back from the first subnet and takes the wrap at address 0 for the end of the space.
  if (network === 0n && sizes.length > 0) refuse('not enough remaining address space');
  const end = network + (1n << BigInt(bits - length));
  let next = network;
  return list(
    sizes.map((newBits) => {
      const total = length + newBits;
      if (newBits < 1) refuse('each prefix must be extended by at least one bit');
      if (total > bits) refuse(`not enough remaining address space for a subnet with a prefix of ${total} bits`);
      const size = 1n << BigInt(bits - total);
      const start = ((next + size - 1n) / size) * size;
      if (start + size > end) refuse(`not enough remaining address space for a subnet with a prefix of ${total} bits`);
      next = start + size;
      return text(`${addressText(bits, start)}/${total}`);
    }),
  );
}

export const cidrFunctions: FunctionTable = {
  cidrhost: {
    params: [string, numeric],
    run: ([prefix, index]) => text(host(parsePrefix(textOf(prefix)), wholeNumberOf(index))),
  },
  cidrnetmask: { params: [string], run: ([prefix]) => text(netmask(parsePrefix(textOf(prefix)))) },
  cidrsubnet: {
    params: [string, numeric, numeric],
    run: ([prefix, newBits, index]) =>
      text(subnet(parsePrefix(textOf(prefix)), wholeNumberOf(newBits), wholeNumberOf(index))),
  },
  cidrsubnets: {
    params: [string],
    rest: numeric,
    run: ([prefix, ...sizes]) => subnets(parsePrefix(textOf(prefix)), sizes.map(numberOf)),
  },
};
