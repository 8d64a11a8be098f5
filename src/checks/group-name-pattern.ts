import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { patternOf } from './pattern.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText } from './words.ts';

const parameters = {
  /** A regular expression for whole names; empty: every name is fine. */
  pattern: '',
};

export const groupNamePattern: Check<typeof parameters> = {
  id: 'group-name-pattern',
  title: 'The name of a security group does not follow the pattern',
  what: 'Groups whose name is not as the configured pattern says. Without a pattern nothing is found.',
  why: 'Names that follow one pattern say which team and which service a group belongs to.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Make the group anew under a name that follows the pattern; names cannot be changed.',
  run: (context, { severity, parameters }) => {
    if (parameters.pattern === '') return [];
    const pattern = patternOf('group-name-pattern', 'pattern', `^(?:${parameters.pattern})$`);
    return context.network.securityGroups
      .filter((group) => group.groupName !== 'default' && isDefinedGroup(group) && !pattern.test(group.groupName))
      .map((group) =>
        plainFinding('group-name-pattern', 'security-group', group, {
          severity,
          title: `the name of ${groupText(group)} does not follow the pattern`,
          summary: `'${group.groupName}' does not match ${parameters.pattern}.`,
          fix: { cli: [] },
        }),
      );
  },
};
