import type { Check } from './check.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { lower } from './severity.ts';
import { exposedInterface, instanceText } from './words.ts';

const parameters = {
  /** Whether an instance that Systems Manager knows nothing of is a finding too. */
  unmanaged: true,
};

export const patchState: Check<typeof parameters> = {
  id: 'patch-state',
  title: 'An instance lacks patches, or nobody knows',
  what: 'Running instances with missing or failed patches, or unknown to Systems Manager, where its states were read.',
  why: 'What the internet or a neighbour reaches is as safe as its oldest hole.',
  severity: 'high',
  references: {
    securityHub: ['SSM.1', 'SSM.2'],
    awsConfig: ['ec2-managedinstance-patch-compliance-status-check', 'ec2-instance-managed-by-systems-manager'],
    prowler: ['ssm_managed_compliant_patching', 'ec2_instance_managed_by_ssm'],
  },
  dependsOn: ['describe-instances', 'ssm-describe-instance-patch-states'],
  parameters,
  remediation: 'Give the instance a patch baseline and a maintenance window, or replace it from a patched image.',
  run: (context, { severity, parameters }) => {
    const states = context.more.inventory?.patchStates;
    if (!states) return [];
    return runningInstances(context).flatMap((instance) => {
      if (instance.state !== 'running') return [];
      if (!context.hasRead(instance.account, instance.region, 'ssm-describe-instance-patch-states')) return [];
      const state = states.get(instance.id);
      if (state ? state.missing + state.failed === 0 : !parameters.unmanaged) return [];
      const held = context.interfacesOf(instance.id);
      const isExposed = held.some(({ id }) => (context.exposureOf(id)?.sources.length ?? 0) > 0);
      const what = state ? `lacks ${state.missing} patches, ${state.failed} failed` : 'is unknown to Systems Manager';
      return [
        plainFinding('patch-state', 'instance', instance, {
          severity: isExposed ? severity : lower(severity, 1),
          title: `${instanceText(instance)} ${what}`,
          summary: `${instanceText(instance)} ${what}${isExposed ? ', and the internet gets through to it' : ''}.`,
          exposure: isExposed ? 'exposed' : 'none',
          exposed: held.map((each) => exposedInterface(each, context)),
          fix: { cli: [] },
        }),
      ];
    });
  },
};
