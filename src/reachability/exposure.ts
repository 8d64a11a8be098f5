import type { AddressNumber } from '../network/index.ts';
import type { Cause, ExposedTo, Exposure } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import { and, type Decision } from './compile/decision.ts';
import type { Host } from './compile/places.ts';
import { cursor, segmentAt, type Table } from './compile/table.ts';
import { isOwned } from './endpoint.ts';
import { groupCauses, groupDoubts } from './explain.ts';
import { once } from './once.ts';
import { guardOf, OPEN, tableOf } from './pairs/guards.ts';
import { type AddressSet, equalAddresses, NO_ADDRESSES, toCidrs, unionAddresses } from './sets/addresses.ts';
import { append, type Boundaries, intervals } from './sets/boundaries.ts';
import { hasServices, pickService, type ServiceSet, subtractServices } from './sets/services.ts';
import { internetDestinationsOf, type Stretch, sweep } from './sweep.ts';
import { type Evaluation, evaluate } from './walk/evaluate.ts';

const cache = new WeakMap<Compiled, readonly Exposure[]>();

/**
 * Internet → every interface, exhaustively. The ways in are walked once for each spot, groups aside; those are laid over them
 * once for interfaces that the internet cannot tell apart.
 */
export function exposure(net: Compiled): readonly Exposure[] {
  const known = cache.get(net);
  if (known) return known;
  const ways = new Map<string, readonly Approach[]>();
  const byClass = new Map<string, Omit<Exposure, 'interfaceId'>>();
  const all = net.hosts.map((host): Exposure => {
    const { id } = host.interface;
    if (host.publics.size === 0 && host.addresses.v6.length === 0)
      return { interfaceId: id, sources: [], unknowns: [] };
    const spot = spotOf(host);
    const approaches = ways.get(spot) ?? approachesTo(net, host);
    ways.set(spot, approaches);
    const key = exposureKey(host);
    const found = byClass.get(key) ?? exposureOf(net, host, approaches);
    byClass.set(key, found);
    return { interfaceId: id, ...found };
  });
  cache.set(net, all);
  return all;
}

/** All of an interface that decides what of the internet gets to it. */
export function exposureKey(host: Host): string {
  return `${spotOf(host)}|${host.groupKey}`;
}

/** The same, groups aside. */
function spotOf(host: Host): string {
  const { interface: eni, subnet, addresses, publics, unfiltered, nat, balancer } = host;
  if (subnet === undefined || eni.unknownSecurityGroups || isDiverted(host)) return eni.id;
  return `${eni.subnetId}|${publics.size > 0}|${addresses.v6.length > 0}|${unfiltered}|${nat?.id ?? balancer?.id}`;
}

/** Whether edge routes may lead what comes in past the groups of others. */
function isDiverted({ subnet }: Host): boolean {
  return subnet !== undefined && subnet.vpc.edgeRoutes.size > 0;
}

/** Sources that fare alike on their way in; the first of them speaks for all. */
interface Approach {
  readonly example: Stretch;
  readonly sources: Boundaries<AddressNumber>;
}

/** The ways in from the internet, groups aside; with all groups on them where they may be diverted. */
function approachesTo(net: Compiled, host: Host): readonly Approach[] {
  const own: AddressSet = { v4: [], v6: host.addresses.v6 };
  return internetDestinationsOf(host, own, [...host.publics.keys()]).flatMap((destination) => {
    const approaches = new Map<string, { example: Stretch; sources: AddressNumber[] }>();
    for (const stretch of sweep(net, { kind: 'internet' }, net.internet, destination, { bare: !isDiverted(host) })) {
      const { both, way } = stretch.evaluation;
      if (!hasServices(both.possible)) continue;
      const reasons = way.steps.map((step) => (step.kind === 'doubt' ? step.text : ''));
      const key = `${both.allowed}|${both.possible}|${reasons}`;
      const approach = approaches.get(key) ?? { example: stretch, sources: [] };
      append(approach.sources, stretch.sources);
      approaches.set(key, approach);
    }
    return [...approaches.values()];
  });
}

