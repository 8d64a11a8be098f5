import { isUnknown, type NetworkAcl, serviceMatch } from '../network/index.ts';
import type { Check } from './check.ts';
import {
  type AddressSet,
  addressSet,
  hasServices,
  INTERNET,
  intersectAddresses,
  intersectServices,
  NO_ADDRESSES,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
  unionAddresses,
} from './engine.ts';
import { codeHint } from './fix.ts';
import { isWide } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';
import { lower } from './severity.ts';
import { count } from './words.ts';

const parameters = {
  tcpPorts: [22, 3389],
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const networkAclAdminPorts: Check<typeof parameters> = {
  id: 'network-acl-admin-ports',
  title: 'A network ACL lets the internet in to administration ports',
  what: 'Network ACLs of a subnet that allow SSH or RDP from the internet, whatever the security groups say.',
  why: 'The ACL is the second line: with it closed, one careless security group exposes nothing.',
  severity: 'low',
  references: {
    cis: ['1.4:5.1', '3.0:5.1', '5.0:5.2', '7.0:6.2'],
    securityHub: ['EC2.21'],
    awsConfig: ['nacl-no-unrestricted-ssh-rdp'],
    checkov: ['CKV_AWS_232', 'CKV_AWS_231'],
    trivy: ['AWS-0105'],
    kics: ['3af7f2fd-06e6-4dab-b996-2912bea19ba4', 'a20be318-cac7-457b-911d-04cc6e812c25'],
    prowler: ['ec2_networkacl_allow_ingress_tcp_port_22', 'ec2_networkacl_allow_ingress_tcp_port_3389'],
  },
  dependsOn: ['describe-network-acls'],
  parameters,
  remediation: 'Put entries that deny these ports from 0.0.0.0/0 and ::/0 before the entries that allow them.',
  run: (context, { severity, parameters }) =>
    context.network.networkAcls.flatMap((acl) => {
      if (acl.subnetIds.length === 0) return [];
      const open = parameters.tcpPorts.filter((port) =>
        isWide(allowedSources(acl, serviceSet(serviceMatch('tcp', port, port))), parameters),
      );
      if (open.length === 0) return [];
      const ports = open.map((port) => `tcp/${port}`).join(', ');
      const kind = acl.isDefault ? 'default network ACL' : 'network ACL';
      const hints = codeHint(acl, `deny ${ports}`);
      return [
        plainFinding('network-acl-admin-ports', 'network-acl', acl, {
          // AWS makes default ACLs like that; one somebody wrote says more.
          severity: acl.isDefault ? lower(severity, 1) : severity,
          identity: [acl.id, 'ingress'],
          title: `the ${kind} ${acl.id} lets ${ports} in from the internet to ${count(acl.subnetIds.length, 'subnet')}`,
          summary: `For ${count(acl.subnetIds.length, 'subnet')} of ${acl.vpcId} only security groups stand between ${ports} and the internet.`,
          fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
        }),
      ];
    }),
};

/** Internet sources from which one service gets in: the lowest matching rule number decides (rule 9). */
function allowedSources(acl: NetworkAcl, service: ServiceSet): AddressSet {
  let decided = NO_ADDRESSES;
  let allowed = NO_ADDRESSES;
  const entries = acl.entries
    .filter((entry) => entry.direction === 'ingress')
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  for (const { cidr, service: match, action } of entries) {
    // What an unknown entry decides is not known, and neither is what comes after it.
    if (isUnknown(cidr) || isUnknown(match)) break;
    if (!hasServices(intersectServices(serviceSet(match), service))) continue;
    const sources = intersectAddresses(addressSet([cidr]), INTERNET);
    if (action === 'allow') allowed = unionAddresses(allowed, subtractAddresses(sources, decided));
    decided = unionAddresses(decided, sources);
  }
  return allowed;
}
