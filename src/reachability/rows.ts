import type { RulePeer } from '../network/index.ts';
import type { Cause, DiffRow, Party, Witness } from './answer.ts';
import type { Change, Side } from './changes.ts';
import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';
import type { CompiledGroup, CompiledRule } from './compile/security-groups.ts';
import { compareCauses, compareTexts, ruleCause } from './describe.ts';
import { type Names, namesOf, outsideParty, renamed } from './names.ts';
import { type AddressSet, unionAddresses } from './sets/addresses.ts';
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

interface Row {
  readonly from: Party;
  readonly to: Party;
  readonly services: ServiceSet;
  readonly because: readonly Cause[];
  readonly exposure: 'internet' | 'internal';
  readonly potential: boolean;
  readonly witness: () => Witness;
  readonly addresses: AddressSet;
}

/**
 * The fewest rows a person can read: changes with the same causes, parties and services are one row, members together;
 * parties are groups and named ranges rather than interfaces; in a stable order.
 */
export function toRows(
  net: Compiled,
  changes: readonly Change[],
  { named }: RowOptions,
  style: RowStyle = {},
): DiffRow[] {
  const names = namesOf(net, named);
  const rows = new Map<string, Row>();
  for (const change of changes) {
    const row = rowOf(net, change, style);
    const key = JSON.stringify([
      row.from.kind,
      row.from.name,
      row.to.kind,
      row.to.name,
      row.exposure,
      row.potential,
      row.services,
      row.because.map(({ text }) => text),
    ]);
    const known = rows.get(key);
    rows.set(key, known ? merge(known, row) : row);
  }
  const all = [...rows.values()];
  return (style.isWhole ? all : withoutCovered(all))
    .map((row) => ({
      row,
      from: partyOf(net, row, row.from, names),
      to: partyOf(net, row, row.to, names),
    }))
    .map(({ row, from, to }): DiffRow => {
      const { because, exposure, potential, witness, services } = row;
      return {
        from,
        to,
        services: toServiceRanges(services),
        because,
        exposure,
        potential,
        witness: witness(),
      };
    })
    .sort(byReader);
}

function rowOf(net: Compiled, change: Change, { subject }: RowStyle): Row {
  const { services, witness, addresses } = change;
  const because = change.because.toSorted(compareCauses);
  const members = (side: Side) => (side.kind === 'hosts' ? side.ids.flatMap((id) => net.hostById.get(id) ?? []) : []);
  const [senders, receivers] = [members(change.from), members(change.to)];
  const rules = because.flatMap((cause) => findRule(net, cause));
  const ingress = rules.find(({ rule }) => rule.direction === 'ingress');
  const egress = rules.find(({ rule }) => rule.direction === 'egress');
  const from =
    senders.length === 0
      ? OUTSIDE
      : subject === 'from'
        ? groupParty(net, senders, undefined)
        : ((ingress && peerParty(net, ingress.rule.peer, senders)) ?? groupParty(net, senders, egress?.group.id));
  const to =
    receivers.length === 0
      ? OUTSIDE
      : (!ingress && egress && subject !== 'to' && peerParty(net, egress.rule.peer, receivers)) ||
        groupParty(net, receivers, subject === 'to' ? undefined : ingress?.group.id);
  const potential = [...senders, ...receivers].some(({ interface: eni }) => eni.hypothetical);
  return {
    from,
    to,
    services,
    because,
    exposure: change.isInternet ? 'internet' : 'internal',
    potential,
    witness,
    addresses,
  };
}

/** Filled in once the row's addresses are complete. */
const OUTSIDE: Party = { kind: 'internet', name: '' };

const ruleIndexes = new WeakMap<CompiledGroup, ReadonlyMap<string, CompiledRule>>();

/** The rule a cause speaks of. */
function findRule(net: Compiled, { resource, text }: Cause): readonly CompiledRule[] {
  const group = resource === undefined ? undefined : net.groups.get(resource);
  if (group?.group === undefined) return [];
  const index =
    ruleIndexes.get(group) ??
    new Map([...group.ingress().rules, ...group.egress().rules].map((rule) => [ruleCause(rule).text, rule]));
  ruleIndexes.set(group, index);
  const rule = index.get(text);
  return rule ? [rule] : [];
}

