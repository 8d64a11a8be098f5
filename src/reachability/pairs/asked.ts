import type { AddressNumber, Family } from '../../network/index.ts';
import { type AddressSet, hasAddresses } from '../sets/addresses.ts';
import { intervals } from '../sets/boundaries.ts';
import type { Entry, Place, Roll, Senders } from './senders.ts';

/** What rules of a group name as peers: addresses, and groups. */
export interface Peers {
  readonly addresses: AddressSet;
  readonly groupIds: ReadonlySet<string>;
}

/** The places where somebody stands whom the peers may mean: by an own address, by a public one, by a group. */
export function placesMatched(senders: Record<Family, Senders>, peers: Peers): Record<Family, readonly Place[]> {
  const find = (family: Family): readonly Place[] => {
    const { places, placesOf } = senders[family];
    const named = new Set([...peers.groupIds].flatMap(placesOf));
    const found = places.filter((place) => named.has(place) || (hasAddresses(peers.addresses) && isMet(place, peers)));
    return found.length === places.length ? places : found;
  };
  return { 4: find(4), 6: find(6) };
}

function isMet({ rolls }: Place, { addresses }: Peers): boolean {
  return rolls.some(
    (roll) =>
      roll.wide.length > 0 ||
      hasWithin(roll.entries, ownOf, typeof roll.entries[0]!.own === 'number' ? addresses.v4 : addresses.v6) ||
      isShownWithin(roll, addresses.v4),
  );
}

function isShownWithin(roll: Roll, addresses: AddressSet['v4']): boolean {
  const { shown } = roll.entries[0]!;
  if (shown === undefined) return false;
  return shown === null || hasWithin(roll.shown(), shownOf, addresses);
}

function hasWithin(
  entries: readonly Entry[],
  addressOf: (entry: Entry) => AddressNumber,
  addresses: AddressSet['v4' | 'v6'],
): boolean {
  for (const [first, end] of intervals<AddressNumber>(addresses as readonly AddressNumber[])) {
    const entry = entries[lowerBound(entries, addressOf, first)];
    if (entry && addressOf(entry) < end) return true;
  }
  return false;
}

export function ownOf({ own }: Entry): AddressNumber {
  return own;
}

export function shownOf({ shown }: Entry): AddressNumber {
  return shown ?? 0;
}

/** The first of some entries in order, from one on, that is at an address or beyond. */
export function lowerBound(
  entries: readonly Entry[],
  addressOf: (entry: Entry) => AddressNumber,
  address: AddressNumber,
  from = 0,
): number {
  let low = from;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addressOf(entries[middle]!) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
