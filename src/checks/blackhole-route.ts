import type { Check } from './check.ts';
import { awsCommand } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { count } from './words.ts';

export const blackholeRoute: Check = {
  id: 'blackhole-route',
  title: 'A route leads nowhere',
  what: 'Routes in state blackhole: their target was deleted or detached.',
  why: 'They drop traffic silently, and come to life when something takes the place of what they pointed to.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-route-tables'],
  parameters: {},
  remediation: 'Delete the route or point it to a target that exists.',
  run: (context, { severity }) =>
    context.network.routeTables.flatMap((table) => {
      const dead = table.routes.filter((route) => route.state === 'blackhole');
      if (dead.length === 0) return [];
      const cidrs = dead.flatMap(({ destination }) => (destination.kind === 'cidr' ? [destination.cidr] : []));
      return [
        plainFinding('blackhole-route', 'route-table', table, {
          severity,
          title: `${count(dead.length, 'route')} of ${table.id} ${dead.length === 1 ? 'leads' : 'lead'} nowhere`,
          summary: `${table.id} of ${table.vpcId} drops what it should route, for ${count(dead.length, 'destination')}.`,
          because: dead.map(({ destination, target }) => ({
            text: `${destination.kind === 'cidr' ? destination.cidr : destination.kind === 'prefix-list' ? destination.prefixListId : 'an unknown destination'} → ${target.id} is a blackhole`,
            resource: table.id,
          })),
          fix: {
            cli: cidrs.map((cidr) =>
              awsCommand(
                table.region,
                ...['ec2', 'delete-route', '--route-table-id', table.id],
                ...[cidr.includes(':') ? '--destination-ipv6-cidr-block' : '--destination-cidr-block', cidr],
              ),
            ),
          },
        }),
      ];
    }),
};
