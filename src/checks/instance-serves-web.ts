import { TCP } from '../network/index.ts';
import type { Check } from './check.ts';
import { hasServices, intersectServices } from './engine.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { watchPorts } from './internet/ports.ts';
import { wideGrants } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';
import { exposedInterface, instanceText, serviceText } from './words.ts';

const parameters = { tcpPorts: [80, 443], ipv4Prefix: 8, ipv6Prefix: 16 };

export const instanceServesWeb: Check<typeof parameters> = {
  id: 'instance-serves-web',
  title: 'An instance serves the web without a load balancer',
  what: 'Instances whose own address the internet reaches on port 80 or 443.',
  why: 'A load balancer in front ends TLS, filters, spreads load and can be replaced; the instance need not be public at all.',
  severity: 'info',
  references: { prowler: ['ec2_instance_internet_facing_with_instance_profile'] },
  dependsOn: ['describe-instances', ...REACHABILITY_OPERATIONS],
  parameters,
  remediation: 'Put the instance into a private subnet and an application load balancer into the public ones.',
  run: (context, { severity, parameters }) => {
    const web = watchPorts([[TCP, parameters.tcpPorts]]);
    return context.network.instances.flatMap((instance) => {
      const reached = context.interfacesOf(instance.id).flatMap((each) => {
        const sources = context.exposureOf(each.id)?.sources ?? [];
        const grants = sources.map(({ addresses, services }) => ({ sources: addresses, services }));
        const { services } = wideGrants(grants, { watched: web, width: parameters });
        const because = sources.flatMap((source) =>
          hasServices(intersectServices(source.services, services)) ? source.because : [],
        );
        return hasServices(services) ? [{ each, services, because }] : [];
      });
      const [first] = reached;
      if (!first) return [];
      const what = serviceText(first.services);
      return [
        plainFinding('instance-serves-web', 'instance', instance, {
          severity,
          title: `${instanceText(instance)} serves ${what} to the internet by itself`,
          summary: `The internet reaches ${what} on an address of ${instanceText(instance)}, with no load balancer in front.`,
          exposure: 'exposed',
          because: first.because,
          exposed: [...new Set(reached.map(({ each }) => each))].map((each) => exposedInterface(each, context)),
          fix: { cli: [] },
        }),
      ];
    });
  },
};
