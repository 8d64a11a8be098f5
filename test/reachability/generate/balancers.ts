import type { LoadBalancer, Network, NetworkInterface, TargetGroup } from '../../../src/network/index.ts';
import type { BalancerPlan, Plan } from './plan.ts';
import { addressIn, pick } from './pools.ts';
import { ORIGIN, type Site } from './vpc.ts';

const PORTS = [443, 22, 5432, 1023, 53] as const;
const PROTOCOLS = { network: ['TCP', 'TCP', 'UDP', 'TCP_UDP', 'TLS'], application: ['HTTP', 'HTTPS'] } as const;

/** The load balancers of a plan, with the interfaces they stand on. Targets are interfaces of their own VPC. */
export function buildBalancers(
  plan: Plan,
  sites: readonly Site[],
  holders: readonly NetworkInterface[],
): { interfaces: NetworkInterface[] } & Pick<Network, 'loadBalancers' | 'targetGroups'> {
  const built = plan.balancers.map((each, at) => buildBalancer(plan, pick(sites, each.vpc), holders, each, at));
  return {
    interfaces: built.map(({ front }) => front),
    loadBalancers: built.map(({ balancer }) => balancer),
    targetGroups: built.map(({ targetGroup }) => targetGroup),
  };
}

function buildBalancer(
  plan: Plan,
  { vpc, subnets }: Site,
  holders: readonly NetworkInterface[],
  each: BalancerPlan,
  at: number,
): { front: NetworkInterface; balancer: LoadBalancer; targetGroup: TargetGroup } {
  const resource = { account: vpc.account, region: vpc.region, origin: ORIGIN };
  const subnet = pick(subnets, each.subnet);
  const id = `eni-lb-${at}`;
  const groups = each.group === null ? [] : [`sg-${each.group % plan.groups.length}`];
  const address = addressIn(subnet.ipv4Cidr ?? '', 50 + at);
  const members = holders.filter(({ vpcId }) => vpcId === vpc.id);
  return {
    front: {
      ...resource,
      id,
      vpcId: vpc.id,
      subnetId: subnet.id,
      type: each.kind === 'network' ? 'network_load_balancer' : 'interface',
      requesterManaged: true,
      status: 'in-use',
      securityGroupIds: groups,
      privateIpv4: [address],
      ipv4Prefixes: [],
      ipv6: [],
      ipv6Prefixes: [],
      publicIpv4: each.public ? [{ privateIp: address, publicIp: `3.15.2.${10 + at}` }] : [],
      sourceDestCheck: true,
    },
    balancer: {
      ...resource,
      id: `lb-${at}`,
      type: each.kind,
      scheme: each.public ? 'internet-facing' : 'internal',
      vpcId: vpc.id,
      subnetIds: [subnet.id],
      securityGroupIds: groups,
      interfaceIds: [id],
      crossZone: each.crossZone,
      listeners: each.listeners.map(({ protocol, port }, number) => ({
        arn: `listener-${at}-${number}`,
        protocol: pick<string>(PROTOCOLS[each.kind], protocol),
        port: pick(PORTS, port),
        targetGroupArns: [`tg-${at}`],
      })),
    },
    targetGroup: {
      ...resource,
      id: `tg-${at}`,
      targetType: each.byInstance ? 'instance' : 'ip',
      protocol: 'TCP',
      port: 443,
      vpcId: vpc.id,
      preserveClientIp: each.preserve,
      targets: each.targets.flatMap(({ interface: number, port }) => {
        if (members.length === 0) return [];
        const member = pick(members, number);
        const target = each.byInstance ? member.instanceId : member.privateIpv4[0];
        return target === undefined ? [] : [{ id: target, ...(port === null ? {} : { port: pick(PORTS, port) }) }];
      }),
    },
  };
}
