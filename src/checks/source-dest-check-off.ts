import type { Check } from './check.ts';
import { isDefined } from './defined.ts';
import { awsCommand, codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { exposedInterface } from './words.ts';

export const sourceDestCheckOff: Check = {
  id: 'source-dest-check-off',
  title: 'An interface may send for others, and routes for nobody',
  what: 'Interfaces without source/destination check that no route leads to.',
  why: 'Without the check a machine may send with foreign addresses; only routers and NAT instances need that.',
  severity: 'medium',
  references: { awsConfig: ['ec2-instance-source-destination-check'], securityHub: ['EC2.180'] },
  dependsOn: ['describe-network-interfaces', 'describe-route-tables'],
  parameters: {},
  remediation:
    'Turn the check on. Container networks that need it off (Calico without overlay) are an exception to accept.',
  run: (context, { severity }) => {
    const targets = new Set(context.network.routeTables.flatMap(({ routes }) => routes.map(({ target }) => target.id)));
    return context.interfaces
      .filter(
        (each) =>
          !each.sourceDestCheck &&
          !each.requesterManaged &&
          each.type === 'interface' &&
          each.instanceId !== undefined &&
          !targets.has(each.id) &&
          !targets.has(each.instanceId) &&
          isDefined(each) &&
          // What the tables say is not known: a router would look the same.
          !context.lacks(each.account, each.region, 'describe-route-tables'),
      )
      .map((each) => {
        const shown = exposedInterface(each, context);
        const hints = codeHint(each, 'set source_dest_check = true');
        return plainFinding('source-dest-check-off', 'network-interface', each, {
          severity,
          title: `${shown.name ?? each.id} may send for others, and routes for nobody`,
          summary: `The source/destination check of ${each.id} is off, and no route table names it or its instance.`,
          exposed: [shown],
          fix: {
            cli:
              each.origin.kind === 'live'
                ? [
                    awsCommand(
                      each.region,
                      ...['ec2', 'modify-network-interface-attribute', '--network-interface-id', each.id],
                      '--source-dest-check',
                    ),
                  ]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        });
      });
  },
};
