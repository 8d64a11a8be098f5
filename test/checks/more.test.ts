import { describe, expect, it } from 'vitest';
import type { ElasticIp, Instance, Network, NetworkAclEntry, VpcPeeringConnection } from '../../src/network/index.ts';
import { deny, egress, estate, group, host, ingress, LIVE, prefixList, service } from './estate.ts';
import { brief, findings } from './run.ts';

const BASE = { account: '123456789012', region: 'us-east-1', origin: LIVE };
const OUT = egress('-1', '0.0.0.0/0');

function web(...rules: readonly ReturnType<typeof ingress>[]): Network {
  return estate({ securityGroups: [group('sg-web', [...rules, OUT])], interfaces: [host('public', ['sg-web'])] });
}

type Case = readonly [name: string, network: Network, expected: readonly string[]];

function cases(check: string, table: readonly Case[]): void {
  describe(check, () => {
    it.each(table)('%s', (_name, network, expected) => {
      expect(findings(check, network).map(brief)).toEqual(expected);
    });
  });
}

cases('wide-port-range', [
  ['1,000 ports', web(ingress('tcp/8000-8999', '0.0.0.0/0')), ['sg-web ingress exposed high']],
  ['999 ports', web(ingress('tcp/8000-8998', '0.0.0.0/0')), []],
  [
    '1,000 ports in two rules',
    web(ingress('tcp/1-500', '0.0.0.0/0'), ingress('tcp/501-1000', '0.0.0.0/0')),
    ['sg-web ingress exposed high'],
  ],
  ['all ports: internet-any says it', web(ingress('tcp/0-65535', '0.0.0.0/0')), []],
  ['from the office', web(ingress('tcp/8000-8999', '198.51.100.0/24')), []],
]);

cases('wide-public-cidr', [
  ['a /12', web(ingress('tcp/22', '52.0.0.0/12')), ['sg-web ingress exposed medium']],
  ['a /16', web(ingress('tcp/22', '52.0.0.0/16')), ['sg-web ingress exposed medium']],
  ['a /17', web(ingress('tcp/22', '52.0.0.0/17')), []],
  [
    'two /17',
    web(ingress('tcp/22', '52.0.0.0/17'), ingress('tcp/22', '54.0.0.0/17')),
    ['sg-web ingress exposed medium'],
  ],
  ['the internet: another check’s', web(ingress('tcp/22', '0.0.0.0/0')), []],
  [
    'a /12 beside the open web',
    web(ingress('tcp/443', '0.0.0.0/0'), ingress('tcp/22', '52.0.0.0/12')),
    ['sg-web ingress exposed medium'],
  ],
  ['a private /8', web(ingress('tcp/22', '10.0.0.0/8')), []],
]);

cases('all-traffic-egress', [
  ['as AWS makes it', web(), ['sg-web egress none info']],
  ['not in use', estate({ securityGroups: [group('sg-web', [OUT])] }), []],
  [
    'all ports of tcp',
    estate({
      securityGroups: [group('sg-web', [egress('tcp/0-65535', '0.0.0.0/0')])],
      interfaces: [host('private', ['sg-web'])],
    }),
    ['sg-web egress none info'],
  ],
  [
    'to the VPC',
    estate({
      securityGroups: [group('sg-web', [egress('-1', '10.0.0.0/16')])],
      interfaces: [host('private', ['sg-web'])],
    }),
    [],
  ],
  [
    'IPv6',
    estate({ securityGroups: [group('sg-web', [egress('-1', '::/0')])], interfaces: [host('private', ['sg-web'])] }),
    ['sg-web egress none info'],
  ],
]);

cases('launch-wizard-group', [
  [
    'launch-wizard-1',
    estate({ securityGroups: [group('sg-a', [], { groupName: 'launch-wizard-1' })] }),
    ['sg-a none low'],
  ],
  ['my-launch-wizard', estate({ securityGroups: [group('sg-a', [], { groupName: 'my-launch-wizard' })] }), []],
]);

