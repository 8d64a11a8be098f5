import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { awsCommand, codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';

export const unassociatedElasticIp: Check = {
  id: 'unassociated-elastic-ip',
  title: 'An Elastic IP address is not used',
  what: 'Elastic IP addresses that are associated with nothing.',
  why: 'They cost money, and an allow list somewhere may still trust them.',
  severity: 'low',
  references: { securityHub: ['EC2.12'], checkov: ['CKV2_AWS_19'], prowler: ['ec2_elastic_ip_unassigned'] },
  dependsOn: ['describe-addresses'],
  parameters: {},
  remediation: 'Release the address, after removing it from allow lists.',
  run: (context, { severity }) =>
    context.network.elasticIps
      .filter(
        ({ associationId, interfaceId, namedBy }) =>
          associationId === undefined && interfaceId === undefined && namedBy === undefined,
      )
      .filter(isDefined)
      .map((address) => {
        const hints = codeHint(address, 'remove the address');
        return plainFinding('unassociated-elastic-ip', 'elastic-ip', address, {
          severity,
          title: `the Elastic IP address ${address.publicIp ?? address.id} is associated with nothing`,
          summary: `${address.publicIp ?? address.id} (${address.id}) is allocated and not used.`,
          fix: {
            cli:
              address.origin.kind === 'live'
                ? [awsCommand(address.region, 'ec2', 'release-address', '--allocation-id', address.id)]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        });
      }),
};
