import { describe, expect, it } from 'vitest';
import {
  CHECKS,
  type CheckSettings,
  checkContext,
  type More,
  quotaGauges,
  runChecks,
  runChecksByAccount,
} from '../../src/checks/index.ts';
import type { Inventory } from '../../src/network/index.ts';
import { compile } from '../../src/reachability/index.ts';
import { egress, estate, group, host, ingress, prefixList } from './estate.ts';
import { brief, findings } from './run.ts';

const SIX = Array.from({ length: 6 }, (_, i) => group(`sg-${i}`, []));
/** Interfaces that hold so many groups each. */
function holding(...counts: readonly number[]) {
  const ids = SIX.map((each) => each.id);
  return estate({ securityGroups: SIX, interfaces: counts.map((count) => host('private', ids.slice(0, count))) });
}

describe('interface-groups-quota', () => {
  it.each([
    [3, []],
    [4, ['sg-0 sg-1 sg-2 sg-3 none low']],
    [5, ['sg-0 sg-1 sg-2 sg-3 sg-4 none medium']],
    [6, ['sg-0 sg-1 sg-2 sg-3 sg-4 sg-5 none medium']],
  ])('%i groups of 5', (count, expected) => {
    expect(findings('interface-groups-quota', holding(count)).map(brief)).toEqual(expected);
  });

  it('says it once for interfaces that hold the same groups', () => {
    const [found, ...others] = findings('interface-groups-quota', holding(5, 5, 5));
    expect(others).toEqual([]);
    expect(found!.title).toBe('3 instances hold 5 of 5 security groups');
    expect(found!.summary).toContain('none left');
    expect(found!.exposed).toHaveLength(3);
  });

  it('takes the account’s own limit', () => {
    const set = { 'interface-groups-quota': { parameters: { limit: 10 } } };
    expect(findings('interface-groups-quota', holding(5), set)).toEqual([]);
  });
});

describe('a quota', () => {
  const PLACE = '123456789012 us-east-1';
  const inventory = (values: readonly (readonly [string, number])[]): Inventory => ({
    read: new Set([`${PLACE} service-quotas-list-service-quotas`]),
    quotas: new Map(values.map(([code, value]) => [`${PLACE} ${code}`, value])),
  });
  const found = (more: More, settings: CheckSettings = {}) =>
    runChecks(checkContext(compile(holding(5)), undefined, more), settings).filter(
      ({ check }) => check === 'interface-groups-quota',
    );
  const ASSUMED = "The limit is AWS's default: the account's own was not read.";

  it('is the account’s own where that was read, and the finding rests on it', () => {
    expect(found({ inventory: inventory([['L-2AFB9258', 16]]) })).toEqual([]);
    const [own] = found({ inventory: inventory([['L-2AFB9258', 6]]) });
    expect(own).toMatchObject({ severity: 'low', restsOn: ['service-quotas-list-service-quotas'] });
    expect(own?.summary).toContain('5 security groups of 6');
    expect(own?.summary).not.toContain(ASSUMED);
  });

  it('is said to be assumed where neither AWS nor the configuration told it', () => {
    const [assumed] = found({});
    expect(assumed).not.toHaveProperty('restsOn');
    expect(assumed?.summary).toContain(ASSUMED);
    const [told] = found({}, { 'interface-groups-quota': { parameters: { limit: 5 } } });
    expect(told?.summary).not.toContain(ASSUMED);
    expect(found({}, { 'interface-groups-quota': { parameters: { near: 0.7 } } })[0]?.summary).toContain(ASSUMED);
  });
});

