import type { Check } from './check.ts';
import { runningInstances } from './instances.ts';
import { patternOf } from './pattern.ts';
import { plainFinding } from './plain-finding.ts';
import { exposedInterface, instanceText } from './words.ts';

const parameters = {
  /** Names of instances that are meant to have several, a regular expression; empty: none. */
  routers: '',
};

export const severalInterfaces: Check<typeof parameters> = {
  id: 'several-interfaces',
  title: 'An instance has several network interfaces',
  what: 'Instances in several subnets at once. Those that route (without source/destination check) are meant to be.',
  why: 'Such a machine joins what subnets, ACLs and routes keep apart.',
  severity: 'info',
  references: {
    securityHub: ['EC2.17'],
    awsConfig: ['ec2-instance-multiple-eni-check'],
    prowler: ['ec2_instance_uses_single_eni'],
  },
  dependsOn: ['describe-instances', 'describe-network-interfaces'],
  parameters,
  remediation: 'Give it one interface, or say that it is a router.',
  run: (context, { severity, parameters }) =>
    runningInstances(context).flatMap((instance) => {
      const held = context.interfacesOf(instance.id);
      const subnets = [...new Set(held.map(({ subnetId }) => subnetId))];
      const isRouter =
        held.some(({ sourceDestCheck }) => !sourceDestCheck) ||
        (parameters.routers !== '' &&
          patternOf('several-interfaces', 'routers', parameters.routers).test(instance.name ?? ''));
      // Clusters put several interfaces of one instance into one subnet, for addresses.
      if (subnets.length < 2 || isRouter) return [];
      return [
        plainFinding('several-interfaces', 'instance', instance, {
          severity,
          title: `${instanceText(instance)} has interfaces in ${subnets.length} subnets`,
          summary: `${instanceText(instance)} stands in ${subnets.join(' and ')} at once, and routes for nobody.`,
          exposed: held.map((each) => exposedInterface(each, context)),
          fix: { cli: [] },
        }),
      ];
    }),
};
