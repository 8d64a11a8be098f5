import { describe } from 'vitest';
import type { Network } from '../../../src/network/index.ts';
import { FAR, group, grouped, NETWORK, networkInterface, PUBLIC, route, routed, rule } from '../walker/fixture.ts';
import { added, changed, check } from './cases.ts';

const HTTPS = { protocol: 6, ports: [443, 443] } as const;
const none = group('sg-none', []);
const client = group('sg-client', [rule('egress', '0.0.0.0/0'), rule('egress', '::/0')]);
const server = group('sg-server', [rule('ingress', 'sg-client', HTTPS)]);
/** `app` holds the client's group, `holder` the group that refers to it. */
const referring = (holder: string, network: Network = NETWORK) =>
  grouped(grouped(network, 'app', client), holder, server);
const ingressTo = (holder: string, peer: string, service: Parameters<typeof rule>[2] = HTTPS) =>
  grouped(NETWORK, holder, group('sg-in', [rule('ingress', peer, service)]));

describe('rule 1: groups only allow, and count as one union', () => {
  check([
    {
      name: 'no ingress rule, nothing in',
      network: grouped(NETWORK, 'db', none),
      flow: 'app db tcp/443',
      is: 'blocked',
      says: 'no ingress rule of sg-none allows tcp 443',
    },
    {
      name: 'no egress rule, nothing out',
      network: grouped(NETWORK, 'app', none),
      flow: 'app db tcp/443',
      is: 'blocked',
      says: 'no egress rule of sg-none allows tcp 443',
    },
    { name: 'no group, nothing in', network: grouped(NETWORK, 'db'), flow: 'app db tcp/443', is: 'blocked' },
    {
      name: 'one group of several is enough',
      network: grouped(NETWORK, 'db', none, group('sg-in', [rule('ingress', '10.0.2.10/32', HTTPS)])),
      flow: 'app db tcp/443',
      is: 'reachable',
      says: 'sg-in ingress tcp 443 from 10.0.2.10/32',
    },
    {
      name: 'peer and service must match in one rule',
      network: grouped(
        NETWORK,
        'db',
        group('sg-in', [
          rule('ingress', '10.0.2.10/32', { protocol: 6, ports: [22, 22] }),
          rule('ingress', '10.0.9.0/24', HTTPS),
        ]),
      ),
      flow: 'app db tcp/443',
      is: 'blocked',
    },
    {
      name: 'nothing outside of the port range',
      network: ingressTo('db', '10.0.0.0/16', { protocol: 6, ports: [444, 500] }),
      flow: 'app db tcp/443',
      is: 'blocked',
    },
  ]);
});

describe('rule 2: groups are stateful', () => {
  const inOnly = grouped(NETWORK, 'db', group('sg-in', [rule('ingress', '0.0.0.0/0', HTTPS)]));
  check([
    { name: 'the reply leaves without an egress rule', network: inOnly, flow: 'app db tcp/443', is: 'reachable' },
    {
      name: 'the reply enters without an ingress rule',
      network: grouped(NETWORK, 'app', client),
      flow: 'app db tcp/443',
      is: 'reachable',
    },
    {
      name: 'a reply opens no flow the other way',
      network: inOnly,
      flow: 'db app tcp/443',
      is: 'blocked',
      says: 'no egress rule',
    },
    {
      name: 'the echo reply passes',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 1, icmpType: 8, icmpCode: -1 }),
      flow: 'app db icmp/8/0',
      is: 'reachable',
    },
    {
      name: 'an echo reply of its own does not',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 1, icmpType: 8, icmpCode: -1 }),
      flow: 'app db icmp/0/0',
      is: 'blocked',
    },
  ]);
});

