import { ICMP, ICMPV6 } from '../network/index.ts';
import type { Check } from './check.ts';
import { hasServices, type ServiceSet, serviceSet, subtractServices, unionServices } from './engine.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';

const parameters = { ipv4Prefix: 8, ipv6Prefix: 16 };

const WHOLE = [
  serviceSet({ protocol: ICMP, icmpType: -1, icmpCode: -1 }),
  serviceSet({ protocol: ICMPV6, icmpType: -1, icmpCode: -1 }),
];

export const internetIcmp: Check<typeof parameters> = {
  id: 'internet-icmp',
  title: 'The internet can send every kind of ICMP',
  what: 'Security groups that allow all types of ICMP or ICMPv6 from the internet. Single types, such as echo, are fine.',
  why: 'Redirects, timestamps and address-mask requests map a network; monitoring needs echo, path discovery comes back by itself.',
  severity: 'low',
  references: { scoutSuite: ['ec2-security-group-opens-icmp-to-all'] },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation: 'Allow echo requests only (type 8; for IPv6 type 128), from where monitoring runs.',
  subsumedBy: ['internet-any', 'internet-admin-port', 'internet-database-port', 'wide-port-range'],
  run: (context, { severity, parameters }) =>
    internetOpenings(context, {
      watched: WHOLE.reduce(unionServices),
      width: parameters,
      isEnough: (services: ServiceSet) => WHOLE.some((whole) => !hasServices(subtractServices(whole, services))),
    }).map((opening) => openingFinding('internet-icmp', opening, severity, context)),
};
