import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import type { Network, SecurityGroupRule } from '../../src/network/index.ts';
import { deny, egress, estate, group, host, ingress, LIVE, prefixList } from './estate.ts';
import { findings } from './run.ts';

// Ways to write an opening so that nobody sees it, and things that look like one, for every check they concern.

const OUT = [egress('-1', '0.0.0.0/0'), egress('-1', '::/0')];
const HALVES = ['0.0.0.0/1', '128.0.0.0/1'];
const EIGHTHS = ['0', '32', '64', '96', '128', '160', '192', '224'].map((first) => `${first}.0.0.0/3`);
type Rules = readonly SecurityGroupRule[];

function held(rules: Rules, parts: Partial<Network> = {}, kind: 'public' | 'private' = 'public'): Network {
  return estate({
    securityGroups: [group('sg-web', [...rules, ...OUT])],
    interfaces: [host(kind, ['sg-web'])],
    ...parts,
  });
}

/** What each check on openings to the internet watches: a service of its own, and one that merely holds it. */
const WATCHED: readonly (readonly [check: string, service: string, wider: string])[] = [
  ['internet-any', '-1', '-1'],
  ['internet-any', 'tcp/0-65535', '6/1-65535'],
  ['internet-admin-port', 'tcp/22', 'tcp/20-25'],
  ['internet-database-port', 'tcp/5432', '6/5000-6000'],
  ['internet-http-port', 'tcp/80', 'tcp/79-81'],
  ['internet-other-port', 'tcp/8081', 'tcp/8000-8100'],
  ['wide-port-range', 'tcp/8000-9999', 'tcp/7000-10000'],
  ['internet-icmp', 'icmp', '1'],
];

describe.each(WATCHED)('%s, %s', (check, service, wider) => {
  const isIcmp = check === 'internet-icmp';
  const exposures = (network: Network) => findings(check, network).map(({ exposure }) => exposure);

  it.each<[string, Network]>([
    ['the world', held([ingress(service, '0.0.0.0/0')])],
    ['IPv6 only', held([ingress(isIcmp ? '58' : service, '::/0')])],
    [
      '::/0 beside a harmless IPv4 rule',
      held([ingress(service, '10.0.0.0/8'), ingress(isIcmp ? 'icmpv6' : service, '::/0')]),
    ],
    ['split halves', held(HALVES.map((cidr) => ingress(service, cidr)))],
    ['eighths', held(EIGHTHS.map((cidr) => ingress(service, cidr)))],
    ['a /8 of 256 parts', held(Array.from({ length: 256 }, (_, i) => ingress(service, `52.${i}.0.0/16`)))],
    ['a prefix list', held([ingress(service, 'pl-1')], { prefixLists: [prefixList('pl-1', HALVES)] })],
    ['what holds it', held([ingress(wider, '0.0.0.0/0')])],
    ['a rule for the members before it', held([ingress('-1', 'sg-web'), ingress(service, '0.0.0.0/0')])],
    [
      'the parts in two groups',
      estate({
        securityGroups: [
          group(
            'sg-a',
            Array.from({ length: 128 }, (_, i) => ingress(service, `52.${i}.0.0/16`)),
          ),
          group(
            'sg-b',
            Array.from({ length: 128 }, (_, i) => ingress(service, `52.${128 + i}.0.0/16`)),
          ),
        ],
        interfaces: [host('public', ['sg-a', 'sg-b'])],
      }),
    ],
  ])('sees %s', (_name, network) => {
    expect(exposures(network)).toContain('exposed');
  });

  it.each<[string, Network]>([
    ['an egress rule', held([egress(service, '0.0.0.0/0'), egress(service, '::/0')])],
    ['a private range', held([ingress(service, '10.0.0.0/8'), ingress(service, 'fc00::/7')])],
    ['an office', held([ingress(service, '198.51.100.0/24')])],
    ['the members', held([ingress(service, 'sg-web')])],
    ['nothing at all', held([])],
  ])('lets %s pass', (_name, network) => {
    expect(exposures(network)).toEqual([]);
  });

  it.each<[string, Network]>([
    ['attached to nothing', estate({ securityGroups: [group('sg-web', [ingress(service, '0.0.0.0/0')])] })],
    ['in a private subnet', held([ingress(service, '0.0.0.0/0')], {}, 'private')],
    [
      'behind an ACL that blocks it',
      estate(
        {
          securityGroups: [group('sg-web', [ingress(service, '0.0.0.0/0'), ...OUT])],
          interfaces: [host('public', ['sg-web'])],
        },
        [deny('-1', '0.0.0.0/0', 1), deny('-1', '::/0', 2)],
      ),
    ],
    ['without an internet gateway', held([ingress(service, '0.0.0.0/0')], { internetGateways: [] })],
  ])('calls it latent %s', (_name, network) => {
    expect(exposures(network)).not.toContain('exposed');
    expect(exposures(network)).toContain('latent');
  });
});

