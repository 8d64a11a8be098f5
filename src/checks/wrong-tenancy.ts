import type { Check } from './check.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { instanceText } from './words.ts';

const parameters = {
  /** `default`, `dedicated` or `host`: what the account requires. Empty: any. */
  required: '',
};

export const wrongTenancy: Check<typeof parameters> = {
  id: 'wrong-tenancy',
  title: 'An instance runs on hardware of another tenancy than required',
  what: 'Instances whose tenancy is not the one the configuration requires. Without one nothing is found.',
  why: 'Contracts and licences bind some workloads to hardware that nobody else uses; elsewhere dedicated hardware is only dear.',
  severity: 'medium',
  references: { awsConfig: ['desired-instance-tenancy'] },
  dependsOn: ['describe-instances'],
  parameters,
  remediation: 'Launch the instance anew with the required tenancy, and set it in the launch template.',
  run: (context, { severity, parameters }) =>
    parameters.required === ''
      ? []
      : runningInstances(context)
          .filter(({ tenancy = 'default' }) => tenancy !== parameters.required)
          .map((instance) =>
            plainFinding('wrong-tenancy', 'instance', instance, {
              severity,
              title: `${instanceText(instance)} runs with tenancy ${instance.tenancy ?? 'default'}, not ${parameters.required}`,
              summary: `The configuration requires tenancy ${parameters.required} here.`,
              fix: { cli: [] },
            }),
          ),
};
