import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EMPTY_NETWORK,
  type Network,
  type Origin,
  type SecurityGroup,
  type SecurityGroupRule,
} from '../../src/network/index.ts';
import { codeNetworks, overlay, placeholderAddress, withHypotheticalMembers } from '../../src/overlay/index.ts';

const LIVE: Origin = {
  kind: 'live',
  account: '123456789012',
  region: 'eu-west-1',
  operation: 'describe-security-groups',
};
const code = (address: string): Origin => ({ kind: 'code', address });
const PLACE = { account: '123456789012', region: 'eu-west-1' };

const rule = (port: number, cidr: string, origin: Origin): SecurityGroupRule => ({
  direction: 'ingress',
  service: { protocol: 6, ports: [port, port] },
  peer: { kind: 'cidr', cidr },
  origin,
});

function group(id: string, vpcId: string, groupName: string, ports: readonly number[], origin: Origin): SecurityGroup {
  return {
    ...PLACE,
    id,
    name: groupName,
    groupName,
    vpcId,
    origin,
    rules: ports.map((port) => rule(port, '0.0.0.0/0', origin)),
  };
}

const live: Network = {
  ...EMPTY_NETWORK,
  vpcs: [
    {
      ...PLACE,
      id: 'vpc-1',
      name: 'main',
      tags: { Name: 'main' },
      origin: LIVE,
      isDefault: false,
      ipv4Cidrs: ['10.0.0.0/16'],
      ipv6Cidrs: [],
    },
  ],
  subnets: [
    {
      ...PLACE,
      id: 'subnet-1',
      origin: LIVE,
      vpcId: 'vpc-1',
      availabilityZone: 'eu-west-1a',
      ipv4Cidr: '10.0.1.0/24',
      ipv6Cidrs: [],
      mapPublicIpOnLaunch: false,
    },
  ],
  securityGroups: [group('sg-1', 'vpc-1', 'web', [80, 25], LIVE), group('sg-2', 'vpc-1', 'db', [5432], LIVE)],
  interfaces: [
    {
      ...PLACE,
      id: 'eni-1',
      origin: LIVE,
      vpcId: 'vpc-1',
      subnetId: 'subnet-1',
      type: 'interface',
      requesterManaged: false,
      securityGroupIds: ['sg-1'],
      privateIpv4: ['10.0.1.10'],
      ipv4Prefixes: [],
      ipv6: [],
      ipv6Prefixes: [],
      publicIpv4: [],
      sourceDestCheck: true,
    },
  ],
};

const coded = (ports: readonly number[], vpcId = 'vpc-1', name = 'web'): Network => ({
  ...EMPTY_NETWORK,
  securityGroups: [group('aws_security_group.web', vpcId, name, ports, code('aws_security_group.web'))],
});

const ports = (network: Network, id: string): number[] | undefined =>
  network.securityGroups
    .find((g) => g.id === id)
    ?.rules.map((r) => ('ports' in r.service ? r.service.ports[0] : -1))
    .sort((a, b) => a - b);

describe('a group that a data source names', () => {
  const named = (ports: readonly number[], id = 'data.aws_security_group.web'): Network => ({
    ...EMPTY_NETWORK,
    securityGroups: [group(id, 'vpc-1', 'web', ports, code('data.aws_security_group.web'))],
  });
  test.each(['sg-1', 'data.aws_security_group.web'])('takes the rules that the code adds to it (%s)', (id) => {
    const { before, after } = overlay(live, named([80], id), named([80, 22], id));
    expect([ports(before, 'sg-1'), ports(after, 'sg-1')]).toEqual([
      [25, 80],
      [22, 25, 80],
    ]);
  });

  test('stays when the code stops naming it, without those rules', () => {
    const { after } = overlay(live, named([80], 'sg-1'), EMPTY_NETWORK);
    expect(ports(after, 'sg-1')).toEqual([25]);
  });
});

describe('what CloudFormation made', () => {
  const made = (origin: Origin, id: string, name: string, stack?: string): SecurityGroup => ({
    ...group(id, 'vpc-1', name, [443], origin),
    tags: {
      'aws:cloudformation:logical-id': 'Web',
      ...(stack !== undefined && { 'aws:cloudformation:stack-name': stack }),
    },
  });
  const accountOf = (...securityGroups: SecurityGroup[]): Network => ({ ...live, securityGroups });
  const template = (stack?: string): Network => ({
    ...EMPTY_NETWORK,
    securityGroups: [made(code('Web'), 'Web', 'Web', stack)],
  });
  const one = made(LIVE, 'sg-1', 'one-Web-1ABC', 'one');
  const two = made(LIVE, 'sg-2', 'two-Web-2DEF', 'two');

  test('is recognised by its logical id, and by its stack where several have one of that name', () => {
    expect(overlay(accountOf(one), template(), template()).matched[0]?.live).toBe('sg-1');
    expect(overlay(accountOf(one, two), template('two'), template('two')).matched[0]?.live).toBe('sg-2');
  });

  test('is not guessed', () => {
    const { matched, unmatched } = overlay(accountOf(one, two), template(), template());
    expect(matched).toEqual([]);
    expect(unmatched[0]?.reason).toContain("2 resources share vpc-1 logical id 'Web'");
  });
});

