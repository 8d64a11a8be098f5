import { describe, expect, it } from 'vitest';
import { evaluateProject, place, plain, valueAt } from './project.ts';

const web = (argument: string) => `resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ${argument}
  }
}
`;
const cidrs = ['ingress', 0, 'cidr_blocks'] as const;

describe('the place of a value is the line that decides it', () => {
  it('a literal in the block', () => {
    const evaluation = evaluateProject({ 'main.tf': web('["0.0.0.0/0"]') });
    expect(place(valueAt(evaluation, 'aws_security_group.web', ...cidrs, 0))).toBe('main.tf:6');
  });

  it('the default of a variable', () => {
    const evaluation = evaluateProject({
      'main.tf': web('var.allowed'),
      'variables.tf':
        'variable "allowed" {\n  type = list(string)\n  default = [\n    "10.0.0.0/8",\n    "0.0.0.0/0",\n  ]\n}\n',
    });
    expect(plain(valueAt(evaluation, 'aws_security_group.web', ...cidrs))).toEqual(['10.0.0.0/8', '0.0.0.0/0']);
    expect(place(valueAt(evaluation, 'aws_security_group.web', ...cidrs, 1))).toBe('variables.tf:5');
  });

  it('the entry of the var-file that wins', () => {
    const project = {
      'main.tf': `variable "allowed" { type = list(string) }\n${web('var.allowed')}`,
      'terraform.tfvars': 'allowed = ["10.0.0.0/8"]\n',
      'b.auto.tfvars': '# later than a\nallowed = ["10.2.0.0/16"]\n',
      'a.auto.tfvars': 'allowed = ["10.1.0.0/16"]\n',
      'prod.tfvars': '\n\nallowed = ["0.0.0.0/0"]\n',
    };
    const chosen = evaluateProject(project, { varFiles: ['prod.tfvars'] });
    expect(plain(valueAt(chosen, 'aws_security_group.web', ...cidrs))).toEqual(['0.0.0.0/0']);
    expect(place(valueAt(chosen, 'aws_security_group.web', ...cidrs, 0))).toBe('prod.tfvars:3');
    const automatic = evaluateProject(project);
    expect(place(valueAt(automatic, 'aws_security_group.web', ...cidrs, 0))).toBe('b.auto.tfvars:2');
    const given = evaluateProject(project, { variables: { allowed: '["192.0.2.0/24"]' } });
    expect(plain(valueAt(given, 'aws_security_group.web', ...cidrs))).toEqual(['192.0.2.0/24']);
  });

  it('the argument of a module call, two modules and a local away', () => {
    const evaluation = evaluateProject(
      {
        'envs/prod/main.tf': 'module "app" {\n  source = "../../modules/app"\n  office = "198.51.100.7"\n}\n',
        'modules/app/main.tf':
          'variable "office" {}\nlocals {\n  allowed = ["${var.office}/32"]\n}\nmodule "sg" {\n  source  = "../sg"\n  allowed = concat(["10.0.0.0/8"], local.allowed)\n}\n',
        'modules/sg/main.tf': `variable "allowed" { type = set(string) }\n${web('var.allowed')}`,
      },
      { root: 'envs/prod' },
    );
    const address = 'module.app.module.sg.aws_security_group.web';
    expect(plain(valueAt(evaluation, address, ...cidrs))).toEqual(['10.0.0.0/8', '198.51.100.7/32']);
    expect(place(valueAt(evaluation, address, ...cidrs, 0))).toBe('modules/app/main.tf:7');
    expect(place(valueAt(evaluation, address, ...cidrs, 1))).toBe('envs/prod/main.tf:3');
  });

  it('the element of a list that a for expression and a dynamic block go through', () => {
    const evaluation = evaluateProject({
      'main.tf': `locals {
  services = {
    ssh = { port = 22, from = ["203.0.113.0/24"] }
    web = {
      port = 443
      from = ["0.0.0.0/0"]
    }
  }
  rules = flatten([for name, service in local.services : [for cidr in service.from : { name = name, port = service.port, cidr = cidr }]])
}
resource "aws_security_group" "app" {
  dynamic "ingress" {
    for_each = { for rule in local.rules : "\${rule.name}-\${rule.cidr}" => rule }
    iterator = it
    content {
      description = it.key
      from_port   = it.value.port
      to_port     = it.value.port
      protocol    = "tcp"
      cidr_blocks = [it.value.cidr]
    }
  }
}
`,
    });
    const address = 'aws_security_group.app';
    expect(plain(valueAt(evaluation, address, 'ingress', 1))).toEqual({
      description: 'web-0.0.0.0/0',
      from_port: 443,
      to_port: 443,
      protocol: 'tcp',
      cidr_blocks: ['0.0.0.0/0'],
    });
    expect(place(valueAt(evaluation, address, 'ingress', 1, 'from_port'))).toBe('main.tf:5');
    expect(place(valueAt(evaluation, address, 'ingress', 1, 'cidr_blocks', 0))).toBe('main.tf:6');
    expect(place(valueAt(evaluation, address, 'ingress', 1, 'protocol'))).toBe('main.tf:19');
    expect(place(valueAt(evaluation, address, 'ingress', 0, 'cidr_blocks', 0))).toBe('main.tf:3');
  });

  it('the line of a YAML or JSON file that is decoded', () => {
    const evaluation = evaluateProject(
      {
        'live/main.tf':
          'locals {\n  rules = yamldecode(file("${path.module}/../rules.yaml"))\n  more = jsondecode(file("../rules.json"))\n}\n' +
          'resource "aws_vpc_security_group_ingress_rule" "all" {\n  for_each = { for r in concat(local.rules, local.more) : r.name => r }\n  cidr_ipv4 = each.value.cidr\n}\n',
        'rules.yaml': '- name: a\n  cidr: 10.0.0.0/8\n- name: b\n  cidr: 0.0.0.0/0\n',
        'rules.json': '[\n  { "name": "c",\n    "cidr": "192.0.2.0/24" }\n]\n',
      },
      { root: 'live' },
    );
    const rule = (key: string) => valueAt(evaluation, `aws_vpc_security_group_ingress_rule.all["${key}"]`, 'cidr_ipv4');
    expect([rule('b'), rule('c')].map(plain)).toEqual(['0.0.0.0/0', '192.0.2.0/24']);
    expect([rule('a'), rule('b'), rule('c')].map(place)).toEqual(['rules.yaml:2', 'rules.yaml:4', 'rules.json:3']);
  });

  it('an attribute of another resource', () => {
    const evaluation = evaluateProject({
      'main.tf':
        'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/8"\n}\n' +
        web('[aws_vpc.main.cidr_block, cidrsubnet(aws_vpc.main.cidr_block, 8, 1)]'),
    });
    expect(plain(valueAt(evaluation, 'aws_security_group.web', ...cidrs))).toEqual(['10.0.0.0/8', '10.1.0.0/16']);
    expect(place(valueAt(evaluation, 'aws_security_group.web', ...cidrs, 0))).toBe('main.tf:2');
    expect(place(valueAt(evaluation, 'aws_security_group.web', ...cidrs, 1))).toBe('main.tf:2');
  });

  it('the chosen branch of a conditional, and the pieces of a split string', () => {
    const evaluation = evaluateProject(
      {
        'main.tf':
          'locals {\n  open = [\n    "0.0.0.0/0"\n  ]\n  shut = ["10.0.0.0/8"]\n}\nvariable "list" {}\n' +
          web('concat(terraform.workspace == "dev" ? local.open : local.shut, split(",", var.list))'),
        'terraform.tfvars': 'list = "192.0.2.1/32,192.0.2.2/32"',
      },
      { workspace: 'dev' },
    );
    expect(plain(valueAt(evaluation, 'aws_security_group.web', ...cidrs))).toEqual([
      '0.0.0.0/0',
      '192.0.2.1/32',
      '192.0.2.2/32',
    ]);
    expect([0, 1, 2].map((index) => place(valueAt(evaluation, 'aws_security_group.web', ...cidrs, index)))).toEqual([
      'main.tf:3',
      'terraform.tfvars:1',
      'terraform.tfvars:1',
    ]);
  });

  it('a reference to a resource that is only known after apply: the referring line', () => {
    const evaluation = evaluateProject({
      'main.tf':
        'resource "aws_security_group" "app" {}\nmodule "db" {\n  source = "./db"\n  client =\n   aws_security_group.app.id\n}\n'.replace(
          '=\n  ',
          '=',
        ),
      'db/main.tf':
        'variable "client" {}\nresource "aws_security_group_rule" "db" {\n  source_security_group_id = var.client\n}\n',
    });
    const source = valueAt(evaluation, 'module.db.aws_security_group_rule.db', 'source_security_group_id');
    expect(plain(source)).toBe('<aws_security_group.app.id>');
    expect(place(source)).toBe('main.tf:4');
  });
});
