import { describe, expect, it } from 'vitest';
import { EMPTY_NETWORK, type Network, type Origin } from '../../../src/network/index.ts';
import { liveData, terraformNetwork } from '../../../src/terraform/index.ts';
import { evaluateProject, plain } from '../evaluate/project.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const PLACE = { account: ACCOUNT, region: REGION };
const origin: Origin = { kind: 'live', ...PLACE, operation: 'describe-vpcs' };
const at = (id: string, tags: Readonly<Record<string, string>> = {}) => ({ id, ...PLACE, origin, tags });

const subnet = (id: string, vpcId: string, zone: string, tags: Readonly<Record<string, string>>) => ({
  ...at(id, tags),
  vpcId,
  availabilityZone: `${REGION}${zone}`,
  ipv4Cidr: `10.0.${id.charCodeAt(7)}.0/24`,
  ipv6Cidrs: [],
  mapPublicIpOnLaunch: false,
});

const LIVE: Network = {
  ...EMPTY_NETWORK,
  vpcs: [
    { ...at('vpc-main', { Name: 'main' }), isDefault: false, ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] },
    { ...at('vpc-default'), isDefault: true, ipv4Cidrs: ['172.31.0.0/16'], ipv6Cidrs: [] },
    { ...at('vpc-far'), region: 'us-east-1', isDefault: true, ipv4Cidrs: ['172.31.0.0/16'], ipv6Cidrs: [] },
  ],
  subnets: [
    subnet('subnet-a', 'vpc-main', 'a', { Tier: 'private', Name: 'app-a' }),
    subnet('subnet-b', 'vpc-main', 'b', { Tier: 'private', Name: 'app-b' }),
    subnet('subnet-c', 'vpc-main', 'a', { Tier: 'public' }),
    subnet('subnet-d', 'vpc-default', 'a', {}),
    subnet('subnet-e', 'vpc-default', 'b', {}),
  ],
  securityGroups: [
    { ...at('sg-web', { Name: 'web' }), groupName: 'web', vpcId: 'vpc-main', rules: [] },
    { ...at('sg-default'), groupName: 'default', vpcId: 'vpc-main', rules: [] },
    { ...at('sg-other'), groupName: 'default', vpcId: 'vpc-default', rules: [] },
  ],
  prefixLists: [
    { ...at('pl-s3'), name: `com.amazonaws.${REGION}.s3`, awsManaged: true, cidrs: ['3.5.0.0/19'] },
    { ...at('pl-office'), name: 'office', awsManaged: false, cidrs: ['198.51.100.0/24'], weight: 10 },
  ],
};

function ask(data: string, attribute: string, live: Network = LIVE, more = ''): unknown {
  const [type = ''] = data.split(' ');
  const code = `${more}\ndata "${type}" "x" {\n${data.slice(type.length)}\n}\noutput "o" { value = data.${type}.x.${attribute} }`;
  const { outputs } = evaluateProject({ 'main.tf': code }, { data: liveData(() => live, PLACE) });
  return plain(outputs.get('o')!);
}

