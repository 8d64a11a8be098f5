import type { Check } from './check.ts';
import { limitOf, placesOf, quotaFindings } from './quota/simple.ts';

const parameters = {
  /** Security groups per Region (quota L-E79EC296). */
  limit: 2500,
  near: 0.8,
  at: 0.95,
};

export const groupsQuota: Check<typeof parameters> = {
  id: 'groups-quota',
  title: 'A Region holds nearly as many security groups as it may',
  what: 'Accounts whose security groups of one Region come near the quota.',
  why: 'When it is reached, nothing that brings a group of its own can be made: load balancers, clusters, most modules.',
  severity: 'medium',
  references: { quota: ['L-E79EC296'] },
  dependsOn: ['describe-security-groups'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation: 'Delete groups that nothing uses (see `unused-group`), or ask for a higher quota.',
  run: (context, { severity, parameters }) =>
    quotaFindings(
      'groups-quota',
      placesOf(context).map((place) => ({
        resource: place,
        kind: 'account',
        identity: ['security-groups'],
        what: `security groups in ${place.region}`,
        used: context.network.securityGroups.filter(
          (each) => each.account === place.account && each.region === place.region,
        ).length,
        limit: limitOf(context, place, 'L-E79EC296', parameters.limit),
        quota: { code: 'L-E79EC296' },
      })),
      severity,
      parameters,
    ),
};
