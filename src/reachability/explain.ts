import { type AddressRange, formatAddress, isUnknown } from '../network/index.ts';
import type { Cause, Hop } from './answer.ts';
import { type Compiled, groupsOf } from './compile/compile.ts';
import type { Decision } from './compile/decision.ts';
import type { CompiledRule } from './compile/security-groups.ts';
import type { Cursor } from './compile/table.ts';
import {
  compareCauses,
  entryCause,
  groupName,
  pointText,
  routeCause,
  routeText,
  ruleCause,
  sourceOf,
} from './describe.ts';
import { familyOf } from './sets/addresses.ts';
import { intersectServices, type ServicePoint, type ServiceSet, serviceSet } from './sets/services.ts';
import type { Step, Trail } from './walk/trail.ts';

/** The services one packet is, as a set: on the way out its own, on the way back what its reply is. */
export interface Probe {
  readonly services: ServiceSet;
  readonly point: ServicePoint;
}

/** A path as a person reads it, each filter with what it decided about the probe and why. */
export function explainTrail(net: Compiled, trail: Trail, probe: Probe): Hop[] {
  return trail.steps.map((step) => explainStep(net, step, probe));
}

function explainStep(net: Compiled, step: Step, probe: Probe): Hop {
  switch (step.kind) {
    case 'security-group': {
      const id =
        groupsOf(net, step.host)
          .map((group) => group.id)
          .join(', ') || step.host.interface.id;
      const decision = decide(step.decision, probe);
      const cause = groupCauses(net, step, probe)[0] ?? groupDoubt(net, step, probe) ?? groupBlock(net, step, probe);
      return { kind: 'security-group', id, text: cause.text, decision, cause };
    }
    case 'network-acl': {
      const id = step.subnet.acl?.acl.id ?? `default ACL of ${step.subnet.id}`;
      const cause = aclCause(step, probe);
      return { kind: 'network-acl', id, text: cause.text, decision: decide(step.decision, probe), cause };
    }
    case 'route': {
      const cause = routeCause(step.table.id, step.route);
      return { kind: 'route', id: step.table.id, text: cause.text, cause };
    }
    case 'transit-route':
      return { kind: 'route', id: step.table, text: `${step.table} routes ${step.cidr}` };
    case 'gateway':
      return { kind: 'gateway', id: step.id, text: step.text };
    case 'limit': {
      const { hop, id, text, needs } = step;
      const decision = decide(step.decision, probe);
      const cause = { text, ...(decision === 'blocks' && { needs }), resource: id };
      return { kind: hop, id, text, decision, cause };
    }
    case 'drop':
      return { kind: step.hop, id: step.id, text: step.text, decision: 'blocks', cause: dropCause(step) };
    case 'doubt':
      return {
        kind: 'gateway',
        id: step.id,
        text: step.text,
        decision: 'unknown',
        cause: { text: step.text, resource: step.id },
      };
    case 'arrival':
      return {
        kind: step.id === 'internet' ? 'internet' : step.interface ? 'interface' : 'site',
        id: step.id,
        text: step.text,
      };
  }
}

function dropCause(step: Extract<Step, { kind: 'drop' }>): Cause {
  return {
    text: step.text,
    needs: step.needs,
    resource: step.id,
    ...(step.route && { ruleId: `${step.id}:${routeText(step.route)}`, ...sourceOf(step.route.origin) }),
  };
}

function decide({ allowed, possible }: Decision, { services }: Probe): NonNullable<Hop['decision']> {
  if (intersectServices(allowed, services).length > 0) return 'allows';
  return intersectServices(possible, services).length > 0 ? 'unknown' : 'blocks';
}

type GroupStep = Extract<Step, { kind: 'security-group' }>;
type AclStep = Extract<Step, { kind: 'network-acl' }>;

/** Every rule that lets some of the probe pass. */
export function matchingRules(net: Compiled, step: GroupStep, { services }: Probe): CompiledRule[] {
  return groupsOf(net, step.host).flatMap((group) =>
    group[step.direction]().rules.filter(
      (rule) => intersectServices(rule.decision.possible, services).length > 0 && matchesPeer(rule, step),
    ),
  );
}