describe('data sources answered from what is live', () => {
  it.each<[string, string, unknown]>([
    ['aws_vpc tags = { Name = "main" }', 'id', 'vpc-main'],
    ['aws_vpc default = true', 'cidr_block', '172.31.0.0/16'],
    ['aws_vpc id = "vpc-main"', 'cidr_block_associations[0].cidr_block', '10.0.0.0/16'],
    ['aws_vpc filter {\nname = "tag:Name"\nvalues = ["ma*"]\n}', 'id', 'vpc-main'],
    [
      'aws_vpc filter {\nname = "isDefault"\nvalues = ["true"]\n}',
      'id',
      '?data aws_vpc: isDefault cannot be answered from a snapshot',
    ],
    ['aws_vpc tags = { Name = "gone" }', 'id', '?data aws_vpc: nothing in the account fits'],
    [
      'aws_subnets filter {\nname = "vpc-id"\nvalues = ["vpc-main"]\n}\ntags = { Tier = "private" }',
      'ids',
      ['subnet-a', 'subnet-b'],
    ],
    ['aws_subnets filter {\nname = "tag:Name"\nvalues = ["app-?"]\n}', 'ids', ['subnet-a', 'subnet-b']],
    ['aws_subnets filter {\nname = "tag-key"\nvalues = ["Tier"]\n}', 'ids', ['subnet-a', 'subnet-b', 'subnet-c']],
    ['aws_subnet_ids vpc_id = "vpc-default"', 'ids', ['subnet-d', 'subnet-e']],
    ['aws_subnet id = "subnet-b"', 'availability_zone', 'eu-west-1b'],
    [
      'aws_subnet vpc_id = "vpc-main"\navailability_zone = "eu-west-1a"',
      'id',
      '?data aws_subnet: 2 resources of the account fit',
    ],
    ['aws_security_group vpc_id = "vpc-main"\nname = "default"', 'id', 'sg-default'],
    ['aws_security_groups filter {\nname = "group-name"\nvalues = ["default"]\n}', 'ids', ['sg-default', 'sg-other']],
    ['aws_prefix_list name = "com.amazonaws.eu-west-1.s3"', 'cidr_blocks', ['3.5.0.0/19']],
    ['aws_ec2_managed_prefix_list name = "office"', 'id', 'pl-office'],
    [
      'aws_ec2_managed_prefix_list filter {\nname = "prefix-list-name"\nvalues = ["office"]\n}',
      'entries[0].cidr',
      '198.51.100.0/24',
    ],
    ['aws_availability_zones state = "available"', 'names', ['eu-west-1a', 'eu-west-1b']],
    ['aws_caller_identity', 'account_id', ACCOUNT],
    ['aws_region', 'name', REGION],
  ])('%s → %s', (data, attribute, expected) => {
    expect(ask(data, attribute)).toEqual(expected);
  });

  it('goes by the Region of the provider', () => {
    expect(ask('aws_vpc default = true', 'id', LIVE, 'provider "aws" {\nregion = "us-east-1"\n}')).toBe('vpc-far');
  });

  it('is unknown where the snapshot was not taken, or what is asked for is not there yet', () => {
    const gap = { ...PLACE, operation: 'describe-subnets', kind: 'denied' } as const;
    const query = 'aws_subnets filter {\nname = "vpc-id"\nvalues = [aws_vpc.new.id]\n}';
    expect(ask('aws_subnets', 'ids', { ...LIVE, gaps: [gap] })).toBe(
      '?data aws_subnets: describe-subnets is not in the snapshot',
    );
    expect(ask(query, 'ids', LIVE, 'resource "aws_vpc" "new" {\n}')).toBe(
      '?data aws_subnets: it asks for aws_vpc.new.id, which is to be made',
    );
  });

  it('takes wildcards in bounded time', () => {
    const name = 'a'.repeat(256);
    const vpc = { ...at('vpc-long', { Name: name }), isDefault: false, ipv4Cidrs: [], ipv6Cidrs: [] };
    const pattern = `${'a*'.repeat(120)}b`;
    expect(
      ask(`aws_vpcs filter {\nname = "tag:Name"\nvalues = ["${pattern}"]\n}`, 'ids', { ...LIVE, vpcs: [vpc] }),
    ).toEqual([]);
  });

  it('makes a rule about a live group name that group', () => {
    const code = `
data "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-main"
}
resource "aws_security_group_rule" "in" {
  security_group_id        = data.aws_security_group.web.id
  source_security_group_id = data.aws_security_group.web.id
  type      = "ingress"
  protocol  = "tcp"
  from_port = 443
  to_port   = 443
}`;
    const { resources } = evaluateProject({ 'main.tf': code }, { data: liveData(() => LIVE, PLACE) });
    const { securityGroups } = terraformNetwork(resources, PLACE);
    expect(securityGroups.map((group) => group.id)).toEqual(['sg-web']);
    expect(securityGroups[0]?.rules[0]?.peer).toEqual({ kind: 'security-group', groupId: 'sg-web' });
  });
});
