import { Command } from 'commander';
import { externalId } from '../drift/index.ts';
import { EnvironmentError } from '../server/index.ts';
import { knownEnvironment } from './known-environment.ts';

interface LinkOptions {
  readonly owner: string;
  readonly service: string;
}

/** `sallyport link`: the external id of an organisation's roles, and how to make them. */
export function linkCommand(environment: Readonly<Record<string, string | undefined>> = process.env): Command {
  const command = new Command('link')
    .description("print a GitHub organisation's external id and the commands that make its read-only roles")
    .requiredOption('--owner <organisation>', 'GitHub organisation or user the app is installed for')
    .option(
      '--service <arn>',
      'ARN of what the service runs as (`sallyport doctor` prints it)',
      '<ARN of the service>',
    );
  return command.action(({ owner, service }: LinkOptions) => {
    const secret = knownEnvironment(environment)['SALLYPORT_SECRET'] ?? '';
    if (secret.length < 32)
      throw new EnvironmentError('SALLYPORT_SECRET must be set as it is for the service: external ids come from it.');
    command.configureOutput().writeOut?.(instructions(externalId(secret, owner), service));
  });
}

function instructions(id: string, service: string): string {
  const stack = `--parameter-overrides "TrustedPrincipalArn=${service}" "ExternalId=${id}"`;
  const parameters = `"ParameterKey=TrustedPrincipalArn,ParameterValue=${service}" "ParameterKey=ExternalId,ParameterValue=${id}"`;
  return `External id: ${id}

It is the same for every account of this organisation and of no other. A role that asks for it can be used by nobody else's
configuration.

One account:
  aws cloudformation deploy --stack-name sallyport-role --capabilities CAPABILITY_NAMED_IAM \\
    --template-file deploy/cloudformation/sallyport-role.yaml \\
    ${stack}

Every account of an AWS organisation, from its management account:
  aws cloudformation create-stack-set --stack-set-name sallyport-role --capabilities CAPABILITY_NAMED_IAM \\
    --template-body file://deploy/cloudformation/sallyport-role.yaml \\
    --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
    --parameters ${parameters}
  aws cloudformation create-stack-instances --stack-set-name sallyport-role --regions us-east-1 \\
    --deployment-targets OrganizationalUnitIds=<r-… or ou-…>
A stack set leaves out the management account itself: make its role as for one account.

To have the members listed rather than write each down (organization.managementRole in sallyport.yml), also there:
  aws cloudformation deploy --stack-name sallyport-organization --capabilities CAPABILITY_NAMED_IAM \\
    --template-file deploy/cloudformation/sallyport-organization.yaml \\
    ${stack}

Terraform:
  module "sallyport_role" {
    source                = "./deploy/terraform"
    trusted_principal_arn = "${service}"
    external_id           = "${id}"
  }

Then name the accounts in .github/sallyport.yml of the organisation's .github repository, and see that all can be read:
  sallyport doctor
`;
}
