import type { AddressNumber } from '../network/index.ts';
import type { Cause, ExposedTo, Exposure } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { isOwned } from './endpoint.ts';
import { groupCauses, groupDoubts } from './explain.ts';
import { type AddressSet, equalAddresses, NO_ADDRESSES, toCidrs, unionAddresses } from './sets/addresses.ts';
import { hasServices, pickService, type ServiceSet, subtractServices } from './sets/services.ts';
import { internetDestinationsOf, type Stretch, sweep } from './sweep.ts';

const cache = new WeakMap<Compiled, readonly Exposure[]>();

/** Internet → every interface, exhaustively; interfaces the internet cannot tell apart are asked once. */
export function exposure(net: Compiled): readonly Exposure[] {
  const known = cache.get(net);
  if (known) return known;
  const byClass = new Map<string, Omit<Exposure, 'interfaceId'>>();
  const all = net.hosts.map((host): Exposure => {
    const key = exposureKey(host);
    const found = byClass.get(key) ?? exposureOf(net, host);
    byClass.set(key, found);
    return { interfaceId: host.interface.id, ...found };
  });
  cache.set(net, all);
  return all;
}

/** All of an interface that decides what of the internet gets to it. */
export function exposureKey(host: Host): string {
  const { interface: eni, subnet } = host;
  const isDiverted = subnet !== undefined && subnet.vpc.edgeRoutes.size > 0;
  if (isDiverted || eni.unknownSecurityGroups || subnet === undefined) return eni.id;
  return [
    eni.subnetId,
    host.groupKey,
    host.publics.size > 0,
    host.addresses.v6.length > 0,
    host.unfiltered,
    host.nat?.id ?? host.balancer?.id,
  ].join('|');
}

function exposureOf(net: Compiled, host: Host): Omit<Exposure, 'interfaceId'> {
  const byServices = new Map<string, { addresses: AddressSet; services: ServiceSet; example: Stretch }>();
  const unknowns = new Set<string>();
  for (const stretch of exposedStretches(net, host)) {
    const { allowed, possible } = stretch.evaluation.both;
    if (hasServices(subtractServices(possible, allowed))) for (const text of doubts(net, stretch)) unknowns.add(text);
    if (!hasServices(allowed)) continue;
    const key = allowed.join();
    const known = byServices.get(key);
    const addresses = unionAddresses(known?.addresses ?? NO_ADDRESSES, rangeSet(stretch.sources));
    byServices.set(key, { addresses, services: allowed, example: known?.example ?? stretch });
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
        return ingressCauses(net, example, services);
      },
    }),
  );
  return { sources, unknowns: [...unknowns] };
}

/** Every stretch of internet sources towards an interface's public addresses. */
export function* exposedStretches(net: Compiled, host: Host): Generator<Stretch> {
  const addresses: AddressSet = { v4: [], v6: host.addresses.v6 };
  for (const destination of internetDestinationsOf(host, addresses, [...host.publics.keys()]))
    for (const stretch of sweep(net, { kind: 'internet' }, net.internet, destination))
      if (!isOwned(net, stretch.sources)) yield stretch;
}

export function rangeSet([first, end]: readonly [first: AddressNumber, end: AddressNumber]): AddressSet {
  return typeof first === 'number' && typeof end === 'number'
    ? { v4: [first, end], v6: [] }
    : { v4: [], v6: [BigInt(first), BigInt(end)] };
}

/** A part of the internet as a person names it. */
function internetCidrs({ internet }: Compiled, addresses: AddressSet): readonly string[] {
  const isWhole = (part: AddressSet) => equalAddresses(addresses, part);
  if (isWhole(internet) || isWhole({ ...internet, v6: [] }) || isWhole({ ...internet, v4: [] })) return ['internet'];
  return toCidrs(addresses);
}

function ingressCauses(net: Compiled, { evaluation }: Stretch, services: ServiceSet): Cause[] {
  const probe = { services, point: pickService(services) };
  return evaluation.way.steps.flatMap((step) => (step.kind === 'security-group' ? groupCauses(net, step, probe) : []));
}

function doubts(net: Compiled, { evaluation }: Stretch): string[] {
  const { possible } = evaluation.both;
  const probe = { services: possible, point: pickService(possible) };
  return evaluation.way.steps.flatMap((step) => {
    if (step.kind === 'doubt') return [step.text];
    return step.kind === 'security-group' && step.decision.allowed !== step.decision.possible
      ? groupDoubts(net, step, probe)
      : [];
  });
}
