import { isUnknown, type SecurityGroupRule, TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { NO_SERVICES, portCount, type ServiceSet, serviceSet, unionServices } from './engine.ts';
import { revoke } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText, memberText, ruleCause } from './words.ts';

const parameters = { minimumPorts: 60_000 };

export const allPortsToSelf: Check<typeof parameters> = {
  id: 'all-ports-to-self',
  title: 'Members of a security group reach each other on every port',
  what: 'Groups that more than one interface holds, with a rule that allows all ports from the group itself.',
  why: 'Whoever takes over one member reaches everything on all the others, also what listens only for the machine itself.',
  severity: 'info',
  references: { scoutSuite: ['ec2-security-group-opens-all-ports-to-self'] },
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters,
  remediation: 'Allow the ports by which the members work together: replication, gossip, health checks.',
  run: (context, { severity, parameters }) =>
    context.network.securityGroups.flatMap((group) => {
      const holders = context.holders.get(group.id) ?? [];
      // The default group is like that from the start, and has a check of its own.
      if (holders.length < 2 || group.groupName === 'default') return [];
      const own = group.rules.filter(
        ({ direction, peer }) => direction === 'ingress' && peer.kind === 'security-group' && peer.groupId === group.id,
      );
      const isMost = (set: ServiceSet) =>
        [TCP, UDP].some((protocol) => portCount(set, protocol) >= parameters.minimumPorts);
      const wide = own.filter((rule) => isMost(servicesOf(rule)));
      // Several rules may share the ports between them.
      const rules = wide.length > 0 ? wide : isMost(own.map(servicesOf).reduce(unionServices, NO_SERVICES)) ? own : [];
      if (rules.length === 0) return [];
      return [
        plainFinding('all-ports-to-self', 'security-group', group, {
          severity,
          identity: [group.id, 'ingress'],
          title: `the ${memberText(holders)} in ${groupText(group)} reach each other on every port`,
          summary: `${groupText(group)} allows everything from itself, and ${memberText(holders)} hold it.`,
          because: rules.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, rules),
        }),
      ];
    }),
};

function servicesOf({ service }: SecurityGroupRule): ServiceSet {
  return isUnknown(service) ? NO_SERVICES : serviceSet(service);
}
