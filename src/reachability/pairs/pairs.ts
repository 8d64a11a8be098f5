import { aloneIn, classKeys } from '../classes.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';
import { mayConnect } from '../connect.ts';
import { hasServices, type ServiceSet } from '../sets/services.ts';
import { type Destination, destinationsOf, sweep } from '../sweep.ts';
import { ingressBound } from '../walk/filters.ts';
import { directBlocks } from './direct.ts';

/** Services that certainly get through, both ways, from each of some interfaces to each of others, itself excepted. */
export interface ReachableBlock {
  readonly from: readonly Host[];
  readonly to: readonly Host[];
  readonly services: ServiceSet;
}

/**
 * All pairs of interfaces between which something certainly gets through, exhaustively. Blocks may overlap: what an
 * interface may do to another is the union over all blocks that hold the two.
 */
export function* pairs(net: Compiled): Generator<ReachableBlock> {
  const keyOf = classKeys(net);
  const isAlone = aloneIn(net);
  const isPlain = (host: Host) =>
    !isAlone(host) &&
    host.nat === undefined &&
    host.balancer === undefined &&
    !host.unfiltered &&
    hasSingleAddresses(host);
  const plain = net.hosts.filter(isPlain);
  const special = net.hosts.filter((host) => !isPlain(host) && host.nat === undefined);
  yield* directBlocks(net, plain, 4);
  yield* directBlocks(net, plain, 6);
  const senders = classesOf(
    net.hosts.filter(({ nat }) => nat === undefined),
    keyOf,
  );
  for (const to of classesOf(special, keyOf)) yield* oneByOne(net, senders, to, directOf);
  for (const from of classesOf(special, keyOf))
    for (const to of classesOf(plain, keyOf)) yield* oneByOne(net, [from], to, directOf);
  for (const to of senders) if (to[0]!.publics.size > 0) yield* oneByOne(net, senders, to, publicOf);
}

function hasSingleAddresses({ interface: { ipv4Prefixes, ipv6Prefixes } }: Host): boolean {
  return ipv4Prefixes.length === 0 && ipv6Prefixes.length === 0;
}

function classesOf(hosts: readonly Host[], keyOf: (host: Host) => string): readonly (readonly Host[])[] {
  const classes = new Map<string, Host[]>();
  for (const host of hosts) {
    const members = classes.get(keyOf(host));
    if (members) members.push(host);
    else classes.set(keyOf(host), [host]);
  }
  return [...classes.values()];
}

function directOf(host: Host): readonly Destination[] {
  return [{ target: { kind: 'host', host }, addresses: host.addresses }];
}

function publicOf(host: Host): readonly Destination[] {
  return destinationsOf(host, { v4: [], v6: [] }, [...host.publics.keys()]);
}

/** Asks class by class, by one member of each. */
function* oneByOne(
  net: Compiled,
  senders: readonly (readonly Host[])[],
  to: readonly Host[],
  destinations: (host: Host) => readonly Destination[],
): Generator<ReachableBlock> {
  const receivable = [4, 6].some((family) => hasServices(ingressBound(net, to[0]!, family as 4 | 6, true)));
  if (!receivable) return;
  for (const from of senders) {
    const sender = from.find((host) => host !== to[0]) ?? from[0]!;
    const receiver = to.find((host) => host !== sender);
    if (receiver === undefined || !mayConnect(net, sender, receiver)) continue;
    for (const destination of destinations(receiver))
      for (const { evaluation } of sweep(net, { kind: 'host', host: sender }, sender.addresses, destination))
        if (hasServices(evaluation.both.allowed)) yield { from, to, services: evaluation.both.allowed };
  }
}
