import { describe, expect, it } from 'vitest';
import type { SecurityGroupRule } from '../../../src/network/index.ts';
import { terraformNetwork } from '../../../src/terraform/index.ts';
import { allowsMajor } from '../../../src/terraform/modules/version.ts';
import { evaluateProject } from '../evaluate/project.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

function networkOf(code: string, more: Readonly<Record<string, string>> = {}) {
  const evaluation = evaluateProject({ 'main.tf': code, ...more });
  return { ...evaluation, network: terraformNetwork(evaluation.resources, PLACE) };
}

/** A rule in a few words: `ingress tcp 80-80 from 0.0.0.0/0`. */
function words({ direction, service, peer }: SecurityGroupRule): string {
  const what = 'unknown' in service ? service.unknown : 'ports' in service ? service.ports.join('-') : service.protocol;
  const far = peer.kind === 'cidr' ? peer.cidr : peer.kind === 'security-group' ? peer.groupId : peer.kind;
  return `${direction} ${what} ${far}`;
}

describe('terraform-aws-modules/security-group/aws', () => {
  const sg = (body: string, version = '"~> 5.0"', submodule = ''): string => `module "web" {
  source  = "terraform-aws-modules/security-group/aws${submodule}"
  version = ${version}
  name    = "web"
  vpc_id  = "vpc-0a"
${body}
}`;

  it.each([
    [
      'a named rule',
      'ingress_rules = ["https-443-tcp"]\ningress_cidr_blocks = ["10.0.0.0/8"]',
      ['ingress 443-443 10.0.0.0/8'],
    ],
    ['everything', 'ingress_rules = ["all-all"]\ningress_cidr_blocks = ["10.0.0.0/8"]', ['ingress all 10.0.0.0/8']],
    [
      'ports with their own blocks',
      'ingress_with_cidr_blocks = [{ from_port = 8080, to_port = 8090, protocol = "tcp", cidr_blocks = "10.1.0.0/16,10.2.0.0/16" }]',
      ['ingress 8080-8090 10.1.0.0/16', 'ingress 8080-8090 10.2.0.0/16'],
    ],
    [
      'a rule set with the shared blocks',
      'ingress_cidr_blocks = ["10.3.0.0/16"]\ningress_with_cidr_blocks = [{ rule = "postgresql-tcp" }]',
      ['ingress 5432-5432 10.3.0.0/16'],
    ],
    [
      'IPv6',
      'ingress_with_ipv6_cidr_blocks = [{ rule = "ssh-tcp", ipv6_cidr_blocks = "2001:db8::/64" }]',
      ['ingress 22-22 2001:db8::/64'],
    ],
    [
      'itself',
      'ingress_with_self = [{ rule = "all-all" }]',
      ['ingress all module.web.aws_security_group.this_name_prefix[0]'],
    ],
    [
      'another group, counted because it is computed',
      'number_of_computed_ingress_with_source_security_group_id = 1\ncomputed_ingress_with_source_security_group_id = [{ rule = "mysql-tcp", source_security_group_id = "sg-0b" }]',
      ['ingress 3306-3306 sg-0b'],
    ],
    ['all the way out', 'egress_rules = ["all-all"]', ['egress all 0.0.0.0/0', 'egress all ::/0']],
    ['nothing when it is switched off', 'create = false\negress_rules = ["all-all"]', []],
  ])('%s', (_, body, expected) => {
    const { network } = networkOf(sg(body));
    expect(network.securityGroups.flatMap((group) => group.rules.map(words))).toEqual(expected);
  });

  it('stands where it is called, and a rule is caused where its argument is written', () => {
    const { network } = networkOf(sg('  ingress_rules = ["ssh-tcp"]\n  ingress_cidr_blocks = ["0.0.0.0/0"]'));
    const [group] = network.securityGroups;
    expect(group?.groupName).toBe('web-');
    expect(group?.origin).toMatchObject({ location: { file: 'main.tf', line: 1 } });
    expect(group?.rules[0]?.origin).toMatchObject({
      location: { file: 'main.tf', line: 1 },
      cause: { file: 'main.tf', line: 7 },
    });
  });

  it('brings the rules of a submodule', () => {
    const { network } = networkOf(sg('ingress_cidr_blocks = ["10.0.0.0/8"]', '"5.3.0"', '//modules/web'));
    expect(network.securityGroups[0]?.id).toBe('module.web.module.sg.aws_security_group.this_name_prefix[0]');
    expect(network.securityGroups[0]?.rules.map(words)).toEqual(
      expect.arrayContaining(['ingress 80-80 10.0.0.0/8', 'ingress 1099-1099 10.0.0.0/8', 'egress all 0.0.0.0/0']),
    );
  });

  it('hands its outputs to what stands beside it', () => {
    const { network } = networkOf(`${sg('')}
resource "aws_security_group_rule" "extra" {
  security_group_id = module.web.security_group_id
  type = "ingress"
  protocol = "tcp"
  from_port = 9000
  to_port = 9000
  cidr_blocks = ["10.9.0.0/16"]
}`);
    expect(network.securityGroups).toHaveLength(1);
    expect(network.securityGroups[0]?.rules.map(words)).toEqual(['ingress 9000-9000 10.9.0.0/16']);
  });

  it('names releases it does not know, and does not guess', () => {
    const { remoteModules, network, diagnostics } = networkOf(sg('ingress_rules = ["ssh-tcp"]', '"3.18.0"'));
    expect(network.securityGroups).toEqual([]);
    expect(remoteModules.map((module) => module.source)).toEqual(['terraform-aws-modules/security-group/aws']);
    expect(diagnostics[0]?.message).toContain('known here: major versions 5 and 4');
  });

  it('gives way to a copy that is committed', () => {
    const { network } = networkOf(sg('ingress_rules = ["ssh-tcp"]'), {
      '.terraform/modules/modules.json': JSON.stringify({ Modules: [{ Key: 'web', Dir: '.terraform/modules/web' }] }),
      '.terraform/modules/web/main.tf':
        'variable "name" {}\nvariable "vpc_id" {}\nvariable "ingress_rules" {}\nresource "aws_security_group" "mine" {\n  name = var.name\n}',
    });
    expect(network.securityGroups.map((group) => group.id)).toEqual(['module.web.aws_security_group.mine']);
  });
});

