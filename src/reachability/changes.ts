import { type AddressNumber, formatAddress, type SecurityGroupRule } from '../network/index.ts';
import type { Cause, Witness } from './answer.ts';
import { type Compiled, groupsOf } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { cursor } from './compile/table.ts';
import { ruleCause, ruleDoubt, sourceOf } from './describe.ts';
import { isOwned } from './endpoint.ts';
import { matchingRules } from './explain.ts';
import { addressesOf } from './exposure.ts';
import { once } from './once.ts';
import type { Line } from './pairs/compare.ts';
import {
  type AddressSet,
  ALL_ADDRESSES,
  intersectAddresses,
  NO_ADDRESSES,
  subtractAddresses,
  unionAddresses,
} from './sets/addresses.ts';
import { hasServices, NO_SERVICES, pickService, type ServiceSet, subtractServices } from './sets/services.ts';
import { siteEntrances } from './sites.ts';
import { destinationsOf, internetDestinationsOf, isAmazonService, type Stretch, sweep } from './sweep.ts';
import { type Evaluation, evaluate } from './walk/evaluate.ts';
import { causesOf, uniqueCauses, witnessOf } from './witness.ts';

/** One side of a pair: interfaces that fare alike, spoken for by one of them, or whatever is outside. */
export type Side =
  /** Addresses no interface owns; only those in `within` where it is given. */
  | { readonly kind: 'outside'; readonly within?: AddressSet }
  | { readonly kind: 'hosts'; readonly ids: readonly string[]; readonly example: string };

/** Two sides whose packets may fare differently; between interfaces, how the receivers are addressed then. */
export interface AffectedPair {
  readonly from: Side;
  readonly to: Side;
  readonly lines?: readonly Line[];
}

/** Packets that one network lets through and the other does not. */
export interface Change {
  readonly from: Side;
  readonly to: Side;
  /** The outside addresses concerned, when a side is outside. */
  readonly addresses: AddressSet;
  readonly services: ServiceSet;
  /** Whether they cross the internet. */
  readonly isInternet: boolean;
  readonly because: readonly Cause[];
  /** Made when asked for: a row shows one of many. */
  readonly witness: () => Witness;
}

export interface Changes {
  readonly gained: readonly Change[];
  readonly lost: readonly Change[];
  readonly doubts: readonly string[];
}

/** What changes for one pair of sides. `changedRules`: nothing but these differs, so that they alone are responsible. */
export function changesOf(
  before: Compiled,
  after: Compiled,
  pair: AffectedPair,
  changedRules?: ReadonlySet<SecurityGroupRule>,
): Changes {
  const old = pieces(before, pair);
  const now = pieces(after, pair);
  return {
    gained: gains(before, old, after, now, pair, changedRules),
    lost: gains(after, now, before, old, pair, changedRules),
    doubts: newDoubts(before, old, after, now),
  };
}

/** A stretch with the key of what it is compared by: family, way of addressing, kind of outside. */
interface Piece {
  readonly key: string;
  /** The outside range, or undefined between interfaces. */
  readonly range: Stretch['sources'] | undefined;
  readonly stretch: Stretch;
  readonly doubt?: string;
}

function pieces(net: Compiled, { from, to, lines = [] }: AffectedPair): Piece[] {
  const sender = from.kind === 'hosts' ? net.hostById.get(from.example) : undefined;
  const receiver = to.kind === 'hosts' ? net.hostById.get(to.example) : undefined;
  if ((from.kind === 'hosts' && !sender) || (to.kind === 'hosts' && !receiver)) return [];
  if (sender && receiver) return lines.flatMap((line) => hostPieces(net, sender, receiver, line));
  if (receiver) return inboundPieces(net, receiver, withinOf(from));
  return sender ? outboundPieces(net, sender, withinOf(to)) : [];
}

function withinOf(side: Side): AddressSet {
  return (side.kind === 'outside' ? side.within : undefined) ?? ALL_ADDRESSES;
}

function hostPieces(net: Compiled, sender: Host, receiver: Host, line: Line): Piece[] {
  const [sources, destinations] =
    line === 'public'
      ? [sender.addresses, destinationsOf(receiver, NO_ADDRESSES, [...receiver.publics.keys()])]
      : [only(sender.addresses, line), destinationsOf(receiver, only(receiver.addresses, line), [])];
  return destinations.flatMap((destination) =>
    [...sweep(net, { kind: 'host', host: sender }, sources, destination)].map((stretch) => ({
      key: line,
      range: undefined,
      stretch,
    })),
  );
}

function only({ v4, v6 }: AddressSet, line: 'own4' | 'own6'): AddressSet {
  return line === 'own4' ? { v4, v6: [] } : { v4: [], v6 };
}

