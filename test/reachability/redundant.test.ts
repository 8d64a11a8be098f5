import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network, NetworkInterface, SecurityGroup, SecurityGroupRule } from '../../src/network/index.ts';
import { compile, diff, redundantRules } from '../../src/reachability/index.ts';
import { build, edges, plan, type SampleService, services } from './generate/index.ts';
import { type Remote, securityGroupsAllow } from './walker/filters.ts';
import { FAR, group, grouped, NETWORK, networkInterface, rule } from './walker/fixture.ts';
import { ICMP, ICMPV6 } from './walker/index.ts';

const HTTPS = { protocol: 6, ports: [443, 443] } as const;

/** The groups' rules that need not be there, as `group: direction peer`. */
function redundant(network: Network): string[] {
  return [...redundantRules(compile(network))].map(
    ({ groupId, rule: { direction, peer } }) =>
      `${groupId}: ${direction} ${peer.kind === 'cidr' ? peer.cidr : peer.kind === 'security-group' ? peer.groupId : ''}`,
  );
}

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
      name: 'inside two halves together',
      network: holding(
        rule('ingress', '10.0.0.0/8', HTTPS),
        rule('ingress', '10.0.0.0/9', HTTPS),
        rule('ingress', '10.128.0.0/9', HTTPS),
      ),
      are: ['sg-1: ingress 10.0.0.0/8', 'sg-1: ingress 10.0.0.0/9', 'sg-1: ingress 10.128.0.0/9'],
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

describe('a rule of a random network', () => {
  const whole = plan.map((each) => ({ ...each, holes: 0 }));

  it('that is redundant admits nothing that others do not, and one that is not does', () => {
    fc.assert(
      fc.property(whole, (each) => {
        const network = build(each);
        const found = new Set([...redundantRules(compile(network))].map((one) => one.rule));
        for (const owner of network.securityGroups)
          for (const one of owner.rules.filter((each) => hasMembers(network, each)))
            expect({ owner: owner.id, one, needed: isNeeded(network, owner, one) }).toEqual({
              owner: owner.id,
              one,
              needed: !found.has(one),
            });
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('that is redundant may go without any difference', () => {
    fc.assert(
      fc.property(whole, (each) => {
        const network = build(each);
        const before = compile(network);
        for (const { groupId, rule: gone } of [...redundantRules(before)].slice(0, 3))
          expect(diff(before, compile(without(network, groupId, gone)))).toEqual({
            opened: [],
            closed: [],
            unknowns: [],
          });
      }),
      { numRuns: 30 },
    );
  }, 120_000);
});

function without(network: Network, groupId: string, gone: SecurityGroupRule): Network {
  return {
    ...network,
    securityGroups: network.securityGroups.map((each) =>
      each.id === groupId ? { ...each, rules: each.rules.filter((one) => one !== gone) } : each,
    ),
  };
}

/** Whether some packet at some holder is admitted with the rule and not without it: tried one by one. */
function isNeeded(network: Network, owner: SecurityGroup, one: SecurityGroupRule): boolean {
  const rest = without(network, owner.id, one);
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

/** Whether somebody holds the group a rule names. One that nobody holds may get members anywhere: its rules count as needed. */
function hasMembers(network: Network, { peer }: SecurityGroupRule): boolean {
  return (
    peer.kind !== 'security-group' ||
    network.interfaces.some(({ securityGroupIds }) => securityGroupIds.includes(peer.groupId))
  );
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
