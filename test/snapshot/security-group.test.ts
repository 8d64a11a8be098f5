import { describe, expect, test } from 'vitest';
import { networkOf } from './support.ts';

const group = (fields: object) => ({
  'describe-security-groups': { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-1', ...fields }] },
});

const ingress = (...permissions: readonly object[]) => group({ IpPermissions: permissions });

const ANYONE = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

describe('a rule for each peer of each permission', () => {
  test('whatever kind of peer', () => {
    const { securityGroups, problems } = networkOf(
      group({
        Description: 'web servers',
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'everyone' }, { CidrIp: '10.0.0.0/8' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            PrefixListIds: [{ PrefixListId: 'pl-1' }],
            UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '222222222222', VpcPeeringConnectionId: 'pcx-1' }],
          },
        ],
        IpPermissionsEgress: [{ IpProtocol: '-1', ...ANYONE }],
      }),
    );
    expect(problems).toEqual([]);
    expect(securityGroups[0]).toMatchObject({
      name: 'web',
      groupName: 'web',
      description: 'web servers',
      vpcId: 'vpc-1',
    });
    expect(securityGroups[0]?.rules.map(({ origin, ...rule }) => rule)).toEqual([
      {
        direction: 'ingress',
        service: { protocol: 6, ports: [443, 443] },
        peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
        description: 'everyone',
      },
      { direction: 'ingress', service: { protocol: 6, ports: [443, 443] }, peer: { kind: 'cidr', cidr: '10.0.0.0/8' } },
      { direction: 'ingress', service: { protocol: 6, ports: [443, 443] }, peer: { kind: 'cidr', cidr: '::/0' } },
      {
        direction: 'ingress',
        service: { protocol: 6, ports: [443, 443] },
        peer: { kind: 'prefix-list', prefixListId: 'pl-1' },
      },
      {
        direction: 'ingress',
        service: { protocol: 6, ports: [443, 443] },
        peer: { kind: 'security-group', groupId: 'sg-2', account: '222222222222', peeringId: 'pcx-1' },
      },
      { direction: 'egress', service: { protocol: 'all' }, peer: { kind: 'cidr', cidr: '0.0.0.0/0' } },
    ]);
  });

  test.each<[string, object, unknown]>([
    ['all', { IpProtocol: '-1' }, { protocol: 'all' }],
    ['all, whatever the ports say', { IpProtocol: '-1', FromPort: 22, ToPort: 22 }, { protocol: 'all' }],
    ['ICMP echo', { IpProtocol: 'icmp', FromPort: 8, ToPort: 0 }, { protocol: 1, icmpType: 8, icmpCode: 0 }],
    ['ICMPv6 by number', { IpProtocol: '58', FromPort: -1, ToPort: -1 }, { protocol: 58, icmpType: -1, icmpCode: -1 }],
    ['udp without ports', { IpProtocol: 'udp' }, { protocol: 17, ports: [0, 65535] }],
    ['another protocol', { IpProtocol: '50', FromPort: -1, ToPort: -1 }, { protocol: 50 }],
    [
      'a port too high',
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 70000 },
      { unknown: 'a rule of sg-1: port 70000 is not between 0 and 65535' },
    ],
    [
      'an empty range',
      { IpProtocol: 'tcp', FromPort: 9, ToPort: 8 },
      { unknown: 'a rule of sg-1: port range 9-8 is empty' },
    ],
    ['no protocol', {}, { unknown: 'a rule of sg-1: IpProtocol is missing' }],
  ])('service: %s', (_, fields, service) => {
    const { securityGroups, problems } = networkOf(ingress({ ...fields, ...ANYONE }));
    expect(securityGroups[0]?.rules.map((rule) => rule.service)).toEqual([service]);
    expect(problems).toHaveLength(typeof service === 'object' && service !== null && 'unknown' in service ? 1 : 0);
  });

  test.each<[string, object, string]>([
    ['a malformed CIDR', { IpRanges: [{ CidrIp: '10.0.0.0/40' }] }, "a rule's address '10.0.0.0/40' is no CIDR"],
    ['no CIDR', { Ipv6Ranges: [{}] }, "a rule's address '' is no CIDR"],
    [
      'a group by name alone',
      { UserIdGroupPairs: [{ GroupName: 'db' }] },
      "a rule refers to the group 'db' without its id",
    ],
  ])('peer unknown and named: %s', (_, fields, message) => {
    const { securityGroups, problems } = networkOf(ingress({ IpProtocol: '-1', ...fields }));
    expect(securityGroups[0]?.rules[0]?.peer).toEqual({ kind: 'unknown', unknown: `sg-1: ${message}` });
    expect(problems).toEqual([
      { resource: 'sg-1', file: '111111111111/us-east-1/describe-security-groups.json', message },
    ]);
  });
});