describe('a group recognised by its name in its VPC', () => {
  test('has the rules the code states, and those nobody states', () => {
    const { before, after, matched } = overlay(live, coded([80]), coded([80, 22]));
    expect(ports(before, 'sg-1')).toEqual([25, 80]);
    expect(ports(after, 'sg-1')).toEqual([22, 25, 80]);
    expect(matched).toEqual([
      { kind: 'securityGroups', code: 'aws_security_group.web', live: 'sg-1', by: "vpc-1 name 'web'", role: 'makes' },
    ]);
  });

  test('loses what the code drops', () => {
    const { before, after } = overlay(live, coded([80, 25]), coded([25]));
    expect([ports(before, 'sg-1'), ports(after, 'sg-1')]).toEqual([[25, 80], [25]]);
  });

  test('is gone when the code drops it; what other roots hold stays', () => {
    const { before, after } = overlay(live, coded([80]), EMPTY_NETWORK);
    expect(before.securityGroups.map((g) => g.id)).toEqual(['sg-1', 'sg-2']);
    expect(after.securityGroups.map((g) => g.id)).toEqual(['sg-2']);
  });

  test('is found in a VPC that is itself only recognised by its Name tag', () => {
    const vpc = { ...live.vpcs[0]!, id: 'aws_vpc.main', origin: code('aws_vpc.main') };
    const side = { ...coded([80], 'aws_vpc.main'), vpcs: [vpc] };
    const { after, matched } = overlay(live, side, side);
    expect(matched.map((m) => m.live)).toEqual(['vpc-1', 'sg-1']);
    expect(after.securityGroups.map((g) => g.vpcId)).toEqual(['vpc-1', 'vpc-1']);
  });
});

test('one that is only in code is added, and the reason is said', () => {
  const { after, unmatched } = overlay(live, EMPTY_NETWORK, coded([22], 'vpc-1', 'new'));
  expect(ports(after, 'aws_security_group.web')).toEqual([22]);
  expect(unmatched).toEqual([
    {
      kind: 'securityGroups',
      code: 'aws_security_group.web',
      reason: 'nothing there has its id, its name or its Name tag',
      role: 'makes',
    },
  ]);
});

test('a name that two share recognises neither', () => {
  const twins = { ...live, securityGroups: [group('sg-1', '', 'web', [], LIVE), group('sg-9', '', 'web', [], LIVE)] };
  const { unmatched, matched } = overlay(twins, coded([80], ''), coded([80], ''));
  expect(matched).toEqual([]);
  expect(unmatched[0]!.reason).toContain('2 resources share');
});

test('a rule added to a group known by its id alone leaves the group in place when it goes', () => {
  const stub: Network = {
    ...EMPTY_NETWORK,
    securityGroups: [
      { ...group('sg-2', '', '', [22], code('aws_security_group_rule.r')), unknownRules: { unknown: 'not here' } },
    ],
  };
  const { before, after } = overlay(live, stub, EMPTY_NETWORK);
  expect([ports(before, 'sg-2'), ports(after, 'sg-2')]).toEqual([[22, 5432], [5432]]);
  expect(before.securityGroups.find((g) => g.id === 'sg-2')).not.toHaveProperty('unknownRules');
});

test('without an account, a resource whose address changed but whose name did not is one resource', () => {
  const renamed = coded([22]);
  const [web] = renamed.securityGroups;
  const { before, after } = codeNetworks(coded([22]), {
    ...renamed,
    securityGroups: [{ ...web!, id: 'aws_security_group.other' }],
  });
  expect(after.securityGroups.map((g) => g.id)).toEqual(before.securityGroups.map((g) => g.id));
});

const anyPorts = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 6 });
const anyCode = fc
  .record({ ports: anyPorts, name: fc.constantFrom('web', 'db', 'new'), vpc: fc.constantFrom('vpc-1', '') })
  .map((x) => coded(x.ports, x.vpc, x.name));

test('laying the same code twice changes nothing', () => {
  fc.assert(
    fc.property(anyCode, (side) => {
      const { before, after } = overlay(live, side, side);
      expect(before).toEqual(after);
    }),
  );
});

test('code that states what is live leaves the live network, but for where facts come from', () => {
  const bare = (network: Network): unknown =>
    JSON.parse(JSON.stringify(network, (key, value) => (key === 'origin' ? undefined : value)));
  const same = JSON.parse(JSON.stringify(live), (key, value) => (key === 'origin' ? code('x') : value)) as Network;
  expect(bare(overlay(live, same, same).before)).toEqual(bare(live));
  expect(overlay(live, EMPTY_NETWORK, EMPTY_NETWORK).after).toEqual(live);
});

