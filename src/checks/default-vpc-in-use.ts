import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { memberText } from './words.ts';

export const defaultVpcInUse: Check = {
  id: 'default-vpc-in-use',
  title: 'A default VPC is in use',
  what: 'Default VPCs that hold network interfaces, or that code takes over.',
  why: 'All its subnets are public, every Region has the same addresses, and what names no VPC lands in it.',
  severity: 'medium',
  references: { checkov: ['CKV_AWS_148'], trivy: ['AWS-0101'] },
  dependsOn: ['describe-vpcs', 'describe-network-interfaces'],
  parameters: {},
  remediation: 'Move what is in it to a VPC that was planned, then delete the default one.',
  run: (context, { severity }) =>
    context.network.vpcs.flatMap((vpc) => {
      const within = context.interfaces.filter(({ vpcId }) => vpcId === vpc.id);
      const isTaken = vpc.origin.kind === 'code' && isDefined(vpc);
      if (!vpc.isDefault || (within.length === 0 && !isTaken)) return [];
      const hints = isTaken ? codeHint(vpc, 'use a VPC of its own instead') : [];
      const use = within.length > 0 ? `holds ${memberText(within)}` : 'is taken over by code';
      return [
        plainFinding('default-vpc-in-use', 'vpc', vpc, {
          severity,
          title: `the default VPC ${vpc.id} ${use}`,
          summary: `${vpc.id} is the default VPC of ${vpc.region} and ${use}.`,
          fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
        }),
      ];
    }),
};
