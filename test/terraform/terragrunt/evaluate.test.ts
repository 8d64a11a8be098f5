import { describe, expect, it } from 'vitest';
import type { DataLookup } from '../../../src/terraform/evaluate/index.ts';
import { type EvaluateOptions, evaluateRoot, terraformNetwork } from '../../../src/terraform/index.ts';
import { readerOf } from '../evaluate/project.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

const MODULE = `
variable "name" {}
variable "vpc_id" { default = "" }
variable "cidrs" { type = list(string) }
resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = var.vpc_id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = var.cidrs
  }
}`;

function read(files: Readonly<Record<string, string>>, root = 'live/prod/app', more: Partial<EvaluateOptions> = {}) {
  const evaluation = evaluateRoot({ files: readerOf({ 'modules/app/main.tf': MODULE, ...files }), root, ...more });
  return { ...evaluation, network: terraformNetwork(evaluation.resources, PLACE) };
}

describe('terragrunt.hcl', () => {
  it('gives its inputs to the module of its local source', () => {
    const { network, diagnostics } = read({
      'live/prod/app/terragrunt.hcl': `terraform {
  source = "../../../modules//app"
}

inputs = {
  name  = "app"
  cidrs = [
    "10.0.0.0/8",
  ]
}
`,
    });
    expect(diagnostics).toEqual([]);
    const [group] = network.securityGroups;
    expect(group?.id).toBe('aws_security_group.this');
    expect(group?.rules[0]).toMatchObject({
      peer: { kind: 'cidr', cidr: '10.0.0.0/8' },
      origin: { location: { file: 'modules/app/main.tf' }, cause: { file: 'live/prod/app/terragrunt.hcl', line: 8 } },
    });
  });

  it('merges what it includes, reads other files and knows its own folder', () => {
    const { network, diagnostics } = read({
      'live/root.hcl': `locals {
  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
}
inputs = {
  name  = "\${path_relative_to_include()}-\${local.env.locals.stage}"
  cidrs = ["192.0.2.0/24"]
}`,
      'live/prod/env.hcl': 'locals {\n  stage = "production"\n  office = "198.51.100.0/24"\n}',
      'live/prod/app/terragrunt.hcl': `include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}
locals {
  blocks = yamldecode(file("blocks.yaml"))
}
terraform {
  source = "\${get_repo_root()}/modules/app"
}
inputs = {
  cidrs = concat(local.blocks, [include.root.locals.env.locals.office])
}`,
      'live/prod/app/blocks.yaml': '- 10.1.0.0/16',
    });
    expect(diagnostics).toEqual([]);
    const [group] = network.securityGroups;
    expect(group?.groupName).toBe('prod/app-production');
    expect(group?.rules.map((rule) => rule.peer)).toEqual([
      { kind: 'cidr', cidr: '10.1.0.0/16' },
      { kind: 'cidr', cidr: '198.51.100.0/24' },
    ]);
  });

  const VPC = {
    'modules/vpc/main.tf': `resource "aws_vpc" "v" {
  cidr_block = "10.9.0.0/16"
  tags = { Name = "main" }
}
output "id" { value = aws_vpc.v.id }
output "cidr" { value = aws_vpc.v.cidr_block }`,
    'live/prod/vpc/terragrunt.hcl': 'terraform {\n  source = "../../../modules/vpc"\n}',
  };
  const APP = `terraform {
  source = "../../../modules/app"
}
dependency "vpc" {
  config_path  = "../vpc"
  mock_outputs = { id = "vpc-mock" }
}
inputs = {
  name   = "app"
  vpc_id = dependency.vpc.outputs.id
  cidrs  = [dependency.vpc.outputs.cidr]
}`;

  it('takes from the units it depends on what their code gives, and ids from what is live', () => {
    const live: DataLookup = (type) =>
      type === 'aws_vpc'
        ? { kind: 'object', entries: new Map([['id', { kind: 'string', value: 'vpc-0a' }]]) }
        : undefined;
    const { network } = read({ ...VPC, 'live/prod/app/terragrunt.hcl': APP }, 'live/prod/app', { data: live });
    const [group] = network.securityGroups;
    expect(group?.vpcId).toBe('vpc-0a');
    expect(group?.rules[0]?.peer).toEqual({ kind: 'cidr', cidr: '10.9.0.0/16' });
  });

  it('never takes a mock for the truth', () => {
    const { network } = read({ ...VPC, 'live/prod/app/terragrunt.hcl': APP });
    expect(network.securityGroups[0]?.vpcId).toBe('');
  });

  it.each([
    ['elsewhere', 'git::https://example.com/app.git', 'comes from git::https://example.com/app.git'],
    ['outside the repository', '../../../../app', 'is not in the repository'],
  ])('names a source %s', (_, source, message) => {
    const { diagnostics, resources } = read({
      'live/prod/app/terragrunt.hcl': `terraform {\n  source = "${source}"\n}`,
    });
    expect(resources).toEqual([]);
    expect(diagnostics[0]).toMatchObject({ message: expect.stringContaining(message), at: { line: 2 } });
  });

  it('that depends on itself in a circle ends', () => {
    const unit = (other: string) =>
      APP.replace('../vpc', `../${other}`).replace('cidrs  = [dependency.vpc.outputs.cidr]', 'cidrs = []');
    const { network } = read({
      'live/prod/app/terragrunt.hcl': unit('other'),
      'live/prod/other/terragrunt.hcl': unit('app'),
    });
    expect(network.securityGroups).toHaveLength(1);
  });

  it('stands beside code of its own', () => {
    const { network } = read(
      { 'own/terragrunt.hcl': 'inputs = {\n  name = "own"\n  cidrs = ["10.0.0.0/8"]\n}', 'own/main.tf': MODULE },
      'own',
    );
    expect(network.securityGroups[0]?.groupName).toBe('own');
  });
});

it('reads nothing outside the repository', () => {
  const asked: string[] = [];
  const files = readerOf({
    'app/terragrunt.hcl':
      'include "root" {\n  path = "../../../etc/secret.hcl"\n}\nlocals {\n  x = read_terragrunt_config("/../../etc/other.hcl")\n}\ninputs = {}',
    'app/main.tf': MODULE,
  });
  evaluateRoot({
    files: {
      list: files.list,
      read(path) {
        asked.push(path);
        return files.read(path);
      },
    },
    root: 'app',
  });
  expect(asked.filter((path) => path.startsWith('..') || path.startsWith('/'))).toEqual([]);
});

it('gives its inputs to a module of the registry that is known here', () => {
  const { network, resources, diagnostics } = read({
    'live/prod/app/terragrunt.hcl': `terraform {
source = "tfr:///terraform-aws-modules/vpc/aws?version=5.8.1"
}
inputs = {
name           = "main"
cidr           = "10.0.0.0/16"
azs            = ["eu-west-1a"]
public_subnets = [
  "10.0.1.0/24",
]
}
`,
  });
  expect(diagnostics).toEqual([]);
  expect(network.vpcs.map(({ id, ipv4Cidrs }) => [id, ipv4Cidrs])).toEqual([['aws_vpc.this[0]', ['10.0.0.0/16']]]);
  expect(network.routeTables.flatMap(({ routes }) => routes.map(({ target }) => target.kind))).toContain(
    'internet-gateway',
  );
  const file = 'live/prod/app/terragrunt.hcl';
  const subnet = resources.find(({ type }) => type === 'aws_subnet');
  expect(subnet?.location).toMatchObject({ file, line: 2 });
  expect(subnet?.values.get('cidr_block')?.at).toMatchObject({ file, line: 9 });
});