describe('hypothetical members', () => {
  test('a group nothing holds gets one, in public, on both stacks when nothing is known of its VPC', () => {
    const network = withHypotheticalMembers(codeNetworks(EMPTY_NETWORK, coded([22], '')).after);
    expect(network.interfaces).toMatchObject([
      {
        id: 'potential:aws_security_group.web',
        hypothetical: true,
        securityGroupIds: ['aws_security_group.web'],
        publicIpv4: [{ publicIp: null }],
      },
    ]);
    const [member] = network.interfaces;
    expect(member!.ipv6).toHaveLength(1);
    const table = network.routeTables.find((t) => t.subnetIds.includes(member!.subnetId))!;
    expect(table.routes.map((r) => r.target.kind)).toEqual(['local', 'local', 'internet-gateway', 'internet-gateway']);
    expect(network.securityGroups[0]!.vpcId).toBe(member!.vpcId);
    expect(network.securityGroups[0]!.unknownVpc?.unknown).toMatch(/^the default VPC is neither/);
  });

  test('live members win, and so does a member on the other side', () => {
    const { before, after } = overlay(live, coded([80]), coded([80, 22]));
    expect(withHypotheticalMembers(after, before).interfaces).toEqual(after.interfaces);
    const held = { ...after, interfaces: after.interfaces };
    const alone = { ...after, interfaces: [] };
    expect(withHypotheticalMembers(alone, held).interfaces).toEqual([]);
    expect(withHypotheticalMembers(alone).interfaces).toHaveLength(1);
  });
});

describe('placeholder addresses', () => {
  test('are free, inside the subnet, and never AWS’s own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 28 }),
        fc.string(),
        fc.integer({ min: 0, max: 8 }),
        (length, owner, others) => {
          const taken = new Set<string>();
          for (let i = 0; i <= others; i++) {
            const address = placeholderAddress(`10.1.0.0/${length}`, owner, taken);
            expect(address).toBeDefined();
            expect(taken.has(address!)).toBe(false);
            const [, , c, d] = address!.split('.').map(Number);
            const offset = c! * 256 + d!;
            expect(offset).toBeGreaterThanOrEqual(4);
            expect(offset).toBeLessThan(2 ** (32 - length) - 1);
            taken.add(address!);
          }
        },
      ),
    );
  });
  test('a full subnet has none', () => {
    const taken = new Set(Array.from({ length: 16 }, (_, i) => `10.1.0.${i}`));
    expect(placeholderAddress('10.1.0.0/28', 'x', taken)).toBeUndefined();
  });
});

describe('code that changes what a group is known by', () => {
  const named = (address: string, name: string, vpcId = 'vpc-1', more: Partial<SecurityGroup> = {}): Network => ({
    ...EMPTY_NETWORK,
    securityGroups: [{ ...group(address, vpcId, name, [80], code(address)), ...more }],
  });
  const A = 'aws_security_group.a';

  test('a renamed group stays the group it was', () => {
    const { after, matched } = overlay(live, named(A, 'web'), named(A, 'web2'));
    expect(after.securityGroups.map(({ id }) => id)).toEqual(['sg-1', 'sg-2']);
    expect(matched).toContainEqual(expect.objectContaining({ code: A, live: 'sg-1' }));
  });

  test('but not when another takes its name', () => {
    const swapped: Network = {
      ...EMPTY_NETWORK,
      securityGroups: [...named(A, 'db').securityGroups, ...named('aws_security_group.b', 'web').securityGroups],
    };
    const { matched } = overlay(live, named(A, 'web'), swapped);
    expect(new Map(matched.map((one) => [one.code, one.live])).get('aws_security_group.b')).toBe('sg-1');
    expect(matched.filter((one) => one.live === 'sg-1')).toHaveLength(1);
  });

  test('from one module to another, without a word, it is found by its name', () => {
    const { before, after } = overlay(live, named(`module.m.${A}`, 'web'), named(`module.n.${A}`, 'web'));
    expect(after.securityGroups.map(({ id }) => id)).toEqual(before.securityGroups.map(({ id }) => id));
  });

  test('code that does not say its VPC means the only group of the name, and nothing when there are two', () => {
    expect(overlay(live, named(A, 'web', ''), EMPTY_NETWORK).matched[0]?.live).toBe('sg-1');
    const two = { ...live, securityGroups: [...live.securityGroups, group('sg-9', 'vpc-2', 'web', [80], LIVE)] };
    const { matched, unmatched } = overlay(two, named(A, 'web', ''), EMPTY_NETWORK);
    expect(matched).toEqual([]);
    expect(unmatched[0]?.reason).toBe("2 resources share name 'web'");
  });

  test('a new VPC does not hold the group of another one', () => {
    expect(overlay(live, EMPTY_NETWORK, named(A, 'web', 'aws_vpc.new')).matched).toEqual([]);
  });

  test('a group without a name is the only one that Terraform named', () => {
    const random = group('sg-1', 'vpc-1', 'terraform-20260101010101010100000001', [80], LIVE);
    const there = { ...live, securityGroups: [random] };
    expect(overlay(there, named(A, A), EMPTY_NETWORK).matched[0]?.live).toBe('sg-1');
  });
});
