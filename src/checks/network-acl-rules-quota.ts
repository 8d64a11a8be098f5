import type { Check } from './check.ts';
import { limitOf, quotaFindings } from './quota/simple.ts';

const parameters = {
  /** Entries per network ACL and direction (quota L-2AEEBF1A), at most 40. */
  limit: 20,
  near: 0.8,
  at: 0.95,
};

const IMPLICIT_DENY = 32_766;

export const networkAclRulesQuota: Check<typeof parameters> = {
  id: 'network-acl-rules-quota',
  title: 'A network ACL holds nearly as many entries as it may',
  what: 'Network ACLs whose entries of one direction come near the quota; IPv4 and IPv6 count together.',
  why: 'An address that must be shut out at once then finds no room.',
  severity: 'low',
  references: { quota: ['L-2AEEBF1A'] },
  dependsOn: ['describe-network-acls'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation: 'Merge entries, leave single addresses to a network firewall, or ask for a higher quota (up to 40).',
  run: (context, { severity, parameters }) =>
    quotaFindings(
      'network-acl-rules-quota',
      context.network.networkAcls.flatMap((acl) =>
        (['ingress', 'egress'] as const).map((direction) => ({
          resource: acl,
          kind: 'network-acl',
          identity: [acl.id, direction],
          what: `${direction} entries of ${acl.id}`,
          used: new Set(
            acl.entries
              .filter((entry) => entry.direction === direction && entry.ruleNumber <= IMPLICIT_DENY)
              .map(({ ruleNumber }) => ruleNumber),
          ).size,
          limit: limitOf(context, acl, 'L-2AEEBF1A', parameters.limit),
          quota: { code: 'L-2AEEBF1A', max: 40 },
        })),
      ),
      severity,
      parameters,
    ),
};
