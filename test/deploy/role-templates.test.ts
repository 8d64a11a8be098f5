import { readFileSync } from 'node:fs';
import { parse as parseHcl } from '@cdktn/hcl2json';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { roleTemplates } from '../../scripts/role-templates.ts';
import { EXTRAS, extraActions, IAM_ACTIONS, ORGANIZATION_ACTIONS } from '../../src/aws/index.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test.each([...roleTemplates()])('%s is what scripts/role-templates.ts writes', (file, content) => {
  expect(read(file)).toBe(content);
});

test.each(['cloudformation/sallyport-role.yaml', 'cloudformation/sallyport-extras.yaml', 'terraform/main.tf'])(
  '%s says of each action what it is for',
  (file) => {
    const lines = read(`deploy/${file}`)
      .split('\n')
      .filter((line) => /^\s+(- |")[a-z0-9]+:[A-Z][A-Za-z]+/.test(line));
    expect(lines.length).toBeGreaterThanOrEqual(EXTRAS.length);
    for (const line of lines) expect(line.replace('sts:AssumeRole', ''), line).toMatch(/# \w.{8,}/);
  },
);

// The files are read by other people's parsers here, so that a slip in the generator's own text shows too.
describe('CloudFormation', () => {
  const template = parseYaml(read('deploy/cloudformation/sallyport-role.yaml'));
  const { Properties: role, Type: type } = template.Resources.Role;

  test('grants exactly the calls that are made', () => {
    expect(type).toBe('AWS::IAM::Role');
    expect(role.Policies).toHaveLength(1);
    expect(role.Policies[0].PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Resource: '*', Action: [...IAM_ACTIONS] },
    ]);
    expect(role).not.toHaveProperty('ManagedPolicyArns');
  });

  test('trusts one principal, with the external id', () => {
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { Ref: 'TrustedPrincipalArn' } },
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
      },
    ]);
    for (const parameter of ['TrustedPrincipalArn', 'ExternalId'])
      expect(template.Parameters[parameter]).not.toHaveProperty('Default');
  });
});

test.each(EXTRAS)('the template for extras grants what %s calls, on its own switch, off by default', (extra) => {
  const { Parameters: parameters, Resources: resources } = parseYaml(
    read('deploy/cloudformation/sallyport-extras.yaml'),
  );
  const name = `${extra[0]?.toUpperCase()}${extra.slice(1)}`;
  const { Condition: condition, Properties: policy } = resources[`${name}Policy`];
  expect(condition).toBe(name);
  expect(policy.PolicyDocument.Statement).toEqual([{ Effect: 'Allow', Resource: '*', Action: extraActions(extra) }]);
  expect(parameters[`Read${name}`].Default).toBe('no');
});

test('the template for the management account grants only the listing of members', () => {
  const { Role: role } = parseYaml(read('deploy/cloudformation/sallyport-organization.yaml')).Resources;
  expect(role.Properties.Policies[0].PolicyDocument.Statement).toEqual([
    { Effect: 'Allow', Resource: '*', Action: ORGANIZATION_ACTIONS },
  ]);
  expect(role.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toHaveProperty('sts:ExternalId');
});

describe('Terraform', async () => {
  const module = await parseHcl('main.tf', read('deploy/terraform/main.tf'));
  const { trust, read_network: reads } = module['data'].aws_iam_policy_document;

  test('grants exactly the calls that are made', () => {
    expect(reads[0].statement).toEqual([{ resources: ['*'], actions: [...IAM_ACTIONS] }]);
    expect(Object.keys(module['resource'])).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(module['resource'].aws_iam_role_policy.read_network[0].policy).toContain('read_network.json');
  });

  test('trusts one principal, with the external id', () => {
    const values = { principal: '${var.trusted_principal_arn}', externalId: '${var.external_id}' };
    expect(trust[0].statement).toEqual([
      {
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'AWS', identifiers: [values.principal] }],
        condition: [{ test: 'StringEquals', variable: 'sts:ExternalId', values: [values.externalId] }],
      },
    ]);
    for (const variable of ['trusted_principal_arn', 'external_id'])
      expect(module['variable'][variable][0]).not.toHaveProperty('default');
  });
});
