import { describe } from 'vitest';
import { type Listener, type LoadBalancer, type Network, type TargetGroup, TCP } from '../../../src/network/index.ts';
import { acl, group, grouped, NETWORK, networkInterface, PUBLIC, rule, subnet } from '../walker/fixture.ts';
import { added, changed, check } from './cases.ts';

const RESOURCE = (({ account, region, origin }) => ({ account, region, origin }))(NETWORK.vpcs[0]!);
const HTTPS = { protocol: 6, ports: [443, 443] } as const;
const APP = { protocol: 6, ports: [8080, 8080] } as const;

interface Wanted {
  readonly type: LoadBalancer['type'];
  readonly crossZone?: boolean;
  readonly listeners: readonly (readonly [protocol: string, port: number])[];
  readonly groups?: readonly string[];
  readonly targets?: Partial<TargetGroup>;
}

/** `lb-eni`, public, in front of `db`'s port 8080. */
function balanced(
  { type, crossZone = true, listeners, groups = [], targets = {} }: Wanted,
  network: Network = NETWORK,
): Network {
  const front = networkInterface('lb-eni', PUBLIC, '10.0.1.30', {
    type: type === 'network' ? 'network_load_balancer' : 'interface',
    requesterManaged: true,
    securityGroupIds: groups,
    publicIpv4: [{ privateIp: '10.0.1.30', publicIp: '3.0.0.30' }],
  });
  const balancer: LoadBalancer = {
    ...RESOURCE,
    id: 'arn:lb',
    name: 'front',
    dnsName: 'front-1.elb.us-east-1.amazonaws.com',
    type,
    scheme: 'internet-facing',
    vpcId: 'vpc-a',
    subnetIds: ['subnet-public'],
    securityGroupIds: groups,
    interfaceIds: ['lb-eni'],
    crossZone,
    listeners: listeners.map(
      ([protocol, port], at): Listener => ({ arn: `arn:listener-${at}`, protocol, port, targetGroupArns: ['arn:tg'] }),
    ),
  };
  const targetGroup: TargetGroup = {
    ...RESOURCE,
    id: 'arn:tg',
    name: 'backs',
    targetType: 'ip',
    protocol: 'TCP',
    port: 8080,
    vpcId: 'vpc-a',
    preserveClientIp: true,
    targets: [{ id: '10.0.2.20' }],
    ...targets,
  };
  return added(added(added(network, 'interfaces', front), 'loadBalancers', balancer), 'targetGroups', targetGroup);
}

const backs = (peer: string, service: Parameters<typeof rule>[2] = APP, network: Network = NETWORK) =>
  grouped(network, 'db', group('sg-back', [rule('ingress', peer, service)]));

