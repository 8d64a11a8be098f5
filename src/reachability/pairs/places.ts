import type { AddressNumber } from '../../network/index.ts';
import { addressAtoms, aloneIn, atomIndex, peerCidrs, wayCidrs } from '../classes.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';
import { INTERNET, toCidrs } from '../sets/addresses.ts';
import { targetsOf } from '../walk/balancer.ts';

/** The key of where an interface stands with one of its addresses, and of the public address behind that. */
export type PlaceKey = (host: Host, own: AddressNumber) => string;

const cache = new WeakMap<Compiled, PlaceKey>();

/**
 * Interfaces at one place are alike to everything on the way but security groups: they stand in one subnet, and no route,
 * ACL entry or CIDR block tells their addresses apart. There are about as many places as subnets.
 */
export function placeKeys(net: Compiled): PlaceKey {
  const known = cache.get(net);
  if (known) return known;
  const atoms = addressAtoms(cidrsOnTheWay(net));
  const isAlone = aloneIn(net);
  const atom = (address: AddressNumber) => atomIndex(typeof address === 'number' ? atoms.v4 : atoms.v6, address);
  const keyOf = (host: Host, own: AddressNumber) => {
    const shown = typeof own === 'number' ? host.publics.get(own) : undefined;
    const spot = `${atom(own)}|${shown === null ? '?' : shown === undefined ? '' : atom(shown)}`;
    if (isAlone(host)) return `${host.interface.id}|${spot}`;
    const { interface: eni, nat, balancer, unfiltered } = host;
    return `${eni.subnetId}|${nat?.id ?? balancer?.id ?? ''}|${unfiltered ? 'u' : ''}|${spot}`;
  };
  cache.set(net, keyOf);
  return keyOf;
}

/** What decides about ways, and the rules of targets that a load balancer hands packets on to: it asks them for its clients. */
function* cidrsOnTheWay(net: Compiled): Generator<string> {
  const { network } = net;
  yield* toCidrs(INTERNET);
  yield* wayCidrs(network);
  for (const { groupIds } of new Set(net.hosts.flatMap((each) => targetsOf(net, each))))
    for (const id of groupIds)
      for (const { peer } of net.groups.get(id)?.group?.rules ?? []) yield* peerCidrs(network, peer);
}
