import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { awsCommand, codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';

export const transitGatewayAutoAccept: Check = {
  id: 'transit-gateway-auto-accept',
  title: 'A transit gateway accepts every attachment',
  what: 'Transit gateways that accept attachments of the accounts they are shared with, without anybody looking.',
  why: 'Whoever may make an attachment in one of those accounts joins the network, and what it propagates with it.',
  severity: 'high',
  references: {
    securityHub: ['EC2.23'],
    awsConfig: ['ec2-transit-gateway-auto-vpc-attach-disabled'],
    checkov: ['CKV_AWS_331'],
    prowler: ['ec2_transitgateway_auto_accept_vpc_attachments'],
  },
  dependsOn: ['describe-transit-gateways'],
  parameters: {},
  remediation: 'Turn `AutoAcceptSharedAttachments` off and accept attachments one by one, or by code.',
  run: (context, { severity }) =>
    context.network.transitGateways
      .filter((gateway) => gateway.autoAcceptSharedAttachments && isDefined(gateway))
      .map((gateway) => {
        const { id, region, origin } = gateway;
        const hints = codeHint(gateway, 'set auto_accept_shared_attachments = "disable"');
        return plainFinding('transit-gateway-auto-accept', 'transit-gateway', gateway, {
          severity,
          title: `${id} accepts every attachment by itself`,
          summary: `An account that ${id} is shared with attaches its VPCs without being asked.`,
          fix: {
            cli:
              origin.kind === 'live'
                ? [
                    awsCommand(
                      region,
                      ...['ec2', 'modify-transit-gateway', '--transit-gateway-id', id],
                      ...['--options', 'AutoAcceptSharedAttachments=disable'],
                    ),
                  ]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        });
      }),
};
