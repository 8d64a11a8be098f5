import { describe, expect, it } from 'vitest';
import type { Network, SecurityGroup, SecurityGroupRule } from '../../src/network/index.ts';
import { compile, type DiffRow, diff } from '../../src/reachability/index.ts';
import { group, grouped, NETWORK, networkInterface, PRIVATE, rule } from './walker/fixture.ts';

const HTTPS = { protocol: 6, ports: [443, 443] } as const;
const OUT = rule('egress', '10.0.0.0/8', HTTPS);

/** Members `m-1` to `m-count`, each holding a group of its own, `sg-1` to `sg-count`. */
function crowd(count: number, rules: readonly SecurityGroupRule[], network: Network): Network {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  return {
    ...network,
    interfaces: [
      ...network.interfaces,
      ...numbers.map((at) =>
        networkInterface(`m-${at}`, PRIVATE, `10.0.2.${100 + at}`, { securityGroupIds: [`sg-${at}`] }),
      ),
    ],
    securityGroups: [...network.securityGroups, ...numbers.map((at) => group(`sg-${at}`, rules))],
  };
}

function withRules(network: Network, id: string, rules: SecurityGroup['rules']): Network {
  return {
    ...network,
    securityGroups: network.securityGroups.map((each) => (each.id === id ? { ...each, rules } : each)),
  };
}

/** The rows into one interface from members: who they name, whom they mean by it, and the egress rules they give. */
function senders(rows: readonly DiffRow[], to: string) {
  return rows
    .filter((row) => row.to.interfaceIds?.includes(to) && row.from.interfaceIds?.some((id) => id.startsWith('m-')))
    .map(({ from, because }) => ({
      name: from.name,
      ids: from.interfaceIds?.filter((id) => id.startsWith('m-')),
      out: because.flatMap(({ text }) => (text.includes('egress') ? [text] : [])),
    }));
}

const each = (count: number) =>
  Array.from({ length: count }, (_, at) => `m-${at + 1}`)
    .sort()
    .map((id) => {
      const name = id.replace('m', 'sg');
      return { name, ids: [id], out: [`${name} egress tcp 443 to 10.0.0.0/8`] };
    });

/** A load balancer without groups: no ingress rule names who sends to it. */
const FRONT = {
  ...NETWORK,
  interfaces: [
    ...NETWORK.interfaces,
    networkInterface('front', PRIVATE, '10.0.2.30', { type: 'network_load_balancer', securityGroupIds: [] }),
  ],
};

describe('the senders of a row', () => {
  it.each([2, 60])(
    'hold the group it names, where %i sets of groups send alike to what has no ingress rules',
    (count) => {
      const { opened } = diff(compile(FRONT), compile(crowd(count, [OUT], FRONT)));
      expect(senders(opened, 'front')).toEqual(each(count));
    },
  );

  it.each([2, 60])('hold the group it names, where %i groups are given the same rule', (count) => {
    const before = crowd(count, [], FRONT);
    const after = { ...before, securityGroups: crowd(count, [OUT], FRONT).securityGroups };
    const { opened } = diff(compile(before), compile(after));
    expect(senders(opened, 'front')).toEqual(each(count));
    expect(senders(opened, 'db')).toEqual(each(count));
    const { closed } = diff(compile(after), compile(before));
    expect(senders(closed, 'db')).toEqual(each(count));
  });

  it.each([
    ['rules of a group', true],
    ['new senders', false],
  ])('are those its range means, of two side by side that let in alike: %s', (_, isThere) => {
    const shut = grouped(NETWORK, 'db', group('sg-db', []));
    const guarded = withRules(shut, 'sg-db', [
      rule('ingress', '10.0.2.96/29', HTTPS),
      rule('ingress', '10.0.2.104/29', HTTPS),
      rule('ingress', '10.0.2.112/28', HTTPS),
      rule('ingress', '10.0.2.128/25', HTTPS),
    ]);
    const before = isThere ? crowd(60, [OUT], shut) : guarded;
    const { opened } = diff(compile(before), compile(crowd(60, [OUT], guarded)));
    const named = new Map<string, string[]>();
    for (const { name, ids = [] } of senders(opened, 'db')) named.set(name, [...(named.get(name) ?? []), ...ids]);
    const members = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, at) => `m-${first + at - 100}`).sort();
    expect(Object.fromEntries(named)).toEqual({
      '10.0.2.96/29': members(101, 103),
      '10.0.2.104/29': members(104, 111),
      '10.0.2.112/28': members(112, 127),
      '10.0.2.128/25': members(128, 160),
    });
  });

  it('are told with every rule that means them, of two ranges one within the other', () => {
    const shut = crowd(3, [OUT], grouped(NETWORK, 'db', group('sg-db', [])));
    const rules = ['10.0.2.0/24', '10.0.2.102/32'].map((cidr) => rule('ingress', cidr, HTTPS));
    const { opened } = diff(compile(shut), compile(withRules(shut, 'sg-db', rules)));
    const told = opened
      .filter(({ to }) => to.interfaceIds?.includes('db'))
      .map(({ from, because }) => [from.interfaceIds, because.map(({ text }) => text)]);
    const [within, wide] = ['sg-db ingress tcp 443 from 10.0.2.102/32', 'sg-db ingress tcp 443 from 10.0.2.0/24'];
    expect(told).toContainEqual([['m-2'], [wide, within]]);
    expect(told).toContainEqual([['app', 'm-1', 'm-3'], [wide]]);
  });
});
