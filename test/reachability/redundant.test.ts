import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Network,
  NetworkInterface,
  PrefixList,
  SecurityGroup,
  SecurityGroupRule,
} from '../../src/network/index.ts';
import { compile, diff, type GroupRule, redundantRules } from '../../src/reachability/index.ts';
import { build, edges, plan, type SampleService, services } from './generate/index.ts';
import { type Remote, securityGroupsAllow } from './walker/filters.ts';
import { FAR, group, grouped, NETWORK, networkInterface, rule } from './walker/fixture.ts';
import { ICMP, ICMPV6 } from './walker/index.ts';

const HTTPS = { protocol: 6, ports: [443, 443] } as const;

/** The groups' rules that need not be there, as `group: direction peer`. */
function redundant(network: Network): string[] {
  return redundantRules(compile(network)).map(text);
}

function text({ groupId, rule: { direction, peer } }: GroupRule): string {
  return `${groupId}: ${direction} ${'cidr' in peer ? peer.cidr : 'groupId' in peer ? peer.groupId : 'prefixListId' in peer ? peer.prefixListId : ''}`;
}

const { account, region, origin } = FAR;
const LIST: PrefixList = {
  account,
  region,
  origin,
  id: 'pl-1',
  name: 'pl-1',
  family: 4,
  awsManaged: false,
  cidrs: ['10.1.0.0/16'],
};
const listed = (...rules: readonly SecurityGroupRule[]): Network => ({ ...holding(...rules), prefixLists: [LIST] });

const holding = (...rules: readonly SecurityGroupRule[]) => grouped(NETWORK, 'db', group('sg-1', rules));
const ofGroup = (network: Network) => redundant(network).filter((text) => text.startsWith('sg-1'));

describe('a rule is redundant', () => {
  it.each<{ name: string; network: Network; are: readonly string[] }>([
    { name: 'not alone', network: holding(rule('ingress', '10.0.0.0/8', HTTPS)), are: [] },
    {
      name: 'inside a wider one',
      network: holding(rule('ingress', '10.0.0.0/8', HTTPS), rule('ingress', '10.1.0.0/16', HTTPS)),
      are: ['sg-1: ingress 10.1.0.0/16'],
    },
    {
      name: 'inside the whole of which it is a half, which stays',
      network: holding(
        rule('ingress', '10.0.0.0/8', HTTPS),
        rule('ingress', '10.0.0.0/9', HTTPS),
        rule('ingress', '10.128.0.0/9', HTTPS),
      ),
      are: ['sg-1: ingress 10.0.0.0/9', 'sg-1: ingress 10.128.0.0/9'],
    },
    {
      name: 'inside two port ranges together',
      network: holding(
        rule('ingress', '10.0.0.0/9', { protocol: 6, ports: [400, 500] }),
        rule('ingress', '10.0.0.0/8', { protocol: 6, ports: [400, 449] }),
        rule('ingress', '10.0.0.0/8', { protocol: 6, ports: [450, 500] }),
      ),
      are: ['sg-1: ingress 10.0.0.0/9'],
    },
    {
      name: 'not for another direction',
      network: holding(rule('ingress', '10.0.0.0/8', HTTPS), rule('egress', '10.1.0.0/16', HTTPS)),
      are: [],
    },
    {
      name: 'by another group that every holder holds',
      network: grouped(
        NETWORK,
        'db',
        group('sg-1', [rule('ingress', '10.1.0.0/16', HTTPS)]),
        group('sg-2', [rule('ingress', '10.0.0.0/8')]),
      ),
      are: ['sg-1: ingress 10.1.0.0/16'],
    },
    {
      name: 'not by one that only some hold',
      network: grouped(
        grouped(
          NETWORK,
          'db',
          group('sg-1', [rule('ingress', '10.1.0.0/16', HTTPS)]),
          group('sg-2', [rule('ingress', '10.0.0.0/8')]),
        ),
        'app',
        { ...group('sg-1', [rule('ingress', '10.1.0.0/16', HTTPS)]) },
      ),
      are: [],
    },
    {
      name: 'that names a group whose members are let in by address',
      network: holding(
        rule('ingress', 'sg-open', HTTPS),
        rule('ingress', '0.0.0.0/0', HTTPS),
        rule('ingress', '::/0', HTTPS),
      ),
      are: ['sg-1: ingress sg-open'],
    },
    {
      name: 'that names a group whose VPC is let in',
      network: holding(
        rule('ingress', 'sg-open', HTTPS),
        rule('ingress', '10.0.0.0/8'),
        rule('ingress', '2600:1f18::/32'),
      ),
      are: ['sg-1: ingress sg-open'],
    },
    {
      name: 'not one that names a group of which every member of today is let in',
      network: holding(
        rule('ingress', 'sg-open', HTTPS),
        rule('ingress', '10.0.0.0/22', HTTPS),
        rule('ingress', '10.1.0.0/22', HTTPS),
        rule('ingress', '2600:1f18::/32', HTTPS),
      ),
      are: [],
    },
    {
      name: 'that names a list twice, for more and for less',
      network: listed(rule('ingress', 'pl-1', HTTPS), rule('ingress', 'pl-1', { protocol: 6, ports: [440, 450] })),
      are: ['sg-1: ingress pl-1'],
    },
    {
      name: 'that names a list whose family is let in',
      network: listed(rule('ingress', 'pl-1', HTTPS), rule('ingress', '0.0.0.0/0', HTTPS)),
      are: ['sg-1: ingress pl-1'],
    },
    {
      name: 'not beside a list that holds the same today',
      network: listed(rule('ingress', 'pl-1', HTTPS), rule('ingress', '10.1.0.0/16', HTTPS)),
      are: [],
    },
    {
      name: 'in IPv6 as in IPv4, each by itself',
      network: holding(
        rule('ingress', '2001:db8::/33', HTTPS),
        rule('ingress', '2001:db8::/32', HTTPS),
        rule('ingress', '0.0.0.0/0', HTTPS),
      ),
      are: ['sg-1: ingress 2001:db8::/33'],
    },
    {
      name: 'not one that lets in addresses beside a group',
      network: holding(rule('ingress', 'sg-open', HTTPS), rule('ingress', '10.0.1.10/32', HTTPS)),
      are: [],
    },
  ])('$name', ({ network, are }) => {
    expect(ofGroup(unique(network)).sort()).toEqual(are);
  });
});

