import { describe, expect, test } from 'vitest';
import { type RuleChange, ruleChange, ruleChangesOf, rulesOf } from '../../src/snapshot/index.ts';

const AUTHORIZED = {
  eventName: 'AuthorizeSecurityGroupIngress',
  eventTime: '2026-02-03T04:05:06Z',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/Admin/ada' },
  requestParameters: { groupId: 'sg-0a' },
  responseElements: {
    securityGroupRuleSet: { items: [{ securityGroupRuleId: 'sgr-0b' }, { securityGroupRuleId: 'sgr-0a' }] },
  },
};

describe('a record of CloudTrail', () => {
  test.each<[string, unknown, RuleChange | undefined]>([
    [
      'names who opened which rules',
      AUTHORIZED,
      {
        event: 'AuthorizeSecurityGroupIngress',
        at: '2026-02-03T04:05:06Z',
        by: 'arn:aws:sts::123456789012:assumed-role/Admin/ada',
        ruleIds: ['sgr-0a', 'sgr-0b'],
      },
    ],
    [
      'tells what the rules allow',
      {
        ...{ ...AUTHORIZED, eventName: 'RevokeSecurityGroupEgress' },
        responseElements: {
          revokedSecurityGroupRuleSet: {
            items: [
              {
                ...{ securityGroupRuleId: 'sgr-0c', groupId: 'sg-0a', isEgress: true, ipProtocol: 'icmp' },
                ...{ fromPort: 8, toPort: -1, referencedGroupInfo: { groupId: 'sg-0d' } },
              },
              { securityGroupRuleId: 'sgr-0e' },
            ],
          },
        },
      },
      {
        event: 'RevokeSecurityGroupEgress',
        ...{ at: '2026-02-03T04:05:06Z', by: 'arn:aws:sts::123456789012:assumed-role/Admin/ada' },
        ruleIds: ['sgr-0c', 'sgr-0e'],
        rules: [{ id: 'sgr-0c', groupId: 'sg-0a', text: 'egress icmp type 8 to sg-0d' }],
      },
    ],
    ['that failed changed nothing', { ...AUTHORIZED, errorCode: 'Client.UnauthorizedOperation' }, undefined],
    ['of another call', { ...AUTHORIZED, eventName: 'RunInstances' }, undefined],
    ['without rule ids', { ...AUTHORIZED, responseElements: null }, undefined],
    ['by nobody', { ...AUTHORIZED, userIdentity: { arn: 7 } }, undefined],
    ['at no time', { ...AUTHORIZED, eventTime: 'yesterday' }, undefined],
    ['that is none', 'text', undefined],
  ])('%s', (_, record, expected) => {
    expect(ruleChange(record)).toEqual(expected);
  });

  test('is found in a snapshot, whatever else lies there', () => {
    const events = [{ CloudTrailEvent: JSON.stringify(AUTHORIZED) }, { CloudTrailEvent: '{' }, {}, 7];
    const operations = new Map([
      ['cloudtrail-lookup-events', { status: 'complete', output: { Events: events } } as const],
    ]);
    const region = { account: '123456789012', region: 'us-east-1', operations };
    expect(ruleChangesOf(region).map(({ ruleIds }) => ruleIds)).toEqual([['sgr-0a', 'sgr-0b']]);
    expect(rulesOf(region)).toBeUndefined();
  });
});

test('rules read as a person says them', () => {
  const rule = (id: string, more: object) => ({ SecurityGroupRuleId: id, GroupId: 'sg-1', IpProtocol: 'tcp', ...more });
  const SecurityGroupRules = [
    rule('sgr-1', { FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' }),
    rule('sgr-2', { FromPort: 80, ToPort: 90, ReferencedGroupInfo: { GroupId: 'sg-2' } }),
    rule('sgr-3', { IpProtocol: '-1', FromPort: -1, ToPort: -1, IsEgress: true, CidrIpv6: '::/0' }),
  ];
  const operations = new Map([
    ['describe-security-group-rules', { status: 'complete', output: { SecurityGroupRules } } as const],
  ]);
  expect(rulesOf({ account: '123456789012', region: 'us-east-1', operations })?.map(({ text }) => text)).toEqual([
    'ingress tcp 22 from 0.0.0.0/0',
    'ingress tcp 80-90 from sg-2',
    'egress all traffic to ::/0',
  ]);
});
