import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding, Severity } from './finding.ts';
import { codeHint } from './fix.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { plainFinding } from './plain-finding.ts';
import { exposedInterface } from './words.ts';

const ID = 'instance-public-address';

export const instancePublicAddress: Check = {
  id: ID,
  title: 'An instance has a public address',
  what: 'Instances with a public IPv4 address of their own, and launch templates of code that ask for one. What can really reach them is other checks’ matter.',
  why: 'One rule, route or ACL stands between such an instance and the internet; a private one needs several mistakes.',
  severity: 'info',
  references: {
    securityHub: ['EC2.9', 'EC2.25'],
    awsConfig: [
      'ec2-instance-no-public-ip',
      'ec2-launch-template-public-ip-disabled',
      'autoscaling-launch-config-public-ip-disabled',
    ],
    checkov: ['CKV_AWS_88', 'CKV_AWS_389'],
    trivy: ['AWS-0009'],
    kics: ['5a2486aa-facf-477d-a5c1-b010789459ce'],
    prowler: ['ec2_instance_public_ip', 'ec2_launch_template_no_public_ip'],
    scoutSuite: ['ec2-instance-with-public-ip'],
  },
  dependsOn: ['describe-instances', ...REACHABILITY_OPERATIONS],
  parameters: {},
  remediation: 'Put the instance into a private subnet behind a load balancer or NAT gateway.',
  run: (context, { severity }) => [
    ...templateFindings(context, severity),
    ...context.network.instances.flatMap((instance) => {
      const open = context.interfacesOf(instance.id).filter((each) => each.publicIpv4.length > 0);
      if (open.length === 0) return [];
      const addresses = open.flatMap((each) => each.publicIpv4.flatMap(({ publicIp }) => publicIp ?? []));
      const has = addresses.length > 0 ? `has the public address ${addresses.join(', ')}` : 'is given a public address';
      const { id, name } = instance;
      const hints = codeHint(instance, 'set associate_public_ip_address = false');
      const exposures = open.flatMap((each) => context.exposureOf(each.id) ?? []);
      const isReached = exposures.some(({ sources }) => sources.length > 0);
      const [doubt] = exposures.flatMap(({ unknowns }) => unknowns);
      return [
        plainFinding(
          ID,
          'instance',
          instance,
          {
            severity,
            title: `${name ? `${name} (${id})` : id} ${has}`,
            summary: isReached
              ? `${id} has a public address, and something of the internet gets through to it.`
              : doubt !== undefined
                ? `${id} has a public address; whether anything of the internet gets through to it is not known: ${doubt}.`
                : `${id} has a public address; nothing of the internet gets through to it today.`,
            exposure: isReached ? 'exposed' : 'latent',
            exposed: open.map((each) => exposedInterface(each, context)),
            fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
          },
          ['CKV_AWS_88'],
        ),
      ];
    }),
  ],
};

function templateFindings({ network }: CheckContext, severity: Severity): readonly Finding[] {
  return network.launchTemplates
    .filter((template) => template.publicAddress === true)
    .map((template) => {
      const hints = codeHint(template, 'set associate_public_ip_address = false');
      const finding = {
        severity,
        title: `instances of ${template.id} get a public address`,
        summary: `Whatever is launched from ${template.id} asks for a public address, in private subnets too.`,
        fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
      };
      const breaks = template.isConfiguration ? ['CKV_AWS_389', 'AWS-0009'] : ['CKV_AWS_88'];
      return plainFinding(ID, 'launch-template', template, finding, breaks);
    });
}
