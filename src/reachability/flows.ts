import { classKeys } from './classes.ts';
import type { Compiled } from './compile/compile.ts';
import { type Endpoint, isOwned, type Member } from './endpoint.ts';
import {
  type AddressSet,
  equalAddresses,
  hasAddresses,
  intersectAddresses,
  subtractAddresses,
} from './sets/addresses.ts';
import { unionAll } from './sets/boundaries.ts';
import { type Entrance, siteEntrances } from './sites.ts';
import { destinationsOf, internetDestinationsOf, type Stretch, sweep } from './sweep.ts';
import type { EvaluateOptions } from './walk/evaluate.ts';

/** A stretch of packets of a query, with the doubts that come from where it starts. */
export interface Flow extends Stretch {
  readonly doubt?: string;
}

/** The flows of some interfaces, or of what is outside where there are none, to others of which the same holds. */
export interface FlowsOfPair {
  readonly senders: readonly Member['host'][];
  readonly receivers: readonly Member['host'][];
  readonly flows: Iterable<Flow>;
}

/** Every packet range between two endpoints. */
export function* flowsBetween(net: Compiled, from: Endpoint, to: Endpoint, options: EvaluateOptions): Generator<Flow> {
  for (const { flows } of pairsBetween(net, from, to, options)) yield* flows;
}

/** The same by pairs of sides; their flows are followed when asked for. Interfaces nothing can tell apart are one side. */
export function* pairsBetween(
  net: Compiled,
  from: Endpoint,
  to: Endpoint,
  options: EvaluateOptions,
): Generator<FlowsOfPair> {
  const keyOf = from.members.length * to.members.length > 1 ? classKeys(net) : undefined;
  const senders = group(from.members, keyOf);
  const receivers = group(to.members, keyOf);
  const pairOf = (one: readonly Member[], other: readonly Member[], flows: Generator<Flow>): FlowsOfPair => ({
    senders: one.map(({ host }) => host),
    receivers: other.map(({ host }) => host),
    flows: through(flows, from, to),
  });
  for (const sender of senders) {
    for (const receiver of receivers) {
      const pair = distinct(sender, receiver);
      if (pair) yield pairOf(sender, receiver, memberFlows(net, pair[0], pair[1], options));
    }
    if (hasAddresses(to.outside)) yield pairOf(sender, [], outboundFlows(net, sender[0]!, to, options));
  }
  if (!hasAddresses(from.outside)) return;
  for (const receiver of receivers) yield pairOf([], receiver, inboundFlows(net, from, receiver[0]!, options));
}

/** Members of one class, addressed whole, together; the others each alone. */
function group(members: readonly Member[], keyOf: ((host: Member['host']) => string) | undefined): readonly Member[][] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const isWhole =
      equalAddresses(member.addresses, member.host.addresses) && member.publics.length === member.host.publics.size;
    const key = keyOf && isWhole ? keyOf(member.host) : `${member.host.interface.id}!`;
    const known = groups.get(key);
    if (known) known.push(member);
    else groups.set(key, [member]);
  }
  return [...groups.values()];
}

/** One member of each, not the same interface. */
function distinct(senders: readonly Member[], receivers: readonly Member[]): readonly [Member, Member] | undefined {
  const sender = senders[0]!;
  const receiver = receivers.find(({ host }) => host !== sender.host);
  if (receiver) return [sender, receiver];
  const other = senders.find(({ host }) => host !== receivers[0]!.host);
  return other && [other, receivers[0]!];
}

function* memberFlows(net: Compiled, sender: Member, receiver: Member, options: EvaluateOptions): Generator<Flow> {
  const source = { kind: 'host' as const, host: sender.host };
  const sources = ownAddresses(sender);
  for (const destination of destinationsOf(receiver.host, receiver.addresses, receiver.publics))
    yield* sweep(net, source, sources, destination, options);
}

/** A sender named only by its public address sends from the private one behind it. */
function ownAddresses({ host, addresses, publics }: Member): AddressSet {
  if (hasAddresses(addresses)) return addresses;
  return intersectAddresses(host.addresses, { v4: unionAll(publics.map((address) => [address, address + 1])), v6: [] });
}

function* outboundFlows(net: Compiled, sender: Member, to: Endpoint, options: EvaluateOptions): Generator<Flow> {
  const source = { kind: 'host' as const, host: sender.host };
  const addresses = { target: { kind: 'outside' as const }, addresses: to.outside };
  for (const stretch of sweep(net, source, ownAddresses(sender), addresses, options))
    if (!isOwned(net, stretch.destinations) && (to.text !== 'internet' || isOutOnInternet(stretch))) yield stretch;
}

/** An AWS service behind an endpoint, or a site known to have it, is not the internet, whatever the address. */
function isOutOnInternet({ evaluation }: Stretch): boolean {
  const { delivered, steps } = evaluation.way;
  if (delivered === 'site') return steps.some(({ kind }) => kind === 'doubt');
  return delivered !== 'service';
}

function* inboundFlows(net: Compiled, from: Endpoint, receiver: Member, options: EvaluateOptions): Generator<Flow> {
  const { host, addresses, publics } = receiver;
  const isNamedGateway = from.gatewayId !== undefined;
  const fromInternet = intersectAddresses(from.outside, net.internet);
  if (hasAddresses(fromInternet) && !(isNamedGateway && isSite(from.gatewayId)))
    for (const destination of internetDestinationsOf(host, addresses, publics))
      yield* outsiders(net, sweep(net, { kind: 'internet' }, fromInternet, destination, options));
  if (from.text === 'internet' || host.subnet === undefined) return;
  const follow = function* (entrance: Entrance, sources: AddressSet) {
    for (const destination of destinationsOf(host, addresses, publics))
      yield* outsiders(net, sweep(net, entrance.from, sources, destination, options));
  };
  for (const entrance of siteEntrances(net, host.subnet.vpc)) {
    if (isNamedGateway && entrance.gatewayId !== from.gatewayId && !isAttachment(entrance.from, from.gatewayId))
      continue;
    if (isNamedGateway) {
      const known = intersectAddresses(from.outside, entrance.addresses);
      yield* follow(entrance, hasAddresses(known) ? known : from.outside);
      continue;
    }
    yield* follow(entrance, intersectAddresses(from.outside, entrance.certain));
    const guessed = intersectAddresses(from.outside, subtractAddresses(entrance.addresses, entrance.certain));
    const doubt = `whether ${from.text} is behind the default route to ${entrance.gatewayId} is unknown`;
    for (const stretch of follow(entrance, guessed)) yield { ...stretch, doubt };
  }
}

function* outsiders(net: Compiled, stretches: Iterable<Stretch>): Generator<Stretch> {
  for (const stretch of stretches) if (!isOwned(net, stretch.sources)) yield stretch;
}

function isSite(gatewayId: string): boolean {
  return !/^e?igw-/.test(gatewayId);
}

function isAttachment(source: Stretch['from'], id: string): boolean {
  return source.kind === 'transit' && source.attachment.id === id;
}

/** Where a gateway is named, only what passes it counts. */
function* through(flows: Generator<Flow>, from: Endpoint, to: Endpoint): Generator<Flow> {
  for (const flow of flows) {
    const { steps } = flow.evaluation.way;
    const passes = (id: string | undefined) => id === undefined || steps.some((step) => 'id' in step && step.id === id);
    if (passes(to.gatewayId) && (passes(from.gatewayId) || flow.from.kind !== 'internet')) yield flow;
  }
}