cases('rule-without-description', [
  ['none', web(ingress('tcp/443', '0.0.0.0/0')), ['sg-web none info']],
  ['blank', web(ingress('tcp/443', '0.0.0.0/0', { description: ' ' })), ['sg-web none info']],
  ['described', web(ingress('tcp/443', '0.0.0.0/0', { description: 'public site' })), []],
]);

const far = group('sg-far', [], { vpcId: 'vpc-2' });
const peering = (status: string): VpcPeeringConnection => {
  const side = { account: BASE.account, region: BASE.region, cidrs: [] };
  return {
    ...BASE,
    id: 'pcx-1',
    status,
    requester: { ...side, vpcId: 'vpc-1' },
    accepter: { ...side, vpcId: 'vpc-2' },
  };
};
const near = group('sg-a', [ingress('tcp/22', 'sg-far')]);
const other = { kind: 'security-group' as const, groupId: 'sg-gone', account: '999999999999' };

cases('stale-reference', [
  ['a group that is gone', estate({ securityGroups: [near] }), ['sg-a none low']],
  [
    'a group of another account',
    estate({ securityGroups: [group('sg-a', [ingress('tcp/1', '10.0.0.0/8', { peer: other })])] }),
    [],
  ],
  ['itself', estate({ securityGroups: [group('sg-a', [ingress('tcp/1', 'sg-a')])] }), []],
  ['a neighbour', estate({ securityGroups: [near, group('sg-far', [])] }), []],
  ['another VPC without peering', estate({ securityGroups: [near, far] }), ['sg-a none low']],
  [
    'another VPC, peering deleted',
    estate({ securityGroups: [near, far], peerings: [peering('deleted')] }),
    ['sg-a none low'],
  ],
  ['another VPC, peering active', estate({ securityGroups: [near, far], peerings: [peering('active')] }), []],
  [
    'groups not read completely',
    estate({ securityGroups: [near], gaps: [{ ...BASE, operation: 'describe-security-groups', kind: 'truncated' }] }),
    [],
  ],
]);

const allow = (what: string, cidr: string, ruleNumber: number): NetworkAclEntry => ({
  ...deny(what, cidr, ruleNumber),
  action: 'allow',
});
const acl = (...entries: readonly NetworkAclEntry[]) => {
  const { networkAcls } = estate({});
  return estate({ networkAcls: [{ ...networkAcls[0]!, isDefault: false, entries }] });
};

cases('network-acl-admin-ports', [
  ['the default ACL', estate({}), ['acl-1 ingress none info']],
  ['all allowed', acl(allow('-1', '0.0.0.0/0', 100)), ['acl-1 ingress none low']],
  ['a range that covers it', acl(allow('6/20-30', '0.0.0.0/0', 100)), ['acl-1 ingress none low']],
  [
    'denied first',
    acl(allow('-1', '0.0.0.0/0', 100), deny('6/20-22', '0.0.0.0/0', 1), deny('6/3389', '0.0.0.0/0', 2)),
    [],
  ],
  ['denied too late', acl(deny('6/22', '0.0.0.0/0', 200), allow('6/22', '0.0.0.0/0', 100)), ['acl-1 ingress none low']],
  ['split halves', acl(allow('6/22', '0.0.0.0/1', 1), allow('6/22', '128.0.0.0/1', 2)), ['acl-1 ingress none low']],
  ['IPv6 only', acl(allow('6/3389', '::/0', 1)), ['acl-1 ingress none low']],
  ['private ranges', acl(allow('-1', '10.0.0.0/8', 1)), []],
  ['egress only', acl({ ...allow('-1', '0.0.0.0/0', 1), direction: 'egress' }), []],
  ['the default ACL without subnets', estate({ networkAcls: [{ ...estate({}).networkAcls[0]!, subnetIds: [] }] }), []],
  [
    'another ACL without subnets',
    estate({ networkAcls: [{ ...estate({}).networkAcls[0]!, subnetIds: [], isDefault: false }] }),
    ['acl-1 ingress none info'],
  ],
]);

