import type { Check } from './check.ts';
import { limitOf, placesOf, quotaFindings } from './quota/simple.ts';

const parameters = {
  /** Network interfaces per Region (quota L-DF5E4CA3). */
  limit: 5000,
  near: 0.8,
  at: 0.95,
};

export const interfacesQuota: Check<typeof parameters> = {
  id: 'interfaces-quota',
  title: 'A Region holds nearly as many network interfaces as it may',
  what: 'Accounts whose network interfaces of one Region come near the quota.',
  why: 'When it is reached, no instance, function or load balancer starts any more, and nothing scales.',
  severity: 'medium',
  references: { quota: ['L-DF5E4CA3'] },
  dependsOn: ['describe-network-interfaces'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation: 'Delete interfaces that are attached to nothing, or ask for a higher quota.',
  run: (context, { severity, parameters }) =>
    quotaFindings(
      'interfaces-quota',
      placesOf(context).map((place) => ({
        resource: place,
        kind: 'account',
        identity: ['network-interfaces'],
        what: `network interfaces in ${place.region}`,
        used: context.interfaces.filter((each) => each.account === place.account && each.region === place.region)
          .length,
        limit: limitOf(context, place, 'L-DF5E4CA3', parameters.limit),
        quota: { code: 'L-DF5E4CA3' },
      })),
      severity,
      parameters,
    ),
};
