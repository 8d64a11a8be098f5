import type { Check } from './check.ts';
import { plainFinding } from './plain-finding.ts';
import { within } from './since.ts';
import { groupText } from './words.ts';

const parameters = {
  /** Closed again within so many hours … */
  hours: 24,
  /** … so often … */
  times: 2,
  /** … in the last days. */
  days: 7,
};

export const flappingRule: Check<typeof parameters> = {
  id: 'flapping-rule',
  title: 'A rule is opened and closed again and again',
  what: 'Rules that were opened and closed within a day, more than once, as seen by the scans.',
  why: 'Two parties (a pipeline and a person, or two pipelines) fight, or somebody opens a door whenever nobody looks.',
  severity: 'medium',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Find out who opens it; give lasting access by a rule of the code, passing access by Session Manager.',
  run: (context, { severity, parameters }) => {
    const { history } = context.more;
    if (!history) return [];
    const recent = within(history, parameters.days);
    const rules = Map.groupBy(recent, ({ groupId, direction, rule }) => JSON.stringify([groupId, direction, rule]));
    return [...rules.values()].flatMap((changes) => {
      const sorted = [...changes].sort((a, b) => (a.at < b.at ? -1 : 1));
      const spells = sorted.flatMap((change, i) => {
        const next = sorted[i + 1];
        if (change.kind !== 'opened' || next?.kind !== 'closed') return [];
        const hours = (Date.parse(next.at) - Date.parse(change.at)) / 3_600_000;
        return hours <= parameters.hours ? [{ change, next }] : [];
      });
      const [first] = sorted;
      const group = context.groups.get(first!.groupId);
      if (spells.length < parameters.times || !group) return [];
      const who = [...new Set(spells.flatMap(({ change }) => change.by ?? []))];
      return [
        plainFinding('flapping-rule', 'security-group', group, {
          severity,
          identity: [group.id, first!.direction, first!.rule],
          title: `${groupText(group)} ${first!.direction} ${first!.rule} was opened and closed ${spells.length} times in ${parameters.days} days`,
          summary: `The rule stood for at most ${parameters.hours} hours each time${who.length > 0 ? `, opened by ${who.join(', ')}` : ''}.`,
          because: spells.map(({ change, next }) => ({
            text: `open from ${change.at} to ${next.at}`,
            resource: group.id,
          })),
          fix: { cli: [] },
        }),
      ];
    });
  },
};