it.each<[string, string, Network]>([
  [
    'wide-private-cidr',
    'halves of 10.0.0.0/8',
    held([ingress('tcp/22', '10.0.0.0/9'), ingress('tcp/22', '10.128.0.0/9')]),
  ],
  [
    'wide-private-cidr',
    'halves for services that only overlap, beside an office',
    held([
      ...[ingress('tcp/20-22', '10.0.0.0/9'), ingress('tcp/22-30', '10.128.0.0/9')],
      ingress('tcp/22', '198.51.100.0/24'),
    ]),
  ],
  [
    'wide-private-cidr',
    'halves of the VPC',
    held([ingress('tcp/22', '10.0.0.0/17'), ingress('tcp/22', '10.0.128.0/17')]),
  ],
  ['wide-private-cidr', 'the IPv6 block of the VPC', held([ingress('tcp/22', '2600:1f18::/56')])],
  [
    'wide-private-cidr',
    'a prefix list',
    held([ingress('tcp/22', 'pl-1')], { prefixLists: [prefixList('pl-1', ['10.0.0.0/9', '10.128.0.0/9'])] }),
  ],
  [
    'all-traffic-egress',
    'halves',
    estate({
      securityGroups: [
        group(
          'sg-web',
          HALVES.map((cidr) => egress('-1', cidr)),
        ),
      ],
      interfaces: [host('private', ['sg-web'])],
    }),
  ],
  [
    'all-traffic-egress',
    'a prefix list',
    estate({
      securityGroups: [group('sg-web', [egress('-1', 'pl-1')])],
      interfaces: [host('private', ['sg-web'])],
      prefixLists: [prefixList('pl-1', HALVES)],
    }),
  ],
  [
    'wide-private-cidr',
    'halves in two groups',
    estate({
      securityGroups: ['172.16.0.0/13', '172.24.0.0/13'].map((cidr, i) => group(`sg-${i}`, [ingress('tcp/22', cidr)])),
      interfaces: [host('private', ['sg-0', 'sg-1']), host('private', ['sg-0', 'sg-1'])],
    }),
  ],
  [
    'all-traffic-egress',
    'halves in two groups',
    estate({
      securityGroups: HALVES.map((cidr, i) => group(`sg-${i}`, [egress('-1', cidr)])),
      interfaces: [host('private', ['sg-0', 'sg-1'])],
    }),
  ],
  [
    'all-traffic-egress',
    'tcp divided over two groups',
    estate({
      securityGroups: ['tcp/0-32767', 'tcp/32768-65535'].map((what, i) =>
        group(`sg-${i}`, [egress(what, '0.0.0.0/0'), egress('udp/53', '10.0.0.2/32')]),
      ),
      interfaces: [host('private', ['sg-0', 'sg-1']), host('private', ['sg-0', 'sg-1'])],
    }),
  ],
  [
    'all-ports-to-self',
    'ports that touch',
    estate({
      securityGroups: [group('sg-a', [ingress('tcp/0-32767', 'sg-a'), ingress('tcp/32768-65535', 'sg-a')])],
      interfaces: [host('private', ['sg-a']), host('private', ['sg-a'])],
    }),
  ],
  ['default-route-to-instance', 'halves, as a tunnel has them', routed(HALVES, 'instance')],
  ['wide-peering-route', 'halves of the world', routed(HALVES, 'vpc-peering-connection')],
  [
    'wide-peering-route',
    'a prefix list',
    { ...routed(['pl-1'], 'vpc-peering-connection'), prefixLists: [prefixList('pl-1', ['52.0.0.0/8'])] },
  ],
])('%s sees %s', (check, _name, network) => {
  expect(findings(check, network)).toHaveLength(1);
});

