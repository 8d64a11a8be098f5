import { isUnknown, type NetworkInterface, type SecurityGroup, type SecurityGroupRule } from '../../network/index.ts';
import type { CheckContext } from '../context.ts';
import {
  type AddressSet,
  hasAddresses,
  hasServices,
  internetPart,
  intersectAddresses,
  intersectServices,
  NO_SERVICES,
  type ServiceSet,
  serviceSet,
  subtractServices,
  unionAddresses,
  unionServices,
} from '../engine.ts';
import { type Grant, isWide, type Watch, wideGrants } from './wide.ts';

/** A rule and what of the internet it lets in, or out to. */
interface RuleGrant extends Grant {
  readonly rule: SecurityGroupRule;
}

/** An interface the internet reaches, and with what. */
interface Reached extends Grant {
  readonly interface: NetworkInterface;
}

/** One or more groups whose rules let the internet in. */
export interface Opening {
  /** More than one: none of them does it alone. */
  readonly groups: readonly SecurityGroup[];
  readonly rules: readonly { readonly group: SecurityGroup; readonly rule: SecurityGroupRule }[];
  /** What the rules grant, whether or not anything gets through. */
  readonly granted: Grant;
  /** What gets through, by interface. Empty: the opening is latent. */
  readonly reached: readonly Reached[];
}

export interface OpeningQuery extends Watch {
  /** Whether these wide-open services are what the check is about. */
  readonly isEnough: (services: ServiceSet) => boolean;
}

/** Every group, or combination of groups on one interface, that opens enough to the internet. */
export function internetOpenings(context: CheckContext, query: OpeningQuery): readonly Opening[] {
  const grants = allGrants(context, 'ingress');
  const alone = context.network.securityGroups.flatMap((group) =>
    openingOf(group, grants.get(group.id)!, context, query),
  );
  return [...alone, ...together(grants, alone, context, query)];
}

export type Grants = ReadonlyMap<string, readonly RuleGrant[]>;
type Direction = SecurityGroupRule['direction'];

const known = { ingress: new WeakMap<CheckContext, Grants>(), egress: new WeakMap<CheckContext, Grants>() };

/** What each group's rules let in, or out; asked by several checks of the same context, computed once. */
export function allGrants(context: CheckContext, direction: Direction): Grants {
  const grants = known[direction].get(context) ?? grantsOf(context, direction);
  known[direction].set(context, grants);
  return grants;
}

function grantsOf({ network, prefixLists }: CheckContext, direction: Direction): Grants {
  // An estate has far fewer blocks than rules.
  const parts = new Map<string, AddressSet>();
  const sourcesOf = (rule: SecurityGroupRule) => {
    const key =
      rule.peer.kind === 'cidr' ? rule.peer.cidr : rule.peer.kind === 'prefix-list' ? rule.peer.prefixListId : '';
    const part = parts.get(key) ?? internetPart(cidrsOf(rule, prefixLists));
    parts.set(key, part);
    return part;
  };
  return new Map(
    network.securityGroups.map((group) => [
      group.id,
      group.rules.flatMap((rule) => {
        if (rule.direction !== direction || isUnknown(rule.service)) return [];
        const sources = sourcesOf(rule);
        return hasAddresses(sources) ? [{ rule, sources, services: serviceSet(rule.service) }] : [];
      }),
    ]),
  );
}

/** The CIDRs a rule's peer is known to hold. */
export function cidrsOf({ peer }: SecurityGroupRule, prefixLists: CheckContext['prefixLists']): readonly string[] {
  if (peer.kind === 'cidr') return [peer.cidr];
  if (peer.kind !== 'prefix-list') return [];
  const cidrs = prefixLists.get(peer.prefixListId)?.cidrs ?? [];
  return isUnknown(cidrs) ? [] : cidrs;
}

function openingOf(
  group: SecurityGroup,
  grants: readonly RuleGrant[],
  context: CheckContext,
  query: OpeningQuery,
): readonly Opening[] {
  const granted = wideGrants(grants, query);
  if (!query.isEnough(granted.services)) return [];
  const judged = new Map<unknown, Grant>();
  const reached = (context.holders.get(group.id) ?? []).flatMap((each) => {
    const sources = context.exposureOf(each.id)?.sources;
    if (!sources?.length) return [];
    const wide = judged.get(sources) ?? wideGrants(through(arriving(each, context), grants, query.watched), query);
    judged.set(sources, wide);
    return query.isEnough(wide.services) ? [{ interface: each, ...wide }] : [];
  });
  const rules = responsible(group, grants, granted.services, query);
  return [{ groups: [group], rules, granted, reached }];
}

