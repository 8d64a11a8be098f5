import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import {
  EXTRA_READS,
  EXTRAS,
  extraActions,
  IAM_ACTIONS,
  iamAction,
  READ_OPERATIONS,
  sessionPolicy,
} from '../../src/aws/index.ts';
import { OPERATION_NAMES } from '../../src/snapshot/index.ts';

test('every operation the network reads is collected, and no other', () => {
  expect(READ_OPERATIONS.map(({ command }) => command).sort()).toEqual([...OPERATION_NAMES].sort());
});

test('every operation says what it is for', () => {
  for (const { purpose } of [...READ_OPERATIONS, ...Object.values(EXTRA_READS).flat()])
    expect(purpose).toMatch(/^\w.{5,}/);
});

test.each(IAM_ACTIONS)('%s is an operation the SDK knows', (action) => {
  const [service, name] = action.split(':');
  expect(service === 'ec2' ? ec2 : elbv2).toHaveProperty(`${name}Command`);
});

test.each([
  ['describe-vpcs', 'ec2:DescribeVpcs'],
  ['search-transit-gateway-routes', 'ec2:SearchTransitGatewayRoutes'],
  ['elbv2-describe-target-health', 'elasticloadbalancing:DescribeTargetHealth'],
  ['elb-describe-load-balancers', 'elasticloadbalancing:DescribeLoadBalancers'],
  ['service-quotas-list-service-quotas', 'servicequotas:ListServiceQuotas'],
  ['cloudtrail-lookup-events', 'cloudtrail:LookupEvents'],
  ['ssm-list-resource-compliance-summaries', 'ssm:ListResourceComplianceSummaries'],
])('%s needs %s', (command, action) => {
  expect(iamAction(command)).toBe(action);
});

test('the session policy fits what STS takes and allows nothing that changes anything', () => {
  expect(sessionPolicy(EXTRAS).length).toBeLessThanOrEqual(2048);
  for (const action of [...IAM_ACTIONS, ...EXTRAS.flatMap(extraActions)])
    expect(action).toMatch(/^[a-z0-9]+:(Describe|Get|Search|List|Lookup)[A-Za-z]+$/);
});
