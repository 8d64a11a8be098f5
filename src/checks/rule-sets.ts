import { isUnknown, type SecurityGroupRule } from '../network/index.ts';
import {
  type AddressSet,
  addressSet,
  hasAddresses,
  hasServices,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
  subtractServices,
} from './engine.ts';

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
  return (
    a.rule.direction === b.rule.direction &&
    !hasServices(subtractServices(b.services, a.services)) &&
    coversPeer(a.peer, b.peer)
  );
}

function coversPeer(a: AddressSet | string, b: AddressSet | string): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return !hasAddresses(subtractAddresses(b, a));
}
