import { isUnknown, type SecurityGroupRule } from '../network/index.ts';
import { type AddressSet, addressSet, hasAddresses, type ServiceSet, serviceSet, subtractAddresses } from './engine.ts';

/** A rule as sets. */
export interface Readable {
  readonly rule: SecurityGroupRule;
  readonly services: ServiceSet;
  /** Addresses for a CIDR; otherwise what the peer is called, which only an equal one covers. */
  readonly peer: AddressSet | string;
}

/** Reads many rules, each block once. */
export function readableRules(): (rule: SecurityGroupRule) => readonly Readable[] {
  const blocks = new Map<string, AddressSet>();
  return (rule) => readable(rule, blocks);
}

/** Nothing for a rule of which something is unknown. */
export function readable(rule: SecurityGroupRule, blocks?: Map<string, AddressSet>): readonly Readable[] {
  const { peer, service } = rule;
  if (isUnknown(service) || peer.kind === 'unknown') return [];
  const services = serviceSet(service);
  if (peer.kind === 'cidr') {
    const block = blocks?.get(peer.cidr) ?? addressSet([peer.cidr]);
    blocks?.set(peer.cidr, block);
    return [{ rule, services, peer: block }];
  }
  return [{ rule, services, peer: peer.kind === 'prefix-list' ? peer.prefixListId : peer.groupId }];
}

/** Whether a rule allows all that another one does. */
export function coversRule(a: Readable, b: Readable): boolean {
  return a.rule.direction === b.rule.direction && holdsServices(a.services, b.services) && coversPeer(a.peer, b.peer);
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