/** `grouped` twice with one group leaves it there twice. */
function unique(network: Network): Network {
  return { ...network, securityGroups: [...new Map(network.securityGroups.map((each) => [each.id, each])).values()] };
}

describe('all that are redundant can go at once', () => {
  it('and what stays of them says what covers the others', () => {
    const both = grouped(
      NETWORK,
      'db',
      group('sg-1', [
        rule('ingress', '10.0.0.0/8', { protocol: 6, ports: [400, 500] }),
        rule('ingress', '::/0', HTTPS),
      ]),
      group('sg-2', [rule('ingress', '10.0.0.0/8', { protocol: 6, ports: [300, 449] })]),
      group('sg-3', [
        rule('ingress', '10.0.0.0/8', { protocol: 6, ports: [450, 600] }),
        rule('ingress', '::/0', HTTPS),
      ]),
    );
    expect(redundantRules(compile(both)).map((each) => [text(each), each.coveredBy.map(text)])).toEqual([
      ['sg-1: ingress 10.0.0.0/8', ['sg-2: ingress 10.0.0.0/8', 'sg-3: ingress 10.0.0.0/8']],
      ['sg-3: ingress ::/0', ['sg-1: ingress ::/0']],
    ]);
  });
});

describe('a rule of a random network', () => {
  const whole = plan.map((each) => ({ ...each, holes: 0 }));

  it('that is redundant admits nothing that those do which stay, and one by address that is not does', () => {
    fc.assert(
      fc.property(whole, (each) => {
        const network = build(each);
        const found = new Set(redundantRules(compile(network)).map((one) => one.rule));
        const staying = (also: SecurityGroupRule) => keeping(network, (one) => one === also || !found.has(one));
        const lasting = (also: SecurityGroupRule) =>
          keeping(network, (one) => one === also || (!found.has(one) && one.peer.kind === 'cidr'));
        for (const owner of network.securityGroups)
          for (const one of owner.rules) {
            const is = { owner: owner.id, one };
            if (found.has(one))
              expect({ ...is, needed: isNeeded(staying(one), owner, one) }).toEqual({ ...is, needed: false });
            else if (one.peer.kind === 'cidr')
              expect({ ...is, needed: isNeeded(lasting(one), owner, one) }).toEqual({ ...is, needed: true });
          }
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('that is redundant may go with all others without any difference', () => {
    fc.assert(
      fc.property(whole, (each) => {
        const before = compile(build(each));
        const found = new Set(redundantRules(before).map((one) => one.rule));
        const after = compile(keeping(before.network, (one) => !found.has(one)));
        expect(diff(before, after)).toEqual({ opened: [], closed: [], unknowns: [] });
      }),
      { numRuns: 30 },
    );
  }, 120_000);
});

function keeping(network: Network, stays: (rule: SecurityGroupRule) => boolean): Network {
  return {
    ...network,
    securityGroups: network.securityGroups.map((each) => ({ ...each, rules: each.rules.filter(stays) })),
  };
}

/** Whether some packet at some holder is admitted with the rule and not without it: tried one by one. */
function isNeeded(network: Network, owner: SecurityGroup, one: SecurityGroupRule): boolean {
  const rest = keeping(network, (each) => each !== one);
  const holders = network.interfaces.filter((each) => each.securityGroupIds.includes(owner.id));
  // A group that nobody holds guards whoever may come to hold it.
  const guarded = holders.length > 0 ? holders : [stranger(owner.id)];
  const remotes = remotesOf(network);
  return guarded.some((holder) =>
    remotes.some((remote) =>
      samples(network).some((service) => {
        const packet = { ...service, source: remote.address, destination: remote.address };
        const admits = (in_: Network) => securityGroupsAllow(in_, holder, one.direction, packet, remote) === 'yes';
        return admits(network) && !admits(rest);
      }),
    ),
  );
}

function stranger(groupId: string): NetworkInterface {
  return networkInterface('stranger', FAR, '203.0.113.77', { securityGroupIds: [groupId] });
}

/** An address of every atom, and every interface by each of its addresses. */
function remotesOf(network: Network): readonly Remote[] {
  const outside = edges(network).map((address): Remote => ({ address, identity: 'lost' }));
  const inside = network.interfaces.flatMap((each) =>
    [...each.privateIpv4, ...each.ipv6].map((address): Remote => ({ address, interface: each, identity: 'vpc' })),
  );
  return [...outside, ...inside];
}

function samples(network: Network): readonly SampleService[] {
  const icmp = (protocol: number, types: readonly (readonly [number, number])[]) =>
    types.map(([icmpType, icmpCode]) => ({ protocol, icmpType, icmpCode }));
  return [
    ...services(network),
    ...icmp(ICMP, [
      [0, 0],
      [8, 5],
      [3, 0],
      [13, 0],
    ]),
    ...icmp(ICMPV6, [
      [128, 7],
      [2, 0],
    ]),
    { protocol: 255 },
  ];
}
