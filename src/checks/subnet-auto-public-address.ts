import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { awsCommand, codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { count } from './words.ts';

export const subnetAutoPublicAddress: Check = {
  id: 'subnet-auto-public-address',
  title: 'A subnet gives public addresses to what starts in it',
  what: 'Subnets that assign a public IPv4 address to every new interface that does not refuse it.',
  why: 'Whatever is started there is public unless somebody thinks of it; addresses should be asked for.',
  severity: 'low',
  references: {
    securityHub: ['EC2.15'],
    awsConfig: ['subnet-auto-assign-public-ip-disabled'],
    checkov: ['CKV_AWS_130'],
    trivy: ['AWS-0164'],
    kics: ['52f04a44-6bfa-4c41-b1d3-4ae99a2de05c'],
    prowler: ['vpc_subnet_no_public_ip_by_default'],
  },
  dependsOn: ['describe-subnets'],
  parameters: {},
  remediation: 'Turn `MapPublicIpOnLaunch` off, and ask for public addresses where they are needed.',
  run: (context, { severity }) => {
    const defaultVpcs = new Set(context.network.vpcs.filter(({ isDefault }) => isDefault).map(({ id }) => id));
    return context.network.subnets
      .filter((subnet) => subnet.mapPublicIpOnLaunch && isDefined(subnet))
      .filter((subnet) => {
        // AWS makes the subnets of default VPCs so; unused, they are the business of nobody.
        const isUsed = context.interfaces.some(({ subnetId }) => subnetId === subnet.id);
        return isUsed || subnet.origin.kind === 'code' || !defaultVpcs.has(subnet.vpcId);
      })
      .map((subnet) => {
        const { id, name, region, origin } = subnet;
        const within = context.interfaces.filter(({ subnetId }) => subnetId === id).length;
        const hints = codeHint(subnet, 'set map_public_ip_on_launch = false');
        return plainFinding('subnet-auto-public-address', 'subnet', subnet, {
          severity,
          title: `${name ? `${name} (${id})` : id} gives a public address to what starts in it`,
          summary: `Every new interface in ${id} gets a public address unless it refuses one; it holds ${count(within, 'interface')} today.`,
          fix: {
            cli:
              origin.kind === 'live'
                ? [
                    awsCommand(
                      region,
                      'ec2',
                      'modify-subnet-attribute',
                      '--subnet-id',
                      id,
                      '--no-map-public-ip-on-launch',
                    ),
                  ]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        });
      });
  },
};