describe('rules-quota', () => {
  const cidrs = (count: number, v6 = false) =>
    Array.from({ length: count }, (_, i) =>
      ingress('tcp/443', v6 ? `2001:db8:${i.toString(16)}::/48` : `10.0.${i}.0/24`),
    );
  const references = (count: number) => Array.from({ length: count }, (_, i) => ingress('tcp/443', `sg-other${i}`));
  const list = (weight: number) => prefixList('pl-1', ['192.0.2.0/24'], weight);

  it.each([
    ['47 rules', cidrs(47), []],
    ['48 rules: 80 %', cidrs(48), ['sg-a ingress ipv4 none low']],
    ['57 rules: 95 %', cidrs(57), ['sg-a ingress ipv4 none medium']],
    ['48 IPv6 rules', cidrs(48, true), ['sg-a ingress ipv6 none low']],
    ['families counted apart', [...cidrs(40), ...cidrs(40, true)], []],
    [
      'directions counted apart',
      [...cidrs(40), ...cidrs(40).map((rule) => ({ ...rule, direction: 'egress' as const }))],
      [],
    ],
    ['references count in both families', references(48), ['sg-a ingress ipv4 none low', 'sg-a ingress ipv6 none low']],
    ['a prefix list by its weight', [...cidrs(8), ingress('tcp/443', 'pl-1')], ['sg-a ingress ipv4 none low']],
    ['a prefix list twice', [ingress('tcp/443', 'pl-1'), ingress('tcp/80', 'pl-1')], ['sg-a ingress ipv4 none medium']],
  ])('%s', (_name, rules, expected) => {
    const network = estate({ securityGroups: [group('sg-a', rules)], prefixLists: [list(40)] });
    expect(findings('rules-quota', network).map(brief)).toEqual(expected);
  });

  it('says what is left and what prefix lists make up', () => {
    const network = estate({
      securityGroups: [group('sg-a', [...cidrs(5), ingress('tcp/443', 'pl-1')])],
      prefixLists: [list(50)],
    });
    const [found] = findings('rules-quota', network);
    expect(found!.title).toBe('a (sg-a) holds 55 of 60 IPv4 ingress rules');
    expect(found!.summary).toContain('5 left');
    expect(found!.summary).toContain('Prefix lists make up 50');
  });

  it('says "at least" when a weight is not known', () => {
    const network = estate({ securityGroups: [group('sg-a', [...cidrs(50), ingress('tcp/443', 'pl-unknown')])] });
    expect(findings('rules-quota', network)[0]!.title).toContain('at least 51 of 60');
  });

  it('watches the product of groups and rules', () => {
    const groups = Array.from({ length: 8 }, (_, i) => group(`sg-${i}`, i === 0 ? cidrs(120) : []));
    const interfaces = [
      host(
        'private',
        groups.map((each) => each.id),
      ),
    ];
    const set = { 'rules-quota': { parameters: { limit: 200 } } };
    const found = findings('rules-quota', estate({ securityGroups: groups, interfaces }), set);
    expect(found.map((each) => each.title)).toEqual([
      `${interfaces[0]!.id} holds 8 groups of up to 120 rules: 960 of 1000`,
    ]);
  });
});

describe('default-group-open', () => {
  const standard = [ingress('-1', 'sg-default'), egress('-1', '0.0.0.0/0')];
  const named = (rules: typeof standard) => group('sg-default', rules, { groupName: 'default' });

  it.each([
    ['closed and unused', [], [], []],
    ['rules, unused', standard, [], ['sg-default none low']],
    ['used, no rules', [], [host('private', ['sg-default'])], ['sg-default none low']],
    ['used with rules', standard, [host('private', ['sg-default'])], ['sg-default none medium']],
    [
      'used and open to the internet',
      [ingress('tcp/443', '0.0.0.0/0')],
      [host('public', ['sg-default'])],
      ['sg-default exposed high'],
    ],
  ])('%s', (_name, rules, interfaces, expected) => {
    const network = estate({ securityGroups: [named(rules)], interfaces });
    expect(findings('default-group-open', network).map(brief)).toEqual(expected);
  });

  it('is about the default group only', () => {
    expect(findings('default-group-open', estate({ securityGroups: [group('sg-a', standard)] }))).toEqual([]);
  });
});

