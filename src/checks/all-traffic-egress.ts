import { isUnknown, type SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import {
  type AddressSet,
  hasAddresses,
  internetPart,
  isEverything,
  NO_ADDRESSES,
  serviceSet,
  unionAddresses,
} from './engine.ts';
import { revoke } from './fix.ts';
import { cidrsOf } from './internet/openings.ts';
import { isWide } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText, memberText, ruleCause } from './words.ts';

export const allTrafficEgress: Check = {
  id: 'all-traffic-egress',
  title: 'A security group lets everything out to the internet',
  what: 'Security groups in use whose rules let all traffic out to the internet, as AWS sets up every new group.',
  why: 'Whoever takes over a machine can fetch tools and send data anywhere.',
  severity: 'info',
  references: { checkov: ['CKV_AWS_382'], trivy: ['AWS-0104'] },
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters: {},
  remediation: 'Let out what the application needs: its data stores, endpoints, and tcp/443 through a proxy.',
  run: (context, { severity }) => {
    const parts = new Map<string, AddressSet>();
    const partOf = (rule: SecurityGroupRule) => {
      const cidrs = cidrsOf(rule, context.prefixLists);
      const key = cidrs.join();
      const part = parts.get(key) ?? internetPart(cidrs);
      parts.set(key, part);
      return part;
    };
    return context.network.securityGroups.flatMap((group) => {
      const holders = context.holders.get(group.id) ?? [];
      // AWS gives every new group such a rule; in code somebody wrote it, for members that come later.
      if (holders.length === 0 && (group.origin.kind === 'live' || group.groupName === 'default')) return [];
      const rules = group.rules.filter(
        (rule) =>
          rule.direction === 'egress' &&
          !isUnknown(rule.service) &&
          isEverything(serviceSet(rule.service)) &&
          hasAddresses(partOf(rule)),
      );
      const out = rules.map(partOf).reduce(unionAddresses, NO_ADDRESSES);
      if (!isWide(out, { ipv4Prefix: 1, ipv6Prefix: 4 })) return [];
      const who = holders.length > 0 ? memberText(holders) : 'no interface yet';
      return [
        plainFinding('all-traffic-egress', 'security-group', group, {
          severity,
          identity: [group.id, 'egress'],
          title: `${groupText(group)} lets everything out to the internet from ${who}`,
          summary: `${groupText(group)} restricts nothing that goes out; it is held by ${who}.`,
          because: rules.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, rules),
        }),
      ];
    });
  },
};
