import type { Listener, LoadBalancer, NetworkInterface, Problem, TargetGroup } from '../../network/index.ts';
import { type Fields, given, integer, list, nested, oneOf, optionalText, text, texts } from '../fields.ts';
import { gather, type ResourceReader } from '../gather.ts';
import type { Snapshot } from '../model.ts';
import { distinct, order, resourceOf } from '../reading.ts';

/**
 * Classic load balancers with their listeners, from the API of their own. One that only its interfaces tell of (`ELB name`)
 * is there as well: where that API was not asked, or in a shared subnet.
 */
export function classicLoadBalancers(
  snapshot: Snapshot,
  interfaces: readonly NetworkInterface[],
  problems: Problem[],
): LoadBalancer[] {
  const owned = interfaces.filter(({ requesterManaged, description }) => requesterManaged && nameIn(description));
  const byBalancer = Map.groupBy(owned, (each) => keyOf(each, nameIn(each.description)));
  const described = gather(snapshot, readerOf(byBalancer), problems);
  const known = new Set(described.map((balancer) => keyOf(balancer, balancer.id)));
  const seen = [...byBalancer].flatMap(([key, members]) => (known.has(key) ? [] : [seenOnly(members)]));
  return [...described, ...seen].sort(
    (a, b) => order(a.id, b.id) || order(a.account, b.account) || order(a.region, b.region),
  );
}

/** The instances behind a classic load balancer, once for each port they are served on. */
export const classicTargetGroups: ResourceReader<TargetGroup> = {
  operation: 'elb-describe-load-balancers',
  id: 'TargetGroup',
  unpack: (item) => {
    const groups = listenersOf(item).map((listener) => [targetGroupOf(item, listener), listener] as const);
    return [...new Map(groups)].map(([TargetGroup, listener]) => ({ ...item, TargetGroup, Listener: listener }));
  },
  key: (group) => keyOf(group, group.id),
  read: (id, fields, reading) => ({
    ...resourceOf(id, fields, reading),
    targetType: 'instance',
    protocol: protocolOf(nested(fields, 'Listener'), 'InstanceProtocol'),
    port: integer(nested(fields, 'Listener'), 'InstancePort'),
    preserveClientIp: false,
    targets: distinct(list(fields, 'Instances').map((instance) => text(instance, 'InstanceId'))).map((each) => ({
      id: each,
    })),
  }),
};

function readerOf(byBalancer: ReadonlyMap<string, readonly NetworkInterface[]>): ResourceReader<LoadBalancer> {
  return {
    operation: 'elb-describe-load-balancers',
    id: 'LoadBalancerName',
    // A name is an account's own, in each Region.
    key: (balancer) => keyOf(balancer, balancer.id),
    read: (name, fields, reading) => {
      const resource = resourceOf(name, fields, reading, name);
      return {
        ...resource,
        type: 'classic',
        scheme: oneOf(fields, 'Scheme', ['internet-facing', 'internal'], 'internet-facing'),
        ...given('dnsName', optionalText(fields, 'DNSName')),
        vpcId: optionalText(fields, 'VPCId') ?? '',
        subnetIds: distinct(texts(fields, 'Subnets')),
        securityGroupIds: distinct(texts(fields, 'SecurityGroups')),
        interfaceIds: (byBalancer.get(keyOf(resource, name)) ?? []).map(({ id }) => id),
        crossZone: false,
        listeners: listenersOf(fields).map((listener): Listener => {
          const port = integer(listener, 'LoadBalancerPort');
          const protocol = protocolOf(listener, 'Protocol');
          return { arn: `${name}/${port}`, protocol, port, targetGroupArns: [targetGroupOf(fields, listener)] };
        }),
      };
    },
  };
}

function listenersOf(fields: Fields): readonly Fields[] {
  return list(fields, 'ListenerDescriptions').map((each) => nested(each, 'Listener'));
}

function targetGroupOf(fields: Fields, listener: Fields): string {
  return `${text(fields, 'LoadBalancerName')}/${protocolOf(listener, 'InstanceProtocol')}/${integer(listener, 'InstancePort')}`;
}

function protocolOf(listener: Fields, name: string): string {
  return (optionalText(listener, name) ?? 'TCP').toUpperCase();
}

function keyOf({ account, region }: Pick<NetworkInterface, 'account' | 'region'>, name = ''): string {
  return `${account} ${region} ${name}`;
}

function nameIn(description = ''): string | undefined {
  return /^ELB ([A-Za-z0-9-]+)$/.exec(description)?.[1];
}

function seenOnly(members: readonly NetworkInterface[]): LoadBalancer {
  const [first] = members as readonly [NetworkInterface, ...NetworkInterface[]];
  const name = nameIn(first.description) ?? first.id;
  return {
    id: name,
    name,
    account: first.account,
    region: first.region,
    origin: first.origin,
    type: 'classic',
    scheme: members.some(({ publicIpv4 }) => publicIpv4.length > 0) ? 'internet-facing' : 'internal',
    vpcId: first.vpcId,
    subnetIds: distinct(members.map(({ subnetId }) => subnetId)),
    securityGroupIds: distinct(members.flatMap(({ securityGroupIds }) => securityGroupIds)),
    interfaceIds: members.map(({ id }) => id),
    crossZone: false,
    listeners: [],
  };
}