describe('unused-group', () => {
  const place = { account: '123456789012', region: 'us-east-1' };

  it.each([
    ['held by nothing', estate({ securityGroups: [group('sg-a', [])] }), ['sg-a none low']],
    ['held', estate({ securityGroups: [group('sg-a', [])], interfaces: [host('private', ['sg-a'])] }), []],
    [
      'referred to by another group',
      estate({
        securityGroups: [group('sg-a', []), group('sg-b', [ingress('tcp/1', 'sg-a')])],
        interfaces: [host('private', ['sg-b'])],
      }),
      [],
    ],
    [
      'referred to by itself',
      estate({ securityGroups: [group('sg-a', [ingress('tcp/1', 'sg-a')])] }),
      ['sg-a none low'],
    ],
    ['the default group', estate({ securityGroups: [group('sg-a', [], { groupName: 'default' })] }), []],
    [
      'interfaces not read',
      estate({
        securityGroups: [group('sg-a', [])],
        gaps: [{ ...place, operation: 'describe-network-interfaces', kind: 'denied' }],
      }),
      [],
    ],
    [
      'an interface that may hold it',
      estate({
        securityGroups: [group('sg-a', [])],
        interfaces: [host('private', [], { unknownSecurityGroups: { unknown: 'var.groups' } })],
      }),
      [],
    ],
    [
      'held by a hypothetical member only',
      estate({ securityGroups: [group('sg-a', [])], interfaces: [host('private', ['sg-a'], { hypothetical: true })] }),
      ['sg-a none low'],
    ],
  ])('%s', (_name, network, expected) => {
    expect(findings('unused-group', network).map(brief)).toEqual(expected);
  });
});

describe('the registry', () => {
  it('has ids that are unique, and for each everything a page needs', () => {
    expect(new Set(CHECKS.map((check) => check.id)).size).toBe(CHECKS.length);
    for (const check of CHECKS) {
      expect(check.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(check.dependsOn.length).toBeGreaterThan(0);
      for (const text of [check.title, check.what, check.why, check.remediation])
        expect(text.length).toBeGreaterThan(10);
    }
  });

  it.each([
    [{ 'no-such-check': 'off' as const }, "no check 'no-such-check'"],
    [{ 'rules-quota': { parameters: { limits: 5 } } }, "no parameter 'limits'"],
    [{ 'rules-quota': { parameters: { limit: 'five' } } }, 'must be a number, not a string'],
    [{ 'unused-group': { parameters: { x: 1 } } }, 'it has none'],
  ])('refuses %j', (settings, message) => {
    expect(() => runChecks(checkContext(compile(estate({}))), settings)).toThrow(message);
  });
});

it('gauges show what comes closest', () => {
  const network = estate({
    securityGroups: [group('sg-a', [ingress('tcp/1', '10.0.0.0/8')]), group('sg-b', [])],
    interfaces: [host('private', ['sg-a', 'sg-b'], { id: 'eni-x' })],
  });
  expect(
    quotaGauges(checkContext(compile(network))).map(({ name, resource, used, limit }) => [name, resource, used, limit]),
  ).toEqual([
    ['security groups per interface', 'eni-x', 2, 5],
    ['rules per security group', 'sg-a', 1, 60],
    ['security groups per Region', undefined, 2, 2500],
  ]);
});

it('gauges go by the configuration: its limits, and checks that are off', () => {
  const settings = { 'interface-groups-quota': { parameters: { limit: 16 } }, 'rules-quota': 'off' as const };
  const network = estate({ securityGroups: [group('sg-a', [])] });
  expect(quotaGauges(checkContext(compile(network)), settings).map(({ limit }) => limit)).toEqual([16, 2500]);
});

it('each account is watched as it is to be, also one that holds nothing but an address', () => {
  const [hub, spoke] = ['111111111111', '222222222222'];
  const address = (account: string) => ({
    ...{ id: `eipalloc-${account}`, account, region: 'us-east-1', publicIp: '54.1.1.1' },
    origin: { kind: 'live' as const, account, region: 'us-east-1', operation: 'describe-addresses' },
  });
  const network = estate({ elasticIps: [address(hub), address(spoke)] });
  const found = runChecksByAccount(checkContext(compile(network)), (account) =>
    account === hub ? { 'unassociated-elastic-ip': { severity: 'high' } } : {},
  );
  expect(found.map(({ account, severity }) => [account, severity])).toEqual(
    expect.arrayContaining([
      [hub, 'high'],
      [spoke, 'low'],
    ]),
  );
});
