import { TCP } from '../network/index.ts';
import type { Check } from './check.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { watchPorts } from './internet/ports.ts';

const parameters = {
  tcpPorts: [80],
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const internetHttpPort: Check<typeof parameters> = {
  id: 'internet-http-port',
  title: 'The internet can reach unencrypted HTTP',
  what: 'Security groups that open port 80 to the internet.',
  why: 'What is not a redirect to HTTPS there is read and changed by whoever stands between.',
  severity: 'info',
  references: {
    securityHub: ['EC2.18'],
    awsConfig: ['vpc-sg-open-only-to-authorized-ports'],
    checkov: ['CKV_AWS_260'],
    kics: ['ffac8a12-322e-42c1-b9b9-81ff85c39ef7'],
    scoutSuite: ['ec2-security-group-opens-plaintext-port'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation: 'Serve HTTPS, and let a load balancer answer port 80 with a redirect.',
  subsumedBy: [
    'internet-any',
    'internet-admin-port',
    'internet-database-port',
    'wide-port-range',
    'internet-other-port',
  ],
  run: (context, { severity, parameters }) =>
    internetOpenings(context, {
      watched: watchPorts([[TCP, parameters.tcpPorts]]),
      width: parameters,
      isEnough: (services) => services.length > 0,
    }).map((opening) => openingFinding('internet-http-port', opening, severity, context)),
};
