import type { AddressNumber, Family } from '../../network/index.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';
import { type AnswerTable, answerTable, createAnswers } from './answers.ts';
import { type Cell, cellsInto } from './cells.ts';
import { placeKeys } from './places.ts';
import { type Entry, type Place, type Senders, sendersAmong, sendersOf, stretchesOf } from './senders.ts';
import { makeWays, type Receiver, receiversOf, type Ways, waysOf } from './ways.ts';

/** How a receiver is addressed: by an own address of a family, or by a public one. */
export type Line = 'own4' | 'own6' | 'public';
const LINES: readonly Line[] = ['own4', 'own6', 'public'];

/** Senders that fare alike before and alike after, and the lines on which the two differ. */
export interface Part {
  readonly ids: readonly string[];
  readonly lines: readonly Line[];
}

/** The senders to ask about: all, those that changed themselves, or beside those the ones at some places. */
export type Asked = 'all' | 'changed' | Record<Family, readonly Place[]>;

/** The senders that get another answer from a receiver after than before. The receiver may be missing on one side. */
export type PartsOf = (before: Host | undefined, after: Host | undefined, asked: Asked) => readonly Part[];

export interface Sides {
  readonly before: Compiled;
  readonly after: Compiled;
  /** The ids of interfaces that are not, or do not send, alike on both. */
  readonly changed: ReadonlySet<string>;
  /** Whether they differ in the rules of groups alone: then all ways are the same. */
  readonly isOfRules: boolean;
  /** Of packets that may fare differently. */
  readonly families: ReadonlySet<Family>;
}

/** One of the two networks: who sends alike in both, and who does not. */
interface Side {
  readonly net: Compiled;
  readonly ways: Ways;
  readonly kept: Record<Family, Senders>;
  readonly changed: Record<Family, Senders>;
}

/**
 * Compares what gets through between interfaces, receiver by receiver. Senders that did not change are arranged once for
 * both networks; each cell of answers is written down by sender, and the two lists are held against each other.
 */
export function comparer(pair: Sides): PartsOf {
  const { before, after, changed, isOfRules, families } = pair;
  const owners = ownersOf(before, changed);
  const isChanged = new Uint8Array(owners.ids.length);
  for (const id of changed) isChanged[owners.byId(id)] = 1;
  const sides = sidesOf(pair, owners);
  const concerned = concernedBy(owners, changed);
  const answers = createAnswers();
  const lists = new Map<Line, readonly [Int32Array, Int32Array]>();
  const listsOf = (line: Line) => {
    const known = lists.get(line) ?? [new Int32Array(owners.ids.length), new Int32Array(owners.ids.length)];
    lists.set(line, known);
    return known;
  };

  const record = (list: Int32Array, table: AnswerTable, cell: Cell, isOfKept: boolean) => {
    const answer = table.add(cell);
    const numbers = numbersOf(cell.entries);
    for (let at = cell.first; at < cell.end; at++) {
      const owner = numbers[at]!;
      if (isOfKept && isChanged[owner] === 1) continue;
      const known = list[owner]!;
      list[owner] = known === 0 ? answer : table.both(known, answer);
    }
  };
  const ask = (side: Side, receiver: Receiver, asked: Asked, list: Int32Array, table: AnswerTable) => {
    const { net, ways } = side;
    const [kept, own] = [side.kept[receiver.family], side.changed[receiver.family]];
    if (asked !== 'changed') {
      const places = asked === 'all' ? kept.places : asked[receiver.family];
      for (const cell of cellsInto(net, ways, kept, places, receiver)) record(list, table, cell, true);
    }
    for (const cell of cellsInto(net, ways, own, own.places, receiver)) record(list, table, cell, false);
  };
  // Potential senders are told apart from others. Where a way may differ, so are places, which causes name, and groups, which
  // rows name then; what is new on one side is named by the rules of groups alone.
  const traitsOf = (owner: number, isInBoth: boolean) => {
    const was = before.hosts[owner];
    // Rules make no interface another one.
    if (isOfRules) return was?.interface.hypothetical ? 'potential' : '';
    const id = owners.ids[owner]!;
    const is = after.hostById.get(id);
    const potential = was?.interface.hypothetical || is?.interface.hypothetical ? 'potential' : '';
    if (!isInBoth || !was || !is) return potential;
    return [potential, spotsOf(before, was), spotsOf(after, is), groupsOf(id)].join('>');
  };
  const groupsOf = (id: string) => [before, after].map((net) => net.hostById.get(id)?.groupKey).join('>');

  return (old, now, asked) => {
    const table = answerTable(answers, isOfRules && changed.size === 0);
    const spoken = new Set<Line>();
    for (const [at, host] of [old, now].entries())
      for (const receiver of host ? receiversOf(sides[at]!.net, host, sides[at]!.ways) : []) {
        if (!families.has(receiver.family)) continue;
        spoken.add(lineOf(receiver));
        ask(sides[at]!, receiver, asked, listsOf(lineOf(receiver))[at as 0 | 1], table);
      }
    const compared = LINES.filter((line) => spoken.has(line)).map((line) => ({ line, lists: listsOf(line) }));
    const isInBoth = old !== undefined && now !== undefined;
    const root = kindOf([]);
    const parts: Part[] = [];
    for (const owner of concerned(asked)) {
      let kind = root;
      for (const [at, { line, lists }] of compared.entries()) {
        const [one, other] = [lists[0][owner]!, lists[1][owner]!];
        if (one !== 0) lists[0][owner] = 0;
        if (other !== 0) lists[1][owner] = 0;
        if (one === other || table.answer(one) === table.answer(other)) continue;
        kind = kindWith(kind, (one * table.size() + other) * LINES.length + at, line);
      }
      if (kind === root) continue;
      const traits = traitsOf(owner, isInBoth);
      if (traits !== '') kind = kindWith(kind, traits);
      if (kind.ids.push(owners.ids[owner]!) === 1) parts.push(kind);
    }
    return parts;
  };
}