cases('network-acl-any', [
  ['the default ACL', estate({}), ['acl-1 ingress none info']],
  ['all allowed', acl(allow('-1', '0.0.0.0/0', 100)), ['acl-1 ingress none low']],
  [
    'all tcp in two ranges',
    acl(allow('6/0-30000', '0.0.0.0/0', 1), allow('6/30001-65535', '0.0.0.0/0', 2)),
    ['acl-1 ingress none low'],
  ],
  [
    'one port denied first',
    acl(deny('6/22', '0.0.0.0/0', 1), allow('-1', '0.0.0.0/0', 100)),
    ['acl-1 ingress none low'],
  ],
  ['web and replies', acl(allow('6/443', '0.0.0.0/0', 1), allow('6/32768-65535', '0.0.0.0/0', 2)), []],
]);

const tables = (state: 'active' | 'blackhole') =>
  estate({
    routeTables: [
      {
        ...{ ...BASE, id: 'rtb-1', vpcId: 'vpc-1', main: true, subnetIds: [], gatewayIds: [] },
        routes: [
          {
            destination: { kind: 'cidr', cidr: '10.9.0.0/16' },
            target: { kind: 'vpc-peering-connection', id: 'pcx-1' },
            ...{ state, propagated: false, origin: LIVE },
          },
        ],
      },
    ],
  });

cases('blackhole-route', [
  ['blackhole', tables('blackhole'), ['rtb-1 none low']],
  ['active', tables('active'), []],
]);

it('deletes a blackhole route by its destination', () => {
  expect(findings('blackhole-route', tables('blackhole'))[0]!.fix.cli).toEqual([
    'aws ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 10.9.0.0/16 --region us-east-1',
  ]);
});

const address = (over: Partial<ElasticIp>): Network =>
  estate({ elasticIps: [{ ...BASE, id: 'eipalloc-1', publicIp: '54.1.1.1', ...over }] });

cases('unassociated-elastic-ip', [
  ['free', address({}), ['eipalloc-1 none low']],
  ['associated', address({ associationId: 'eipassoc-1' }), []],
  ['of code that nothing uses', address({ origin: { kind: 'code', address: 'aws_eip.a' } }), ['eipalloc-1 none low']],
  [
    'of code that a NAT gateway uses',
    address({ origin: { kind: 'code', address: 'aws_eip.a' }, associationId: 'aws_nat_gateway.a' }),
    [],
  ],
]);

const instance = (over: Partial<Instance>): Instance => ({ ...BASE, id: 'i-x', interfaceIds: [], ...over });

cases('imdsv2-not-required', [
  [
    'optional',
    estate({ instances: [instance({ metadataTokens: 'optional', state: 'running' })] }),
    ['i-x none medium'],
  ],
  ['required', estate({ instances: [instance({ metadataTokens: 'required' })] }), []],
  ['terminated', estate({ instances: [instance({ metadataTokens: 'optional', state: 'terminated' })] }), []],
  ['not said', estate({ instances: [instance({})] }), []],
]);

const open = group('sg-web', [ingress('tcp/443', '0.0.0.0/0')]);

cases('instance-public-address', [
  [
    'reached',
    estate({
      securityGroups: [open],
      instances: [instance({})],
      interfaces: [host('public', ['sg-web'], { instanceId: 'i-x' })],
    }),
    ['i-x exposed info'],
  ],
  [
    'not reached',
    estate({
      securityGroups: [group('sg-web', [])],
      instances: [instance({})],
      interfaces: [host('public', ['sg-web'], { instanceId: 'i-x' })],
    }),
    ['i-x latent info'],
  ],
  ['private', estate({ instances: [instance({})], interfaces: [host('private', [], { instanceId: 'i-x' })] }), []],
]);

