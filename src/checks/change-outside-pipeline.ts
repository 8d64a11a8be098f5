import type { Check } from './check.ts';
import { patternOf } from './pattern.ts';
import { plainFinding } from './plain-finding.ts';
import { within } from './since.ts';
import { count, groupText } from './words.ts';

const parameters = {
  /** Who changes things for the pipeline: a regular expression on the role's or user's ARN. Empty: nobody is known to. */
  pipeline: '',
  days: 7,
};

export const changeOutsidePipeline: Check<typeof parameters> = {
  id: 'change-outside-pipeline',
  title: 'Rules were changed outside the pipeline',
  what: 'Changes of security groups by others than the configured pipeline, where CloudTrail was read.',
  why: 'What nobody reviewed is in force, and the next run of the pipeline takes it away or fails on it.',
  severity: 'medium',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Take the change over into the code, or revoke it; let people change groups in emergencies only.',
  run: (context, { severity, parameters }) => {
    const { history } = context.more;
    if (!history || parameters.pipeline === '') return [];
    const pipeline = patternOf('change-outside-pipeline', 'pipeline', parameters.pipeline);
    const foreign = within(history, parameters.days).filter(({ by }) => by !== undefined && !pipeline.test(by));
    return [...Map.groupBy(foreign, ({ groupId }) => groupId)].flatMap(([id, changes]) => {
      const group = context.groups.get(id);
      if (!group) return [];
      const who = [...new Set(changes.map(({ by }) => by!))].sort();
      return [
        plainFinding('change-outside-pipeline', 'security-group', group, {
          severity,
          title: `${count(changes.length, 'rule')} of ${groupText(group)} ${changes.length === 1 ? 'was' : 'were'} changed outside the pipeline`,
          summary: `${who.join(', ')} changed ${groupText(group)}, and is not the pipeline.`,
          because: changes.map((change) => ({
            text: `${change.by} ${change.kind} ${change.direction} ${change.rule} at ${change.at}${change.with ? ` with ${change.with}` : ''}`,
            resource: id,
          })),
          fix: { cli: [] },
        }),
      ];
    });
  },
};
