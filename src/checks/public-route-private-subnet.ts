import type { RouteTable } from '../network/index.ts';
import { placeOf } from './cause.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { awsCommand, codeHint } from './fix.ts';
import { patternOf } from './pattern.ts';
import { plainFinding } from './plain-finding.ts';

const parameters = {
  /** A subnet whose name holds this, a regular expression, is meant private. */
  names: '(^|[^a-z])(private|internal|intra|isolated|database)([^a-z]|$)',
};

export const publicRoutePrivateSubnet: Check<typeof parameters> = {
  id: 'public-route-private-subnet',
  title: 'A subnet meant private has a route to the internet gateway',
  what: 'Subnets that are called private, internal or alike and whose route table leads to an internet gateway.',
  why: 'One public address on anything in there is enough to be on the internet, and nobody expects that in it.',
  severity: 'high',
  references: {
    awsConfig: ['no-unrestricted-route-to-igw'],
    prowler: ['vpc_subnet_separate_private_public'],
  },
  dependsOn: ['describe-subnets', 'describe-route-tables'],
  parameters,
  remediation: 'Route through a NAT gateway instead, or give the subnet the table of the other private ones.',
  run: (context, { severity, parameters }) => {
    const pattern = patternOf('public-route-private-subnet', 'names', parameters.names);
    return context.network.subnets.flatMap((subnet) => {
      // A stack called `public-and-private` names all its subnets so.
      const name = subnet.name ?? '';
      if (!pattern.test(name) || /public|dmz/i.test(name)) return [];
      const table = tableOf(subnet.id, subnet.vpcId, context);
      const routes = table?.routes.filter(
        ({ target, state }) => target.kind === 'internet-gateway' && state === 'active',
      );
      if (!table || !routes?.length) return [];
      const cidrs = routes.flatMap(({ destination }) => (destination.kind === 'cidr' ? [destination.cidr] : []));
      const hints = routes.flatMap((route) => codeHint(route, 'remove the route'));
      return [
        plainFinding('public-route-private-subnet', 'subnet', subnet, {
          severity,
          title: `${subnet.name} (${subnet.id}) is routed to the internet gateway ${routes[0]!.target.id}`,
          summary: `${subnet.name} is called private, and ${table.id} routes ${cidrs.join(', ')} to ${routes[0]!.target.id}.`,
          because: routes.map((route) => ({
            text: `${table.id} routes ${route.destination.kind === 'cidr' ? route.destination.cidr : 'a prefix list'} to ${route.target.id}`,
            resource: table.id,
            ...placeOf(route.origin),
          })),
          fix: {
            cli: cidrs.map((cidr) =>
              awsCommand(
                table.region,
                ...['ec2', 'delete-route', '--route-table-id', table.id],
                ...[cidr.includes(':') ? '--destination-ipv6-cidr-block' : '--destination-cidr-block', cidr],
              ),
            ),
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        }),
      ];
    });
  },
};

/** The table of a subnet; without an association, its VPC's main one (rule 12). */
function tableOf(subnetId: string, vpcId: string, { network }: CheckContext): RouteTable | undefined {
  return (
    network.routeTables.find(({ subnetIds }) => subnetIds.includes(subnetId)) ??
    network.routeTables.find((table) => table.vpcId === vpcId && table.main)
  );
}
