import type { NetworkAcl } from '../network/index.ts';
import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { awsCommand, codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';

export const unusedNetworkAcl: Check = {
  id: 'unused-network-acl',
  title: 'A network ACL is not used',
  what: 'Network ACLs, other than the default one, that no subnet is associated with.',
  why: 'It filters nothing, though whoever reads it may believe that it does.',
  severity: 'low',
  references: {
    securityHub: ['EC2.16'],
    awsConfig: ['vpc-network-acl-unused-check'],
    checkov: ['CKV2_AWS_1'],
    prowler: ['ec2_networkacl_unused'],
    scoutSuite: ['vpc-network-acl-not-used'],
  },
  dependsOn: ['describe-network-acls'],
  parameters: {},
  remediation: 'Associate the subnets it was made for, or delete it.',
  run: (context, { severity }) =>
    context.network.networkAcls
      .filter(
        (acl) => !acl.isDefault && acl.subnetIds.length === 0 && !acl.unknownSubnets && isDefined(acl) && !isLoose(acl),
      )
      .map((acl) => {
        const hints = codeHint(acl, 'remove the ACL, or give it subnets');
        return plainFinding('unused-network-acl', 'network-acl', acl, {
          severity,
          title: `no subnet uses the network ACL ${acl.id}`,
          summary: `${acl.id}${acl.vpcId === '' ? '' : ` of ${acl.vpcId}`} is associated with no subnet, so it filters nothing.`,
          fix: {
            cli:
              acl.origin.kind === 'live'
                ? [awsCommand(acl.region, 'ec2', 'delete-network-acl', '--network-acl-id', acl.id)]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        });
      }),
};

/** Entries that code adds to an ACL made elsewhere stand in one without a place. */
function isLoose({ vpcId, origin }: NetworkAcl): boolean {
  return vpcId === '' && origin.kind === 'code' && !/(^|\.)aws_network_acl\./.test(origin.address);
}
