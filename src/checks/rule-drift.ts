import { isUnknown, type RulePeer, type SecurityGroup, type SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { hasServices, intersectServices, serviceSet } from './engine.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { isCovered, type Readable, readable } from './rule-sets.ts';
import { groupText, ruleCause } from './words.ts';

export const ruleDrift: Check = {
  id: 'rule-drift',
  title: 'The rules of a security group are not those of its code',
  what: 'Groups that code makes and whose rules in the account differ: some that are in no code, or some that are missing. How the rules are divided makes no difference. Where some of the code could not be read, only what is missing is told.',
  why: 'A rule in no code was made by hand and reviewed by nobody; the next apply closes it, or opens what somebody closed.',
  severity: 'medium',
  references: {},
  dependsOn: ['describe-security-groups', 'code'],
  parameters: {},
  remediation: 'Take the rule over into the code, or revoke it; apply what is missing.',
  run: (context, { severity }) => {
    const { code: roots = [] } = context.more;
    const isWhole = roots.every(({ unread }) => unread.length === 0);
    const stated = new Map<string, SecurityGroup[]>();
    for (const { network } of roots)
      for (const group of network.securityGroups) stated.set(group.id, [...(stated.get(group.id) ?? []), group]);
    const groupIds = new Set(context.network.securityGroups.map(({ id }) => id));
    // Code may add rules to a group that is told by a value nobody knows: they may be rules of any group.
    const stray = [...stated].flatMap(([id, groups]) =>
      groupIds.has(id) ? [] : groups.filter(({ groupName }) => groupName === '').flatMap(({ rules }) => rules),
    );
    return context.network.securityGroups.flatMap((group) => {
      const code = stated.get(group.id) ?? [];
      if (code.length === 0) return [];
      const isKnown = code.every(({ unknownRules, groupName }) => unknownRules === undefined || groupName === '');
      const own = code.flatMap((each) => each.rules);
      const live = group.rules.flatMap((rule) => readable(rule));
      const said = own.filter((rule) => !isVague(rule)).flatMap((rule) => readable(rule));
      const possible = [...own, ...stray];
      const known = possible.flatMap((rule) => readable(rule));
      const extra =
        isWhole && isKnown && code.some(isDefinedGroup)
          ? without(live, known).filter((rule) => !possible.some((other) => isVague(other) && mayCover(other, rule)))
          : [];
      const missing = without(said, live);
      if (extra.length + missing.length === 0) return [];
      const parts = [
        ...(extra.length > 0 ? [`${extra.length} in no code`] : []),
        ...(missing.length > 0 ? [`${missing.length} missing`] : []),
      ];
      return [
        plainFinding('rule-drift', 'security-group', group, {
          severity,
          title: `the rules of ${groupText(group)} are not those of its code: ${parts.join(', ')}`,
          summary: `Compared with its code, ${groupText(group)} has rules that differ: ${parts.join(', ')}.`,
          because: [
            ...extra.map((rule) => inWords(group, rule, 'is in no code')),
            ...missing.map((rule) => inWords(group, rule, 'is missing')),
          ],
          fix: revoke(group, extra),
        }),
      ];
    });
  },
};

/** Something of it is unknown, or it names a group of code that was not recognised. */
function isVague({ peer, service }: SecurityGroupRule): boolean {
  return isUnknown(service) || peer.kind === 'unknown' || (peer.kind === 'security-group' && !isId(peer.groupId));
}

function isId(groupId: string): boolean {
  return groupId.startsWith('sg-');
}

/** Whether a vague rule of code may be one that is there. */
function mayCover(vague: SecurityGroupRule, rule: SecurityGroupRule): boolean {
  const isService =
    isUnknown(vague.service) ||
    isUnknown(rule.service) ||
    hasServices(intersectServices(serviceSet(vague.service), serviceSet(rule.service)));
  return vague.direction === rule.direction && isService && mayBePeer(vague.peer, rule.peer);
}

function mayBePeer(vague: RulePeer, peer: RulePeer): boolean {
  if (vague.kind === 'unknown') return true;
  if (vague.kind === 'security-group' && !isId(vague.groupId)) return peer.kind === 'security-group';
  // Its service is what is unknown; who it lets in could be said in other words, except by group.
  return vague.kind !== 'security-group' || (peer.kind === 'security-group' && peer.groupId === vague.groupId);
}

/** The rules that those of the other side do not cover. */
function without(rules: readonly Readable[], others: readonly Readable[]): readonly SecurityGroupRule[] {
  return rules.filter((rule) => !isCovered(rule, others)).map(({ rule }) => rule);
}

function inWords(group: SecurityGroup, rule: SecurityGroupRule, what: string) {
  const cause = ruleCause(group, rule);
  return { ...cause, text: `${cause.text} ${what}` };
}