it('does not say that nothing gets through to a public address where nobody knows', () => {
  const network = estate({
    ...{ securityGroups: [open], instances: [instance({})], internetGateways: [] },
    interfaces: [host('public', ['sg-web'], { instanceId: 'i-x' })],
  });
  expect(findings('instance-public-address', network)[0]!.summary).toContain('is not known');
});

const lists = { prefixLists: [prefixList('pl-1', ['10.0.0.0/8'])] };

cases('redundant-rule', [
  ['twice the same', web(ingress('tcp/22', '10.0.0.0/8'), ingress('tcp/22', '10.0.0.0/8')), ['sg-web none info']],
  ['a subset', web(ingress('tcp/22', '10.1.0.0/16'), ingress('tcp/20-30', '10.0.0.0/8')), ['sg-web none info']],
  ['an overlap', web(ingress('tcp/20-25', '10.0.0.0/8'), ingress('tcp/22-30', '10.0.0.0/8')), []],
  ['another direction', web(ingress('-1', '0.0.0.0/0')), []],
  ['another family', web(ingress('-1', '0.0.0.0/0'), ingress('-1', '::/0')), []],
  ['the same group twice', web(ingress('tcp/22', 'sg-x'), ingress('tcp/20-30', 'sg-x')), ['sg-web none info']],
  [
    'a list of an open family',
    { ...web(ingress('tcp/22', 'pl-1'), ingress('tcp/22', '0.0.0.0/0')), ...lists },
    ['sg-web none info'],
  ],
  ['a list beside its CIDR', { ...web(ingress('tcp/22', 'pl-1'), ingress('tcp/22', '10.0.0.0/8')), ...lists }, []],
]);

it('keeps one of several equal rules', () => {
  const rules = [1, 2, 3].map((n) => ingress('tcp/22', '10.0.0.0/8', { id: `sgr-${n}` }));
  const [found] = findings('redundant-rule', web(...rules));
  expect(found!.because.map((cause) => cause.ruleId)).toEqual(['sgr-2', 'sgr-3']);
});

it('names the rules that cover another together', () => {
  const [found] = findings(
    'redundant-rule',
    estate({
      securityGroups: [
        group('sg-a', [ingress('tcp/80', '10.0.0.0/8')]),
        group('sg-b', [ingress('tcp/80', '10.0.0.0/9'), ingress('tcp/81', '10.0.0.0/8')]),
        group('sg-c', [ingress('tcp/80', '10.128.0.0/9')]),
      ],
      interfaces: [host('private', ['sg-a', 'sg-b', 'sg-c']), host('private', ['sg-b']), host('private', ['sg-c'])],
    }),
  );
  expect(found!.because.map(({ text }) => text)).toEqual([
    'a (sg-a) ingress tcp 80 from 10.0.0.0/8 is covered by b (sg-b) ingress tcp 80 from 10.0.0.0/9; c (sg-c) ingress tcp 80 from 10.128.0.0/9, together',
  ]);
});

it('reads services as AWS writes them', () => {
  expect(service('6/22')).toEqual({ protocol: 6, ports: [22, 22] });
});

it('tells how to close a default group that comes with a VPC of code, whose rules stand in no line', () => {
  const origin = { kind: 'code' as const, address: 'aws_vpc.main' };
  const rules = [ingress('-1', 'sg-web', { origin }), egress('-1', '0.0.0.0/0', { origin })];
  const unwritten = group('aws_vpc.main.default_security_group_id', rules, {
    groupName: 'default',
    origin,
    vpcId: 'aws_vpc.main',
  });
  const [found] = findings('default-group-open', estate({ securityGroups: [unwritten] }));
  expect(found!.title).toBe('the default group of aws_vpc.main has 2 rules and is held by nothing');
  expect(found!.fix).toEqual({
    cli: [],
    terraform: 'add an aws_default_security_group without rules for aws_vpc.main',
  });
});
