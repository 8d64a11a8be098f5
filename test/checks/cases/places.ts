import type {
  Instance,
  Network,
  NetworkAcl,
  NetworkAclEntry,
  OpenService,
  Route,
  RouteTable,
} from '../../../src/network/index.ts';
import { estate, group, host, ingress, LIVE, prefixList, service } from '../estate.ts';
import { type Cases, on } from './case.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };
const BASE = { ...PLACE, origin: LIVE };

function entry(direction: 'ingress' | 'egress', what: string, cidr: string, ruleNumber = 100): NetworkAclEntry {
  return { direction, ruleNumber, action: 'allow', cidr, service: service(what), origin: LIVE };
}

function acl(entries: readonly NetworkAclEntry[], over: Partial<NetworkAcl> = {}) {
  const made = {
    ...BASE,
    id: 'acl-1',
    vpcId: 'vpc-1',
    isDefault: false,
    subnetIds: ['subnet-public'],
    entries,
    ...over,
  };
  return estate({ networkAcls: [made] });
}

function route(cidr: string, kind: Route['target']['kind'], id: string, over: Partial<Route> = {}): Route {
  const destination = { kind: 'cidr' as const, cidr };
  return { destination, target: { kind, id }, state: 'active', propagated: false, origin: LIVE, ...over };
}

function table(routes: readonly Route[], over: Partial<RouteTable> = {}) {
  const made = { ...BASE, id: 'rtb-1', vpcId: 'vpc-1', main: false, subnetIds: [], gatewayIds: [], routes, ...over };
  return { routeTables: [made] };
}

function subnet(name: string, routes: readonly Route[], over: object = {}) {
  const made = {
    ...{ ...BASE, id: 'subnet-x', name, vpcId: 'vpc-1', availabilityZone: 'us-east-1a', ipv4Cidr: '10.0.9.0/24' },
    ...{ ipv6Cidrs: [], mapPublicIpOnLaunch: false, ...over },
  };
  return estate({ subnets: [made], ...table(routes, { subnetIds: ['subnet-x'] }) });
}

function machine(over: Partial<Instance> = {}, interfaces = [host('private', [], { instanceId: 'i-1' })]) {
  const made = {
    ...BASE,
    id: 'i-1',
    name: 'web-1',
    state: 'running',
    interfaceIds: interfaces.map(({ id }) => id),
    ...over,
  };
  return estate({ instances: [made], interfaces });
}

function template(over: object) {
  const origin = { kind: 'code' as const, address: 'aws_launch_template.web' };
  return estate({ launchTemplates: [{ ...BASE, id: 'aws_launch_template.web', origin, ...over }] });
}

function opened(over: Pick<OpenService, 'type' | 'opening' | 'cidrs'>) {
  const id = `${over.type}.main`;
  return estate({ openServices: [{ ...BASE, id, origin: { kind: 'code', address: id }, ...over }] });
}

function store(kind: 'public' | 'private') {
  const { instanceId: _, ...each } = host(kind, []);
  return { ...each, requesterManaged: true, description: 'RDSNetworkInterface' };
}

const many = (count: number, what: (i: number) => Route) => Array.from({ length: count }, (_, i) => what(i));
const groupsOf = (count: number) => Array.from({ length: count }, (_, i) => group(`sg-${i}`, []));
const side = (vpcId: string, cidrs: readonly string[]) => ({ ...PLACE, vpcId, cidrs });
const peering = {
  ...BASE,
  ...{
    id: 'pcx-1',
    status: 'active',
    requester: side('vpc-1', ['10.0.0.0/16']),
    accepter: side('vpc-2', ['10.1.0.0/16']),
  },
};
const peered = (cidr: string) =>
  estate({ ...table([route(cidr, 'vpc-peering-connection', 'pcx-1')]), peerings: [peering] });
const gateway = (autoAcceptSharedAttachments: boolean) =>
  estate({
    transitGateways: [
      { ...BASE, id: 'tgw-1', owner: PLACE.account, securityGroupReferencing: false, autoAcceptSharedAttachments },
    ],
  });
