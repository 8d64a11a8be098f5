import { isUnknown, type SecurityGroupRule } from '../network/index.ts';
import {
  type AddressSet,
  addressSet,
  covers,
  cuts,
  hasAddresses,
  NO_ADDRESSES,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
  unionAddresses,
} from './engine.ts';

/** A rule as sets. */
export interface Readable {
  readonly rule: SecurityGroupRule;
  readonly services: ServiceSet;
  /** Addresses for a CIDR; otherwise what the peer is called, which only an equal one covers. */
  readonly peer: AddressSet | string;
}

/** Nothing for a rule of which something is unknown. */
export function readable(rule: SecurityGroupRule): readonly Readable[] {
  const { peer, service } = rule;
  if (isUnknown(service) || peer.kind === 'unknown') return [];
  const services = serviceSet(service);
  if (peer.kind === 'cidr') return [{ rule, services, peer: addressSet([peer.cidr]) }];
  return [{ rule, services, peer: peer.kind === 'prefix-list' ? peer.prefixListId : peer.groupId }];
}

/** Whether a rule allows all that another one does. */
function coversRule(a: Readable, b: Readable): boolean {
  return a.rule.direction === b.rule.direction && holdsServices(a.services, b.services) && coversPeer(a.peer, b.peer);
}

/** Whether some rules allow all that another one does, each or together. */
export function isCovered(rule: Readable, others: readonly Readable[]): boolean {
  if (others.some((other) => coversRule(other, rule))) return true;
  const { peer } = rule;
  const beside = others.filter(
    (other) =>
      other.rule.direction === rule.rule.direction &&
      typeof other.peer === typeof peer &&
      (typeof peer !== 'string' || other.peer === peer),
  );
  return cuts([rule.services, ...beside.map(({ services }) => services)])
    .filter((part) => covers(rule.services, part))
    .every((part) => {
      const there = beside.filter(({ services }) => covers(services, part));
      if (typeof peer === 'string') return there.length > 0;
      const addresses = there.map((other) => other.peer as AddressSet).reduce(unionAddresses, NO_ADDRESSES);
      return !hasAddresses(subtractAddresses(peer, addresses));
    });
}

/** Whether one set of services lies in another, interval by interval: asked for every pair of a group's rules. */
function holdsServices(all: ServiceSet, part: ServiceSet): boolean {
  for (let i = 0; i < part.length; i += 2) {
    let isHeld = false;
    for (let j = 0; j < all.length && !isHeld; j += 2) isHeld = all[j]! <= part[i]! && part[i + 1]! <= all[j + 1]!;
    if (!isHeld) return false;
  }
  return true;
}

function coversPeer(a: AddressSet | string, b: AddressSet | string): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return !hasAddresses(subtractAddresses(b, a));
}
