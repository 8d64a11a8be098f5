import type { Check } from './check.ts';
import { isDefinedGroup } from './defined.ts';
import { plainFinding } from './plain-finding.ts';
import { groupText } from './words.ts';

const parameters = {
  /** Descriptions that tools write by themselves. */
  meaningless: ['Managed by Terraform', 'Managed by Pulumi', 'created by terraform'],
};

export const groupWithoutDescription: Check<typeof parameters> = {
  id: 'group-without-description',
  title: 'A security group does not say what it is for',
  what: 'Groups without a description, or with the one a tool puts there by itself.',
  why: 'A description cannot be changed afterwards: nobody dares to attach, change or delete what nobody can explain.',
  severity: 'info',
  references: {
    checkov: ['CKV_AWS_23'],
    trivy: ['AWS-0099'],
    kics: ['68eb4bf3-f9bf-463d-b5cf-e029bb446d2e'],
  },
  dependsOn: ['describe-security-groups'],
  parameters,
  remediation: 'Make the group anew with a description of who holds it and what for.',
  run: (context, { severity, parameters }) => {
    const meaningless = new Set(parameters.meaningless.map((text) => text.toLowerCase()));
    return context.network.securityGroups
      .filter((group) => {
        const text = group.description?.trim().toLowerCase() ?? '';
        const isSilent = text === '' || meaningless.has(text) || text === group.groupName.toLowerCase();
        return isSilent && group.groupName !== 'default' && isDefinedGroup(group);
      })
      .map((group) =>
        plainFinding('group-without-description', 'security-group', group, {
          severity,
          title: `${groupText(group)} does not say what it is for`,
          summary: `The description of ${groupText(group)} is ${group.description ? `'${group.description}'` : 'missing'}.`,
          fix: { cli: [] },
        }),
      );
  },
};