function exposureOf(net: Compiled, host: Host, approaches: readonly Approach[]): Omit<Exposure, 'interfaceId'> {
  const guard = isDiverted(host) ? OPEN : guardOf(net, host, 'ingress');
  const byServices = new Map<string, { addresses: AddressSet; services: ServiceSet; example: () => Evaluation }>();
  const unknowns = new Set<string>();
  for (const { example, sources } of approaches)
    for (const [granted, part] of partsOf(net, sources, tableOf(guard, example.sources[0]))) {
      const { allowed, possible } = and(example.evaluation.both, granted);
      const evaluation = once(() => evaluationFor(net, host, example, part[0]!));
      if (hasServices(subtractServices(possible, allowed)))
        for (const text of doubts(net, evaluation(), possible)) unknowns.add(text);
      if (!hasServices(allowed)) continue;
      const key = allowed.join();
      const known = byServices.get(key);
      const addresses = unionAddresses(known?.addresses ?? NO_ADDRESSES, addressesOf(part));
      byServices.set(key, { addresses, services: allowed, example: known?.example ?? evaluation });
    }
  // The words for a set are made when asked for: most of them nobody reads.
  const sources = [...byServices.values()].map(
    ({ addresses, services, example }): ExposedTo => ({
      addresses,
      services,
      get cidrs() {
        return internetCidrs(net, addresses);
      },
      get because() {
        return ingressCauses(net, example(), services);
      },
    }),
  );
  return { sources, unknowns: [...unknowns] };
}

/** The way of one source with the groups of an interface on it, for their words. */
function evaluationFor(net: Compiled, host: Host, { from, target, destinations }: Stretch, source: AddressNumber) {
  const to = target.kind === 'host' ? { ...target, host } : target;
  return evaluate(net, from, cursor(source), to, cursor(destinations[0]));
}

/** Sources by what a table says of them, without those that interfaces own. */
function partsOf(
  net: Compiled,
  sources: Boundaries<AddressNumber>,
  { starts, values }: Table<Decision>,
): Map<Decision, AddressNumber[]> {
  const parts = new Map<Decision, AddressNumber[]>();
  for (const [first, end] of intervals(sources)) {
    let segment = segmentAt({ starts, values }, first);
    for (let at = first; at < end; segment++) {
      const limit = starts[segment + 1];
      const range = [at, limit === undefined || end < limit ? end : limit] as const;
      at = range[1];
      const granted = values[segment]!;
      if (!hasServices(granted.possible) || isOwned(net, range)) continue;
      const part = parts.get(granted) ?? [];
      append(part, range);
      parts.set(granted, part);
    }
  }
  return parts;
}

export function addressesOf(set: Boundaries<AddressNumber>): AddressSet {
  return typeof set[0] === 'number'
    ? { v4: set as readonly number[], v6: [] }
    : { v4: [], v6: set as readonly bigint[] };
}

/** A part of the internet as a person names it. */
function internetCidrs({ internet }: Compiled, addresses: AddressSet): readonly string[] {
  const isWhole = (part: AddressSet) => equalAddresses(addresses, part);
  if (isWhole(internet) || isWhole({ ...internet, v6: [] }) || isWhole({ ...internet, v4: [] })) return ['internet'];
  return toCidrs(addresses);
}

function ingressCauses(net: Compiled, { way }: Evaluation, services: ServiceSet): Cause[] {
  const probe = { services, point: pickService(services) };
  return way.steps.flatMap((step) => (step.kind === 'security-group' ? groupCauses(net, step, probe) : []));
}

function doubts(net: Compiled, { way }: Evaluation, possible: ServiceSet): string[] {
  const probe = { services: possible, point: pickService(possible) };
  return way.steps.flatMap((step) => {
    if (step.kind === 'doubt') return [step.text];
    return step.kind === 'security-group' && step.decision.allowed !== step.decision.possible
      ? groupDoubts(net, step, probe)
      : [];
  });
}
