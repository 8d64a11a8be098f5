import { isUnknown, TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { ALL_SERVICES, isEverything, portCount, serviceSet } from './engine.ts';
import { revokeAll } from './fix.ts';
import { waysOut } from './internet/egress.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText, memberText, ruleCause, serviceText } from './words.ts';

const parameters = {
  /** As good as all: so many tcp or udp ports, together, leave nothing out that matters. */
  minimumPorts: 60_000,
};

const PEERS = { checkov: ['CKV_AWS_382'], trivy: ['AWS-0104'] };

export const allTrafficEgress: Check<typeof parameters> = {
  id: 'all-traffic-egress',
  title: 'A security group lets everything out to the internet',
  what: 'Security groups in use whose rules let everything, or all ports of tcp or udp, out to the internet, as AWS sets up every new group: in one rule or in many, of one group or of several that an interface holds.',
  why: 'Whoever takes over a machine can fetch tools and send data anywhere.',
  severity: 'info',
  references: PEERS,
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters,
  remediation: 'Let out what the application needs: its data stores, endpoints, and tcp/443 through a proxy.',
  run: (context, { severity, parameters }) => {
    const query = {
      watched: ALL_SERVICES,
      // More than half of the internet.
      width: { ipv4Prefix: 1, ipv6Prefix: 4 },
      isEnough: (services: Parameters<typeof portCount>[0]) =>
        [TCP, UDP].some((protocol) => portCount(services, protocol) >= parameters.minimumPorts),
    };
    return waysOut(context, query).flatMap(({ groups, rules, granted, holders }) => {
      const [first] = groups;
      // AWS gives every new group such a rule; in code somebody wrote it, for members that come later.
      if (holders.length === 0 && (first!.origin.kind === 'live' || first!.groupName === 'default')) return [];
      const who = holders.length > 0 ? memberText(holders) : 'no interface yet';
      const through = groups.map(groupText).join(' and ');
      return [
        plainFinding('all-traffic-egress', 'security-group', first!, {
          severity,
          identity: [groups.map(({ id }) => id).join('+'), 'egress'],
          title: `${through} ${groups.length > 1 ? 'together let' : 'lets'} ${serviceText(granted.services)} out to the internet from ${who}`,
          summary:
            groups.length > 1
              ? `No single group lets so much out: ${through} do so together on ${who} that hold them all.`
              : `${through} hardly restricts what goes out; it is held by ${who}.`,
          because: rules.map(({ group, rule }) => {
            const isAll = !isUnknown(rule.service) && isEverything(serviceSet(rule.service));
            return { ...ruleCause(group, rule), references: isAll ? Object.values(PEERS).flat() : [] };
          }),
          fix: revokeAll(rules),
        }),
      ];
    });
  },
};
