import { expect, it } from 'vitest';
import { terraformNetwork } from '../../../src/terraform/index.ts';
import { evaluateProject, plain } from './project.ts';

const output = (value: string, more: string) => {
  const { outputs } = evaluateProject({ 'main.tf': `${more}\noutput "o" { value = ${value} }` });
  return plain(outputs.get('o')!);
};

it.each<[string, string, unknown]>([
  ['aws_db_instance.d.port', 'resource "aws_db_instance" "d" { engine = "postgres" }', 5432],
  ['aws_db_instance.d.port', 'resource "aws_db_instance" "d" {\n engine = "mysql"\n port = 3307\n}', 3307],
  ['aws_rds_cluster.d.port', 'resource "aws_rds_cluster" "d" { engine = "aurora-mysql" }', 3306],
  ['aws_elasticache_cluster.d.port', 'resource "aws_elasticache_cluster" "d" { engine = "memcached" }', 11211],
  ['aws_redshift_cluster.d.port', 'resource "aws_redshift_cluster" "d" {}', 5439],
  ['aws_default_vpc.d.cidr_block', 'resource "aws_default_vpc" "d" {}', '172.31.0.0/16'],
  [
    'data.aws_vpc_endpoint_service.s.service_name',
    'provider "aws" { region = "eu-west-1" }\ndata "aws_vpc_endpoint_service" "s" { service = "s3" }',
    'com.amazonaws.eu-west-1.s3',
  ],
])('%s is known by what is configured: %s → %s', (value, code, expected) => {
  expect(output(value, code)).toEqual(expected);
});

it('the group of a classic load balancer is its first', () => {
  const { resources } = evaluateProject({
    'main.tf': `resource "aws_security_group" "lb" { name = "lb" }
resource "aws_elb" "e" { security_groups = [aws_security_group.lb.id] }
resource "aws_security_group" "web" {
  name = "web"
  ingress {
    protocol        = "tcp"
    from_port       = 80
    to_port         = 80
    security_groups = [aws_elb.e.source_security_group_id]
  }
}`,
  });
  const { securityGroups } = terraformNetwork(resources, { account: '', region: '' });
  expect(securityGroups.find(({ groupName }) => groupName === 'web')?.rules[0]?.peer).toEqual({
    kind: 'security-group',
    groupId: 'aws_security_group.lb',
  });
});