describe('rule ids', () => {
  test('come from describe-security-group-rules, however it writes the same rule', () => {
    const rule = (SecurityGroupRuleId: string, fields: object) => ({
      SecurityGroupRuleId,
      GroupId: 'sg-1',
      IsEgress: false,
      ...fields,
    });
    const { securityGroups } = networkOf({
      ...group({
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 22,
            ToPort: 22,
            IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '10.1.0.0/16' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
          },
          {
            IpProtocol: '-1',
            UserIdGroupPairs: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1' }],
            PrefixListIds: [{ PrefixListId: 'pl-1' }],
          },
        ],
        IpPermissionsEgress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }] }],
      }),
      'describe-security-group-rules': {
        SecurityGroupRules: [
          rule('sgr-a', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '10.0.0.0/8', Description: 'office' }),
          rule('sgr-b', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '::/0' }),
          rule('sgr-c', {
            IpProtocol: '-1',
            FromPort: -1,
            ToPort: -1,
            ReferencedGroupInfo: { GroupId: 'sg-1', UserId: '1' },
          }),
          rule('sgr-d', {
            IpProtocol: '-1',
            FromPort: -1,
            ToPort: -1,
            ReferencedGroupInfo: { GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1' },
          }),
          rule('sgr-e', { IpProtocol: '-1', FromPort: -1, ToPort: -1, PrefixListId: 'pl-1' }),
          rule('sgr-f', {
            IsEgress: true,
            IpProtocol: '-1',
            FromPort: -1,
            ToPort: -1,
            ReferencedGroupInfo: { GroupId: 'sg-1' },
          }),
          rule('sgr-g', { GroupId: 'sg-9', IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '10.1.0.0/16' }),
        ],
      },
    });
    const ids = securityGroups[0]?.rules.map(({ id, direction, peer, description }) => [
      direction,
      peer,
      id,
      description,
    ]);
    expect(ids).toEqual(
      expect.arrayContaining([
        ['ingress', { kind: 'cidr', cidr: '10.0.0.0/8' }, 'sgr-a', 'office'],
        ['ingress', { kind: 'cidr', cidr: '10.1.0.0/16' }, undefined, undefined],
        ['ingress', { kind: 'cidr', cidr: '::/0' }, 'sgr-b', undefined],
        ['ingress', { kind: 'security-group', groupId: 'sg-1' }, 'sgr-c', undefined],
        ['ingress', { kind: 'security-group', groupId: 'sg-2', peeringId: 'pcx-1' }, 'sgr-d', undefined],
        ['ingress', { kind: 'prefix-list', prefixListId: 'pl-1' }, 'sgr-e', undefined],
        ['egress', { kind: 'security-group', groupId: 'sg-1' }, 'sgr-f', undefined],
      ]),
    );
    expect(ids).toHaveLength(7);
  });
});

test('groups associated with further VPCs, each pair once', () => {
  const pair = { GroupId: 'sg-1', VpcId: 'vpc-2', State: 'associated' };
  expect(
    networkOf({
      'describe-security-group-vpc-associations': {
        SecurityGroupVpcAssociations: [pair, { GroupId: 'sg-1', VpcId: 'vpc-1', State: 'disassociating' }, pair],
      },
    }).securityGroupVpcAssociations,
  ).toEqual([
    { groupId: 'sg-1', vpcId: 'vpc-1', state: 'disassociating' },
    { groupId: 'sg-1', vpcId: 'vpc-2', state: 'associated' },
  ]);
});
