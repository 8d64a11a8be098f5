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
  severity: 'low',
  references: { awsConfig: ['ec2-instance-source-destination-check'], securityHub: ['EC2.180'] },
  dependsOn: ['describe-network-interfaces', 'describe-route-tables'],
  parameters: {},
  remediation:
    'Turn the check on. Container networks that need it off (Calico without overlay) are an exception to accept.',
  run: (context, { severity }) => {
    const targets = new Set(context.network.routeTables.flatMap(({ routes }) => routes.map(({ target }) => target.id)));
    const off = context.interfaces.filter(
      (each) =>
        !each.sourceDestCheck &&
        !each.requesterManaged &&
        each.type === 'interface' &&
        each.instanceId !== undefined &&
        !targets.has(each.instanceId) &&
        isDefined(each) &&
        // What the tables say is not known: a router would look the same.
        !context.lacks(each.account, each.region, 'describe-route-tables'),
    );
    return [...Map.groupBy(off, ({ instanceId }) => instanceId).values()].flatMap((interfaces) => {
      const [each] = interfaces;
      // A route to one of its interfaces makes the instance a router.
      if (!each || context.interfacesOf(each.instanceId!).some(({ id }) => targets.has(id))) return [];
      const exposed = interfaces.map((one) => exposedInterface(one, context));
      const name = exposed[0]!.name ?? each.instanceId!;
      const hints = interfaces.flatMap((one) => codeHint(one, 'set source_dest_check = true'));
      return [
        plainFinding(
          'source-dest-check-off',
          'instance',
          { ...each, id: each.instanceId! },
          {
            severity,
            title: `${name} may send for others, and routes for nobody`,
            summary: `The source/destination check of ${interfaces.map(({ id }) => id).join(', ')} is off, and no route table names it or its instance.`,
            exposed,
            fix: {
              cli: interfaces.flatMap(({ id, region, origin }) =>
                origin.kind === 'live'
                  ? [
                      awsCommand(
                        region,
                        ...['ec2', 'modify-network-interface-attribute', '--network-interface-id', id],
                        '--source-dest-check',
                      ),
                    ]
                  : [],
              ),
              ...(hints.length > 0 && { terraform: [...new Set(hints)].join('; ') }),
            },
          },
        ),
      ];
    });
  },
};
