import { TCP } from '../network/index.ts';
import type { Check } from './check.ts';
import { hasServices, intersectServices } from './engine.ts';
import { watchPorts } from './internet/ports.ts';
import { openAclFinding } from './network-acl/finding.ts';
import { openServices } from './network-acl/open-services.ts';

const parameters = {
  tcpPorts: [20, 21, 22, 3389],
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const networkAclAdminPorts: Check<typeof parameters> = {
  id: 'network-acl-admin-ports',
  title: 'A network ACL lets the internet in to administration ports',
  what: 'Network ACLs of a subnet that allow FTP, SSH or RDP from the internet, whatever the security groups say.',
  why: 'The ACL is the second line: with it closed, one careless security group exposes nothing.',
  severity: 'low',
  references: {
    cis: ['1.4:5.1', '3.0:5.1', '5.0:5.2', '7.0:6.2'],
    securityHub: ['EC2.21'],
    awsConfig: ['nacl-no-unrestricted-ssh-rdp'],
    checkov: ['CKV_AWS_232', 'CKV_AWS_231', 'CKV_AWS_230', 'CKV_AWS_229'],
    trivy: ['AWS-0105'],
    kics: ['3af7f2fd-06e6-4dab-b996-2912bea19ba4', 'a20be318-cac7-457b-911d-04cc6e812c25'],
    prowler: ['ec2_networkacl_allow_ingress_tcp_port_22', 'ec2_networkacl_allow_ingress_tcp_port_3389'],
  },
  dependsOn: ['describe-network-acls'],
  parameters,
  remediation: 'Put entries that deny these ports from 0.0.0.0/0 and ::/0 before the entries that allow them.',
  subsumedBy: ['network-acl-any'],
  run: (context, { severity, parameters }) => {
    const watched = watchPorts([[TCP, parameters.tcpPorts]]);
    return context.network.networkAcls.flatMap((acl) => {
      const open = intersectServices(openServices(acl, parameters), watched);
      return hasServices(open) ? [openAclFinding('network-acl-admin-ports', acl, open, { severity, parameters })] : [];
    });
  },
};
