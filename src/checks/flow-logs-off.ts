import type { Vpc } from '../network/index.ts';
import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { plainFinding } from './plain-finding.ts';

export const flowLogsOff: Check = {
  id: 'flow-logs-off',
  title: 'The flows of a VPC are not logged',
  what: 'VPCs in use without an active flow log of their own or of all their subnets, where flow logs were read; in code, VPCs without any flow log beside them.',
  why: 'After an incident nobody can say who reached what.',
  severity: 'medium',
  references: {
    cis: ['1.4:3.9', '3.0:3.7', '5.0:3.7', '7.0:4.7'],
    securityHub: ['EC2.6'],
    awsConfig: ['vpc-flow-logs-enabled'],
    checkov: ['CKV2_AWS_11'],
    trivy: ['AWS-0178'],
    kics: ['f83121ea-03da-434f-9277-9cd247ab3047'],
    prowler: ['vpc_flow_logs_enabled'],
    scoutSuite: ['vpc-subnet-without-flow-log'],
  },
  dependsOn: ['describe-vpcs', 'describe-flow-logs'],
  parameters: {},
  remediation: 'Log the flows of the VPC to CloudWatch Logs or S3.',
  run: (context, { severity }) => {
    const logged = context.more.inventory?.flowLogs ?? new Set();
    const { vpcs, subnets, interfaces } = context.network;
    return vpcs.flatMap((vpc) => {
      const own = subnets.filter(({ vpcId }) => vpcId === vpc.id);
      const isCovered = logged.has(vpc.id) || (own.length > 0 && own.every(({ id }) => logged.has(id)));
      const isCode = vpc.origin.kind === 'code';
      const isUsed = isCode || interfaces.some(({ vpcId }) => vpcId === vpc.id);
      const isRead = isCode ? isWritten(vpc) : context.hasRead(vpc.account, vpc.region, 'describe-flow-logs');
      if (isCovered || vpc.flowLog !== undefined || !isUsed || !isRead || !isDefined(vpc)) return [];
      return [
        plainFinding('flow-logs-off', 'vpc', vpc, {
          severity,
          title: `the flows of ${vpc.name ? `${vpc.name} (${vpc.id})` : vpc.id} are not logged`,
          summary: `No active flow log covers ${vpc.id}.`,
          fix: { cli: [] },
        }),
      ];
    });
  },
};

/** What a module makes beside its VPC is known only where the module was read. */
function isWritten({ origin }: Vpc): boolean {
  return origin.kind === 'code' && !/(^|\.)module\./.test(origin.address);
}