describe('rule 3: a group as peer means the interfaces that hold it', () => {
  const self = group('sg-self', [rule('ingress', 'sg-self'), rule('egress', 'sg-self')]);
  const www = networkInterface('www', PUBLIC, '10.0.1.20', {
    securityGroupIds: ['sg-server'],
    publicIpv4: [{ privateIp: '10.0.1.20', publicIp: '3.0.0.20' }],
  });
  const publicPair = added(added(grouped(NETWORK, 'web', client), 'securityGroups', server), 'interfaces', www);
  // `twin` has the address of `app`, in a VPC of its own.
  const twin = added(
    grouped(grouped(NETWORK, 'far', client), 'db', server),
    'interfaces',
    networkInterface('twin', { ...FAR, ipv4Cidr: '10.0.2.0/24' }, '10.0.2.10', { securityGroupIds: ['sg-client'] }),
  );
  check([
    {
      name: 'those interfaces',
      network: referring('db'),
      flow: 'app db tcp/443',
      is: 'reachable',
      says: 'sg-server ingress tcp 443 from sg-client',
    },
    { name: 'and no others', network: referring('db'), flow: 'web db tcp/443', is: 'blocked' },
    { name: 'by their private addresses', network: publicPair, flow: 'web www tcp/443', is: 'reachable' },
    { name: 'not by their public ones', network: publicPair, flow: 'web 3.0.0.20 tcp/443', is: 'blocked' },
    {
      name: 'a group may name itself',
      network: grouped(grouped(NETWORK, 'app', self), 'db', self),
      flow: 'app db tcp/443',
      is: 'reachable',
    },
    {
      name: 'its own rules are not imported',
      network: grouped(
        grouped(NETWORK, 'app', group('sg-client', [rule('ingress', '0.0.0.0/0'), rule('egress', '0.0.0.0/0')])),
        'db',
        server,
      ),
      flow: 'web db tcp/22',
      is: 'blocked',
    },
    { name: 'the interface counts, not its address', network: twin, flow: 'app db tcp/443', is: 'blocked' },
    {
      name: 'in egress rules too',
      network: grouped(NETWORK, 'app', group('sg-out', [rule('egress', 'sg-open')])),
      flow: 'app db tcp/443',
      is: 'reachable',
    },
  ]);
});

describe('rule 4: where a reference works', () => {
  const transit = routed(NETWORK, {
    'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw')],
    'rtb-far': [route('10.0.0.0/16', 'transit-gateway', 'tgw')],
  });
  const gone = routed(NETWORK, { 'rtb-private': [route('10.1.0.0/16', 'transit-gateway', 'tgw-gone')] });
  const [peering] = NETWORK.peerings;
  if (!peering) throw new RangeError('the network has a peering');
  const peer = (patch: Partial<typeof peering.accepter>) =>
    changed(NETWORK, 'peerings', peering.id, { accepter: { ...peering.accepter, ...patch } });
  const outOnly = group('sg-out', [rule('egress', 'sg-far')]);
  const farOpen = group('sg-far', [rule('ingress', '0.0.0.0/0')]);
  check([
    {
      name: 'over a peering',
      network: referring('far'),
      flow: 'app far tcp/443',
      is: 'reachable',
      says: 'from sg-client',
    },
    {
      name: 'over a peering of two accounts',
      network: referring('far', peer({ account: '222222222222' })),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'not over one between Regions',
      network: referring('far', peer({ region: 'eu-west-1' })),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'no ingress rule of sg-server',
    },
    {
      name: 'not over one that is not active',
      network: referring('far', changed(NETWORK, 'peerings', peering.id, { status: 'pending-acceptance' })),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'pcx-ab',
    },
    {
      name: 'for egress rules over a peering',
      network: grouped(grouped(NETWORK, 'app', outOnly), 'far', farOpen),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'over a transit gateway, for ingress',
      network: referring('far', transit),
      flow: 'app far tcp/443',
      is: 'reachable',
    },
    {
      name: 'not for egress',
      network: grouped(grouped(transit, 'app', outOnly), 'far', farOpen),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'no egress rule of sg-out',
    },
    {
      name: 'not where the gateway has it off',
      network: referring('far', changed(transit, 'transitGateways', 'tgw', { securityGroupReferencing: false })),
      flow: 'app far tcp/443',
      is: 'blocked',
    },
    {
      name: 'not where the sender’s attachment has it off',
      network: referring(
        'far',
        changed(transit, 'transitGatewayAttachments', 'attach-a', { securityGroupReferencing: false }),
      ),
      flow: 'app far tcp/443',
      is: 'blocked',
    },
    {
      name: 'not where the receiver’s attachment has it off',
      network: referring(
        'far',
        changed(transit, 'transitGatewayAttachments', 'attach-b', { securityGroupReferencing: false }),
      ),
      flow: 'app far tcp/443',
      is: 'blocked',
    },
    {
      name: 'perhaps over a transit gateway that is not there',
      network: referring('far', gone),
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'tgw-gone',
    },
    {
      name: 'where the sender holds what the rule names',
      network: grouped(gone, 'far', server),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'no ingress rule of sg-server',
    },
    {
      name: 'and egress rules name nobody there',
      network: grouped(grouped(gone, 'app', outOnly), 'far', farOpen),
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'no egress rule of sg-out',
    },
    {
      name: 'nor is anybody named by a public address, whatever leads to it',
      network: routed(referring('web'), { 'rtb-private': [route('3.0.0.10/32', 'transit-gateway', 'tgw-gone')] }),
      flow: 'app 3.0.0.10 tcp',
      is: 'blocked',
      says: 'no ingress rule of sg-server',
    },
    {
      name: 'perhaps over a peering that is not there, for egress rules too',
      network: { ...grouped(grouped(NETWORK, 'app', outOnly), 'far', farOpen), peerings: [] },
      flow: 'app far tcp/443',
      is: 'unknown',
      says: 'pcx-ab',
    },
    {
      name: 'where the receiver holds what the rule names',
      network: { ...grouped(NETWORK, 'app', outOnly), peerings: [] },
      flow: 'app far tcp/443',
      is: 'blocked',
      says: 'no egress rule of sg-out',
    },
  ]);
});

