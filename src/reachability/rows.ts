import type { RulePeer } from '../network/index.ts';
import type { Cause, DiffRow, Party, Witness } from './answer.ts';
import type { Change, Side } from './changes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import { compareCauses, compareTexts } from './describe.ts';
import { findRule } from './named-rules.ts';
import { type Names, namesOf, outsideParty, renamed } from './names.ts';
import { type AddressSet, NO_ADDRESSES, unionAddresses } from './sets/addresses.ts';
import { hasServices, type ServiceSet, subtractServices, toServiceRanges } from './sets/services.ts';

export interface RowOptions {
  /** Names for address ranges, used in rows instead of their CIDRs: `{ office: ['198.51.100.0/24'] }`. */
  readonly named?: Readonly<Record<string, readonly string[]>>;
}

/** How a list of flows is told, other than a difference. */
export interface RowStyle {
  /** Every row, those of neighbours too that the row of the internet covers. */
  readonly isWhole?: boolean;
  /** The end that is asked about: told by the groups its interfaces hold, whatever rules call it. */
  readonly subject?: 'from' | 'to';
}

/** A row as it grows: its parties get their interfaces at the end. */
interface Row {
  readonly from: Party;
  readonly to: Party;
  readonly senders: readonly string[];
  readonly receivers: readonly string[];
  readonly services: ServiceSet;
  readonly because: readonly Cause[];
  readonly exposure: 'internet' | 'internal';
  readonly potential: boolean;
  readonly witness: () => Witness;
  readonly addresses: AddressSet;
}

/** Rows of the same causes, parties and services as one. */
type Merged = Omit<Row, 'senders' | 'receivers'> & { readonly senders: Set<string>; readonly receivers: Set<string> };

/** Makes rows of changes, one after the other: what they have in common is kept once, however many there are. */
export interface RowMaker {
  readonly add: (change: Change) => void;
  readonly rows: () => DiffRow[];
}

/**
 * The fewest rows a person can read: changes with the same causes, parties and services are one row, members together;
 * parties are groups and named ranges rather than interfaces; in a stable order.
 */
export function rowMaker(net: Compiled, { named }: RowOptions, style: RowStyle = {}): RowMaker {
  const [outers, inners] = [merger(), merger()];
  // These may be said by a row of the internet that is yet to come; merged, they would not know who of them sends to whom.
  const open: Row[] = [];
  return {
    add: (change) => {
      for (const row of rowsOf(net, change, style))
        if (isOuter(row)) outers.add(row);
        else if (style.isWhole || !isOpen(row)) inners.add(row);
        else open.push(row);
    },
    rows: () => {
      const known = outers.rows();
      const near = nearOf(known);
      for (const row of open) for (const rest of uncovered(row, near)) inners.add(rest);
      const names = namesOf(net, named);
      return inOrder([...known, ...inners.rows()].map((row) => told(net, row, names)));
    },
  };
}

function told(net: Compiled, row: Merged, names: Names): DiffRow {
  const { because, exposure, potential, witness, services, senders, receivers } = row;
  return {
    from: withMembers(partyOf(net, row, row.from, names), senders),
    to: withMembers(partyOf(net, row, row.to, names), receivers),
    services: toServiceRanges(services),
    because,
    exposure,
    potential,
    witness: witness(),
  };
}

function* rowsOf(net: Compiled, change: Change, { subject }: RowStyle): Generator<Row> {
  const { services, witness, addresses, isInternet } = change;
  const because = change.because.toSorted(compareCauses);
  const rules = because.flatMap((cause) => findRule(net, cause));
  const ingress = rules.find(({ rule }) => rule.direction === 'ingress');
  const egress = rules.find(({ rule }) => rule.direction === 'egress');
  const sender = ingress ? peerParty(net, ingress.rule.peer) : undefined;
  const receiver = !ingress && egress ? peerParty(net, egress.rule.peer) : undefined;
  const senders =
    subject === 'from' ? ownParties(net, change.from) : partiesOf(net, change.from, sender, egress?.group.id);
  const receivers =
    subject === 'to' ? ownParties(net, change.to) : partiesOf(net, change.to, receiver, ingress?.group.id);
  for (const from of senders)
    for (const to of receivers)
      yield {
        from: from.party,
        to: to.party,
        services,
        because,
        exposure: isInternet ? 'internet' : 'internal',
        potential: from.isPotential || to.isPotential,
        witness,
        addresses,
        senders: from.ids,
        receivers: to.ids,
      };
}

