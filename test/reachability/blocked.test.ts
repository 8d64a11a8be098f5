import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/network/index.ts';
import { compile, reach } from '../../src/reachability/index.ts';
import { acl, group, grouped, NETWORK, route, routed, rule } from './walker/fixture.ts';

/** What blocks one packet, with what would let it pass, in the packet's order. */
function inTheWay(network: Network, from: string, to: string) {
  const { verdict, because } = reach(compile(network), { from, to, protocol: 'tcp', port: 443 });
  expect(verdict).toBe('blocked');
  return because.map(({ text, needs }) => [text, needs]);
}

const shut = grouped(NETWORK, 'db', group('sg-shut', []));

describe('a blocked packet', () => {
  it('names the group that blocks, and the rule it would need', () => {
    expect(inTheWay(shut, 'app', 'db')).toEqual([
      [
        'no ingress rule of sg-shut allows tcp 443 from 10.0.2.10',
        'an ingress rule for tcp 443 from 10.0.2.10 in sg-shut',
      ],
    ]);
  });

  it('names every filter on its way, the first one first', () => {
    const network: Network = {
      ...grouped(shut, 'web', group('sg-in', [rule('ingress', '0.0.0.0/0')])),
      networkAcls: [
        acl(
          'acl-1',
          'vpc-a',
          ['subnet-private'],
          [
            ['ingress', 90, 'deny', '10.0.1.0/24'],
            ['ingress', 100, 'allow', '0.0.0.0/0'],
          ],
        ),
      ],
    };
    expect(inTheWay(network, 'web', '10.0.2.20')).toEqual([
      ['no egress rule of sg-in allows tcp 443 to 10.0.2.20', 'an egress rule for tcp 443 to 10.0.2.20 in sg-in'],
      [
        'acl-1 ingress entry 90 denies all traffic from 10.0.1.0/24',
        'an ingress entry of acl-1 that allows tcp 443 from 10.0.1.10, before 90',
      ],
      [
        'no ingress rule of sg-shut allows tcp 443 from 10.0.1.10',
        'an ingress rule for tcp 443 from 10.0.1.10 in sg-shut',
      ],
      [
        'acl-1 egress has no entry for tcp 1024 to 10.0.1.10, so its implicit deny holds',
        'an egress entry of acl-1 that allows tcp 1024 to 10.0.1.10',
      ],
    ]);
  });

  it('that a route drops meets the filters of its destination all the same', () => {
    const network = routed(grouped(NETWORK, 'far', group('sg-shut', [])), { 'rtb-private': [] });
    expect(inTheWay(network, 'app', 'far')).toEqual([
      ['rtb-private has no route to 10.1.1.10', 'a route in rtb-private to 10.1.1.10'],
      [
        'no ingress rule of sg-shut allows tcp 443 from 10.0.2.10',
        'an ingress rule for tcp 443 from 10.0.2.10 in sg-shut',
      ],
    ]);
  });

  it('without a public address needs one, or a NAT gateway', () => {
    const network = routed(NETWORK, { 'rtb-private': [route('0.0.0.0/0', 'internet-gateway', 'igw-a')] });
    expect(inTheWay(network, 'app', '8.8.8.8')).toEqual([
      [
        '10.0.2.10 has no public address, which igw-a requires',
        'a public address for 10.0.2.10, or a route to a NAT gateway instead',
      ],
    ]);
  });
});