/** Senders that are alike in what was said of them so far, and kinds of them by what is said next. */
interface Kind {
  readonly lines: readonly Line[];
  readonly ids: string[];
  readonly next: Map<number | string, Kind>;
}

function kindOf(lines: readonly Line[]): Kind {
  return { lines, ids: [], next: new Map() };
}

function kindWith({ lines, next }: Kind, said: number | string, line?: Line): Kind {
  const known = next.get(said);
  if (known) return known;
  const kind = kindOf(line ? [...lines, line] : lines);
  next.set(said, kind);
  return kind;
}

function sidesOf({ before, after, changed, isOfRules }: Sides, owners: Owners): readonly Side[] {
  const isKept = ({ interface: { id } }: Host) => !changed.has(id);
  const kept = isOfRules
    ? sendersOf(before)
    : sendersAmong(before, before.hosts.filter(isKept), {
        owner: owners.of,
        spot: jointSpots(before, after),
        nets: [before, after],
      });
  const side = (net: Compiled, ways: Ways): Side => {
    const hosts = [...changed].flatMap((id) => net.hostById.get(id) ?? []);
    const arrangement = { owner: owners.of, spot: placeKeys(ways.net), nets: [before, after] };
    return { net, ways, kept, changed: sendersAmong(net, hosts, arrangement) };
  };
  return [side(before, waysOf(before)), side(after, isOfRules ? waysOf(before) : makeWays(after))];
}

function lineOf({ family, shown }: Receiver): Line {
  if (shown !== undefined) return 'public';
  return family === 4 ? 'own4' : 'own6';
}

/** Senders by number: those of the network before by their index, new ones after them. */
interface Owners {
  readonly ids: readonly string[];
  readonly of: (host: Host) => number;
  readonly byId: (id: string) => number;
}

const idsOf = new WeakMap<readonly Host[], readonly string[]>();

function ownersOf({ hosts, hostById }: Compiled, changed: ReadonlySet<string>): Owners {
  const added = [...changed].filter((id) => !hostById.has(id));
  const numbers = new Map(added.map((id, at) => [id, hosts.length + at]));
  const byId = (id: string) => hostById.get(id)?.index ?? numbers.get(id)!;
  const ids = idsOf.get(hosts) ?? hosts.map(({ interface: { id } }) => id);
  idsOf.set(hosts, ids);
  return {
    ids: added.length === 0 ? ids : [...ids, ...added],
    byId,
    of: ({ interface: { id } }) => byId(id),
  };
}

const numbers = new WeakMap<readonly Entry[], Int32Array>();

/** The numbers of some entries in their order: they are gone through again and again. */
function numbersOf(entries: readonly Entry[]): Int32Array {
  const known = numbers.get(entries) ?? Int32Array.from(entries, ({ owner }) => owner);
  numbers.set(entries, known);
  return known;
}

/** The senders that each question concerns, listed once for all receivers it is asked of. */
function concernedBy({ ids, byId }: Owners, changed: ReadonlySet<string>): (asked: Asked) => readonly number[] {
  const known = new Map<Asked, readonly number[]>();
  const list = (asked: Asked): readonly number[] => {
    if (asked === 'changed') return [...changed].map(byId);
    if (asked === 'all') return [...ids.keys()];
    const isConcerned = new Uint8Array(ids.length);
    for (const id of changed) isConcerned[byId(id)] = 1;
    for (const { entries } of [...asked[4], ...asked[6]])
      for (const owner of numbersOf(entries)) isConcerned[owner] = 1;
    const concerned: number[] = [];
    for (let owner = 0; owner < isConcerned.length; owner++) if (isConcerned[owner] === 1) concerned.push(owner);
    return concerned;
  };
  return (asked) => {
    const found = known.get(asked) ?? list(asked);
    known.set(asked, found);
    return found;
  };
}

/** A place where neither network tells addresses apart. */
function jointSpots(before: Compiled, after: Compiled): (host: Host, own: AddressNumber) => string {
  const [was, is] = [placeKeys(before), placeKeys(after)];
  return (host, own) => {
    const now = after.hostById.get(host.interface.id);
    return `${was(host, own)}>${now ? is(now, own) : ''}`;
  };
}

function spotsOf(net: Compiled, host: Host): string {
  const keyOf = placeKeys(net);
  const of = (family: Family) => stretchesOf(host, family, [net]).map(({ own }) => keyOf(host, own));
  return [...of(4), ...of(6)].join();
}