/** The causes of what passes a step, certain ones first. */
export function groupCauses(net: Compiled, step: GroupStep, probe: Probe): Cause[] {
  return matchingRules(net, step, probe)
    .map((rule) => ({ isUncertain: rule.reason !== undefined, cause: ruleCause(rule) }))
    .sort((a, b) => Number(a.isUncertain) - Number(b.isUncertain) || compareCauses(a.cause, b.cause))
    .map(({ cause }) => cause);
}

/** Rules that leave a step in doubt, with the reason. */
export function groupDoubts(net: Compiled, step: GroupStep, { services }: Probe): string[] {
  return groupsOf(net, step.host).flatMap((group) => {
    const { identity } = step;
    const table = group[step.direction]();
    const rules = table.rules.filter(
      (rule) => rule.reason !== undefined && intersectServices(rule.decision.possible, services).length > 0,
    );
    const reasons = rules.map((rule) => `${ruleCause(rule).text}: ${rule.reason}`);
    if (identity?.unknownGroups && table.byGroup.size > 0)
      reasons.push(
        `${identity.interface.id} may hold more groups: ${identity.interface.unknownSecurityGroups?.unknown ?? ''}`,
      );
    if (group.group === undefined) reasons.push(`security group ${group.id} is not in the snapshot`);
    else if (group.group.unknownRules)
      reasons.push(`${groupName(group)} may have more rules: ${group.group.unknownRules.unknown}`);
    return reasons;
  });
}

function matchesPeer({ rule, ranges }: CompiledRule, { remote, identity }: GroupStep): boolean {
  if (ranges) return ranges.some((range) => isIn(range, remote));
  return rule.peer.kind !== 'security-group' || (identity?.groupIds.has(rule.peer.groupId) ?? false);
}

function isIn({ family, first, end }: AddressRange, { at }: Cursor): boolean {
  return familyOf(at) === family && first <= at && at < end;
}

/** What leaves a step in doubt where no rule that is known does. */
function groupDoubt(net: Compiled, step: GroupStep, probe: Probe): Cause | undefined {
  if (decide(step.decision, probe) !== 'unknown') return undefined;
  const [text] = groupDoubts(net, step, probe);
  return text === undefined ? undefined : { text, resource: step.host.interface.id };
}

function groupBlock(net: Compiled, { host, direction, remote }: GroupStep, { point }: Probe): Cause {
  const groups = groupsOf(net, host);
  const names = groups.map(groupName).join(', ');
  const preposition = direction === 'ingress' ? 'from' : 'to';
  const what = `${pointText(point)} ${preposition} ${formatAddress(remote.at)}`;
  const text = names
    ? `no ${direction} rule of ${names} allows ${what}`
    : `${host.interface.id} has no security group, so nothing allows ${what}`;
  const needs = `an ${direction} rule for ${what}${names ? ` in ${groups.length > 1 ? `one of ${names}` : names}` : ', in a group it holds'}`;
  return { text, needs, resource: groups[0]?.id ?? host.interface.id };
}

/** The entry that decides about the probe; the implicit deny when none does. */
export function aclCause({ subnet, direction, remote, decision }: AclStep, { services, point }: Probe): Cause {
  const acl = subnet.acl?.acl;
  if (acl === undefined)
    return { text: `the default network ACL of ${subnet.id} allows everything`, resource: subnet.id };
  const matching = subnet
    .acl!.entries[direction].filter(({ range }) => range === undefined || isIn(range, remote))
    .map(({ entry }) => entry)
    .filter(({ service }) => isUnknown(service) || intersectServices(serviceSet(service), services).length > 0);
  // Of several client ports some may pass by a later entry: the first allow explains the reply better than an earlier deny.
  const isOpen = intersectServices(decision.possible, services).length > 0;
  const decisive = (isOpen ? matching.find(({ action }) => action === 'allow') : undefined) ?? matching[0];
  const preposition = direction === 'ingress' ? 'from' : 'to';
  const what = `${pointText(point)} ${preposition} ${formatAddress(remote.at)}`;
  const needs = `an ${direction} entry of ${acl.id} that allows ${what}`;
  if (decisive?.action === 'deny')
    return { ...entryCause(acl.id, decisive), needs: `${needs}, before ${decisive.ruleNumber}` };
  if (decisive) return entryCause(acl.id, decisive);
  return {
    text: `${acl.id} ${direction} has no entry for ${what}, so its implicit deny holds`,
    needs,
    ruleId: `${acl.id}:${direction}:*`,
    resource: acl.id,
    ...sourceOf(acl.origin),
  };
}