it.each<[string, string, Network]>([
  ['wide-private-cidr', 'half of a range', held([ingress('tcp/22', '172.16.0.0/13')])],
  [
    'wide-private-cidr',
    'halves for different services',
    held([ingress('tcp/22', '172.16.0.0/13'), ingress('tcp/80', '172.24.0.0/13')]),
  ],
  [
    'wide-private-cidr',
    'halves in groups that no interface holds both of',
    estate({
      securityGroups: ['172.16.0.0/13', '172.24.0.0/13'].map((cidr, i) => group(`sg-${i}`, [ingress('tcp/22', cidr)])),
      interfaces: [host('private', ['sg-0']), host('private', ['sg-1'])],
    }),
  ],
  [
    'all-traffic-egress',
    'halves in groups that no interface holds both of',
    estate({
      securityGroups: HALVES.map((cidr, i) => group(`sg-${i}`, [egress('-1', cidr)])),
      interfaces: [host('private', ['sg-0']), host('private', ['sg-1'])],
    }),
  ],
  [
    'all-traffic-egress',
    'ingress',
    estate({
      securityGroups: [group('sg-web', [ingress('-1', '0.0.0.0/0')])],
      interfaces: [host('public', ['sg-web'])],
    }),
  ],
  ['wide-private-cidr', 'egress', held([egress('tcp/22', '10.0.0.0/8')])],
  ['default-route-to-instance', 'one half', routed([HALVES[0]!], 'instance')],
])('%s lets %s pass', (check, _name, network) => {
  expect(findings(check, network)).toEqual([]);
});

describe.each([
  ['network-acl-admin-ports', 'tcp/22', 'tcp/1-1023'],
  ['network-acl-any', 'tcp/0-65535', '-1'],
])('%s', (check, what, wider) => {
  const numbered = (lines: readonly (readonly [what: string, cidr: string])[]) =>
    lines.map(([each, cidr], i) => ({ ...deny(each, cidr, 10 + i), action: 'allow' as const }));
  const [usual] = estate({}).networkAcls;
  const found = (entries: NonNullable<typeof usual>['entries']) =>
    findings(check, estate({ networkAcls: [{ ...usual!, isDefault: false, entries }] }));

  it.each<[string, NonNullable<typeof usual>['entries']]>([
    ['the world', numbered([[what, '0.0.0.0/0']])],
    ['IPv6 only', numbered([[what, '::/0']])],
    ['split halves', numbered(HALVES.map((cidr) => [what, cidr]))],
    ['eighths', numbered(EIGHTHS.map((cidr) => [what, cidr]))],
    ['what holds it', numbered([[wider, '0.0.0.0/0']])],
    ['a deny that leaves most', [deny(what, '10.0.0.0/8', 1), ...numbered([[what, '0.0.0.0/0']])]],
    ['a deny of the other family', [deny('-1', '::/0', 1), ...numbered([[what, '0.0.0.0/0']])]],
    ['a deny that comes too late', [...numbered([[what, '0.0.0.0/0']]), deny(what, '0.0.0.0/0', 99)]],
  ])('sees %s', (_name, entries) => {
    expect(found(entries)).toHaveLength(1);
  });

  it.each<[string, NonNullable<typeof usual>['entries']]>([
    ['a private range', numbered([[what, '10.0.0.0/8']])],
    ['egress', numbered([[what, '0.0.0.0/0']]).map((each) => ({ ...each, direction: 'egress' as const }))],
    [
      'halves that are denied before',
      [...HALVES.map((cidr, i) => deny('-1', cidr, i + 1)), ...numbered([[what, '0.0.0.0/0']])],
    ],
    ['nothing', []],
  ])('lets %s pass', (_name, entries) => {
    expect(found(entries)).toEqual([]);
  });
});

it('is asked of checks that exist', () => {
  const ids = CHECKS.map(({ id }) => id);
  for (const [check] of WATCHED) expect(ids).toContain(check);
});

function routed(to: readonly string[], kind: 'instance' | 'vpc-peering-connection'): Network {
  const [table] = estate({}).routeTables;
  const routes = to.map((cidr) => ({
    destination: cidr.startsWith('pl-')
      ? { kind: 'prefix-list' as const, prefixListId: cidr }
      : { kind: 'cidr' as const, cidr },
    target: { kind, id: kind === 'instance' ? 'i-1' : 'pcx-1' },
    ...{ state: 'active' as const, propagated: false, origin: LIVE },
  }));
  const side = (vpcId: string, cidrs: readonly string[]) => ({
    ...{ account: '123456789012', region: 'us-east-1', vpcId, cidrs },
  });
  return estate({
    routeTables: [{ ...table!, routes }],
    peerings: [
      {
        ...{ id: 'pcx-1', account: '123456789012', region: 'us-east-1', origin: LIVE, status: 'active' },
        ...{ requester: side('vpc-1', ['10.0.0.0/16']), accepter: side('vpc-9', ['10.9.0.0/16']) },
      },
    ],
  });
}
