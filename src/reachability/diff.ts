import type { Network } from '../network/index.ts';
import type { Diff } from './answer.ts';
import { type Change, changesOf, type Side } from './changes.ts';
import { classKeys } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { mayConnect } from './connect.ts';
import { type RowOptions, toRows } from './rows.ts';
import { type AffectedPair, distinctPair, pairsOfRules, rulesOfOneSide } from './rule-changes.ts';
import { isSame } from './same.ts';
import { targetsOf } from './walk/balancer.ts';

export type { RowOptions as DiffOptions };

/**
 * Packets in `after` that are not in `before` (opened), and the reverse (closed), over all endpoints of both. Only what
 * certainly gets through both ways counts; what is in doubt on one side and not on the other is listed as unknown.
 */
export function diff(before: Compiled, after: Compiled, options: RowOptions = {}): Diff {
  const unknowns = new Set<string>();
  const opened: Change[] = [];
  const closed: Change[] = [];
  const isOfRules = isOfRulesAlone(before, after);
  const changedRules = isOfRules ? rulesOfOneSide(before, after) : undefined;
  const pairs = isOfRules ? pairsOfRules(before, after) : affectedPairs(before, after);
  for (const pair of pairs) {
    const { gained, lost, doubts } = changesOf(before, after, pair, changedRules);
    opened.push(...gained);
    closed.push(...lost);
    for (const text of doubts) unknowns.add(text);
  }
  return {
    opened: toRows(after, opened, options),
    closed: toRows(before, closed, options),
    unknowns: [...unknowns].sort(),
  };
}

/**
 * Whether nothing but the rules of security groups differs, and not those of targets behind a network load balancer: then
 * only packets that changed rules match can change.
 */
function isOfRulesAlone(before: Compiled, after: Compiled): boolean {
  const [old, now] = [before.network, after.network];
  const kinds = Object.keys(old) as (keyof Network)[];
  if (!kinds.every((kind) => kind === 'securityGroups' || kind === 'problems' || isSame(old[kind], now[kind])))
    return false;
  const changed = changedIds(old.securityGroups, now.securityGroups);
  const isTouched = ({ groupIds }: Host) => [...groupIds].some((id) => changed.has(id));
  return !before.hosts.some((host) => targetsOf(before, host).some(isTouched));
}

/** Interfaces by id on both sides, grouped where neither network tells them apart. */
interface JointClass {
  readonly ids: readonly string[];
  readonly isChanged: boolean;
}

function* affectedPairs(before: Compiled, after: Compiled): Generator<AffectedPair> {
  const changed = changedHosts(before, after);
  const classes = jointClasses(before, after, changed);
  const outside: Side = { kind: 'outside' };
  for (const to of classes) {
    for (const from of classes) {
      if (!to.isChanged && !from.isChanged) continue;
      const pair = distinctPair(from.ids, to.ids);
      if (pair && !mayConnectOn([before, after], pair)) continue;
      if (pair)
        yield {
          from: { kind: 'hosts', ids: from.ids, example: pair[0] },
          to: { kind: 'hosts', ids: to.ids, example: pair[1] },
        };
    }
    if (!to.isChanged) continue;
    const side: Side = { kind: 'hosts', ids: to.ids, example: to.ids[0]! };
    yield { from: outside, to: side };
    yield { from: side, to: outside };
  }
}

function mayConnectOn(nets: readonly Compiled[], [from, to]: readonly [string, string]): boolean {
  return nets.some((net) => {
    const [sender, receiver] = [net.hostById.get(from), net.hostById.get(to)];
    return sender !== undefined && receiver !== undefined && mayConnect(net, sender, receiver);
  });
}

function jointClasses(before: Compiled, after: Compiled, changed: (id: string) => boolean): JointClass[] {
  const keys = { before: classKeys(before), after: classKeys(after) };
  const ids = new Set([...before.hostById.keys(), ...after.hostById.keys()]);
  const classes = new Map<string, string[]>();
  for (const id of ids) {
    const [old, now] = [before.hostById.get(id), after.hostById.get(id)];
    const key = `${old ? keys.before(old) : ''}#${now ? keys.after(now) : ''}#${changed(id)}`;
    const members = classes.get(key);
    if (members) members.push(id);
    else classes.set(key, [id]);
  }
  return [...classes.values()].map((members) => ({ ids: members, isChanged: changed(members[0]!) }));
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