const vpc = { ...BASE, id: 'vpc-1', isDefault: true, ipv4Cidrs: ['172.31.0.0/16'], ipv6Cidrs: [] };
const address = (over: object) =>
  estate({ elasticIps: [{ ...BASE, id: 'eipalloc-1', publicIp: '54.1.2.3', ...over }] });
const READ = {
  at: '2026-05-05T00:00:00Z',
  read: new Set(
    ['describe-flow-logs', 'ssm-describe-instance-patch-states'].map(
      (operation) => `123456789012 us-east-1 ${operation}`,
    ),
  ),
};
const ELSEWHERE = { ...READ, read: new Set(['123456789012 eu-west-1 describe-flow-logs']) };
const twoSubnets = (over: object = {}) => [
  host('private', [], { instanceId: 'i-1', ...over }),
  host('public', [], { instanceId: 'i-1', publicIpv4: [], ...over }),
];

/** Quotas, subnets and VPCs, instances. */
export const places: Readonly<Record<string, Cases>> = {
  'interface-groups-quota': {
    fails: [
      on(
        'five of five',
        estate({
          securityGroups: groupsOf(5),
          interfaces: [
            host(
              'private',
              groupsOf(5).map(({ id }) => id),
            ),
          ],
        }),
      ),
    ],
    passes: [
      on(
        'three',
        estate({
          securityGroups: groupsOf(3),
          interfaces: [
            host(
              'private',
              groupsOf(3).map(({ id }) => id),
            ),
          ],
        }),
      ),
    ],
  },
  'rules-quota': {
    fails: [
      on(
        'a prefix list that weighs 55',
        estate({
          securityGroups: [group('sg-a', [ingress('tcp/443', 'pl-1')])],
          prefixLists: [prefixList('pl-1', ['192.0.2.0/24'], 55)],
        }),
      ),
    ],
    passes: [on('one rule', estate({ securityGroups: [group('sg-a', [ingress('tcp/443', '10.0.0.0/8')])] }))],
  },
  'groups-quota': {
    fails: [on('four of five', estate({ securityGroups: groupsOf(4) }), { parameters: { limit: 5 } })],
    passes: [
      on('few', estate({ securityGroups: groupsOf(4) })),
      on('the account’s own quota is higher', estate({ securityGroups: groupsOf(4) }), {
        parameters: { limit: 5 },
        more: { inventory: { ...READ, quotas: new Map([['123456789012 us-east-1 L-E79EC296', 100]]) } },
      }),
    ],
  },
  'interfaces-quota': {
    fails: [
      on('two of two', estate({ interfaces: [host('private', []), host('private', [])] }), {
        parameters: { limit: 2 },
      }),
    ],
    passes: [on('few', estate({ interfaces: [host('private', [])] }))],
  },
  'network-acl-rules-quota': {
    fails: [
      on(
        'nineteen of twenty',
        acl(Array.from({ length: 19 }, (_, i) => entry('ingress', 'tcp/443', `10.${i}.0.0/16`, i + 1))),
      ),
    ],
    passes: [
      on(
        'ten and the implicit deny',
        acl(Array.from({ length: 10 }, (_, i) => entry('ingress', 'tcp/443', `10.${i}.0.0/16`, i + 1))),
      ),
    ],
  },
  'routes-quota': {
    fails: [
      on(
        '450 of 500',
        estate(table(many(450, (i) => route(`10.${i >> 8}.${i & 255}.0/24`, 'transit-gateway', 'tgw-1')))),
      ),
      on(
        '95 of 100 propagated',
        estate(table(many(95, (i) => route(`10.1.${i}.0/24`, 'vpn-gateway', 'vgw-1', { propagated: true })))),
      ),
    ],
    passes: [on('few', estate(table([route('10.1.0.0/16', 'transit-gateway', 'tgw-1')])))],
  },
  'prefix-list-quota': {
    fails: [
      on(
        'ten of ten',
        estate({
          prefixLists: [
            prefixList(
              'pl-1',
              Array.from({ length: 10 }, (_, i) => `192.0.${i}.0/24`),
              10,
            ),
          ],
        }),
      ),
    ],
    passes: [on('half full', estate({ prefixLists: [prefixList('pl-1', ['192.0.2.0/24'], 10)] }))],
  },
  'vpc-quota': {
    fails: [
      on(
        'five of five blocks',
        estate({ vpcs: [{ ...vpc, isDefault: false, ipv4Cidrs: [0, 1, 2, 3, 4].map((i) => `10.${i}.0.0/16`) }] }),
      ),
    ],
    passes: [on('one block', estate({}))],
  },
  'network-acl-any': {
    fails: [on('everything in', acl([entry('ingress', '-1', '0.0.0.0/0')]))],
    passes: [
      on(
        'HTTPS and replies',
        acl([entry('ingress', 'tcp/443', '0.0.0.0/0'), entry('ingress', 'tcp/32768-65535', '0.0.0.0/0', 110)]),
      ),
      on(
        'the web, SSH and replies to a NAT gateway',
        acl([
          ...[22, 80, 443].map((port, i) => entry('ingress', `tcp/${port}`, '0.0.0.0/0', 100 + i)),
          entry('ingress', 'tcp/1024-65535', '0.0.0.0/0', 110),
        ]),
      ),
    ],
  },
  'network-acl-admin-ports': {
    fails: [on('SSH in', acl([entry('ingress', 'tcp/22', '0.0.0.0/0')]))],
    passes: [
      on(
        'denied first',
        acl([
          { ...entry('ingress', 'tcp/22', '0.0.0.0/0', 1), action: 'deny' },
          entry('ingress', 'tcp/22', '0.0.0.0/0'),
        ]),
      ),
      on('from within', acl([entry('ingress', 'tcp/22', '10.0.0.0/8')])),
    ],
  },
  'network-acl-blocks-replies': {
    fails: [on('HTTPS in and nothing out', acl([entry('ingress', 'tcp/443', '0.0.0.0/0')]))],
    passes: [
      on(
        'HTTPS in and ephemeral ports out',
        acl([entry('ingress', 'tcp/443', '0.0.0.0/0'), entry('egress', 'tcp/1024-65535', '0.0.0.0/0')]),
      ),
      on(
        'replies come in by ephemeral ports',
        acl([entry('egress', 'tcp/443', '0.0.0.0/0'), entry('ingress', 'tcp/1024-65535', '0.0.0.0/0')]),
      ),
    ],
  },
  'unused-network-acl': {
    fails: [on('no subnet', acl([entry('ingress', 'tcp/443', '0.0.0.0/0')], { subnetIds: [] }))],
    passes: [on('a subnet', acl([])), on('the default one', acl([], { subnetIds: [], isDefault: true }))],
  },
  'public-route-private-subnet': {
    fails: [
      on(
        'a default route to the internet',
        subnet('prod-private-a', [route('0.0.0.0/0', 'internet-gateway', 'igw-1')]),
      ),
    ],
    passes: [
      on('by a NAT gateway', subnet('prod-private-a', [route('0.0.0.0/0', 'nat-gateway', 'nat-1')])),
      on('a public subnet', subnet('prod-public-a', [route('0.0.0.0/0', 'internet-gateway', 'igw-1')])),
    ],
  },
  'default-route-to-instance': {
    fails: [on('a NAT instance', estate(table([route('0.0.0.0/0', 'network-interface', 'eni-1')])))],
    passes: [on('a NAT gateway', estate(table([route('0.0.0.0/0', 'nat-gateway', 'nat-1')])))],
  },
  'wide-peering-route': {
    fails: [on('everything to the peer', peered('0.0.0.0/0')), on('more than the peer has', peered('10.0.0.0/8'))],
    passes: [on('one subnet of the peer', peered('10.1.4.0/24')), on('all of the peer', peered('10.1.0.0/16'))],
  },
  'blackhole-route': {
    fails: [
      on(
        'a target that is gone',
        estate(table([route('10.1.0.0/16', 'vpc-peering-connection', 'pcx-9', { state: 'blackhole' })])),
      ),
    ],
    passes: [on('an active route', estate(table([route('10.1.0.0/16', 'vpc-peering-connection', 'pcx-9')])))],
  },
  'subnet-auto-public-address': {
    fails: [on('on', subnet('public-a', [], { mapPublicIpOnLaunch: true }))],
    passes: [on('off', subnet('public-a', []))],
  },
  'transit-gateway-auto-accept': {
    fails: [on('on', gateway(true))],
    passes: [on('off', gateway(false))],
  },
  'default-vpc-in-use': {
    fails: [on('a machine in it', estate({ vpcs: [vpc], interfaces: [host('private', [])] }))],
    passes: [
      on('empty', estate({ vpcs: [vpc] })),
      on('another VPC in use', estate({ interfaces: [host('private', [])] })),
    ],
  },
  'flow-logs-off': {
    fails: [
      on('no flow log', machine(), { more: { inventory: { ...READ, flowLogs: new Set() } } }),
      on('none in the code', coded({})),
    ],
    passes: [
      on('a flow log of the VPC', machine(), { more: { inventory: { ...READ, flowLogs: new Set(['vpc-1']) } } }),
      on('of all its subnets', machine(), {
        more: { inventory: { ...READ, flowLogs: new Set(['subnet-public', 'subnet-private']) } },
      }),
      on('flow logs were not read', machine()),
      on('a flow log in the code', coded({ flowLog: 'aws_flow_log.a' })),
      on('code of a module, which may make one', coded({ origin: { kind: 'code', address: 'module.net.aws_vpc.a' } })),
      on('flow logs of another Region were read', machine(), {
        more: { inventory: { ...ELSEWHERE, flowLogs: new Set() } },
      }),
    ],
  },
  'instance-public-address': {
    fails: [
      on('a public address', machine({}, [host('public', [], { instanceId: 'i-1' })])),
      on('a launch template that asks for one', template({ publicAddress: true })),
    ],
    passes: [on('none', machine()), on('a launch template that leaves it to the subnet', template({}))],
  },
  'service-open': {
    fails: [
      on('a database with a public address', estate({ interfaces: [store('public')] })),
      on('a database of code that asks for one', opened({ type: 'aws_db_instance', opening: 'public-address' })),
      on(
        'an endpoint for everybody',
        opened({ type: 'aws_eks_cluster', opening: 'public-endpoint', cidrs: ['0.0.0.0/0'] }),
      ),
      on('an endpoint service that asks nobody', opened({ type: 'aws_vpc_endpoint_service', opening: 'any-consumer' })),
    ],
    passes: [
      on('a database in private', estate({ interfaces: [store('private')] })),
      on('an instance, which has a check of its own', machine({}, [host('public', [], { instanceId: 'i-1' })])),
    ],
  },
  'unassociated-elastic-ip': {
    fails: [on('associated with nothing', address({}))],
    passes: [
      on('named by a server of the code', address({ namedBy: 'aws_transfer_server.a' })),
      on('associated', address({ associationId: 'eipassoc-1' })),
    ],
  },
  'several-interfaces': {
    fails: [on('in two subnets', machine({}, twoSubnets()))],
    passes: [
      on('one interface', machine()),
      on('a router', machine({}, twoSubnets({ sourceDestCheck: false }))),
      on(
        'two in one subnet',
        machine({}, [host('private', [], { instanceId: 'i-1' }), host('private', [], { instanceId: 'i-1' })]),
      ),
    ],
  },
  'source-dest-check-off': {
    fails: [
      on('no route leads to it', machine({}, [host('private', [], { instanceId: 'i-1', sourceDestCheck: false })])),
    ],
    passes: [
      on('on', machine()),
      on('a route leads to it', {
        ...machine({}, [host('private', [], { id: 'eni-nat', instanceId: 'i-1', sourceDestCheck: false })]),
        ...table([route('0.0.0.0/0', 'network-interface', 'eni-nat')]),
      }),
    ],
  },
  'imdsv2-not-required': {
    fails: [
      on('optional', machine({ metadataTokens: 'optional' })),
      on('a launch template of code leaves it open', template({})),
      on('code leaves it open', machine({ origin: { kind: 'code', address: 'aws_instance.web' } })),
    ],
    passes: [
      on('required', machine({ metadataTokens: 'required' })),
      on('no metadata service at all', machine({ metadataTokens: 'optional', metadataDisabled: true })),
      on(
        'unknown before apply',
        machine({ origin: { kind: 'code', address: 'aws_instance.web' }, metadataTokens: { unknown: 'var.tokens' } }),
      ),
    ],
  },
  'no-instance-profile': {
    fails: [on('none', machine())],
    passes: [on('one', machine({ instanceProfileArn: 'arn:aws:iam::123456789012:instance-profile/web' }))],
  },
  'image-not-approved': {
    fails: [
      on('not in the catalogue', machine({ imageId: 'ami-1' }), { parameters: { approved: ['ami-2'] } }),
      on('too old', machine({ imageId: 'ami-1' }), {
        more: { inventory: { ...READ, imageDates: new Map([['ami-1', '2024-01-01T00:00:00Z']]) } },
      }),
    ],
    passes: [
      on('in the catalogue', machine({ imageId: 'ami-1' }), { parameters: { approved: ['ami-1'] } }),
      on('no catalogue', machine({ imageId: 'ami-1' })),
    ],
  },
  'patch-state': {
    fails: [
      on('patches missing', machine(), {
        more: { inventory: { ...READ, patchStates: new Map([['i-1', { missing: 3, failed: 1 }]]) } },
      }),
    ],
    passes: [
      on('all there', machine(), {
        more: { inventory: { ...READ, patchStates: new Map([['i-1', { missing: 0, failed: 0 }]]) } },
      }),
      on('states were not read', machine()),
      on('states of another Region were read', machine(), {
        more: { inventory: { ...ELSEWHERE, patchStates: new Map() } },
      }),
    ],
  },
  'unencrypted-volume': {
    fails: [
      on('in the clear', machine(), {
        more: { inventory: { ...READ, volumes: [{ id: 'vol-1', encrypted: false, instanceIds: ['i-1'] }] } },
      }),
    ],
    passes: [
      on('encrypted', machine(), {
        more: { inventory: { ...READ, volumes: [{ id: 'vol-1', encrypted: true, instanceIds: ['i-1'] }] } },
      }),
    ],
  },
  'key-pair': {
    fails: [
      on('shared', machine({ keyName: 'ops' }), { parameters: { maximumInstances: 0 } }),
      on('old', machine({ keyName: 'ops' }), {
        more: { inventory: { ...READ, keyPairs: [{ name: 'ops', ...PLACE, createdAt: '2020-01-01T00:00:00Z' }] } },
      }),
      on('unused', machine(), { more: { inventory: { ...READ, keyPairs: [{ name: 'ops', ...PLACE }] } } }),
    ],
    passes: [on('new and of one machine', machine({ keyName: 'ops' }))],
  },
  'wrong-tenancy': {
    fails: [on('shared hardware', machine({ tenancy: 'default' }), { parameters: { required: 'dedicated' } })],
    passes: [
      on('as required', machine({ tenancy: 'dedicated' }), { parameters: { required: 'dedicated' } }),
      on('nothing required', machine({ tenancy: 'dedicated' })),
    ],
  },
};

function coded(over: Partial<Network['vpcs'][number]>): Network {
  const network = machine();
  const origin = { kind: 'code', address: 'aws_vpc.a' } as const;
  return { ...network, vpcs: network.vpcs.map((vpc) => ({ ...vpc, origin, ...over })) };
}
