import type { RouteTable } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { limitOf, quotaFindings } from './quota/simple.ts';

const parameters = {
  /** Routes written into a table, IPv4 and IPv6 apart (quota L-93826ACB), at most 1,000. */
  limit: 500,
  /** Routes learnt from a VPN gateway; cannot be raised. */
  propagatedLimit: 100,
  near: 0.8,
  at: 0.95,
};

export const routesQuota: Check<typeof parameters> = {
  id: 'routes-quota',
  title: 'A route table holds nearly as many routes as it may',
  what: 'Route tables whose written or propagated routes come near the quota; a prefix list counts its max entries.',
  why: 'Routes beyond the quota are refused; propagated ones are left out silently, and what is behind them is cut off.',
  severity: 'medium',
  references: { quota: ['L-93826ACB'] },
  dependsOn: ['describe-route-tables', 'describe-managed-prefix-lists'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation: 'Summarise routes, also those the other side announces, or ask for a higher quota.',
  run: (context, { severity, parameters }) =>
    quotaFindings(
      'routes-quota',
      context.network.routeTables.flatMap((table) => [
        ...([4, 6] as const).map((family) => ({
          resource: table,
          kind: 'route-table',
          identity: [table.id, `ipv${family}`],
          what: `IPv${family} routes of ${table.id}`,
          used: written(table, family, context),
          limit: limitOf(context, table, 'L-93826ACB', parameters.limit),
          quota: { code: 'L-93826ACB', max: 1000 },
        })),
        {
          resource: table,
          kind: 'route-table',
          identity: [table.id, 'propagated'],
          what: `propagated routes of ${table.id}`,
          used: table.routes.filter(({ propagated }) => propagated).length,
          limit: parameters.propagatedLimit,
        },
      ]),
      severity,
      parameters,
    ),
};

function written(table: RouteTable, family: 4 | 6, { prefixLists }: CheckContext): number {
  return table.routes
    .filter(({ propagated, target }) => !propagated && target.kind !== 'local')
    .reduce((sum, { destination }) => {
      if (destination.kind === 'cidr') return sum + (destination.cidr.includes(':') === (family === 6) ? 1 : 0);
      if (destination.kind === 'unknown') return sum;
      const list = prefixLists.get(destination.prefixListId);
      return list?.family !== undefined && list.family !== family ? sum : sum + (list?.weight ?? 1);
    }, 0);
}