describe('rule 5: groups associated with further VPCs', () => {
  const associated = (state: string) =>
    added(referring('db', grouped(NETWORK, 'far', client)), 'securityGroupVpcAssociations', {
      groupId: 'sg-client',
      vpcId: 'vpc-b',
      state,
    });
  const farServer = (state: string) =>
    added(
      grouped(NETWORK, 'far', group('sg-in', [rule('ingress', '0.0.0.0/0', HTTPS)])),
      'securityGroupVpcAssociations',
      { groupId: 'sg-in', vpcId: 'vpc-b', state },
    );
  check([
    {
      name: 'an associated group’s rules hold',
      network: farServer('associated'),
      flow: 'app far tcp/443',
      is: 'reachable',
      says: 'sg-in',
    },
    {
      name: 'a disassociated group’s do not',
      network: farServer('disassociated'),
      flow: 'app far tcp/443',
      is: 'blocked',
    },
    {
      name: 'its members in the other VPC count as peers',
      network: associated('associated'),
      flow: 'far db tcp/443',
      is: 'reachable',
    },
    {
      name: 'not once it is disassociated',
      network: associated('disassociated'),
      flow: 'far db tcp/443',
      is: 'blocked',
    },
  ]);
});

describe('rule 6: services', () => {
  check([
    {
      name: 'a port within',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 6, ports: [400, 450] }),
      flow: 'app db tcp/443',
      is: 'reachable',
      says: 'tcp 400-450',
    },
    {
      name: 'udp is not tcp',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 17, ports: [443, 443] }),
      flow: 'app db tcp/443',
      is: 'blocked',
    },
    {
      name: 'all traffic holds every protocol',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 'all' }),
      flow: 'app db esp',
      is: 'reachable',
    },
    {
      name: 'a protocol by its number',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 50 }),
      flow: 'app db 50',
      is: 'reachable',
      says: 'protocol 50',
    },
    { name: 'and no other', network: ingressTo('db', '0.0.0.0/0', { protocol: 50 }), flow: 'app db 51', is: 'blocked' },
    {
      name: 'an ICMP type with every code',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 1, icmpType: 3, icmpCode: -1 }),
      flow: 'app db icmp/3/4',
      is: 'reachable',
    },
    {
      name: 'an ICMP type with one code',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 1, icmpType: 3, icmpCode: 0 }),
      flow: 'app db icmp/3/4',
      is: 'blocked',
    },
    {
      name: 'all ICMP',
      network: ingressTo('db', '0.0.0.0/0', { protocol: 1, icmpType: -1, icmpCode: -1 }),
      flow: 'app db icmp/13/0',
      is: 'reachable',
    },
    {
      name: 'ICMP is not ICMPv6',
      network: ingressTo('db', '::/0', { protocol: 1, icmpType: -1, icmpCode: -1 }),
      flow: 'app db icmpv6/128/0',
      is: 'blocked',
    },
  ]);
});