describe('terraform-aws-modules/vpc/aws', () => {
  const { network, diagnostics } = networkOf(`module "vpc" {
  source          = "terraform-aws-modules/vpc/aws"
  version         = "~> 6.0"
  name            = "main"
  cidr            = "10.0.0.0/16"
  azs             = ["eu-west-1a", "eu-west-1b"]
  public_subnets  = ["10.0.0.0/24", "10.0.1.0/24"]
  private_subnets = ["10.0.10.0/24", "10.0.11.0/24"]
  enable_nat_gateway = true
  single_nat_gateway = true
  public_dedicated_network_acl = true
  public_inbound_acl_rules = [{ rule_number = 90, rule_action = "deny", protocol = "tcp", from_port = 22, to_port = 22, cidr_block = "0.0.0.0/0" }]
}
module "endpoints" {
  source     = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnets
  endpoints = {
    s3  = { service_name = "com.amazonaws.eu-west-1.s3", service_type = "Gateway", route_table_ids = module.vpc.private_route_table_ids }
    ssm = { service_name = "com.amazonaws.eu-west-1.ssm" }
  }
  create_security_group = true
  security_group_name   = "endpoints"
  security_group_rules  = { https = { cidr_blocks = module.vpc.private_subnets_cidr_blocks } }
}`);

  it('makes subnets, gateways and routes', () => {
    expect(diagnostics).toEqual([]);
    expect(network.problems).toEqual([]);
    expect(network.subnets.map((subnet) => [subnet.name, subnet.ipv4Cidr])).toEqual([
      ['main-public-eu-west-1a', '10.0.0.0/24'],
      ['main-public-eu-west-1b', '10.0.1.0/24'],
      ['main-private-eu-west-1a', '10.0.10.0/24'],
      ['main-private-eu-west-1b', '10.0.11.0/24'],
    ]);
    const routesOf = (id: string) =>
      network.routeTables.find((table) => table.id === id)?.routes.map((route) => route.target.kind);
    expect(routesOf('module.vpc.aws_route_table.public[0]')).toContain('internet-gateway');
    expect(routesOf('module.vpc.aws_route_table.private[0]')).toContain('nat-gateway');
    expect(network.routeTables.find((t) => t.id === 'module.vpc.aws_route_table.private[0]')?.subnetIds).toHaveLength(
      2,
    );
  });

  it('makes the ACL that is asked for and closes the default group', () => {
    const acl = network.networkAcls.find((one) => one.id === 'module.vpc.aws_network_acl.public[0]');
    expect(acl?.subnetIds).toHaveLength(2);
    expect(
      acl?.entries
        .filter((entry) => entry.ruleNumber < 32767)
        .map((entry) => [entry.direction, entry.ruleNumber, entry.action]),
    ).toEqual([
      ['ingress', 90, 'deny'],
      ['egress', 100, 'allow'],
    ]);
    expect(network.securityGroups.find((group) => group.groupName === 'default')?.rules).toEqual([]);
  });

  it('makes endpoints and their group', () => {
    expect(network.vpcEndpoints.map((endpoint) => [endpoint.type, endpoint.routeTableIds.length])).toEqual([
      ['Gateway', 1],
      ['Interface', 0],
    ]);
    const group = network.securityGroups.find((one) => one.groupName === 'endpoints');
    expect(group?.rules.map(words)).toEqual(['ingress 443-443 10.0.10.0/24', 'ingress 443-443 10.0.11.0/24']);
  });
});

