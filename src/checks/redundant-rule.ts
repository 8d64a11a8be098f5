import { isUnknown, type SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
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
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { count, groupText, ruleCause } from './words.ts';

export const redundantRule: Check = {
  id: 'redundant-rule',
  title: 'A rule is covered by another one',
  what: 'Rules that another rule of the same group and direction covers completely: removing them changes nothing.',
  why: 'They count against the quota, and closing one of two overlapping rules closes nothing.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters: {},
  remediation: 'Revoke the covered rule.',
  run: (context, { severity }) =>
    context.network.securityGroups.flatMap((group) => {
      const rules = group.rules.flatMap(readable);
      const covered = rules.filter((rule, i) => rules.some((other, j) => i !== j && covers(other, rule, j < i)));
      if (covered.length === 0) return [];
      const redundant = covered.map(({ rule }) => rule);
      return [
        plainFinding('redundant-rule', 'security-group', group, {
          severity,
          title: `${count(redundant.length, 'rule')} of ${groupText(group)} ${redundant.length === 1 ? 'is' : 'are'} covered by others`,
          summary: `Without ${count(redundant.length, 'rule')} ${groupText(group)} would allow exactly the same.`,
          because: redundant.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, redundant),
        }),
      ];
    }),
};

interface Readable {
  readonly rule: SecurityGroupRule;
  readonly services: ServiceSet;
  /** Addresses for a CIDR; otherwise what the peer is called, which only an equal one covers. */
  readonly peer: AddressSet | string;
}

function readable(rule: SecurityGroupRule): readonly Readable[] {
  const { peer, service } = rule;
  if (isUnknown(service) || peer.kind === 'unknown') return [];
  const services = serviceSet(service);
  if (peer.kind === 'cidr') return [{ rule, services, peer: addressSet([peer.cidr]) }];
  return [{ rule, services, peer: peer.kind === 'prefix-list' ? peer.prefixListId : peer.groupId }];
}

/** Of two equal rules the one that comes first covers the other, so that one of them stays. */
function covers(a: Readable, b: Readable, first: boolean): boolean {
  if (a.rule.direction !== b.rule.direction) return false;
  if (hasServices(subtractServices(b.services, a.services)) || !coversPeer(a.peer, b.peer)) return false;
  const isEqual = !hasServices(subtractServices(a.services, b.services)) && coversPeer(b.peer, a.peer);
  return first || !isEqual;
}

function coversPeer(a: AddressSet | string, b: AddressSet | string): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return !hasAddresses(subtractAddresses(b, a));
}
