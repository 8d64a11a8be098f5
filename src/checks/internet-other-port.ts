import { TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { serviceSet, subtractServices, unionServices } from './engine.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { watchPorts } from './internet/ports.ts';
import { internetAdminPort } from './internet-admin-port.ts';
import { internetDatabasePort } from './internet-database-port.ts';

const parameters = {
  /** What may be open to everybody; HTTP has a check of its own. */
  publicTcpPorts: [80, 443],
  /** HTTP/3; IPsec, OpenVPN and WireGuard, which ask for a key before they answer. */
  publicUdpPorts: [443, 500, 1194, 4500, 51_820],
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

const PORTS = unionServices(
  serviceSet({ protocol: TCP, ports: [0, 65_535] }),
  serviceSet({ protocol: UDP, ports: [0, 65_535] }),
);

/** Ports that have a check of their own. */
const WATCHED = [internetAdminPort, internetDatabasePort].map(({ parameters: { tcpPorts, udpPorts } }) =>
  watchPorts([
    [TCP, tcpPorts],
    [UDP, udpPorts],
  ]),
);

export const internetOtherPort: Check<typeof parameters> = {
  id: 'internet-other-port',
  title: 'The internet can reach a port that is not meant for everybody',
  what: 'Security groups that open any other port to the internet than those that may be: as a rule, those of the web and of VPNs. Administration ports and data stores have checks of their own.',
  why: 'What is open to everybody should be so on purpose: test servers, mail, metrics and files are found by scanners like everything else.',
  severity: 'medium',
  references: {
    securityHub: ['EC2.18', 'EC2.19'],
    awsConfig: ['vpc-sg-open-only-to-authorized-ports', 'restricted-common-ports'],
    kics: ['590d878b-abdc-428f-895a-e2b68a0e1998'],
    prowler: [
      'ec2_securitygroup_allow_ingress_from_internet_to_any_port',
      'ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports',
      'ec2_securitygroup_allow_ingress_from_internet_to_tcp_ftp_port_20_21',
    ],
    scoutSuite: ['ec2-security-group-opens-port-to-all'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation:
    'Revoke the rule, allow those who need the port, or put a load balancer in front; add what is meant for everybody to the parameters.',
  subsumedBy: ['internet-any', 'internet-admin-port', 'internet-database-port', 'wide-port-range'],
  run: (context, { severity, parameters }) => {
    const allowed = watchPorts([
      [TCP, parameters.publicTcpPorts],
      [UDP, parameters.publicUdpPorts],
    ]);
    return internetOpenings(context, {
      watched: [allowed, ...WATCHED].reduce(subtractServices, PORTS),
      width: parameters,
      isEnough: (services) => services.length > 0,
    }).map((opening) => openingFinding('internet-other-port', opening, severity, context));
  },
};