it.each<[string | undefined, number, boolean]>([
  [undefined, 5, true],
  ['5.3.1', 5, true],
  ['5.3.1', 4, false],
  ['= 4.17.2', 4, true],
  ['~> 5.0', 5, true],
  ['~> 5.0', 6, false],
  ['~> 5', 6, true],
  ['>= 4.9, < 6.0', 5, true],
  ['>= 4.9, < 6.0', 6, false],
  ['< 5.2', 5, true],
  ['>= 5.1.0', 4, false],
  ['!= 5.0.1', 5, true],
])('version %s and major release %i: %s', (constraint, major, expected) => {
  expect(allowsMajor(constraint, major)).toBe(expected);
});

describe('the same module from elsewhere', () => {
  const call = (source: string) =>
    networkOf(`module "m" {\n  source = "${source}"\n  name = "main"\n  cidr = "10.0.0.0/16"\n}`);
  const repository = 'github.com/terraform-aws-modules/terraform-aws-vpc';

  it.each([
    `git::https://${repository}.git?ref=v5.8.1`,
    `${repository}?ref=v6.0.1`,
    `git::ssh://git@${repository}.git?ref=v5.0.0`,
    'git@github.com:terraform-aws-modules/terraform-aws-vpc.git',
    'registry.opentofu.org/terraform-aws-modules/vpc/aws',
  ])('%s is known', (source) => {
    expect(call(source).network.vpcs.map(({ ipv4Cidrs }) => ipv4Cidrs)).toEqual([['10.0.0.0/16']]);
  });

  it.each([
    `git::https://${repository}.git?ref=25322b6b6be69db6cca7f167d7b0e5327156a595`,
    `git::https://${repository}.git?ref=v3.1.0`,
    'git::https://github.com/someone/terraform-aws-vpc.git?ref=v5.8.1',
    'git::https://github.com.example.net/terraform-aws-modules/terraform-aws-vpc.git',
  ])('%s is not', (source) => {
    expect(call(source).network.vpcs).toEqual([]);
    expect(call(source).remoteModules).toHaveLength(1);
  });

  it('a git submodule that is not checked out is called one', () => {
    const gitmodules = '[submodule "network"]\n\tpath = vendor/network\n\turl = https://example.com/network.git\n';
    const { diagnostics } = networkOf('module "m" {\n  source = "./vendor/network/vpc"\n}', {
      '.gitmodules': gitmodules,
    });
    expect(diagnostics[0]?.message).toContain('vendor/network/vpc, a git submodule that is not checked out');
  });

  it('a VPC that logs its flows says so, by its own input or by the submodule', () => {
    const vpc = (body: string) =>
      `module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n  cidr = "10.0.0.0/16"\n${body}}\n`;
    const log =
      'module "log" {\n  source = "terraform-aws-modules/vpc/aws//modules/flow-log"\n  vpc_id = module.vpc.vpc_id\n}\n';
    const logged = (code: string) => networkOf(code).network.vpcs.map(({ flowLog }) => flowLog);
    expect(logged(vpc(''))).toEqual([undefined]);
    expect(logged(vpc('  enable_flow_log = true\n'))).toEqual(['module.vpc.aws_flow_log.this[0]']);
    expect(logged(vpc('') + log)).toEqual(['module.log.aws_flow_log.this[0]']);
  });

  it.each([
    ['consul', '~> 4.0', false],
    ['consul', '~> 5.0', true],
    ['zookeeper', '~> 5.0', false],
  ])('%s of %s is that release', (name, version, hasTls) => {
    const code = `module "sg" {\n  source = "terraform-aws-modules/security-group/aws//modules/${name}"\n  version = "${version}"\n  vpc_id = "vpc-1"\n  name = "x"\n  ingress_cidr_blocks = ["10.0.0.0/8"]\n}\n`;
    const [group] = networkOf(code).network.securityGroups;
    const ports = group!.rules.flatMap(({ service }) => ('ports' in service ? [service.ports[0]] : []));
    expect(ports.length).toBeGreaterThan(3);
    expect(ports.includes(8503)).toBe(hasTls);
  });

  it('what is taken from a known module is said to come from its call, not from lines that nobody has', () => {
    const code = `module "sg" {
  source = "terraform-aws-modules/security-group/aws//modules/web"
  vpc_id = "vpc-1"
  name   = "x"
}
resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id            = "sg-1"
  ip_protocol                  = "-1"
  referenced_security_group_id = module.sg.security_group_id
}
`;
    const rules = networkOf(code).network.securityGroups.flatMap((group) => (group.id === 'sg-1' ? group.rules : []));
    expect(rules.map(({ origin }) => 'cause' in origin && origin.cause)).toEqual([
      { file: 'main.tf', line: 1, endLine: 5 },
    ]);
  });
});
