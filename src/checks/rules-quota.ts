import type { SecurityGroup } from '../network/index.ts';
import type { Check, Use } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding } from './finding.ts';
import { awsCommand } from './fix.ts';
import { type Alike, alikeInterfaces } from './quota/by-groups.ts';
import { crossing, leftText, levelOf, levelSeverity, withinProduct } from './quota/level.ts';
import { fullest, type RuleCount, ruleCounts } from './quota/rule-count.ts';
import { limitOf } from './quota/simple.ts';
import { exposedInterface, groupText, memberText } from './words.ts';

const parameters = {
  /** Rules per security group, direction and family (quota L-0EA8095F). */
  limit: 60,
  /** Groups of an interface times the rules of a group. */
  productLimit: 1000,
  near: 0.8,
  at: 0.95,
};

export const rulesQuota: Check<typeof parameters> = {
  id: 'rules-quota',
  title: 'A security group holds nearly as many rules as it may',
  what: 'Groups whose rules of one direction and family come near the quota, prefix lists counted by their weight; and interfaces whose groups times rules come near 1,000.',
  why: 'When the quota is reached, rules can no longer be added, often in the middle of an incident or a rollout.',
  severity: 'medium',
  references: {
    quota: ['L-0EA8095F'],
    prowler: ['ec2_securitygroup_with_many_ingress_egress_rules'],
  },
  dependsOn: ['describe-security-groups', 'describe-managed-prefix-lists', 'describe-network-interfaces'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation:
    'Merge neighbouring CIDRs, refer to security groups instead of addresses, drop rules that others cover, or shorten a prefix list’s max entries; or ask for a higher quota.',
  run: (context, use) => {
    const counts = new Map(context.network.securityGroups.map((group) => [group.id, ruleCounts(group, context)]));
    return [
      ...context.network.securityGroups.flatMap((group) =>
        counts.get(group.id)!.flatMap((each) => groupFinding(group, each, context, use)),
      ),
      ...alikeInterfaces(context).flatMap((alike) => productFinding(alike, counts, context, use)),
    ];
  },
};

type RulesUse = Use<typeof parameters>;

/** Groups an interface may hold, where the account's quota is not known. */
const GROUPS = 5;

function groupFinding(
  group: SecurityGroup,
  { direction, family, used, fromPrefixLists, atLeast }: RuleCount,
  context: CheckContext,
  { severity, parameters }: RulesUse,
): readonly Finding[] {
  const { account, region, id } = group;
  const limit = limitOf(context, group, 'L-0EA8095F', parameters.limit);
  const level = levelOf(used, limit, parameters);
  if (!level) return [];
  const number = `${atLeast ? 'at least ' : ''}${used}`;
  const lists =
    fromPrefixLists > 0
      ? ` Prefix lists make up ${fromPrefixLists} of them: raising the max entries of one counts like further rules.`
      : '';
  const wanted = withinProduct(Math.ceil(Math.max(used, limit) * 1.5), limitOf(context, group, 'L-2AFB9258', GROUPS));
  return [
    {
      check: 'rules-quota',
      identity: [id, direction, `ipv${family}`],
      severity: levelSeverity(level, severity),
      account,
      region,
      resource: { kind: 'security-group', id, name: group.groupName },
      title: `${groupText(group)} holds ${number} of ${limit} IPv${family} ${direction} rules`,
      summary: `As AWS counts, ${groupText(group)} holds ${number} of the ${limit} ${direction} rules a group may have for IPv${family}: ${leftText(used, limit)}. ${crossing(used, limit)}${lists}`,
      exposure: 'none',
      because: heaviest(group, direction, context),
      exposed: [],
      fix: { cli: wanted > limit ? [increase(region, 'L-0EA8095F', wanted)] : [] },
    },
  ];
}

/** The prefix lists that weigh most; single rules are too many to tell apart. */
function heaviest(
  group: SecurityGroup,
  direction: 'ingress' | 'egress',
  { prefixLists }: CheckContext,
): Finding['because'] {
  const ids = group.rules.flatMap(({ peer, direction: its }) =>
    its === direction && peer.kind === 'prefix-list' ? [peer.prefixListId] : [],
  );
  return [...new Set(ids)].map((id) => {
    const list = prefixLists.get(id);
    const uses = ids.filter((each) => each === id).length;
    return {
      text: `prefix list ${list?.name ?? id} counts ${list?.weight ?? 'an unknown number'}${uses > 1 ? `, ${uses} times` : ''}`,
      resource: id,
    };
  });
}

function productFinding(
  { groupIds, interfaces }: Alike,
  counts: ReadonlyMap<string, readonly RuleCount[]>,
  context: CheckContext,
  { severity, parameters }: RulesUse,
): readonly Finding[] {
  const used = groupIds.map((id) => counts.get(id)).map((each) => (each ? fullest(each).used : 0));
  const most = Math.max(0, ...used);
  const product = groupIds.length * most;
  const { productLimit } = parameters;
  const level = levelOf(product, productLimit, parameters);
  if (!level) return [];
  const [first] = interfaces;
  const { account, region, id } = first!;
  const subject = interfaces.length === 1 ? `${id} holds` : `${memberText(interfaces)} hold`;
  return [
    {
      check: 'rules-quota',
      identity: ['product', ...groupIds],
      severity: levelSeverity(level, severity),
      account,
      region,
      resource: { kind: 'network-interface', id },
      title: `${subject} ${groupIds.length} groups of up to ${most} rules: ${product} of ${productLimit}`,
      summary: `AWS keeps groups per interface times rules per group within ${productLimit}: ${leftText(product, productLimit)}. One more group makes ${(groupIds.length + 1) * most} of it, one more rule in the largest ${groupIds.length * (most + 1)}. Neither quota can be raised further without lowering the other.`,
      exposure: 'none',
      because: groupIds.map((each, i) => ({ text: `${each} counts ${used[i]} rules`, resource: each })),
      exposed: interfaces.map((each) => exposedInterface(each, context)),
      restsOn: [],
      fix: { cli: [] },
    },
  ];
}

function increase(region: string, code: string, value: number): string {
  return awsCommand(
    region,
    ...['service-quotas', 'request-service-quota-increase', '--service-code', 'vpc', '--quota-code', code],
    ...['--desired-value', String(value)],
  );
}
