import { TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { watchPorts } from './internet/ports.ts';

const parameters = {
  /** SSH, Telnet, Windows RPC, NetBIOS, SMB, Docker, RDP, VNC, WinRM, kubelet. */
  tcpPorts: [22, 23, 135, 139, 445, 2375, 2376, 3389, 5900, 5985, 5986, 10250],
  udpPorts: [] as readonly number[],
  /** Sources count as the internet from as many addresses on as one block of this size has. */
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const internetAdminPort: Check<typeof parameters> = {
  id: 'internet-admin-port',
  title: 'The internet can reach an administration port',
  what: 'Security groups that open SSH, RDP, WinRM, SMB or another administration port to the internet.',
  why: 'Administration ports are scanned within minutes; one weak password or one unpatched service hands over the machine.',
  severity: 'critical',
  references: {
    cis: ['1.4:5.2', '3.0:5.2/5.3', '5.0:5.3/5.4', '7.0:6.3/6.4'],
    securityHub: ['EC2.13', 'EC2.14', 'EC2.53', 'EC2.54'],
    awsConfig: ['restricted-ssh', 'restricted-common-ports', 'vpc-sg-port-restriction-check'],
    checkov: ['CKV_AWS_24', 'CKV_AWS_25'],
    trivy: ['AWS-0107'],
    kics: ['65905cec-d691-4320-b320-2000436cb696', '151187cb-0efc-481c-babd-ad24e3c9bc22'],
    prowler: [
      'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22',
      'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389',
      'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_telnet_23',
      'ec2_instance_port_ssh_exposed_to_internet',
      'ec2_instance_port_rdp_exposed_to_internet',
    ],
    scoutSuite: ['ec2-security-group-opens-known-port-to-all'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation:
    'Revoke the rule. Reach machines through Session Manager or EC2 Instance Connect Endpoint, or allow only the addresses of a VPN.',
  subsumedBy: ['internet-any'],
  run: (context, { severity, parameters }) => {
    const watched = watchPorts([
      [TCP, parameters.tcpPorts],
      [UDP, parameters.udpPorts],
    ]);
    const openings = internetOpenings(context, {
      watched,
      width: parameters,
      isEnough: (services) => services.length > 0,
    });
    return openings.map((opening) => openingFinding('internet-admin-port', opening, severity, context));
  },
};
