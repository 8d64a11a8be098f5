import { isUnknown, TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { addressSet, hasAddresses, hasServices, intersectServices, serviceSet, subtractAddresses } from './engine.ts';
import { revoke } from './fix.ts';
import { cidrsOf } from './internet/openings.ts';
import { watchPorts } from './internet/ports.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText, memberText, ruleCause } from './words.ts';

const parameters = {
  /** Addresses or CIDRs of the resolvers that may be asked; empty: any, and nothing is found. */
  resolvers: [] as readonly string[],
};

const DNS = watchPorts([
  [UDP, [53, 853]],
  [TCP, [53, 853]],
]);

export const dnsEgress: Check<typeof parameters> = {
  id: 'dns-egress',
  title: 'DNS may go to other resolvers than the named ones',
  what: 'Groups in use that let DNS out to anything but the resolvers of the configuration. The VPC’s own needs no rule.',
  why: 'Names are a way out for data that no proxy sees, and answers of a foreign resolver lead anywhere.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters,
  remediation: 'Let DNS out to the named resolvers only; the VPC’s resolver is reached without any rule.',
  subsumedBy: ['all-traffic-egress'],
  run: (context, { severity, parameters }) => {
    if (parameters.resolvers.length === 0) return [];
    const named = addressSet(parameters.resolvers);
    return context.network.securityGroups.flatMap((group) => {
      const holders = context.holders.get(group.id) ?? [];
      const rules = group.rules.filter(
        (rule) =>
          rule.direction === 'egress' &&
          !isUnknown(rule.service) &&
          hasServices(intersectServices(serviceSet(rule.service), DNS)) &&
          hasAddresses(subtractAddresses(addressSet(cidrsOf(rule, context.prefixLists)), named)),
      );
      if (holders.length === 0 || rules.length === 0) return [];
      return [
        plainFinding('dns-egress', 'security-group', group, {
          severity,
          identity: [group.id, 'egress'],
          title: `${groupText(group)} lets DNS out to other resolvers than the named ones from ${memberText(holders)}`,
          summary: `The named resolvers are ${parameters.resolvers.join(', ')}; ${groupText(group)} allows more.`,
          because: rules.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, rules),
        }),
      ];
    });
  },
};
