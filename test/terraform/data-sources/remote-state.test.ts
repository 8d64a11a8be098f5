import { expect, it } from 'vitest';
import { EMPTY_NETWORK, type Network } from '../../../src/network/index.ts';
import { readTerraformDirectory } from '../../../src/terraform/index.ts';
import { readerOf } from '../evaluate/project.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

const LIVE: Network = {
  ...EMPTY_NETWORK,
  vpcs: [
    {
      id: 'vpc-0a',
      ...PLACE,
      origin: { kind: 'live', ...PLACE, operation: 'describe-vpcs' },
      tags: { Name: 'main' },
      isDefault: false,
      ipv4Cidrs: ['10.0.0.0/16'],
      ipv6Cidrs: [],
    },
  ],
};

const NETWORK = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
output "vpc_id" { value = aws_vpc.main.id }
output "office" { value = ["198.51.100.0/24"] }
`;

const app = (backend: string): string => `
data "terraform_remote_state" "network" {
  ${backend}
}
resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = data.terraform_remote_state.network.outputs.vpc_id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = data.terraform_remote_state.network.outputs.office
  }
}`;

it.each<[string, string, string]>([
  [
    'in a bucket',
    'terraform {\n backend "s3" {\n bucket = "state"\n key = "network"\n region = "eu-west-1"\n }\n}',
    'backend = "s3"\nconfig = { bucket = "state", key = "network", region = "eu-west-1" }',
  ],
  [
    'in HCP Terraform',
    'terraform {\n cloud {\n organization = "acme"\n workspaces {\n name = "network"\n }\n }\n}',
    'backend = "remote"\nconfig = { organization = "acme", workspaces = { name = "network" } }',
  ],
  ['beside the code', '', 'backend = "local"\nconfig = { path = "../network/terraform.tfstate" }'],
])('a state %s is answered by the code of its root', (_, terraform, backend) => {
  const files = readerOf({ 'network/main.tf': terraform + NETWORK, 'app/main.tf': app(backend) });
  const { network } = readTerraformDirectory(files, 'app', {
    ...PLACE,
    roots: [{ root: 'network' }],
    live: () => LIVE,
  });
  const [group] = network.securityGroups;
  expect(group?.vpcId).toBe('vpc-0a');
  expect(group?.rules.map((rule) => rule.peer)).toEqual([{ kind: 'cidr', cidr: '198.51.100.0/24' }]);
  // The line that decides is the other root's.
  expect(group?.rules[0]?.origin).toMatchObject({ cause: { file: 'network/main.tf' } });
});

it('a state that no known root keeps stays unknown', () => {
  const files = readerOf({
    'network/main.tf': `terraform {\n backend "s3" {\n bucket = "state"\n key = "other"\n }\n}${NETWORK}`,
    'app/main.tf': app('backend = "s3"\nconfig = { bucket = "state", key = "network" }'),
  });
  const { network } = readTerraformDirectory(files, 'app', {
    ...PLACE,
    roots: [{ root: 'network' }],
    live: () => LIVE,
  });
  expect(network.securityGroups[0]?.rules[0]?.peer).toMatchObject({ kind: 'unknown' });
});
