import { deny, egress, estate, group, host, ingress, prefixList } from '../estate.ts';
import { type Cases, on } from './case.ts';

const OUT = [egress('tcp/443', '0.0.0.0/0', { description: 'updates' })];

function web(...rules: Parameters<typeof group>[1]) {
  return estate({ securityGroups: [group('sg-web', [...rules, ...OUT])], interfaces: [host('public', ['sg-web'])] });
}

function pair(rules: Parameters<typeof group>[1], members = 2) {
  return estate({
    securityGroups: [group('sg-app', rules)],
    interfaces: Array.from({ length: members }, () => host('private', ['sg-app'])),
  });
}

const HALVES = ['0.0.0.0/1', '128.0.0.0/1'];

/** Who may come in, and go out. */
export const open: Readonly<Record<string, Cases>> = {
  'internet-any': {
    fails: [
      on('everything from everywhere', web(ingress('-1', '0.0.0.0/0'))),
      on('all ports in two rules', web(ingress('tcp/0-32767', '0.0.0.0/0'), ingress('tcp/32768-65535', '0.0.0.0/0'))),
    ],
    passes: [
      on('one port', web(ingress('tcp/443', '0.0.0.0/0'))),
      on('everything from within', web(ingress('-1', '10.0.0.0/8'))),
    ],
  },
  'internet-admin-port': {
    fails: [
      on('SSH from everywhere', web(ingress('tcp/22', '0.0.0.0/0'))),
      on('split halves of the world', web(...HALVES.map((cidr) => ingress('tcp/22', cidr)))),
      on('IPv6 only', web(ingress('tcp/3389', '::/0'))),
      on('a wide range that covers the port', web(ingress('tcp/20-30', '0.0.0.0/0'))),
      on(
        'by a prefix list',
        estate({
          securityGroups: [group('sg-web', [ingress('tcp/22', 'pl-1'), ...OUT])],
          prefixLists: [prefixList('pl-1', HALVES)],
          interfaces: [host('public', ['sg-web'])],
        }),
      ),
      on(
        'a group attached to nothing: latent',
        estate({ securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0')])] }),
      ),
    ],
    passes: [
      on('SSH from the office', web(ingress('tcp/22', '198.51.100.0/24'))),
      on('udp, which SSH does not speak', web(ingress('udp/22', '0.0.0.0/0'))),
      on('an egress rule', web(egress('tcp/22', '0.0.0.0/0'))),
    ],
  },
  'internet-database-port': {
    fails: [on('PostgreSQL from everywhere', web(ingress('tcp/5432', '0.0.0.0/0')))],
    passes: [on('PostgreSQL from within', web(ingress('tcp/5432', '10.0.0.0/16')))],
  },
  'wide-port-range': {
    fails: [on('ten thousand ports', web(ingress('tcp/11000-21000', '0.0.0.0/0')))],
    passes: [on('a few', web(ingress('tcp/8000-8010', '0.0.0.0/0')))],
  },
  'wide-public-cidr': {
    fails: [on('a /12 of a provider', web(ingress('tcp/443', '54.144.0.0/12')))],
    passes: [
      on('an office', web(ingress('tcp/443', '198.51.100.0/24'))),
      on('the world, which others watch', web(ingress('tcp/443', '0.0.0.0/0'))),
    ],
  },
  'internet-icmp': {
    fails: [on('all ICMP from everywhere', web(ingress('icmp', '0.0.0.0/0')))],
    passes: [on('echo only', web(ingress('icmp/8-0', '0.0.0.0/0')))],
  },
  'internet-other-port': {
    fails: [
      on('a test server', web(ingress('tcp/8081', '0.0.0.0/0'))),
      on('syslog, by IPv6', web(ingress('udp/514', '::/0'))),
      on('what is not public here', web(ingress('tcp/443', '0.0.0.0/0')), { parameters: { publicTcpPorts: [25] } }),
    ],
    passes: [
      on('the web', web(ingress('tcp/443', '0.0.0.0/0'), ingress('udp/443', '::/0'), ingress('tcp/80', '0.0.0.0/0'))),
      on('a VPN', web(ingress('udp/500', '0.0.0.0/0'), ingress('udp/51820', '0.0.0.0/0'))),
      on('a port with a check of its own', web(ingress('tcp/22', '0.0.0.0/0'), ingress('tcp/5432', '0.0.0.0/0'))),
      on('from within', web(ingress('tcp/8081', '10.0.0.0/8'))),
      on('what the configuration lets be public', web(ingress('tcp/25', '0.0.0.0/0')), {
        parameters: { publicTcpPorts: [25] },
      }),
    ],
  },
  'internet-http-port': {
    fails: [on('HTTP from everywhere', web(ingress('tcp/80', '0.0.0.0/0')))],
    passes: [on('HTTPS', web(ingress('tcp/443', '0.0.0.0/0')))],
  },
  'instance-serves-web': {
    fails: [on('HTTPS on its own address', served('public', 'tcp/443'))],
    passes: [
      on('in a private subnet', served('private', 'tcp/443')),
      on('another port', served('public', 'tcp/8443')),
      on('an ACL in front that blocks it', served('public', 'tcp/443', true)),
    ],
  },
  'wide-private-cidr': {
    fails: [
      on('all of 10.0.0.0/8', web(ingress('tcp/5432', '10.0.0.0/8'))),
      on('all of its own VPC', web(ingress('tcp/5432', '10.0.0.0/16'))),
    ],
    passes: [
      on('one subnet', web(ingress('tcp/5432', '10.0.2.0/24'))),
      on('the internet', web(ingress('tcp/443', '0.0.0.0/0'))),
      on(
        'an interface endpoint, which is for the whole VPC',
        estate({
          securityGroups: [group('sg-web', [ingress('tcp/443', '10.0.0.0/16')])],
          interfaces: [host('private', ['sg-web'], { type: 'vpc_endpoint' })],
        }),
      ),
    ],
  },
  'all-ports-to-self': {
    fails: [on('everything from itself', pair([ingress('-1', 'sg-app')]))],
    passes: [
      on('one port from itself', pair([ingress('tcp/7946', 'sg-app')])),
      on('a single member', pair([ingress('-1', 'sg-app')], 1)),
      on('everything from another group', pair([ingress('-1', 'sg-other')])),
    ],
  },
  'all-traffic-egress': {
    fails: [
      on('everything out', pair([egress('-1', '0.0.0.0/0')])),
      on('all ports of tcp', pair([egress('tcp/0-65535', '0.0.0.0/0')])),
    ],
    passes: [
      on('HTTPS out', pair([egress('tcp/443', '0.0.0.0/0')])),
      on('held by nothing', pair([egress('-1', '0.0.0.0/0')], 0)),
    ],
  },
  'dns-egress': {
    fails: [on('to anybody', pair([egress('udp/53', '0.0.0.0/0')]), { parameters: { resolvers: ['10.0.0.2'] } })],
    passes: [
      on('to the named resolver', pair([egress('udp/53', '10.0.0.2/32')]), { parameters: { resolvers: ['10.0.0.2'] } }),
      on('no resolver is named', pair([egress('udp/53', '0.0.0.0/0')])),
    ],
  },
};

function served(kind: 'public' | 'private', what: string, isBlocked = false) {
  const each = host(kind, ['sg-web'], { instanceId: 'i-web' });
  const { account, region, origin } = each;
  return estate(
    {
      securityGroups: [group('sg-web', [ingress(what, '0.0.0.0/0'), ...OUT])],
      interfaces: [each],
      instances: [{ id: 'i-web', name: 'web-1', account, region, origin, state: 'running', interfaceIds: [each.id] }],
    },
    isBlocked ? [deny(what, '0.0.0.0/0', 1), deny(what, '::/0', 2)] : [],
  );
}
