import { type AddressNumber, type Family, parseAddress } from '../../network/index.ts';
import type { Host, SubnetPlace } from '../compile/places.ts';
import type { Guard } from './guards.ts';

/** Interfaces of one subnet that share a guard, by one family of their addresses, in the order of those addresses. */
export interface Roll {
  readonly guard: Guard;
  readonly hosts: readonly Host[];
  readonly addresses: readonly AddressNumber[];
}

/** The rolls of one subnet and the stretch of addresses they lie in. */
export interface SubnetSide {
  readonly subnet: SubnetPlace;
  readonly first: AddressNumber;
  readonly end: AddressNumber;
  readonly rolls: readonly Roll[];
}

/** Sorts interfaces into subnets and rolls. `keyOf` tells apart those that share a guard but not what else matters. */
export function subnetSides(
  hosts: readonly Host[],
  family: Family,
  guardOf: (host: Host) => Guard,
  keyOf: (host: Host) => string,
): readonly SubnetSide[] {
  const subnets = new Map<
    SubnetPlace,
    Map<string, { guard: Guard; entries: { host: Host; address: AddressNumber }[] }>
  >();
  for (const host of hosts) {
    const texts = family === 4 ? host.interface.privateIpv4 : host.interface.ipv6;
    if (texts.length === 0 || host.subnet === undefined) continue;
    const rolls = subnets.get(host.subnet) ?? new Map();
    subnets.set(host.subnet, rolls);
    const roll = rolls.get(keyOf(host)) ?? { guard: guardOf(host), entries: [] };
    rolls.set(keyOf(host), roll);
    for (const text of texts) roll.entries.push({ host, address: parseAddress(text).value });
  }
  return [...subnets].map(([subnet, rolls]) => {
    const sorted = [...rolls.values()].map(({ guard, entries }): Roll => {
      entries.sort((a, b) => (a.address < b.address ? -1 : 1));
      return { guard, hosts: entries.map(({ host }) => host), addresses: entries.map(({ address }) => address) };
    });
    const all = sorted.flatMap(({ addresses }) => [addresses[0]!, addresses.at(-1)!]);
    const first = all.reduce((a, b) => (b < a ? b : a));
    const last = all.reduce((a, b) => (b > a ? b : a));
    return { subnet, rolls: sorted, first, end: next(last) };
  });
}

function next(address: AddressNumber): AddressNumber {
  return typeof address === 'number' ? address + 1 : address + 1n;
}

const NOBODY: readonly Host[] = [];
const slices = new WeakMap<Roll, Map<string, readonly Host[]>>();

/** The interfaces of a roll with an address in a stretch; the same array for the same stretch. */
export function within(roll: Roll, first: AddressNumber, end: AddressNumber): readonly Host[] {
  const { addresses, hosts } = roll;
  if (first <= addresses[0]! && addresses.at(-1)! < end) return hosts;
  const from = lowerBound(addresses, first);
  const to = lowerBound(addresses, end);
  if (from >= to) return NOBODY;
  const known = slices.get(roll) ?? new Map<string, readonly Host[]>();
  slices.set(roll, known);
  const key = `${from}-${to}`;
  const slice = known.get(key) ?? hosts.slice(from, to);
  known.set(key, slice);
  return slice;
}

function lowerBound(addresses: readonly AddressNumber[], address: AddressNumber): number {
  let low = 0;
  let high = addresses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addresses[middle]! < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