describe('rule 25: application load balancers', () => {
  const front = group('sg-front', [rule('ingress', '0.0.0.0/0', HTTPS), rule('egress', '0.0.0.0/0')]);
  const alb = balanced(
    { type: 'application', listeners: [['HTTPS', 443]], groups: ['sg-front'] },
    added(backs('sg-front'), 'securityGroups', front),
  );
  check([
    {
      name: 'a listener takes flows',
      network: alb,
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
      says: 'sg-front ingress tcp 443',
    },
    { name: 'other ports take none', network: alb, flow: '8.8.8.8 lb-eni tcp/80', is: 'blocked' },
    {
      name: 'though its groups would',
      network: balanced({ type: 'application', listeners: [['HTTPS', 443]], groups: ['sg-open'] }),
      flow: '8.8.8.8 lb-eni tcp/80',
      is: 'blocked',
      says: 'front listens on https 443',
    },
    {
      name: 'its groups filter',
      network: balanced(
        { type: 'application', listeners: [['HTTPS', 443]], groups: ['sg-none'] },
        added(NETWORK, 'securityGroups', group('sg-none', [])),
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
      says: 'sg-none',
    },
    {
      name: 'no groups, nothing in',
      network: balanced({ type: 'application', listeners: [['HTTPS', 443]] }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'the targets see the balancer',
      network: alb,
      flow: 'lb-eni db tcp/8080',
      is: 'reachable',
      says: 'sg-back ingress tcp 8080 from sg-front',
    },
    { name: 'and not the client', network: alb, flow: 'app db tcp/8080', is: 'blocked' },
    { name: 'it can be asked for by its ARN', network: alb, flow: 'internet arn:lb tcp/443', is: 'reachable' },
    { name: 'or its name', network: alb, flow: 'internet front tcp/443', is: 'reachable' },
    {
      name: 'or its DNS name',
      network: alb,
      flow: 'internet front-1.elb.us-east-1.amazonaws.com tcp/443',
      is: 'reachable',
    },
    { name: 'from inside too', network: alb, flow: 'app lb-eni tcp/443', is: 'reachable' },
  ]);
});

describe('rule 25: listeners that were not read', () => {
  const front = group('sg-front', [rule('ingress', '0.0.0.0/0'), rule('egress', '0.0.0.0/0')]);
  const unasked = (operation: string, kind: Network['gaps'][number]['kind'] = 'denied') =>
    added(added(NETWORK, 'securityGroups', front), 'gaps', {
      ...{ account: '111111111111', region: 'us-east-1', reason: 'no' },
      ...{ kind, operation },
    });
  const classic = { type: 'classic', listeners: [], groups: ['sg-front'] } as const;
  check([
    {
      name: 'nothing is certain of a classic load balancer',
      network: balanced(classic, unasked('elb-describe-load-balancers')),
      flow: '8.8.8.8 lb-eni tcp/80',
      is: 'unknown',
      says: 'not all listeners of front were collected',
    },
    {
      name: 'though another API answered',
      network: balanced(classic, unasked('elbv2-describe-listeners')),
      flow: '8.8.8.8 lb-eni tcp/80',
      is: 'blocked',
      says: 'front listens on nothing',
    },
    {
      name: 'what was collected is certain',
      network: balanced(
        { type: 'application', listeners: [['HTTPS', 443]], groups: ['sg-front'] },
        unasked('elbv2-describe-listeners'),
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'a recording without classic load balancers has none: their interfaces are like any other',
      network: balanced(classic, unasked('elb-describe-load-balancers', 'not-collected')),
      flow: '8.8.8.8 lb-eni tcp/80',
      is: 'reachable',
    },
    {
      name: 'a recording without listeners has none',
      network: balanced(
        { type: 'application', listeners: [], groups: ['sg-front'] },
        unasked('elbv2-describe-listeners', 'not-collected'),
      ),
      flow: '8.8.8.8 lb-eni tcp/80',
      is: 'blocked',
      says: 'front listens on nothing',
    },
    {
      name: 'and its groups filter all the same',
      network: balanced(
        { ...classic, groups: ['sg-back'] },
        backs('10.9.0.0/16', APP, unasked('elb-describe-load-balancers')),
      ),
      flow: '8.8.8.8 lb-eni tcp/80',
      is: 'blocked',
    },
  ]);
});

describe('rule 25: network load balancers', () => {
  const nlb = (network: Network, more: Partial<Wanted> = {}) =>
    balanced({ type: 'network', listeners: [['TCP', 443]], ...more }, network);
  const zone = subnet('subnet-private', 'vpc-a', '10.0.2.0/24', 'az2');
  const zonal = (network: Network) =>
    changed(network, 'subnets', 'subnet-private', {
      availabilityZone: zone.availabilityZone,
      availabilityZoneId: 'az2',
    });
  const byInstance = changed(backs('0.0.0.0/0'), 'interfaces', 'db', { instanceId: 'i-db' });
  const frontGroup = (...rules: Parameters<typeof group>[1]) =>
    added(backs('0.0.0.0/0'), 'securityGroups', group('sg-front', rules));
  const uncollected = added(NETWORK, 'gaps', {
    account: '111111111111',
    region: 'us-east-1',
    operation: 'elbv2-describe-target-health',
    kind: 'not-collected',
  });
  check([
    {
      name: 'a target that takes the client',
      network: nlb(backs('0.0.0.0/0')),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    { name: 'on its own port', network: nlb(backs('0.0.0.0/0', HTTPS)), flow: '8.8.8.8 lb-eni tcp/443', is: 'blocked' },
    {
      name: 'a target’s port goes before its group’s',
      network: nlb(backs('0.0.0.0/0', HTTPS), { targets: { targets: [{ id: '10.0.2.20', port: 443 }] } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'with the client’s address, which the target must take',
      network: nlb(backs('10.0.1.30/32')),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'with its own, where the client’s is not preserved',
      network: nlb(backs('10.0.1.30/32'), { targets: { preserveClientIp: false } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'which the target must take then',
      network: nlb(backs('8.8.8.8/32'), { targets: { preserveClientIp: false } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'one client and not another',
      network: nlb(backs('8.8.8.0/24')),
      flow: '9.9.9.9 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'a target in another zone, across zones',
      network: zonal(nlb(backs('0.0.0.0/0'))),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'not with cross-zone off',
      network: zonal(nlb(backs('0.0.0.0/0'), { crossZone: false })),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'its own zone with cross-zone off',
      network: nlb(backs('0.0.0.0/0'), { crossZone: false }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'targets by instance',
      network: nlb(byInstance, { targets: { targetType: 'instance', targets: [{ id: 'i-db' }] } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'one target of several',
      network: nlb(backs('0.0.0.0/0'), { targets: { targets: [{ id: '10.0.2.20', port: 9 }, { id: '10.0.2.20' }] } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'no target, nothing answers',
      network: nlb(NETWORK, { targets: { targets: [] } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'a target that is not there',
      network: nlb(NETWORK, { targets: { targets: [{ id: '10.0.2.99' }] } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'unknown',
    },
    {
      name: 'targets that were not collected are assumed',
      network: nlb(uncollected, { targets: { targets: [] } }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
      says: 'were not collected',
    },
    {
      name: 'an ACL between balancer and target',
      network: nlb(
        added(
          backs('0.0.0.0/0'),
          'networkAcls',
          acl('acl-1', 'vpc-a', ['subnet-private'], [['egress', 100, 'allow', '0.0.0.0/0']]),
        ),
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'the target’s reply must leave its subnet too',
      network: nlb(
        added(
          backs('0.0.0.0/0'),
          'networkAcls',
          acl('acl-1', 'vpc-a', ['subnet-private'], [['ingress', 100, 'allow', '0.0.0.0/0']]),
        ),
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'one way',
    },
    ...[
      { name: 'by the very port of the client', ports: [1024, 32_767] as const, is: 'reachable' as const },
      { name: 'which must get through everywhere', ports: [40_000, 65_535] as const, is: 'one way' as const },
    ].map(({ name, ports, is }) => ({
      name: `the target’s reply, ${name}`,
      network: nlb(
        added(
          backs('0.0.0.0/0'),
          'networkAcls',
          acl(
            'acl-front',
            'vpc-a',
            ['subnet-public'],
            [
              ['ingress', 100, 'allow', '0.0.0.0/0'],
              ['egress', 100, 'allow', '10.0.0.0/8'],
              ['egress', 110, 'allow', '0.0.0.0/0', { protocol: TCP, ports: [1024, 32_767] }],
            ],
          ),
          acl(
            'acl-back',
            'vpc-a',
            ['subnet-private'],
            [
              ['ingress', 100, 'allow', '0.0.0.0/0'],
              ['egress', 100, 'allow', '0.0.0.0/0', { protocol: TCP, ports }],
            ],
          ),
        ),
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is,
    })),
    {
      name: 'a target by its secondary address',
      network: nlb(
        added(
          changed(backs('0.0.0.0/0'), 'interfaces', 'db', { privateIpv4: ['10.0.2.20', '10.0.2.21'] }),
          'networkAcls',
          acl(
            'acl-back',
            'vpc-a',
            ['subnet-private'],
            [
              ['egress', 100, 'allow', '0.0.0.0/0'],
              ['ingress', 100, 'allow', '0.0.0.0/0'],
            ],
          ),
          acl(
            'acl-front',
            'vpc-a',
            ['subnet-public'],
            [
              ['ingress', 100, 'allow', '0.0.0.0/0'],
              ['egress', 90, 'deny', '10.0.2.21/32'],
              ['egress', 100, 'allow', '0.0.0.0/0'],
            ],
          ),
        ),
        { targets: { targets: [{ id: '10.0.2.21' }] } },
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
    },
    {
      name: 'a TLS listener answers itself',
      network: nlb(backs('10.9.9.9/32'), { listeners: [['TLS', 443]] }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'UDP',
      network: nlb(backs('0.0.0.0/0', { protocol: 17, ports: [8080, 8080] }), { listeners: [['UDP', 53]] }),
      flow: '8.8.8.8 lb-eni udp/53',
      is: 'reachable',
    },
    {
      name: 'not by tcp',
      network: nlb(backs('0.0.0.0/0', { protocol: 'all' }), { listeners: [['UDP', 53]] }),
      flow: '8.8.8.8 lb-eni tcp/53',
      is: 'blocked',
    },
    {
      name: 'TCP_UDP: either',
      network: nlb(backs('0.0.0.0/0', { protocol: 'all' }), { listeners: [['TCP_UDP', 53]] }),
      flow: '8.8.8.8 lb-eni tcp/53',
      is: 'reachable',
    },
    {
      name: 'without groups it is not filtered',
      network: nlb(backs('0.0.0.0/0')),
      flow: 'app lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'with groups it is',
      network: nlb(frontGroup(rule('egress', '0.0.0.0/0')), { groups: ['sg-front'] }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'blocked',
      says: 'sg-front',
    },
    {
      name: 'and lets in what they allow',
      network: nlb(frontGroup(rule('ingress', '0.0.0.0/0', HTTPS), rule('egress', '0.0.0.0/0')), {
        groups: ['sg-front'],
      }),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
    {
      name: 'targets may name the balancer’s group',
      network: nlb(
        added(
          backs('sg-front'),
          'securityGroups',
          group('sg-front', [rule('ingress', '0.0.0.0/0', HTTPS), rule('egress', '0.0.0.0/0')]),
        ),
        { groups: ['sg-front'] },
      ),
      flow: '8.8.8.8 lb-eni tcp/443',
      is: 'reachable',
    },
  ]);
});
