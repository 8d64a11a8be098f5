import type { Check } from './check.ts';
import { awsCommand, codeHint } from './fix.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { exposedInterface } from './words.ts';

export const imdsv2NotRequired: Check = {
  id: 'imdsv2-not-required',
  title: 'An instance answers metadata requests without a token',
  what: 'Instances, and launch templates of code, whose metadata service still accepts version 1 requests.',
  why: 'One forged request through a web application then reads the credentials of the instance’s role.',
  severity: 'medium',
  references: {
    cis: ['2.0:5.6', '3.0:5.6', '5.0:5.7', '7.0:6.7'],
    securityHub: ['EC2.8', 'EC2.170'],
    awsConfig: ['ec2-imdsv2-check'],
    checkov: ['CKV_AWS_79'],
    trivy: ['AWS-0028', 'AWS-0130'],
    prowler: ['ec2_instance_imdsv2_enabled', 'ec2_launch_template_imdsv2_required'],
  },
  dependsOn: ['describe-instances'],
  parameters: {},
  remediation:
    'Require tokens (`HttpTokens: required`), after making sure that the software on the instance uses them.',
  run: (context, { severity }) =>
    [...runningInstances(context), ...context.network.launchTemplates]
      .filter(
        ({ metadataTokens, metadataDisabled, origin }) =>
          !metadataDisabled &&
          // What code leaves open, the account or the image decides: as a rule, that tokens are optional.
          (metadataTokens === 'optional' || (metadataTokens === undefined && origin.kind === 'code')),
      )
      .map((instance) => {
        const { id, name, region, origin } = instance;
        const hints = codeHint(instance, 'set metadata_options { http_tokens = "required" }');
        const held = context.interfacesOf(id);
        const isInstance = 'interfaceIds' in instance;
        const isOpen = instance.metadataTokens === 'optional';
        const args = ['--instance-id', id, '--http-tokens', 'required', '--http-endpoint', 'enabled'];
        const finding = {
          severity,
          title: `${name ? `${name} (${id})` : id} ${isOpen ? 'answers metadata requests without a token' : 'is not set to require tokens for its metadata'}`,
          summary: `The metadata service of ${id} ${isOpen ? 'accepts' : 'may accept'} version 1 requests${isOpen ? '' : ': neither the image nor the account need require tokens'}, so a request forged through an application on it can read its role’s credentials.`,
          exposed: held.map((each) => exposedInterface(each, context)),
          fix: {
            cli:
              origin.kind === 'live' && isInstance
                ? [awsCommand(region, 'ec2', 'modify-instance-metadata-options', ...args)]
                : [],
            ...(hints.length > 0 && { terraform: hints.join('; ') }),
          },
        };
        const kind = isInstance ? 'instance' : 'launch-template';
        return plainFinding('imdsv2-not-required', kind, instance, finding, [
          'CKV_AWS_79',
          isInstance ? 'AWS-0028' : 'AWS-0130',
        ]);
      }),
};
