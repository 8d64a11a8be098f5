import {
  isUnknown,
  type Network,
  parseCidr,
  type Route,
  rangeToCidrs,
  type ServiceMatch,
} from '../../../src/network/index.ts';
import type { Plan } from './plan.ts';

/** The same network with everything whose order means nothing in another order. */
export function shuffled(network: Network, seed: number): Network {
  const shuffle = shuffler(seed);
  const everything = Object.fromEntries(
    Object.entries(network).map(([kind, list]) => [kind, shuffle(list as readonly unknown[])]),
  ) as unknown as Network;
  return {
    ...everything,
    securityGroups: everything.securityGroups.map((each) => ({ ...each, rules: shuffle(each.rules) })),
    interfaces: everything.interfaces.map((each) => ({
      ...each,
      securityGroupIds: shuffle(each.securityGroupIds),
      ipv6: shuffle(each.ipv6),
      publicIpv4: shuffle(each.publicIpv4),
    })),
    networkAcls: everything.networkAcls.map((each) => ({
      ...each,
      entries: shuffle(each.entries),
      subnetIds: shuffle(each.subnetIds),
    })),
    routeTables: everything.routeTables.map((each) => ({
      ...each,
      routes: shuffle(each.routes),
      subnetIds: shuffle(each.subnetIds),
    })),
    loadBalancers: everything.loadBalancers.map((each) => ({ ...each, listeners: shuffle(each.listeners) })),
    targetGroups: everything.targetGroups.map((each) => ({ ...each, targets: shuffle(each.targets) })),
    vpnConnections: everything.vpnConnections.map((each) => ({ ...each, routes: shuffle(each.routes) })),
    prefixLists: everything.prefixLists.map((each) => ({
      ...each,
      cidrs: isUnknown(each.cidrs) ? each.cidrs : shuffle(each.cidrs),
    })),
    transitGatewayAttachments: everything.transitGatewayAttachments.map((each) => ({
      ...each,
      ...(each.subnetIds ? { subnetIds: shuffle(each.subnetIds) } : {}),
    })),
    transitGatewayRouteTables: everything.transitGatewayRouteTables.map((each) => ({
      ...each,
      routes: isUnknown(each.routes) ? each.routes : shuffle(each.routes),
      propagations: isUnknown(each.propagations) ? each.propagations : shuffle(each.propagations),
    })),
  };
}

/** The same network with every CIDR and port range of its rules, prefix lists and ACLs cut in two. */
export function split(network: Network): Network {
  const routed = listsInRoutes(network);
  return {
    ...network,
    securityGroups: network.securityGroups.map((group) => ({
      ...group,
      rules: group.rules.flatMap((rule) => {
        const peers =
          rule.peer.kind === 'cidr'
            ? halves(rule.peer.cidr).map((cidr) => ({ kind: 'cidr' as const, cidr }))
            : [rule.peer];
        const services = isUnknown(rule.service) ? [rule.service] : cut(rule.service);
        return peers.flatMap((peer) => services.map((service) => ({ ...rule, peer, service })));
      }),
    })),
    prefixLists: network.prefixLists.map((list) => ({
      ...list,
      cidrs: isUnknown(list.cidrs) || routed.has(list.id) ? list.cidrs : list.cidrs.flatMap(halves),
    })),
    networkAcls: network.networkAcls.map((acl) => ({
      ...acl,
      entries: acl.entries.flatMap((entry) => {
        const cidrs = isUnknown(entry.cidr) ? [entry.cidr] : halves(entry.cidr);
        const services = isUnknown(entry.service) ? [entry.service] : cut(entry.service);
        return cidrs.flatMap((cidr, one) =>
          services.map((service, two) => ({
            ...entry,
            cidr,
            service,
            ruleNumber: entry.ruleNumber * 4 + one * 2 + two,
          })),
        );
      }),
    })),
  };
}

/** Prefix lists are used by routes too, where two halves are longer than the whole: leave those whole. */
function listsInRoutes(network: Network): ReadonlySet<string> {
  const routes: readonly Route[] = network.routeTables.flatMap((table) => table.routes);
  return new Set(
    routes.flatMap(({ destination }) => (destination.kind === 'prefix-list' ? [destination.prefixListId] : [])),
  );
}

/** A plan with one thing changed: what a pull request does. */
export function edited(plan: Plan, edit: { readonly what: number; readonly at: number }): Plan {
  const without = <T>(list: readonly T[]): readonly T[] =>
    list.filter((_, at) => at !== edit.at % Math.max(1, list.length));
  switch (edit.what % 9) {
    case 0:
      return { ...plan, groups: change(plan.groups, edit.at, (group) => ({ ...group, rules: without(group.rules) })) };
    case 1:
      return { ...plan, groups: change(plan.groups, edit.at, (group) => ({ ...group, open: 'both' })) };
    case 2:
      return { ...plan, vpcs: change(plan.vpcs, edit.at, (vpc) => ({ ...vpc, defaultAcl: null, acls: [] })) };
    case 3:
      return {
        ...plan,
        vpcs: change(plan.vpcs, edit.at, (vpc) => ({ ...vpc, internetGateway: !vpc.internetGateway })),
      };
    case 4:
      return { ...plan, interfaces: change(plan.interfaces, edit.at, (each) => ({ ...each, public: !each.public })) };
    case 5:
      return { ...plan, peerings: change(plan.peerings, edit.at, (each) => ({ ...each, active: !each.active })) };
    case 6:
      return { ...plan, interfaces: change(plan.interfaces, edit.at, (each) => ({ ...each, groups: [edit.at] })) };
    case 7:
      return { ...plan, interfaces: plan.interfaces.length > 2 ? plan.interfaces.slice(0, -1) : plan.interfaces };
    default: {
      const peer = (['cidr', 'security-group', 'prefix-list'] as const)[edit.at % 3] ?? 'cidr';
      const rule = { ingress: edit.at % 4 > 0, service: edit.at, peer, pick: edit.at * 7 };
      return {
        ...plan,
        groups: change(plan.groups, edit.at, (group) => ({ ...group, rules: [...group.rules, rule] })),
      };
    }
  }
}

function change<T>(list: readonly T[], at: number, how: (value: T) => T): readonly T[] {
  return list.map((value, index) => (index === at % list.length ? how(value) : value));
}

function halves(cidr: string): string[] {
  const range = parseCidr(cidr);
  if (range.family === 4) {
    const middle = range.first + Math.floor((range.end - range.first) / 2);
    if (middle === range.first) return [cidr];
    return [...rangeToCidrs({ ...range, end: middle }), ...rangeToCidrs({ ...range, first: middle })];
  }
  const middle = range.first + (range.end - range.first) / 2n;
  if (middle === range.first) return [cidr];
  return [...rangeToCidrs({ ...range, end: middle }), ...rangeToCidrs({ ...range, first: middle })];
}

function cut(service: ServiceMatch): ServiceMatch[] {
  if (!('ports' in service)) return [service];
  const [low, high] = service.ports;
  if (low === high) return [service];
  const middle = Math.floor((low + high) / 2);
  return [
    { ...service, ports: [low, middle] },
    { ...service, ports: [middle + 1, high] },
  ];
}

function shuffler(seed: number): <T>(list: readonly T[]) => T[] {
  let state = seed;
  return (list) => {
    const result = [...list];
    for (let at = result.length - 1; at > 0; at--) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      const other = (state >>> 8) % (at + 1);
      [result[at], result[other]] = [result[other] as (typeof result)[number], result[at] as (typeof result)[number]];
    }
    return result;
  };
}