interface Members {
  readonly party: Party;
  readonly ids: readonly string[];
  readonly isPotential: boolean;
}

/** The interfaces of a side by what a rule calls them, as its peer or the group that holds it; else by their own groups. */
function partiesOf(
  net: Compiled,
  side: Side,
  peer: Party | undefined,
  groupId: string | undefined,
): readonly Members[] {
  const party = peer ?? (groupId === undefined ? undefined : groupParty(net, [groupId]));
  if (side.kind === 'outside' || party === undefined) return ownParties(net, side);
  return [{ party, ids: side.ids, isPotential: isPotential(net, side.example) }];
}

function ownParties(net: Compiled, side: Side): readonly Members[] {
  if (side.kind === 'outside') return [{ party: OUTSIDE, ids: [], isPotential: false }];
  const parties = new Map<string, Members & { ids: string[] }>();
  for (const id of side.ids) {
    const party = ownParty(net, net.hostById.get(id));
    const key = `${party.kind} ${party.id} ${party.name}`;
    const known = parties.get(key);
    if (known) known.ids.push(id);
    else parties.set(key, { party, ids: [id], isPotential: isPotential(net, side.example) });
  }
  return [...parties.values()];
}

/** Those of a side are all potential, or none is. */
function isPotential({ hostById }: Compiled, example: string): boolean {
  return hostById.get(example)?.interface.hypothetical === true;
}

interface Merger {
  readonly add: (row: Row) => void;
  readonly rows: () => readonly Merged[];
}

function merger(): Merger {
  const known = new Map<string, Merged>();
  return {
    add: (row) => {
      const { from, to, exposure, potential, services, because } = row;
      const texts = because.map(({ text }) => text);
      const key = JSON.stringify([from.kind, from.name, to.kind, to.name, exposure, potential, services, texts]);
      const same = known.get(key);
      if (same === undefined) {
        known.set(key, { ...row, senders: new Set(row.senders), receivers: new Set(row.receivers) });
        return;
      }
      for (const id of row.senders) same.senders.add(id);
      for (const id of row.receivers) same.receivers.add(id);
      if (row.addresses !== NO_ADDRESSES)
        known.set(key, { ...same, addresses: unionAddresses(same.addresses, row.addresses) });
    },
    rows: () => [...known.values()],
  };
}

/** A party with the interfaces that are meant; what is outside has none. */
function withMembers(party: Party, ids: ReadonlySet<string>): Party {
  return ids.size === 0 ? party : { ...party, interfaceIds: [...ids].sort() };
}

/** Filled in once the row's addresses are complete. */
const OUTSIDE: Party = { kind: 'internet', name: '' };

function peerParty(net: Compiled, peer: RulePeer): Party | undefined {
  switch (peer.kind) {
    case 'cidr':
      return /\/0$/.test(peer.cidr)
        ? { kind: 'cidr', name: `any address (${peer.cidr})`, cidrs: [peer.cidr] }
        : { kind: 'cidr', name: peer.cidr, cidrs: [peer.cidr] };
    case 'security-group':
      return groupParty(net, [peer.groupId]);
    case 'prefix-list': {
      const list = net.network.prefixLists.find(({ id }) => id === peer.prefixListId);
      return { kind: 'prefix-list', name: list?.name ?? peer.prefixListId, id: peer.prefixListId };
    }
    case 'unknown':
      return undefined;
  }
}

function groupParty(net: Compiled, groupIds: readonly string[]): Party {
  const names = groupIds.map((id) => net.groups.get(id)?.group?.groupName || id);
  return { kind: 'security-group', name: names.join(' + '), id: groupIds.join(' + ') };
}

