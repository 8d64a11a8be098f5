import { describe, expect, it } from 'vitest';
import { evaluateProject, output, plain, resource, valueAt } from './project.ts';

describe('modules', () => {
  const subnets = `variable "cidr" { type = string }
variable "names" { type = list(string) }
resource "aws_subnet" "this" {
  for_each   = { for i, name in var.names : name => cidrsubnet(var.cidr, 4, i) }
  cidr_block = each.value
}
output "ids" { value = { for k, s in aws_subnet.this : k => s.id } }
output "cidrs" { value = values(aws_subnet.this)[*].cidr_block }
`;

  it('are evaluated for each instance, and their outputs followed', () => {
    const evaluation = evaluateProject({
      'main.tf': `module "net" {
  source   = "./net"
  for_each = { a = "10.0.0.0/16", b = "10.1.0.0/16" }
  cidr     = each.value
  names    = ["x", "y"]
}
module "none" {
  source = "./net"
  count  = 0
  cidr   = "10.9.0.0/16"
  names  = []
}
output "cidrs" { value = flatten([for net in module.net : net.cidrs]) }
output "id" { value = module.net["b"].ids["y"] }
output "none" { value = module.none[*].ids }
`,
      'net/main.tf': subnets,
    });
    expect(plain(output(evaluation, 'cidrs'))).toEqual(['10.0.0.0/20', '10.0.16.0/20', '10.1.0.0/20', '10.1.16.0/20']);
    expect(plain(output(evaluation, 'id'))).toBe('<module.net["b"].aws_subnet.this["y"].id>');
    expect(plain(output(evaluation, 'none'))).toEqual([]);
    expect(evaluation.resources.map(({ address }) => address)).toEqual([
      'module.net["a"].aws_subnet.this["x"]',
      'module.net["a"].aws_subnet.this["y"]',
      'module.net["b"].aws_subnet.this["x"]',
      'module.net["b"].aws_subnet.this["y"]',
    ]);
    expect(evaluation.diagnostics).toEqual([]);
  });

  it('may use each other in both directions, as long as no value needs itself', () => {
    const evaluation = evaluateProject({
      'main.tf':
        'module "a" {\n source = "./m"\n in = module.b.fixed\n}\nmodule "b" {\n source = "./m"\n in = module.a.fixed\n}\noutput "x" { value = module.a.out }\n',
      'm/main.tf': 'variable "in" {}\noutput "fixed" { value = "f" }\noutput "out" { value = "${var.in}!" }\n',
    });
    expect(plain(output(evaluation, 'x'))).toBe('f!');
    expect(evaluation.diagnostics).toEqual([]);
  });

  it.each([
    [
      'outside the repository',
      '../../elsewhere',
      'module.m comes from ../../elsewhere, outside the repository, and is not read',
    ],
    ['of an absolute path', '/etc', 'module.m comes from /etc, outside the repository, and is not read'],
    ['without code', './empty', 'module.m comes from empty, where there is no code'],
    ['that call themselves', './m', 'module.m.module.again calls itself: m is one of the modules around it'],
  ])('%s are refused', (_, source, message) => {
    const evaluation = evaluateProject({
      'main.tf': `module "m" {\n  source = "${source}"\n}\noutput "x" { value = module.m.y }\n`,
      'm/main.tf': 'module "again" {\n  source = "../m"\n}\noutput "y" { value = module.again.y }\n',
    });
    expect(evaluation.diagnostics.map((one) => one.message)).toEqual([message]);
    expect(plain(output(evaluation, 'x'))).toMatch(/^\?module\.m/);
  });

  it('that are not in the repository are named with what they are given', () => {
    const evaluation = evaluateProject({
      'main.tf': `provider "aws" { region = "eu-west-1" }
module "sg" {
  source  = "acme/security-group/aws"
  version = "~> 5.0"
  count   = 2
  ingress_cidr_blocks = ["10.\${count.index}.0.0/16"]
}
`,
    });
    expect(
      evaluation.remoteModules.map(({ address, source, version, provider }) => ({
        address,
        source,
        version,
        provider,
      })),
    ).toEqual([
      {
        address: 'module.sg[0]',
        source: 'acme/security-group/aws',
        version: '~> 5.0',
        provider: { region: 'eu-west-1' },
      },
      {
        address: 'module.sg[1]',
        source: 'acme/security-group/aws',
        version: '~> 5.0',
        provider: { region: 'eu-west-1' },
      },
    ]);
    expect(plain(evaluation.remoteModules[1]!.inputs.get('ingress_cidr_blocks')!)).toEqual(['10.1.0.0/16']);
    expect(evaluation.diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('that terraform init left in the repository are read', () => {
    const evaluation = evaluateProject(
      {
        'live/main.tf': 'module "net" {\n  source = "acme/net/aws"\n  cidr = "10.0.0.0/16"\n  names = ["a"]\n}\n',
        'live/.terraform/modules/modules.json':
          '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"net","Source":"acme/net/aws","Dir":".terraform/modules/net"}]}',
        'live/.terraform/modules/net/main.tf': subnets,
      },
      { root: 'live' },
    );
    expect(plain(valueAt(evaluation, 'module.net.aws_subnet.this["a"]', 'cidr_block'))).toBe('10.0.0.0/20');
  });

  it('see where they are', () => {
    const evaluation = evaluateProject(
      {
        'envs/prod/main.tf':
          'module "m" {\n source = "../../modules/m"\n}\noutput "x" { value = [path.module, path.root, module.m.x, basename(path.cwd), path.cwd] }\n',
        'modules/m/main.tf':
          'output "x" { value = [path.module, file("${path.module}/note.txt"), fileexists("note.txt")] }\n',
        'modules/m/note.txt': 'hello',
      },
      { root: 'envs/prod' },
    );
    expect(plain(output(evaluation, 'x'))).toEqual([
      '.',
      '.',
      ['../../modules/m', 'hello', false],
      'prod',
      '?path.cwd is a directory of the machine that runs Terraform',
    ]);
  });
});

describe('moved and import blocks', () => {
  it('tell the address before, through modules and chains', () => {
    const evaluation = evaluateProject({
      'main.tf': `module "new" {
  source = "./m"
}
resource "aws_vpc" "b" {}
resource "aws_subnet" "s" {
  for_each = toset(["x", "y"])
}
moved {
  from = module.old
  to   = module.new
}
moved {
  from = aws_vpc.a
  to   = aws_vpc.b
}
moved {
  from = aws_vpc.first
  to   = aws_vpc.a
}
moved {
  from = aws_subnet.s[0]
  to   = aws_subnet.s["x"]
}
import {
  to = aws_vpc.b
  id = "vpc-0\${1 + 1}"
}
import {
  for_each = { x = "subnet-1", y = "subnet-2" }
  to       = aws_subnet.s[each.key]
  id       = each.value
}
`,
      'm/main.tf': 'resource "aws_vpc" "here" {}\nmoved {\n  from = aws_vpc.there\n  to = aws_vpc.here\n}\n',
    });
    const facts = evaluation.resources.map(({ address, previousAddress, importId }) => [
      address,
      previousAddress,
      importId,
    ]);
    expect(facts).toEqual([
      ['aws_vpc.b', 'aws_vpc.first', 'vpc-02'],
      ['aws_subnet.s["x"]', 'aws_subnet.s[0]', 'subnet-1'],
      ['aws_subnet.s["y"]', undefined, 'subnet-2'],
      ['module.new.aws_vpc.here', 'module.old.aws_vpc.there', undefined],
    ]);
  });
});

describe('providers', () => {
  it('tell Region and account, by alias, through modules, or from the resource itself', () => {
    const evaluation = evaluateProject({
      'main.tf': `variable "region" { default = "us-east-1" }
provider "aws" {
  region = var.region
}
provider "aws" {
  alias  = "peer"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::012345678901:role/deploy"
  }
}
resource "aws_vpc" "here" {}
resource "aws_vpc" "there" { provider = aws.peer }
resource "aws_vpc" "else" { region = "ap-south-1" }
module "m" {
  source    = "./m"
  providers = { aws = aws.peer }
}
module "n" {
  source = "./m"
}
data "aws_region" "now" {}
data "aws_caller_identity" "peer" { provider = aws.peer }
output "x" { value = [data.aws_region.now.name, data.aws_caller_identity.peer.account_id] }
`,
      'm/main.tf': 'resource "aws_vpc" "in" {}\n',
    });
    const provider = (address: string) => resource(evaluation, address).provider;
    expect(provider('aws_vpc.here')).toEqual({ region: 'us-east-1' });
    expect(provider('aws_vpc.there')).toEqual({ region: 'eu-west-1', account: '012345678901' });
    expect(provider('aws_vpc.else')).toEqual({ region: 'ap-south-1' });
    expect(provider('module.m.aws_vpc.in')).toEqual({ region: 'eu-west-1', account: '012345678901' });
    expect(provider('module.n.aws_vpc.in')).toEqual({ region: 'us-east-1' });
    expect(plain(output(evaluation, 'x'))).toEqual(['us-east-1', '012345678901']);
  });
});

describe('the configuration', () => {
  it('tells where a root goes when its provider block does not', () => {
    const code =
      'variable "r" {}\nprovider "aws" { region = var.r }\nresource "aws_vpc" "a" {}\ndata "aws_region" "r" {}\noutput "x" { value = data.aws_region.r.name }\n';
    const provider = { region: 'eu-west-1', account: '123456789012' };
    const evaluation = evaluateProject({ 'main.tf': code }, { provider });
    expect(resource(evaluation, 'aws_vpc.a').provider).toEqual(provider);
    expect(plain(output(evaluation, 'x'))).toBe('eu-west-1');
    const chosen = evaluateProject({ 'main.tf': code }, { provider, variables: { r: 'us-east-2' } });
    expect(resource(chosen, 'aws_vpc.a').provider).toEqual({ region: 'us-east-2', account: '123456789012' });
  });
});

describe('data sources', () => {
  it('are answered by who knows, with their arguments', () => {
    const asked: unknown[] = [];
    const evaluation = evaluateProject(
      {
        'main.tf':
          'data "aws_vpc" "main" {\n  tags = { Name = "prod" }\n}\noutput "x" { value = cidrsubnet(data.aws_vpc.main.cidr_block, 8, 1) }\n',
      },
      {
        data: (type, args) => {
          asked.push(type, plain(args.get('tags')!));
          return { kind: 'object', entries: new Map([['cidr_block', { kind: 'string', value: '10.0.0.0/16' }]]) };
        },
      },
    );
    expect(plain(output(evaluation, 'x'))).toBe('10.0.1.0/24');
    expect(asked.slice(0, 2)).toEqual(['aws_vpc', { Name: 'prod' }]);
  });
});
