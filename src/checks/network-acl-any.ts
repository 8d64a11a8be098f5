import { TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { portCount } from './engine.ts';
import { openAclFinding } from './network-acl/finding.ts';
import { openServices } from './network-acl/open-services.ts';

const parameters = {
  /** As good as all; replies may need all from 1024 on, and some ports are served. */
  minimumPorts: 65_000,
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const networkAclAny: Check<typeof parameters> = {
  id: 'network-acl-any',
  title: 'A network ACL lets the internet in to every port',
  what: 'Network ACLs that allow all ports of tcp or udp, or everything, from the internet.',
  why: 'Such an ACL filters nothing: security groups are the only line there is.',
  severity: 'low',
  references: {
    cis: ['1.4:5.1', '3.0:5.1', '5.0:5.2', '7.0:6.2'],
    checkov: ['CKV_AWS_352'],
    trivy: ['AWS-0102'],
    prowler: ['ec2_networkacl_allow_ingress_any_port'],
    scoutSuite: ['vpc-custom-network-acls-allow-all', 'vpc-default-network-acls-allow-all'],
  },
  dependsOn: ['describe-network-acls'],
  parameters,
  remediation: 'Allow the ports that are served and the ephemeral ports that replies come back to.',
  run: (context, { severity, parameters }) =>
    context.network.networkAcls.flatMap((acl) => {
      const open = openServices(acl, parameters);
      const isAny = [TCP, UDP].some((protocol) => portCount(open, protocol) >= parameters.minimumPorts);
      return isAny ? [openAclFinding('network-acl-any', acl, open, { severity, parameters })] : [];
    }),
};