function inboundPieces(net: Compiled, receiver: Host, within: AddressSet): Piece[] {
  const result: Piece[] = [];
  const internet = intersectAddresses(net.internet, within);
  for (const destination of internetDestinationsOf(receiver, { v4: [], v6: receiver.addresses.v6 }, [
    ...receiver.publics.keys(),
  ]))
    for (const stretch of sweep(net, { kind: 'internet' }, internet, destination))
      if (!isOwned(net, stretch.sources)) result.push({ key: 'internet', range: stretch.sources, stretch });
  if (receiver.subnet === undefined) return result;
  const { addresses, publics } = receiver;
  const destinations = destinationsOf(receiver, addresses, [...publics.keys()]);
  for (const entrance of siteEntrances(net, receiver.subnet.vpc))
    for (const [sources, doubt] of [
      [entrance.certain, undefined],
      [
        subtractAddresses(entrance.addresses, entrance.certain),
        `what is behind the default route to ${entrance.gatewayId} is unknown`,
      ],
    ] as const)
      for (const destination of destinations)
        for (const stretch of sweep(net, entrance.from, intersectAddresses(sources, within), destination))
          if (!isOwned(net, stretch.sources))
            result.push({
              key: `${entrance.gatewayId} ${destination === destinations[0]}`,
              range: stretch.sources,
              stretch,
              ...(doubt !== undefined && { doubt }),
            });
  return result;
}

function outboundPieces(net: Compiled, sender: Host, within: AddressSet): Piece[] {
  const result: Piece[] = [];
  const destination = { target: { kind: 'outside' as const }, addresses: within };
  for (const stretch of sweep(net, { kind: 'host', host: sender }, sender.addresses, destination))
    if (!isOwned(net, stretch.destinations) && !isAmazonService(stretch))
      result.push({ key: 'out', range: stretch.destinations, stretch });
  return result;
}

/** What `now` lets through for certain and `old` does not, piece by piece. */
function gains(
  before: Compiled,
  old: readonly Piece[],
  after: Compiled,
  now: readonly Piece[],
  { from, to }: AffectedPair,
  changedRules: ReadonlySet<SecurityGroupRule> | undefined,
): Change[] {
  const changes = new Map<string, Change>();
  const told = new Map<string, number>();
  for (const piece of now) {
    const allowed = allowedOf(piece);
    if (!hasServices(allowed)) continue;
    for (const { range, services, counterpart } of missingFrom(old, piece, allowed)) {
      // The other side may have left out, as wholly owned, what this side's longer stretch holds beside outside addresses.
      if (range && (isOwned(before, range) || isOwned(after, range))) continue;
      const isInternet = range !== undefined && isOnInternet(piece.stretch);
      const key = `${services.join()}|${isInternet}|${typeof range?.[0]}`;
      const known = changes.get(key);
      const stretches = (told.get(key) ?? 0) + 1;
      told.set(key, stretches);
      const because =
        stretches > TOLD && known
          ? known.because
          : (changedRules && changedCauses(after, piece.stretch, services, changedRules)) ||
            responsible(after, piece.stretch, before, counterpart, services);
      changes.set(key, {
        from,
        to,
        addresses: range ? unionAddresses(known?.addresses ?? NO_ADDRESSES, addressesOf(range)) : NO_ADDRESSES,
        services,
        isInternet,
        because: known ? uniqueCauses([...known.because, ...because]) : because,
        witness:
          known?.witness ??
          once(() => witnessOf(after, range ? at(piece.stretch, piece, range[0]) : piece.stretch, services)),
      });
    }
  }
  return [...changes.values()];
}

/** How many stretches of one change are asked for their causes: a row with more than these is a list nobody reads. */
const TOLD = 50;

/** The changed rules that let the packets pass; undefined when it is none of them by itself. */
function changedCauses(
  net: Compiled,
  { evaluation }: Stretch,
  services: ServiceSet,
  changed: ReadonlySet<SecurityGroupRule>,
): readonly Cause[] | undefined {
  const probe = { services, point: pickService(services) };
  const causes = evaluation.way.steps.flatMap((step) =>
    step.kind === 'security-group'
      ? matchingRules(net, step, probe)
          .filter(({ rule }) => changed.has(rule))
          .map(ruleCause)
      : [],
  );
  return causes.length > 0 ? causes : undefined;
}

function isOnInternet({ from, evaluation }: Stretch): boolean {
  return from.kind === 'internet' || evaluation.way.delivered === 'internet';
}

/**
 * What lets the packets through on this side and was not there on the other. Where the other side has no such packet at
 * all (a new interface or public address), the address and the rules that let it in.
 */
function responsible(
  net: Compiled,
  stretch: Stretch,
  other: Compiled,
  counterpart: Stretch | undefined,
  services: ServiceSet,
): readonly Cause[] {
  const causes = causesOf(net, stretch, services);
  if (counterpart === undefined) {
    const rules = causes.filter(({ resource }) => resource !== undefined && net.groups.has(resource));
    return [...addressCauses(stretch, other), ...(rules.length > 0 ? rules : causes)];
  }
  const { from, sources, target, destinations } = counterpart;
  const whole = evaluate(other, from, cursor(sources[0]), target, cursor(destinations[0]), { thorough: true });
  const known = new Set(causesOf(other, { ...counterpart, evaluation: whole }, services).map(({ text }) => text));
  const added = [...liftedBy(stretch, counterpart, whole), ...causes.filter(({ text }) => !known.has(text))];
  return added.length > 0 ? added : causes;
}

