import type { Check } from './check.ts';
import { awsCommand } from './fix.ts';
import { type Alike, alikeInterfaces } from './quota/by-groups.ts';
import { crossing, leftText, levelOf, levelSeverity, withinProduct } from './quota/level.ts';
import { limitOf } from './quota/simple.ts';
import { count, exposedInterface, groupText, memberText } from './words.ts';

const parameters = {
  /** Security groups per network interface (quota L-2AFB9258). */
  limit: 5,
  near: 0.8,
  at: 0.95,
};

/** Rules a group may hold, where the account's quota is not known. */
const RULES = 60;

export const interfaceGroupsQuota: Check<typeof parameters> = {
  id: 'interface-groups-quota',
  title: 'An interface holds nearly as many security groups as it may',
  what: 'Interfaces whose security groups come near the quota of groups per interface.',
  why: 'When the quota is reached, the next group (for an incident, a new monitoring agent) cannot be attached.',
  severity: 'medium',
  references: { quota: ['L-2AFB9258'] },
  dependsOn: ['describe-network-interfaces'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation:
    'Merge groups that always go together, or ask for a higher quota: up to 16, as long as it times the rules per group stays within 1,000.',
  run: (context, { severity, parameters }) => {
    const finding = ({ groupIds, interfaces }: Alike) => {
      const limit = limitOf(context, interfaces[0]!, 'L-2AFB9258', parameters.limit);
      const level = levelOf(groupIds.length, limit, parameters);
      if (!level) return [];
      const [first] = interfaces;
      const wanted = withinProduct(Math.min(16, limit + 5), limitOf(context, first!, 'L-0EA8095F', RULES));
      const names = groupIds.map((id) => {
        const group = context.groups.get(id);
        return group ? groupText(group) : id;
      });
      const { account, region } = first!;
      const subject =
        interfaces.length === 1
          ? `${exposedInterface(first!, context).name ?? first!.id} holds`
          : `${memberText(interfaces)} hold`;
      return [
        {
          check: 'interface-groups-quota',
          identity: groupIds,
          severity: levelSeverity(level, severity),
          account,
          region,
          resource: {
            kind: 'network-interface',
            id: first!.id,
            ...(first!.name !== undefined && { name: first!.name }),
          },
          title: `${subject} ${groupIds.length} of ${limit} security groups`,
          summary: `${subject} ${count(groupIds.length, 'security group')} of ${limit} allowed: ${leftText(groupIds.length, limit)}. ${crossing(groupIds.length, limit)} The groups are ${names.join(', ')}.`,
          exposure: 'none' as const,
          because: names.map((text, i) => ({ text, resource: groupIds[i]! })),
          exposed: interfaces.map((each) => exposedInterface(each, context)),
          fix: {
            cli:
              wanted > limit
                ? [
                    awsCommand(
                      region,
                      ...['service-quotas', 'request-service-quota-increase', '--service-code', 'vpc'],
                      ...['--quota-code', 'L-2AFB9258', '--desired-value', String(wanted)],
                    ),
                  ]
                : [],
          },
        },
      ];
    };
    return alikeInterfaces(context).flatMap(finding);
  },
};
