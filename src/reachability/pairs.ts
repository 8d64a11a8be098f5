import { classKeys } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { mayConnect } from './connect.ts';
import { hasServices, NO_SERVICES, type ServiceSet, unionServices } from './sets/services.ts';
import { destinationsOf, sweep } from './sweep.ts';
import { ingressBound } from './walk/filters.ts';

/** What gets through, both ways, from every interface of one class to every other of another. */
export interface ReachablePair {
  readonly from: readonly Host[];
  readonly to: readonly Host[];
  readonly services: ServiceSet;
}

/**
 * All pairs of interfaces between which something certainly gets through, exhaustively: interfaces that nothing can tell
 * apart are asked once for all of them. Pairs between which nothing passes are left out.
 */
export function* pairs(net: Compiled): Generator<ReachablePair> {
  const classes = classify(net);
  for (const to of classes) {
    const [receiver] = to;
    if (!mayReceive(net, receiver!)) continue;
    for (const from of classes) {
      const sender = from[0] === receiver ? from[1] : from[0];
      if (sender === undefined || !mayConnect(net, sender, receiver!)) continue;
      const services = servicesBetween(net, sender, receiver!);
      if (hasServices(services)) yield { from, to, services };
    }
  }
}

function classify(net: Compiled): readonly (readonly Host[])[] {
  const keyOf = classKeys(net);
  const classes = new Map<string, Host[]>();
  for (const host of net.hosts) {
    const key = keyOf(host);
    const members = classes.get(key);
    if (members) members.push(host);
    else classes.set(key, [host]);
  }
  return [...classes.values()];
}

function mayReceive(net: Compiled, host: Host): boolean {
  return host.nat === undefined && [4, 6].some((family) => hasServices(ingressBound(net, host, family as 4 | 6, true)));
}

/** The services that get through between two interfaces, over all their addresses. */
function servicesBetween(net: Compiled, sender: Host, receiver: Host): ServiceSet {
  let services = NO_SERVICES;
  for (const destination of destinationsOf(receiver, receiver.addresses, [...receiver.publics.keys()]))
    for (const { evaluation } of sweep(net, { kind: 'host', host: sender }, sender.addresses, destination))
      services = unionServices(services, evaluation.both.allowed);
  return services;
}
