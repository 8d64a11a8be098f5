import { TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { ALL_SERVICES, portCount } from './engine.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';

const parameters = {
  /** As good as all: so many tcp or udp ports, together, leave nothing out that matters. */
  minimumPorts: 60_000,
  /** Sources count as the internet from as many addresses on as one block of this size has. */
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const internetAny: Check<typeof parameters> = {
  id: 'internet-any',
  title: 'The internet can reach every port',
  what: 'Security groups that open all ports of tcp or udp, or all protocols, to the internet, in one rule or in many.',
  why: 'Whatever starts to listen on these machines, on purpose or not, is on the internet at once.',
  severity: 'critical',
  references: {
    cis: ['1.4:5.2', '3.0:5.2/5.3', '5.0:5.3/5.4', '7.0:6.3/6.4'],
    securityHub: ['EC2.18', 'EC2.19'],
    awsConfig: ['vpc-sg-open-only-to-authorized-ports'],
    checkov: ['CKV_AWS_277'],
    trivy: ['AWS-0107'],
    kics: ['4728cd65-a20c-49da-8b31-9c08b423e4db'],
    prowler: ['ec2_securitygroup_allow_ingress_from_internet_to_all_ports'],
    scoutSuite: ['ec2-security-group-opens-all-ports-to-all'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation: 'Revoke the rule and open only the ports that serve the public.',
  run: (context, { severity, parameters }) => {
    const openings = internetOpenings(context, {
      watched: ALL_SERVICES,
      width: parameters,
      isEnough: (services) => [TCP, UDP].some((protocol) => portCount(services, protocol) >= parameters.minimumPorts),
    });
    return openings.map((opening) => openingFinding('internet-any', opening, severity, context));
  },
};
