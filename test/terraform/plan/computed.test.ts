import { expect, it } from 'vitest';
import { evaluateRoot, readPlan, terraformNetwork } from '../../../src/terraform/index.ts';
import { readerOf } from '../evaluate/project.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

const creation = (address: string, after: object, after_unknown: object) => {
  const [type, name] = address.split('.').slice(-2);
  return { address, mode: 'managed', type, name, change: { actions: ['create'], before: null, after, after_unknown } };
};

it('an attribute whose argument is known to be null is the provider’s to compute, and no fact of the code', () => {
  const plan = {
    format_version: '1.2',
    resource_changes: [
      creation('module.net.aws_vpc.main', { cidr_block: '10.0.0.0/16' }, { id: true, ipv6_cidr_block: true }),
    ],
    configuration: {
      root_module: {
        module_calls: {
          net: {
            module: {
              resources: [
                {
                  address: 'aws_vpc.main',
                  type: 'aws_vpc',
                  name: 'main',
                  expressions: {
                    cidr_block: { constant_value: '10.0.0.0/16' },
                    ipv6_cidr_block: { references: ['var.ipv6_cidr'] },
                  },
                },
              ],
            },
          },
        },
      },
    },
  };
  const [vpc] = terraformNetwork(readPlan(plan).after, PLACE).vpcs;
  expect(vpc?.ipv6Cidrs).toEqual([]);
});

it('the code beside a plan resolves what the plan file cannot', () => {
  const code = `
locals { id = one(aws_security_group.web[*].id) }
resource "aws_security_group" "web" {
  count = 1
  name  = "web"
}
resource "aws_security_group" "other" { name = "other" }
resource "aws_security_group_rule" "https" {
  security_group_id = local.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/8"]
}`;
  const plan = {
    format_version: '1.2',
    resource_changes: [
      creation('aws_security_group.web[0]', { name: 'web' }, { id: true }),
      creation('aws_security_group.other', { name: 'other' }, { id: true }),
      creation(
        'aws_security_group_rule.https',
        { type: 'ingress', protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['10.0.0.0/8'] },
        { security_group_id: true },
      ),
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address: 'aws_security_group_rule.https',
            type: 'aws_security_group_rule',
            name: 'https',
            expressions: { security_group_id: { references: ['local.id'] } },
          },
        ],
      },
    },
  };
  const { resources } = evaluateRoot({ files: readerOf({ 'main.tf': code }), root: '.' });
  const { securityGroups } = terraformNetwork(readPlan(plan, { code: resources }).after, PLACE);
  const web = securityGroups.find((group) => group.groupName === 'web');
  expect(web?.rules.map((rule) => rule.peer)).toEqual([{ kind: 'cidr', cidr: '10.0.0.0/8' }]);
  expect(web?.rules[0]?.origin).toMatchObject({ location: { file: 'main.tf', line: 8 } });
});
