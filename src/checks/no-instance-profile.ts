import type { Check } from './check.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { instanceText } from './words.ts';

export const noInstanceProfile: Check = {
  id: 'no-instance-profile',
  title: 'An instance has no instance profile',
  what: 'Running instances without an IAM role of their own.',
  why: 'Session Manager cannot reach them, so SSH stays open, and their software uses long-lived keys.',
  severity: 'info',
  references: {
    awsConfig: ['ec2-instance-profile-attached'],
    checkov: ['CKV2_AWS_41'],
    prowler: ['ec2_instance_profile_attached'],
  },
  dependsOn: ['describe-instances'],
  parameters: {},
  remediation: 'Attach a role that allows what the instance does, with Session Manager.',
  run: (context, { severity }) =>
    runningInstances(context)
      .filter((instance) => instance.instanceProfileArn === undefined)
      .map((instance) =>
        plainFinding('no-instance-profile', 'instance', instance, {
          severity,
          title: `${instanceText(instance)} has no instance profile`,
          summary: `No IAM role belongs to ${instanceText(instance)}.`,
          fix: { cli: [] },
        }),
      ),
};
