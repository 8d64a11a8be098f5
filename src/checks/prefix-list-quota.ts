import { isUnknown } from '../network/index.ts';
import type { Check } from './check.ts';
import { quotaFindings } from './quota/simple.ts';

const parameters = {
  /** Shorter lists are made as long as they must be, and raised with each entry. */
  minimumEntries: 10,
  near: 0.8,
  at: 0.95,
};

export const prefixListQuota: Check<typeof parameters> = {
  id: 'prefix-list-quota',
  title: 'A prefix list holds nearly as many entries as it may',
  what: 'Customer-managed prefix lists whose entries come near their max entries.',
  why: 'The next entry is refused, and raising max entries counts at once in every group and table that uses the list.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-managed-prefix-lists', 'get-managed-prefix-list-entries'],
  parameters,
  remediation:
    'Merge neighbouring entries, or raise max entries after looking at the quotas of the groups that use the list.',
  run: (context, { severity, parameters }) =>
    quotaFindings(
      'prefix-list-quota',
      context.network.prefixLists.flatMap((list) =>
        list.awsManaged || list.weight === undefined || list.weight < parameters.minimumEntries || isUnknown(list.cidrs)
          ? []
          : [
              {
                resource: list,
                kind: 'prefix-list',
                what: `entries of ${list.name && list.name !== list.id ? `${list.name} (${list.id})` : list.id}`,
                used: list.cidrs.length,
                limit: list.weight,
              },
            ],
      ),
      severity,
      parameters,
    ),
};