/** An interface by all groups it holds; without any, by instance or by itself. */
function ownParty(net: Compiled, host: Host | undefined): Party {
  const balancer = host?.balancer;
  if (balancer) return { kind: 'load-balancer', name: balancer.name ?? balancer.id, id: balancer.id };
  if (host && host.groupIds.size > 0) return groupParty(net, [...host.groupIds].sort());
  const eni = host?.interface;
  if (eni?.instanceId) return { kind: 'instance', name: eni.name ?? eni.instanceId, id: eni.instanceId };
  return { kind: 'interface', name: eni?.name ?? eni?.id ?? '', ...(eni && { id: eni.id }) };
}

/**
 * A rule open to the world lets the internet in and every neighbour too: for an interface of which the row of the internet
 * says so, rows of neighbours that come in by the same ingress rules, or go out by the same egress rules, say nothing more.
 */
function uncovered(row: Row, near: Near): readonly Row[] {
  if (!isOpen(row)) return [row];
  let { senders, receivers } = row;
  for (const outer of near.to.get(row.to.id) ?? [])
    if (covers(outer, row, 'to')) receivers = without(receivers, outer.receivers);
  for (const outer of near.from.get(row.from.id) ?? [])
    if (covers(outer, row, 'from')) senders = without(senders, outer.senders);
  // Nobody is its own neighbour.
  if (receivers !== row.receivers && receivers.length === 1) senders = without(senders, new Set(receivers));
  if (senders !== row.senders && senders.length === 1) receivers = without(receivers, new Set(senders));
  return senders.length > 0 && receivers.length > 0 ? [{ ...row, senders, receivers }] : [];
}

/** Rows of the outside by the party at their other end. */
type Near = Readonly<Record<'from' | 'to', ReadonlyMap<string | undefined, readonly Merged[]>>>;

function nearOf(outers: readonly Merged[]): Near {
  const [incoming, outgoing] = [
    outers.filter(({ from }) => from === OUTSIDE),
    outers.filter(({ from }) => from !== OUTSIDE),
  ];
  return { to: Map.groupBy(incoming, ({ to }) => to.id), from: Map.groupBy(outgoing, ({ from }) => from.id) };
}

function without(ids: readonly string[], others: ReadonlySet<string>): readonly string[] {
  return ids.filter((id) => !others.has(id));
}

function isOuter({ from, to }: Pick<Row, 'from' | 'to'>): boolean {
  return from === OUTSIDE || to === OUTSIDE;
}

/** Whether the outside gets the same services of a group, by the same rules of that group. */
function covers(outer: Merged, row: Row, side: 'from' | 'to'): boolean {
  if (hasServices(subtractServices(row.services, outer.services))) return false;
  const texts = ({ because }: Pick<Row, 'because'>) =>
    because.filter(({ resource }) => resource === outer[side].id).map(({ text }) => text);
  const known = new Set(texts(outer));
  const own = texts(row);
  return own.length > 0 && own.every((text) => known.has(text));
}

/** Whether a row's far side is "any address". */
function isOpen({ from, to }: Row): boolean {
  return [from, to].some((party) => party.kind === 'cidr' && party.cidrs?.some((cidr) => cidr.endsWith('/0')));
}

function partyOf(net: Compiled, { addresses }: Merged, party: Party, names: Names): Party {
  return party === OUTSIDE ? outsideParty(net, addresses, names) : renamed(party, names);
}

/** The internet first, real before potential, then by name. */
function inOrder(rows: readonly DiffRow[]): DiffRow[] {
  const texts = new Map<unknown, string>();
  const textOf = (part: DiffRow['services'] | DiffRow['because']): string => {
    const text = texts.get(part) ?? JSON.stringify(part);
    texts.set(part, text);
    return text;
  };
  return rows.toSorted(
    (a, b) =>
      Number(b.exposure === 'internet') - Number(a.exposure === 'internet') ||
      Number(a.potential) - Number(b.potential) ||
      compareTexts(a.to.name, b.to.name) ||
      compareTexts(a.from.name, b.from.name) ||
      compareTexts(textOf(a.services), textOf(b.services)) ||
      compareTexts(textOf(a.because), textOf(b.because)),
  );
}
