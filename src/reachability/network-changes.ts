import type { Network } from '../network/index.ts';
import { outsideKeys, outsidePairs, pairsInto } from './affected.ts';
import type { AffectedPair } from './changes.ts';
import { classKeys, routedHosts } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { comparer } from './pairs/compare.ts';
import { isSame } from './same.ts';
import { targetsOf } from './walk/balancer.ts';

/** Of any two networks: the pairs of sides whose packets may fare differently. */
export function* pairsOfNetworks(before: Compiled, after: Compiled): Generator<AffectedPair> {
  const ids = [...new Set([...before.hostById.keys(), ...after.hostById.keys()])];
  const changed = new Set(ids.filter(changedHosts(before, after)));
  if (changed.size === 0) return;
  const partsOf = comparer({ before, after, changed, isOfRules: false, families: new Set([4, 6]) });
  const joint = (keyOf: (net: Compiled) => (host: Host) => string) => {
    const [old, now] = [keyOf(before), keyOf(after)];
    return (id: string) => {
      const [was, is] = [before.hostById.get(id), after.hostById.get(id)];
      return `${was ? old(was) : ''}>${is ? now(is) : ''}>${changed.has(id)}`;
    };
  };
  for (const receivers of Map.groupBy(ids, joint(classKeys)).values()) {
    const [id] = receivers as [string];
    const asked = changed.has(id) ? 'all' : 'changed';
    yield* pairsInto(receivers, partsOf(before.hostById.get(id), after.hostById.get(id), asked));
  }
  for (const members of Map.groupBy(changed, joint(outsideKeys)).values()) yield* outsidePairs(members);
}

/** Whether anything that decides about an interface's packets differs between the networks. */
function changedHosts(before: Compiled, after: Compiled): (id: string) => boolean {
  if (SHARED.some((kind) => !isSame(before.network[kind], after.network[kind]))) return () => true;
  const groups = changedIds(before.network.securityGroups, after.network.securityGroups);
  const subnets = changedSubnets(before, after);
  if ([...subnets].some((id) => isPassage(before, id) || isPassage(after, id))) return () => true;
  const isChanged = (host: Host | undefined) =>
    host !== undefined && (subnets.has(host.interface.subnetId) || [...host.groupIds].some((id) => groups.has(id)));
  const differs = (id: string) => {
    const [old, now] = [before.hostById.get(id), after.hostById.get(id)];
    return !isSame(old?.interface, now?.interface) || isChanged(old) || isChanged(now);
  };
  if ([...routedHosts(before), ...routedHosts(after)].some(({ interface: { id } }) => differs(id))) return () => true;
  const handsOnToChanged = (net: Compiled, host: Host | undefined) =>
    host !== undefined && targetsOf(net, host).some((target) => differs(target.interface.id));
  return (id) =>
    differs(id) || handsOnToChanged(before, before.hostById.get(id)) || handsOnToChanged(after, after.hostById.get(id));
}

/** Kinds whose every change may concern every path. */
const SHARED = [
  'vpcs',
  'subnets',
  'instances',
  'securityGroupVpcAssociations',
  'prefixLists',
  'internetGateways',
  'egressOnlyInternetGateways',
  'natGateways',
  'peerings',
  'transitGateways',
  'transitGatewayAttachments',
  'transitGatewayRouteTables',
  'vpnGateways',
  'vpnConnections',
  'vpcEndpoints',
  'loadBalancers',
  'targetGroups',
  'blockPublicAccess',
] as const satisfies readonly (keyof Network)[];

/** Ids that only one side has, or that stand for different things. */
function changedIds(
  before: readonly { readonly id: string }[],
  after: readonly { readonly id: string }[],
): Set<string> {
  const old = new Map(before.map((item) => [item.id, item]));
  const changed = new Set<string>();
  for (const item of after) if (!isSame(old.get(item.id), item)) changed.add(item.id);
  const kept = new Set(after.map(({ id }) => id));
  for (const { id } of before) if (!kept.has(id)) changed.add(id);
  return changed;
}

/** Subnets whose ACL or routes differ, their own or by default. */
function changedSubnets(before: Compiled, after: Compiled): Set<string> {
  const acls = changedIds(before.network.networkAcls, after.network.networkAcls);
  const tables = changedIds(before.network.routeTables, after.network.routeTables);
  const changed = new Set<string>();
  for (const net of [before, after]) {
    for (const { id, acl, routes, vpc } of net.subnets.values()) {
      const isEdgeChanged = [...vpc.edgeRoutes.values()].some(({ table }) => tables.has(table.id));
      if ((acl && acls.has(acl.acl.id)) || tables.has(routes.table.id) || isEdgeChanged) changed.add(id);
    }
  }
  for (const id of [...before.subnets.keys(), ...after.subnets.keys()]) {
    const [old, now] = [before.subnets.get(id), after.subnets.get(id)];
    if (old?.acl?.acl.id !== now?.acl?.acl.id || old?.routes.table.id !== now?.routes.table.id) changed.add(id);
  }
  return changed;
}

/** Whether packets of other subnets pass through this one: a NAT gateway or a transit gateway attachment is in it. */
function isPassage({ network }: Compiled, subnetId: string): boolean {
  return (
    network.natGateways.some((nat) => nat.subnetId === subnetId) ||
    network.transitGatewayAttachments.some(({ subnetIds }) => subnetIds?.includes(subnetId))
  );
}
