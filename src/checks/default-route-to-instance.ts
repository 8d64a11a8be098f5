import { placeOf } from './cause.ts';
import type { Check } from './check.ts';
import { hasAddresses, internetPart, isWholeInternet } from './engine.ts';
import { codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';

export const defaultRouteToInstance: Check = {
  id: 'default-route-to-instance',
  title: 'A default route leads through an instance',
  what: 'Routes for 0.0.0.0/0 or ::/0 to an instance or a network interface, where a NAT gateway could be.',
  why: 'One machine that nobody patches as a router carries all that goes out, and stops it when it stops.',
  severity: 'info',
  references: { checkov: ['CKV2_AWS_35'] },
  dependsOn: ['describe-route-tables'],
  parameters: {},
  remediation: 'Use a NAT gateway; where an appliance inspects traffic, a gateway load balancer endpoint.',
  run: (context, { severity }) =>
    context.network.routeTables.flatMap((table) => {
      // Two halves, as tunnels like to have them, are a default route too.
      const out = table.routes.flatMap(({ destination, target, origin }) =>
        destination.kind === 'cidr' && (target.kind === 'instance' || target.kind === 'network-interface')
          ? [{ cidr: destination.cidr, target, origin }]
          : [],
      );
      const routes = out.filter(({ cidr, target }) => {
        const family = cidr.includes(':') ? 6 : 4;
        if (isWholeInternet(internetPart([cidr]), family)) return true;
        const beside = out.flatMap((each) =>
          each.target.id === target.id && !isWholeInternet(internetPart([each.cidr]), family) ? [each.cidr] : [],
        );
        return hasAddresses(internetPart([cidr])) && isWholeInternet(internetPart(beside), family);
      });
      if (routes.length === 0) return [];
      const hints = routes.flatMap((route) => codeHint(route, 'route to a NAT gateway'));
      return [
        plainFinding('default-route-to-instance', 'route-table', table, {
          severity,
          title: `the default route of ${table.id} leads through ${routes[0]!.target.id}`,
          summary: `What the subnets of ${table.id} send out passes ${routes[0]!.target.id}, one machine.`,
          because: routes.map((route) => ({
            text: `${table.id} routes ${route.cidr} to ${route.target.id}`,
            resource: table.id,
            ...placeOf(route.origin),
          })),
          fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
        }),
      ];
    }),
};