describe('rule 7: prefix lists', () => {
  const list = (cidrs: readonly string[] | { unknown: string }) => {
    const { account, region, origin } = NETWORK.vpcs[0]!;
    return added(ingressTo('db', 'pl-1'), 'prefixLists', {
      account,
      region,
      origin,
      id: 'pl-1',
      awsManaged: false,
      weight: 100,
      cidrs,
    });
  };
  check([
    {
      name: 'match their entries',
      network: list(['192.0.2.0/24', '10.0.2.0/24']),
      flow: 'app db tcp/443',
      is: 'reachable',
      says: 'from pl-1',
    },
    { name: 'and nothing else', network: list(['192.0.2.0/24']), flow: 'app db tcp/443', is: 'blocked' },
    { name: 'an empty one admits nobody', network: list([]), flow: 'app db tcp/443', is: 'blocked' },
    {
      name: 'unknown entries are not guessed',
      network: list({ unknown: 'var.office has no value' }),
      flow: 'app db tcp/443',
      is: 'unknown',
      says: 'var.office has no value',
    },
    {
      name: 'nor is a list that is not there',
      network: ingressTo('db', 'pl-gone'),
      flow: 'app db tcp/443',
      is: 'unknown',
      says: 'pl-gone is not in the snapshot',
    },
  ]);
});

describe('rule 8: what nothing filters', () => {
  const shut = grouped(NETWORK, 'app', none);
  check([
    { name: 'the resolver', network: shut, flow: 'app 10.0.0.2 udp/53', is: 'reachable' },
    {
      name: 'the resolver by its link-local address',
      network: shut,
      flow: 'app 169.254.169.253 tcp/53',
      is: 'reachable',
    },
    { name: 'instance metadata', network: shut, flow: 'app 169.254.169.254 tcp/80', is: 'reachable' },
    { name: 'time sync', network: shut, flow: 'app 169.254.169.123 udp/123', is: 'reachable' },
    { name: 'and their own ports only', network: shut, flow: 'app 169.254.169.254 tcp/22', is: 'blocked' },
    { name: 'not another VPC’s resolver', network: shut, flow: 'app 10.1.0.2 udp/53', is: 'blocked' },
  ]);
});

describe('what a group lacks', () => {
  const why = { unknown: 'for_each over an unknown value' };
  check([
    {
      name: 'rules that may exist',
      network: grouped(NETWORK, 'db', { ...none, unknownRules: why }),
      flow: 'app db tcp/443',
      is: 'unknown',
      says: why.unknown,
    },
    {
      name: 'a rule that is known decides before them',
      network: grouped(NETWORK, 'db', { ...server, unknownRules: why, rules: [rule('ingress', '0.0.0.0/0', HTTPS)] }),
      flow: 'app db tcp/443',
      is: 'reachable',
    },
    {
      name: 'but for rules that are stated twice, differently',
      network: grouped(NETWORK, 'db', {
        ...group('sg-twice', [rule('ingress', '0.0.0.0/0', HTTPS)]),
        contradicted: { unknown: 'sg-twice is stated twice' },
      }),
      flow: 'app db tcp/443',
      is: 'unknown',
      says: 'sg-twice is stated twice',
    },
    {
      name: 'a group that is held and not there',
      network: changed(NETWORK, 'interfaces', 'db', { securityGroupIds: ['sg-gone'] }),
      flow: 'app db tcp/443',
      is: 'unknown',
      says: 'sg-gone is not in the snapshot',
    },
    {
      name: 'a group that is referred to and not there admits nobody',
      network: ingressTo('db', 'sg-gone'),
      flow: 'app db tcp/443',
      is: 'blocked',
    },
    {
      name: 'more groups may be attached',
      network: changed(grouped(NETWORK, 'db', none), 'interfaces', 'db', { unknownSecurityGroups: why }),
      flow: 'app db tcp/443',
      is: 'unknown',
      says: why.unknown,
    },
  ]);
});
