import type { Check } from './check.ts';
import { plainFinding } from './plain-finding.ts';
import { within } from './since.ts';
import { groupText } from './words.ts';

const parameters = {
  /** So many changes … */
  changes: 20,
  /** … in so many days are too many. */
  days: 7,
};

export const ruleChurn: Check<typeof parameters> = {
  id: 'rule-churn',
  title: 'The rules of a security group change all the time',
  what: 'Groups of which many rules came or went in the last week, as seen by the scans.',
  why: 'What changes faster than anybody reviews is not under review; lists of addresses belong into a prefix list.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Refer to a group or a prefix list that is kept up to date instead of single addresses.',
  run: (context, { severity, parameters }) => {
    const { history } = context.more;
    if (!history) return [];
    const byGroup = Map.groupBy(within(history, parameters.days), ({ groupId }) => groupId);
    return [...byGroup].flatMap(([id, changes]) => {
      const group = context.groups.get(id);
      if (!group || changes.length < parameters.changes) return [];
      const opened = changes.filter(({ kind }) => kind === 'opened').length;
      return [
        plainFinding('rule-churn', 'security-group', group, {
          severity,
          title: `${changes.length} rules of ${groupText(group)} changed in ${parameters.days} days`,
          summary: `${opened} rules of ${groupText(group)} were opened and ${changes.length - opened} closed within ${parameters.days} days.`,
          fix: { cli: [] },
        }),
      ];
    });
  },
};
