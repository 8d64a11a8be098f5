import { describe } from 'vitest';
import type { Network, ServiceMatch } from '../../../src/network/index.ts';
import { acl, NETWORK, route, routed } from '../walker/fixture.ts';
import { added, check } from './cases.ts';

type Entries = Parameters<typeof acl>[3];

const HTTPS = { protocol: 6, ports: [443, 443] } as const;
const EPHEMERAL = { protocol: 6, ports: [1024, 65_535] } as const;
const OPEN: Entries = [
  ['ingress', 1000, 'allow', '0.0.0.0/0'],
  ['ingress', 1001, 'allow', '::/0'],
  ['egress', 1000, 'allow', '0.0.0.0/0'],
  ['egress', 1001, 'allow', '::/0'],
];
const on = (subnet: string, entries: Entries, network: Network = NETWORK) =>
  added(network, 'networkAcls', acl('acl-1', subnet === 'subnet-far' ? 'vpc-b' : 'vpc-a', [subnet], entries));
const onPrivate = (...entries: Entries) => on('subnet-private', entries);

describe('rule 9: the lowest number that matches decides', () => {
  check([
    {
      name: 'a deny before the allow',
      network: onPrivate(['ingress', 50, 'deny', '10.0.1.0/24'], ...OPEN),
      flow: 'web db tcp/443',
      is: 'blocked',
      says: 'acl-1:ingress:50',
    },
    {
      name: 'a deny behind the allow',
      network: onPrivate(['ingress', 2000, 'deny', '10.0.1.0/24'], ...OPEN),
      flow: 'web db tcp/443',
      is: 'reachable',
    },
    {
      name: 'by number, not by place',
      network: onPrivate(...OPEN, ['ingress', 50, 'deny', '10.0.1.0/24']),
      flow: 'web db tcp/443',
      is: 'blocked',
      says: 'entry 50 denies',
    },
    {
      name: 'nothing that matches denies',
      network: onPrivate(['egress', 100, 'allow', '0.0.0.0/0']),
      flow: 'web db tcp/443',
      is: 'blocked',
      says: 'implicit deny',
    },
    {
      name: 'an entry for IPv4 says nothing of IPv6',
      network: onPrivate(['ingress', 100, 'allow', '0.0.0.0/0'], ['egress', 100, 'allow', '0.0.0.0/0']),
      flow: 'web 2600:1f18:a:2::10 tcp/443',
      is: 'blocked',
    },
    {
      name: 'nor the reverse',
      network: onPrivate(['ingress', 50, 'deny', '::/0'], ...OPEN),
      flow: 'web db tcp/443',
      is: 'reachable',
    },
    {
      name: 'an entry for another protocol does not match',
      network: onPrivate(['ingress', 50, 'deny', '0.0.0.0/0', { protocol: 17, ports: [443, 443] }], ...OPEN),
      flow: 'web db tcp/443',
      is: 'reachable',
    },
    {
      name: 'a deny of ICMP codes',
      network: onPrivate(['ingress', 50, 'deny', '0.0.0.0/0', { protocol: 1, icmpType: 3, icmpCode: 4 }], ...OPEN),
      flow: 'web db icmp/3/4',
      is: 'blocked',
    },
    { name: 'a CIDR that is not known is not guessed', network: unknownCidr(), flow: 'web db tcp/443', is: 'unknown' },
  ]);
});

function unknownCidr(): Network {
  const list = acl('acl-1', 'vpc-a', ['subnet-private'], [['ingress', 50, 'deny', '0.0.0.0/0'], ...OPEN]);
  const entries = list.entries.map((entry) =>
    entry.ruleNumber === 50 ? { ...entry, cidr: { unknown: 'var.bad' } } : entry,
  );
  return added(NETWORK, 'networkAcls', { ...list, entries });
}

