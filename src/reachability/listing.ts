import type { Listing, ListingQuery } from './answer.ts';
import type { Change, Side } from './changes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { mayConnect } from './connect.ts';
import { everyone, resolveEndpoint } from './endpoint.ts';
import { addressesOf } from './exposure.ts';
import { type Flow, type FlowsOfPair, pairsBetween } from './flows.ts';
import { once } from './once.ts';
import { queryServices } from './reach.ts';
import { type RowOptions, rowMaker } from './rows.ts';
import { type AddressSet, NO_ADDRESSES, unionAddresses } from './sets/addresses.ts';
import { hasServices, type ServiceSet, subtractServices } from './sets/services.ts';
import { doubtsOf, restrict, ruleCauses } from './summary.ts';
import { isAmazonService } from './sweep.ts';
import { uniqueCauses, witnessOf } from './witness.ts';

/**
 * Who can reach an endpoint, or what an endpoint can reach, exhaustively: interfaces by group, the internet and sites by
 * the ranges of addresses that fare alike.
 * @throws EndpointError when the endpoint names nothing; QueryError when protocol, port or type are out of range
 */
export function listing(net: Compiled, query: ListingQuery, options: RowOptions = {}): Listing {
  const asked = queryServices(query);
  const [from, to] =
    query.from === undefined
      ? [everyone(net), resolveEndpoint(net, query.to)]
      : [resolveEndpoint(net, query.from), everyone(net)];
  const rows = rowMaker(net, options, { isWhole: true, subject: query.to === undefined ? 'from' : 'to' });
  const unknowns = new Set<string>();
  const assumptions = new Set<string>();
  const { sourcePort } = query;
  for (const pair of pairsBetween(net, from, to, sourcePort === undefined ? {} : { sourcePort })) {
    const [sender, receiver] = [pair.senders[0], pair.receivers[0]];
    if (sender && receiver && !mayConnect(net, sender, receiver)) continue;
    const open: Open[] = [];
    for (const flow of pair.flows) {
      if (isAmazonService(flow)) continue;
      const { allowed, possible } = restrict(flow, flow.evaluation.both, asked);
      if (hasServices(subtractServices(possible, allowed)))
        for (const text of doubtsOf(net, flow, asked)) unknowns.add(text);
      if (!hasServices(allowed)) continue;
      for (const text of assumptionsOf(flow)) assumptions.add(text);
      open.push({ flow, services: allowed });
    }
    for (const change of changesOf(net, pair, open, query.from === undefined)) rows.add(change);
  }
  return { rows: rows.rows(), unknowns: [...unknowns].sort(), assumptions: [...assumptions].sort() };
}

interface Open {
  readonly flow: Flow;
  readonly services: ServiceSet;
}

/** What gets through between two sides, the stretches of the same services and rules together. */
function changesOf(net: Compiled, pair: FlowsOfPair, open: readonly Open[], isInbound: boolean): Change[] {
  const changes = new Map<string, Change>();
  for (const { flow, services } of open) {
    // Who reaches something is told by its own rules, as far as it has any; what it reaches, by both ends'.
    const ingress = isInbound ? ruleCauses(net, flow, services, 'ingress') : [];
    const because = uniqueCauses(ingress.length > 0 ? ingress : ruleCauses(net, flow, services));
    const isInternet = flow.from.kind === 'internet' || flow.evaluation.way.delivered === 'internet';
    const key = `${services.join()}|${isInternet}|${because.map(({ text }) => text).join('|')}`;
    const known = changes.get(key);
    changes.set(key, {
      from: sideOf(pair.senders, pair.receivers),
      to: sideOf(pair.receivers, pair.senders),
      addresses: unionAddresses(known?.addresses ?? NO_ADDRESSES, outsideOf(pair, flow)),
      services,
      isInternet,
      because,
      witness: known?.witness ?? once(() => witnessOf(net, flow, services)),
    });
  }
  return [...changes.values()];
}

/** Interfaces as a side; one that is alone at the other end does not reach itself. */
function sideOf(hosts: readonly Host[], others: readonly Host[]): Side {
  if (hosts.length === 0) return { kind: 'outside' };
  const only = others.length === 1 ? others[0] : undefined;
  const ids = hosts.filter((host) => host !== only).map((host) => host.interface.id);
  return { kind: 'hosts', ids, example: ids[0]! };
}

function outsideOf({ senders, receivers }: FlowsOfPair, { sources, destinations }: Flow): AddressSet {
  if (senders.length === 0) return addressesOf(sources);
  return receivers.length === 0 ? addressesOf(destinations) : NO_ADDRESSES;
}

function assumptionsOf({ evaluation: { way, replies } }: Flow): string[] {
  return [way, ...replies.map(({ trail }) => trail)].flatMap(({ assumptions }) => [...assumptions]);
}
