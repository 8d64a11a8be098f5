import { TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { ALL_SERVICES, portCount } from './engine.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';

const parameters = {
  /** So many tcp or udp ports, together, are a wide range … */
  minimumPorts: 1000,
  /** … and from so many on, the business of `internet-any`. */
  maximumPorts: 59_999,
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const widePortRange: Check<typeof parameters> = {
  id: 'wide-port-range',
  title: 'The internet can reach a wide range of ports',
  what: 'Security groups that open more ports to the internet than any service needs, though not all.',
  why: 'Nobody knows what listens in a wide range tomorrow; it is on the internet at once.',
  severity: 'high',
  references: {
    securityHub: ['EC2.18'],
    awsConfig: ['vpc-sg-open-only-to-authorized-ports'],
    scoutSuite: ['ec2-security-group-opens-port-range'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation: 'Replace the range by the ports that are served.',
  subsumedBy: ['internet-any', 'internet-admin-port', 'internet-database-port'],
  run: (context, { severity, parameters }) => {
    const { minimumPorts, maximumPorts } = parameters;
    const openings = internetOpenings(context, {
      watched: ALL_SERVICES,
      width: parameters,
      isEnough: (services) => {
        const most = Math.max(...[TCP, UDP].map((protocol) => portCount(services, protocol)));
        return most >= minimumPorts && most <= maximumPorts;
      },
    });
    return openings.map((opening) => openingFinding('wide-port-range', opening, severity, context));
  },
};