describe('rule 10: ACLs are stateless', () => {
  const replies = (service: ServiceMatch) =>
    onPrivate(['ingress', 100, 'allow', '0.0.0.0/0'], ['egress', 100, 'allow', '0.0.0.0/0', service]);
  check([
    {
      name: 'the reply needs an entry',
      network: replies(HTTPS),
      flow: 'web db tcp/443',
      is: 'one way',
      says: 'acl-1 egress',
    },
    { name: 'to the ephemeral ports', network: replies(EPHEMERAL), flow: 'web db tcp/443', is: 'reachable' },
    {
      name: 'a part of them will do, and is said',
      network: replies({ protocol: 6, ports: [32_768, 60_999] }),
      flow: 'web db tcp/443',
      is: 'reachable',
      says: 'tcp 32768-60999',
    },
    {
      name: 'a source port within that part',
      network: replies({ protocol: 6, ports: [32_768, 60_999] }),
      flow: 'web db tcp/443 from 40000',
      is: 'reachable',
    },
    {
      name: 'a source port outside of it',
      network: replies({ protocol: 6, ports: [32_768, 60_999] }),
      flow: 'web db tcp/443 from 2000',
      is: 'one way',
    },
    {
      name: 'ports below 1024 are no client’s',
      network: replies({ protocol: 6, ports: [0, 1023] }),
      flow: 'web db tcp/443',
      is: 'one way',
    },
    {
      name: 'unless one is asked for',
      network: replies({ protocol: 6, ports: [0, 1023] }),
      flow: 'web db tcp/443 from 1000',
      is: 'reachable',
    },
    {
      name: 'echo needs its echo reply',
      network: replies({ protocol: 1, icmpType: 8, icmpCode: -1 }),
      flow: 'web db icmp/8/0',
      is: 'one way',
    },
    {
      name: 'and nothing more',
      network: replies({ protocol: 1, icmpType: 0, icmpCode: -1 }),
      flow: 'web db icmp/8/0',
      is: 'reachable',
    },
    {
      name: 'other ICMP needs no reply',
      network: onPrivate(['ingress', 100, 'allow', '0.0.0.0/0']),
      flow: 'web db icmp/3/4',
      is: 'reachable',
    },
    {
      name: 'the client’s own subnet asks too',
      network: on('subnet-public', [
        ['egress', 100, 'allow', '0.0.0.0/0'],
        ['ingress', 100, 'allow', '0.0.0.0/0', HTTPS],
      ]),
      flow: 'web db tcp/443',
      is: 'one way',
      says: 'acl-1 ingress',
    },
    {
      name: 'other protocols come back as they went',
      network: onPrivate(
        ['ingress', 100, 'allow', '0.0.0.0/0'],
        ['egress', 100, 'allow', '0.0.0.0/0', { protocol: 50 }],
      ),
      flow: 'web db esp',
      is: 'reachable',
    },
  ]);
});

describe('rule 11: where ACLs apply', () => {
  check([
    { name: 'not inside a subnet', network: onPrivate(), flow: 'app db tcp/443', is: 'reachable' },
    {
      name: 'on leaving the sender’s subnet',
      network: on('subnet-public', [['ingress', 100, 'allow', '0.0.0.0/0']]),
      flow: 'web db tcp/443',
      is: 'blocked',
      says: 'acl-1 egress',
    },
    {
      name: 'on entering the receiver’s',
      network: onPrivate(['egress', 100, 'allow', '0.0.0.0/0']),
      flow: 'web db tcp/443',
      is: 'blocked',
      says: 'acl-1 ingress',
    },
    {
      name: 'on entering a NAT gateway’s',
      network: on('subnet-public', [['ingress', 50, 'deny', '10.0.2.0/24'], ...OPEN]),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'entry 50',
    },
    {
      name: 'on coming back to it',
      network: on('subnet-public', [['ingress', 50, 'deny', '8.8.8.8/32'], ...OPEN]),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'one way',
      says: 'entry 50',
    },
    {
      name: 'on leaving it for the internet',
      network: on('subnet-public', [['egress', 50, 'deny', '8.8.8.8/32'], ...OPEN]),
      flow: 'app 8.8.8.8 tcp/443',
      is: 'blocked',
      says: 'entry 50',
    },
    {
      name: 'across a peering at both ends',
      network: on('subnet-far', [['ingress', 50, 'deny', '10.0.2.0/24'], ...OPEN]),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'entry 50',
    },
    {
      name: 'in the subnet of a transit gateway’s attachment',
      network: on(
        'subnet-public',
        [['ingress', 50, 'deny', '10.0.2.0/24'], ...OPEN],
        routed(NETWORK, {
          'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw')],
          'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw')],
        }),
      ),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'entry 50',
    },
    {
      name: 'the default ACL holds where no other does',
      network: added(NETWORK, 'networkAcls', {
        ...acl('acl-0', 'vpc-a', [], [['ingress', 100, 'allow', '0.0.0.0/0']]),
        isDefault: true,
      }),
      flow: 'web db tcp/443',
      is: 'blocked',
      says: 'acl-0',
    },
  ]);
});
