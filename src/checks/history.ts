import type { Network, SecurityGroup, SecurityGroupRule } from '../network/index.ts';
import { matchText, peerText } from './words.ts';

/** One rule that came or went. */
export interface RuleChange {
  readonly account: string;
  readonly region: string;
  readonly groupId: string;
  readonly direction: 'ingress' | 'egress';
  /** `tcp 22 from 0.0.0.0/0`: the same rule has the same text whatever its id. */
  readonly rule: string;
  readonly kind: 'opened' | 'closed';
  /** ISO 8601; of a change seen between two scans, the later one. */
  readonly at: string;
  /** Who, from CloudTrail: the ARN of the role or user. */
  readonly by?: string;
  /** With what, from CloudTrail: the user agent. */
  readonly with?: string;
}

/** What changed until now, in any order. */
export interface History {
  readonly now: string;
  readonly changes: readonly RuleChange[];
}

/** A network and when it was seen. */
export interface Seen {
  readonly at: string;
  readonly network: Network;
}

/** The changes between scans, as far as scans show them: what came and went between two of them is not seen. */
export function historyOf(seen: readonly Seen[], now: string): History {
  const sorted = [...seen].sort((a, b) => (a.at < b.at ? -1 : 1));
  const changes = sorted
    .slice(1)
    .flatMap(({ at, network }, index) => changesBetween(sorted[index]!.network, network, at));
  return { now, changes };
}

function changesBetween(before: Network, after: Network, at: string): readonly RuleChange[] {
  const groups = new Map(before.securityGroups.map((group) => [group.id, group]));
  // A group that is new or gone is one change of its own, not one for each of its rules.
  return after.securityGroups.flatMap((group) => {
    const old = groups.get(group.id);
    if (!old) return [];
    const [was, is] = [rulesOf(old), rulesOf(group)];
    const { account, region, id } = group;
    const change = (kind: RuleChange['kind'], { direction }: SecurityGroupRule, rule: string): RuleChange => {
      return { account, region, groupId: id, direction, rule, kind, at };
    };
    return [
      ...[...is].flatMap(([text, rule]) => (was.has(text) ? [] : [change('opened', rule, text)])),
      ...[...was].flatMap(([text, rule]) => (is.has(text) ? [] : [change('closed', rule, text)])),
    ];
  });
}

function rulesOf(group: SecurityGroup): ReadonlyMap<string, SecurityGroupRule> {
  return new Map(group.rules.map((rule) => [ruleText(rule), rule]));
}

/** What a rule allows, in words that are equal when the rules are. */
export function ruleText({ direction, service, peer }: SecurityGroupRule): string {
  return `${matchText(service)} ${direction === 'ingress' ? 'from' : 'to'} ${peerText(peer)}`;
}