function peerParty(net: Compiled, peer: RulePeer, hosts: readonly Host[]): Party | undefined {
  const interfaceIds = ids(hosts);
  switch (peer.kind) {
    case 'cidr':
      return /\/0$/.test(peer.cidr)
        ? { kind: 'cidr', name: `any address (${peer.cidr})`, cidrs: [peer.cidr], interfaceIds }
        : { kind: 'cidr', name: peer.cidr, cidrs: [peer.cidr], interfaceIds };
    case 'security-group':
      return groupParty(net, hosts, peer.groupId);
    case 'prefix-list': {
      const list = net.network.prefixLists.find(({ id }) => id === peer.prefixListId);
      return { kind: 'prefix-list', name: list?.name ?? peer.prefixListId, id: peer.prefixListId, interfaceIds };
    }
    case 'unknown':
      return undefined;
  }
}

function ids(hosts: readonly Host[]): string[] {
  return hosts.map(({ interface: eni }) => eni.id).sort();
}

/** Interfaces by the group that matters here, or by all groups they share; without any, by instance or interface. */
function groupParty(net: Compiled, hosts: readonly Host[], groupId: string | undefined): Party {
  const [first] = hosts;
  const interfaceIds = ids(hosts);
  const balancer = first?.balancer;
  if (balancer && groupId === undefined)
    return { kind: 'load-balancer', name: balancer.name ?? balancer.id, id: balancer.id, interfaceIds };
  const shared = groupId !== undefined ? [groupId] : [...(first?.groupIds ?? [])].sort();
  if (shared.length > 0) {
    const groups = shared.map((id) => net.groups.get(id)?.group?.groupName || id);
    return { kind: 'security-group', name: groups.join(' + '), id: shared.join(' + '), interfaceIds };
  }
  const eni = first?.interface;
  if (eni?.instanceId) return { kind: 'instance', name: eni.name ?? eni.instanceId, id: eni.instanceId, interfaceIds };
  return { kind: 'interface', name: eni?.name ?? eni?.id ?? '', ...(eni && { id: eni.id }), interfaceIds };
}

function merge(a: Row, b: Row): Row {
  return {
    ...a,
    from: mergeParties(a.from, b.from),
    to: mergeParties(a.to, b.to),
    addresses: unionAddresses(a.addresses, b.addresses),
  };
}

function mergeParties(a: Party, b: Party): Party {
  if (a.interfaceIds === undefined || b.interfaceIds === undefined) return a;
  return { ...a, interfaceIds: [...new Set([...a.interfaceIds, ...b.interfaceIds])].sort() };
}

/**
 * A rule open to the world lets the internet in and every neighbour too: the row of the internet says it all, those of
 * neighbours that come in by the same ingress rules, or go out by the same egress rules, say nothing more.
 */
function withoutCovered(rows: readonly Row[]): Row[] {
  const texts = (row: Row, resource: string | undefined) =>
    row.because.filter((cause) => cause.resource === resource).map(({ text }) => text);
  const covers = (outer: Row, row: Row) => {
    const side = outer.from === OUTSIDE ? 'to' : 'from';
    if (outer[side].id !== row[side].id || hasServices(subtractServices(row.services, outer.services))) return false;
    const known = texts(outer, outer[side].id);
    const own = texts(row, row[side].id);
    return own.length > 0 && own.every((text) => known.includes(text));
  };
  const outers = rows.filter(({ from, to }) => from === OUTSIDE || to === OUTSIDE);
  return rows.filter((row) => outers.includes(row) || !isOpen(row) || !outers.some((outer) => covers(outer, row)));
}

/** Whether a row's far side is "any address". */
function isOpen({ from, to }: Row): boolean {
  return [from, to].some((party) => party.kind === 'cidr' && party.cidrs?.some((cidr) => cidr.endsWith('/0')));
}

function partyOf(net: Compiled, { addresses }: Row, party: Party, names: Names): Party {
  return party === OUTSIDE ? outsideParty(net, addresses, names) : renamed(party, names);
}

/** The internet first, real before potential, then by name. */
function byReader(a: DiffRow, b: DiffRow): number {
  return (
    Number(b.exposure === 'internet') - Number(a.exposure === 'internet') ||
    Number(a.potential) - Number(b.potential) ||
    compareTexts(a.to.name, b.to.name) ||
    compareTexts(a.from.name, b.from.name) ||
    compareTexts(JSON.stringify(a.services), JSON.stringify(b.services)) ||
    compareTexts(JSON.stringify(a.because), JSON.stringify(b.because))
  );
}
