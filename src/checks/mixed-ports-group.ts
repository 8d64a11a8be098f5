import { isUnknown, type SecurityGroupRule, TCP } from '../network/index.ts';
import type { Check } from './check.ts';
import { hasServices, intersectServices, portCount, serviceSet, subtractServices } from './engine.ts';
import { watchPorts } from './internet/ports.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText, ruleCause } from './words.ts';

const parameters = {
  /** SSH, Telnet, RDP, WinRM. */
  adminPorts: [22, 23, 3389, 5985, 5986],
  /** Wider rules belong to no single purpose, and to other checks. */
  maximumPorts: 100,
};

export const mixedPortsGroup: Check<typeof parameters> = {
  id: 'mixed-ports-group',
  title: 'A security group mixes administration and application ports',
  what: 'Groups that open SSH, RDP or WinRM beside the ports of an application.',
  why: 'Who may administer changes at other times, for other reasons and by other people than what is served.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Give administration a group of its own that can be attached and taken away by itself.',
  run: (context, { severity, parameters }) => {
    const admin = watchPorts([[TCP, parameters.adminPorts]]);
    return context.network.securityGroups.flatMap((group) => {
      const narrow = group.rules.filter((rule) => {
        const ports = portCountOf(rule);
        return rule.direction === 'ingress' && ports > 0 && ports <= parameters.maximumPorts;
      });
      const admins = narrow.filter((rule) => isOnly(rule, admin));
      const applications = narrow.filter((rule) => !touches(rule, admin));
      if (admins.length === 0 || applications.length === 0) return [];
      return [
        plainFinding('mixed-ports-group', 'security-group', group, {
          severity,
          title: `${groupText(group)} mixes administration and application ports`,
          summary: `${groupText(group)} opens administration ports in ${admins.length} of its rules and an application's in ${applications.length}.`,
          because: admins.map((rule) => ruleCause(group, rule)),
          fix: { cli: [] },
        }),
      ];
    });
  },
};

function servicesOf({ service }: SecurityGroupRule) {
  return isUnknown(service) || !('ports' in service) ? [] : serviceSet(service);
}

function portCountOf(rule: SecurityGroupRule): number {
  return portCount(servicesOf(rule), TCP);
}

function isOnly(rule: SecurityGroupRule, ports: ReturnType<typeof watchPorts>): boolean {
  return touches(rule, ports) && !hasServices(subtractServices(servicesOf(rule), ports));
}

function touches(rule: SecurityGroupRule, ports: ReturnType<typeof watchPorts>): boolean {
  return hasServices(intersectServices(servicesOf(rule), ports));
}