/** What is no hop of its own and yet stopped the packets on the other side: the lack of a public address, Block Public Access. */
function liftedBy({ from, sources }: Stretch, counterpart: Stretch, { way, replies }: Evaluation): Cause[] {
  const drops = [way, ...replies.map(({ trail }) => trail)].flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'drop' ? [step] : [])),
  );
  const causes = drops.flatMap(({ lifted, id }) => (lifted === undefined ? [] : [{ text: lifted, resource: id }]));
  if (from.kind !== 'host' || counterpart.from.kind !== 'host' || drops.length === 0) return causes;
  const [publicIp, before] = [from, counterpart.from].map(({ host }) => host.publics.get(Number(sources[0])));
  if (publicIp === before || publicIp === undefined) return causes;
  const { id, origin } = from.host.interface;
  const address = publicIp === null ? 'a public address' : `the address ${formatAddress(publicIp)}`;
  return [...causes, { text: `${id} has ${address}`, resource: id, ...sourceOf(origin) }];
}

/** An interface that both sides have, now addressed in a way the other side does not know. */
function addressCauses({ target, destinations }: Stretch, other: Compiled): Cause[] {
  if (target.kind !== 'host' || !other.hostById.has(target.host.interface.id)) return [];
  const { id, origin } = target.host.interface;
  const isUnknown = target.translated !== undefined && target.host.publics.get(Number(target.translated.at)) === null;
  const address = isUnknown ? 'a public address' : `the address ${formatAddress(destinations[0])}`;
  return [{ text: `${id} has ${address}`, resource: id, ...sourceOf(origin) }];
}

function allowedOf({ stretch, doubt }: Piece): ServiceSet {
  return doubt === undefined ? stretch.evaluation.both.allowed : NO_SERVICES;
}

interface Missing {
  readonly range: Stretch['sources'] | undefined;
  readonly services: ServiceSet;
  /** How the same packets fare on the other side. */
  readonly counterpart: Stretch | undefined;
}

/** Cuts a piece along the other side's pieces and keeps what those do not let through. */
function* missingFrom(others: readonly Piece[], piece: Piece, allowed: ServiceSet): Generator<Missing> {
  const same = others.filter(({ key, range }) => key === piece.key && typeof range?.[0] === typeof piece.range?.[0]);
  if (piece.range === undefined) {
    let rest = allowed;
    for (const other of same) rest = subtractServices(rest, allowedOf(other));
    if (hasServices(rest)) {
      const counterpart = same.find((other) => overlaps(other.stretch, piece.stretch)) ?? same[0];
      yield { range: undefined, services: rest, counterpart: counterpart?.stretch };
    }
    return;
  }
  const [first, end] = piece.range;
  const cuts = new Set([first, ...same.flatMap(({ range }) => range!).filter((at) => first < at && at < end)]);
  const starts = [...cuts].sort((a, b) => (a < b ? -1 : 1));
  for (const [index, start] of starts.entries()) {
    const covering = same.filter(({ range }) => range![0] <= start && start < range![1]);
    let rest = allowed;
    for (const other of covering) rest = subtractServices(rest, allowedOf(other));
    if (hasServices(rest))
      yield {
        range: [start, starts[index + 1] ?? end],
        services: rest,
        counterpart: covering[0] && at(covering[0].stretch, piece, start),
      };
  }
}

/** Whether two stretches have a packet in common. */
function overlaps(a: Stretch, b: Stretch): boolean {
  const meet = ([first, end]: Stretch['sources'], [low, high]: Stretch['sources']) => first < high && low < end;
  return meet(a.sources, b.sources) && meet(a.destinations, b.destinations);
}

/** A stretch told from the outside address where the missing packets begin. */
function at(stretch: Stretch, { stretch: { from } }: Piece, start: AddressNumber): Stretch {
  return from.kind === 'host'
    ? { ...stretch, destinations: [start, stretch.destinations[1]] }
    : { ...stretch, sources: [start, stretch.sources[1]] };
}

/** Doubts about packets that were not in doubt, or not possible, before. */
function newDoubts(before: Compiled, old: readonly Piece[], after: Compiled, now: readonly Piece[]): string[] {
  const settled = new Set(old.flatMap((piece) => doubtsOf(before, piece)));
  return now.flatMap((piece) => doubtsOf(after, piece)).filter((text) => !settled.has(text));
}

function doubtsOf(net: Compiled, { stretch, doubt }: Piece): string[] {
  const { both, way } = stretch.evaluation;
  if (!hasServices(subtractServices(both.possible, both.allowed)) && doubt === undefined) return [];
  const texts = way.steps.flatMap((step) => (step.kind === 'doubt' ? [step.text] : []));
  const rules = way.steps.flatMap((step) =>
    step.kind === 'security-group'
      ? groupsOf(net, step.host).flatMap((group) =>
          group[step.direction]().rules.flatMap((rule) => ruleDoubt(rule) ?? []),
        )
      : [],
  );
  return [...texts, ...rules];
}