/**
 * The rules that open these services: each that is wide enough by itself, and, for what none of those opens, all that do
 * so together. An office's address beside the whole world is not to blame.
 */
export function responsible(
  group: SecurityGroup,
  grants: readonly RuleGrant[],
  services: ServiceSet,
  query: OpeningQuery,
): Opening['rules'] {
  const opening = grants.filter((grant) => hasServices(intersectServices(grant.services, services)));
  const isAlone = (grant: Grant) =>
    isWide(grant.sources, query.width) && !(query.notAsWideAs && isWide(grant.sources, query.notAsWideAs));
  const explained = opening.filter(isAlone).reduce((all, grant) => unionServices(all, grant.services), NO_SERVICES);
  const left = subtractServices(services, explained);
  return opening
    .filter((grant) => isAlone(grant) || hasServices(intersectServices(grant.services, left)))
    .map(({ rule }) => ({ group, rule }));
}

/** What of these grants gets through to an interface: not what the rules say, but what the whole path lets pass. */
function through(arrivals: readonly Grant[], grants: readonly Grant[], watched: ServiceSet): readonly Grant[] {
  const passing: Grant[] = [];
  for (const arrival of arrivals) {
    const arriving = intersectServices(arrival.services, watched);
    if (!hasServices(arriving)) continue;
    for (const grant of grants) {
      const services = intersectServices(arriving, grant.services);
      if (hasServices(services))
        passing.push({ sources: intersectAddresses(arrival.sources, grant.sources), services });
    }
  }
  return passing;
}

/** What of the internet reaches an interface. */
function arriving(each: NetworkInterface, { exposureOf }: CheckContext): readonly Grant[] {
  return (exposureOf(each.id)?.sources ?? []).map(({ addresses, services }) => ({ sources: addresses, services }));
}

/** What is open only because of several groups on one interface: one opening for each such combination. */
function together(
  grants: Grants,
  alone: readonly Opening[],
  context: CheckContext,
  query: OpeningQuery,
): readonly Opening[] {
  const explained = new Map<string, ServiceSet>();
  for (const { reached } of alone)
    for (const { interface: each, services } of reached)
      explained.set(each.id, unionServices(explained.get(each.id) ?? NO_SERVICES, services));
  const combinations = new Map<string, Opening>();
  // Interfaces that the internet cannot tell apart share one list of sources.
  const judged = new Map<unknown, Grant>();
  for (const { each, sources } of exposedByMany(context)) {
    const wide = judged.get(sources) ?? wideGrants(arriving(each, context), query);
    judged.set(sources, wide);
    if (!query.isEnough(wide.services)) continue;
    const services = subtractServices(wide.services, explained.get(each.id) ?? NO_SERVICES);
    if (!query.isEnough(services)) continue;
    const rules = each.securityGroupIds.flatMap((id) => {
      const group = context.groups.get(id);
      return group ? responsible(group, grants.get(id) ?? [], services, query) : [];
    });
    const groups = [...new Set(rules.map(({ group }) => group))].sort((a, b) => (a.id < b.id ? -1 : 1));
    if (groups.length < 2) continue;
    const key = groups.map((group) => group.id).join('+');
    const before = combinations.get(key);
    const reached = [...(before?.reached ?? []), { interface: each, sources: wide.sources, services }];
    const granted = reached.reduce<Grant>(join, { sources: wide.sources, services });
    combinations.set(key, { groups, rules: before?.rules ?? rules, granted, reached });
  }
  return [...combinations.values()];
}

const exposedByManyOf = new WeakMap<CheckContext, ReturnType<typeof exposedInterfaces>>();

/** Interfaces with several groups that something of the internet gets to; asked by several checks, found once. */
function exposedByMany(context: CheckContext) {
  const found = exposedByManyOf.get(context) ?? exposedInterfaces(context);
  exposedByManyOf.set(context, found);
  return found;
}

function exposedInterfaces({ interfaces, exposureOf }: CheckContext) {
  return interfaces.flatMap((each) => {
    const sources = each.securityGroupIds.length < 2 ? undefined : exposureOf(each.id)?.sources;
    return sources?.length ? [{ each, sources }] : [];
  });
}

/** Both grants in one. */
export function join(a: Grant, b: Grant): Grant {
  return { sources: unionAddresses(a.sources, b.sources), services: unionServices(a.services, b.services) };
}
