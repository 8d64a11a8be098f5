import type { Family } from '../../network/index.ts';
import { type Compiled, groupsOf } from '../compile/compile.ts';
import { type Decision, EVERYTHING, NOTHING, or } from '../compile/decision.ts';
import type { Host, SubnetPlace } from '../compile/places.ts';
import type { CompiledGroup, RuleTable } from '../compile/security-groups.ts';
import { type Cursor, lookup } from '../compile/table.ts';
import { compareTexts } from '../describe.ts';
import { ALL_SERVICES, NO_SERVICES, type ServiceSet, unionServices } from '../sets/services.ts';
import { handlings, listenerGap } from './balancer.ts';
import { doubt, pass, type Trail } from './trail.ts';

/** The interface at the far side where its groups count; `unlinked` when there is one nobody can look up. */
export type Identity = Host | 'unlinked' | undefined;

/** Passes the groups of an interface: the union of all of them (rule 1); `identity` is the far interface, if it counts. */
export function passGroups(
  net: Compiled,
  trail: Trail,
  direction: 'ingress' | 'egress',
  host: Host,
  remote: Cursor,
  identity: Identity,
): void {
  if (host.unfiltered) return;
  pass(
    trail,
    trail.bare ? bareStep(direction, host, remote, identity) : groupStep(net, direction, host, remote, identity),
  );
}

/** Where the groups of an interface would be asked, and about whom: they are laid over the way later. */
function bareStep(direction: 'ingress' | 'egress', host: Host, remote: Cursor, identity: Identity) {
  const step = { kind: 'security-group' as const, direction, host, remote, decision: EVERYTHING };
  return typeof identity === 'object' ? { ...step, identity } : step;
}

export function groupStep(
  net: Compiled,
  direction: 'ingress' | 'egress',
  host: Host,
  remote: Cursor,
  identity: Identity,
) {
  let decision = NOTHING;
  for (const group of groupsOf(net, host)) decision = or(decision, askGroup(group, direction, remote, identity));
  return {
    kind: 'security-group' as const,
    direction,
    host,
    remote,
    ...(typeof identity === 'object' && { identity }),
    decision,
  };
}

/**
 * All that the groups of an interface could let in, from whatever address: the bound on a packet whose way is not known.
 * `identity` is the sender, where the way may keep that.
 */
export function ingressBound(net: Compiled, host: Host, family: Family, identity: Identity): ServiceSet {
  if (host.unfiltered) return ALL_SERVICES;
  let possible: ServiceSet = NO_SERVICES;
  for (const group of groupsOf(net, host)) {
    const table = group.ingress();
    const { values } = family === 4 ? table.v4 : table.v6;
    for (const decision of [...values, namedBy(table, identity)]) possible = unionServices(possible, decision.possible);
  }
  return possible;
}

function askGroup(group: CompiledGroup, direction: 'ingress' | 'egress', remote: Cursor, identity: Identity): Decision {
  const table = direction === 'ingress' ? group.ingress() : group.egress();
  return or(lookup(typeof remote.at === 'number' ? table.v4 : table.v6, remote), namedBy(table, identity));
}

/** What the rules that name groups grant an interface for those it holds. */
function namedBy(table: RuleTable, identity: Identity): Decision {
  let decision = NOTHING;
  if (identity === undefined || table.byGroup.size === 0) return decision;
  // An interface that may hold further groups may hold any that a rule names.
  if (identity === 'unlinked' || identity.unknownGroups)
    for (const { possible } of table.byGroup.values()) decision = or(decision, { allowed: NO_SERVICES, possible });
  if (identity !== 'unlinked')
    for (const id of identity.groupIds) decision = or(decision, table.byGroup.get(id) ?? NOTHING);
  return decision;
}

/** Passes the ACL of a subnet whose border the packet crosses (rule 11). */
export function passAcl(trail: Trail, direction: 'ingress' | 'egress', subnet: SubnetPlace, remote: Cursor): void {
  if (subnet.aclUnknown !== undefined) {
    doubt(trail, subnet.id, subnet.aclUnknown);
    return;
  }
  if (subnet.aclAssumption !== undefined) trail.assumptions.add(subnet.aclAssumption);
  const tables = subnet.acl?.tables[direction];
  const decision =
    tables === undefined ? EVERYTHING : lookup(typeof remote.at === 'number' ? tables.v4 : tables.v6, remote);
  pass(trail, { kind: 'network-acl', direction, subnet, remote, decision });
}

/** A load balancer takes only what one of its listeners is for (rule 25). */
export function passListeners(net: Compiled, trail: Trail, host: Host, client: Cursor): void {
  const { balancer } = host;
  if (balancer === undefined) return;
  const name = balancer.name ?? balancer.id;
  const gap = listenerGap(net, balancer);
  if (balancer.type === 'classic' && gap === 'not-collected') {
    trail.assumptions.add(
      `classic load balancers were not collected: the interfaces of ${name} are taken for interfaces like any other`,
    );
    return;
  }
  const listeners = balancer.listeners
    .toSorted((a, b) => a.port - b.port || compareTexts(a.protocol, b.protocol))
    .map(({ protocol, port }) => `${protocol.toLowerCase()} ${port}`);
  const known = listeners.join(', ');
  const text =
    gap !== undefined && gap !== 'not-collected'
      ? `not all listeners of ${name} were collected${known && `: it listens on ${known} at least`}`
      : `${name} listens on ${known || 'nothing'}`;
  const needs = `a listener of ${name} with a target that takes the packet`;
  const { ways, takers } = handlings(net, trail, host, client);
  const decision = ways.map(({ taken }) => taken).reduce(or, NOTHING);
  const through = takers.map(({ target, services }) => ({ text: `${name} hands it on to ${target}`, services }));
  pass(trail, { kind: 'limit', hop: 'load-balancer', id: balancer.id, text, needs, decision, through });
  trail.handled = { by: ways, ports: trail.ports };
}
