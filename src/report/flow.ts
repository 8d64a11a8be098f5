import type { Cause, Diff, DiffRow, Party } from '../reachability/index.ts';
import { serviceText } from './service.ts';

/** Rows worst first and then in an order of their own: the same diff gives the same bytes. */
export function ordered(rows: readonly DiffRow[]): readonly DiffRow[] {
  return rows
    .map((row) => ({ row, rank: rank(row), key: sortKey(row) }))
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}

function rank(row: DiffRow): number {
  return (fromInternet(row) ? 0 : fromNamed(row) ? 2 : 4) + (row.potential ? 1 : 0);
}

function sortKey(row: DiffRow): string {
  const party = ({ kind, name, id, cidrs }: Party) => [name, kind, id ?? '', (cidrs ?? []).join()].join('\t');
  return [party(row.from), party(row.to), serviceText(row.services, Number.POSITIVE_INFINITY)].join('\n');
}

/**
 * Whether the row lets the internet in: all of it, or addresses there that the organisation has no name for. A row that only
 * lets something out to it is of another weight.
 */
export function fromInternet(row: DiffRow): boolean {
  return isFromOutside(row) && row.from.kind !== 'named';
}

/** Whether the row lets in, over the internet, a range that the organisation named, such as its office. */
export function fromNamed(row: DiffRow): boolean {
  return isFromOutside(row) && row.from.kind === 'named';
}

/** Whether the row lets something out to the internet, or to addresses there without a name. */
export function toInternet(row: DiffRow): boolean {
  return row.exposure === 'internet' && !isFromOutside(row) && row.to.kind !== 'named';
}

/** What crosses the internet has one end there; the other is interfaces, by what they are or hold. */
function isFromOutside({ exposure, from }: DiffRow): boolean {
  return exposure === 'internet' && OUTSIDE.has(from.kind);
}

const OUTSIDE: ReadonlySet<Party['kind']> = new Set(['internet', 'cidr', 'prefix-list', 'named']);

/** What opening a row is marked by. */
export function openedMark(row: DiffRow, isForbidden = false): string {
  if (fromInternet(row)) return '🔴';
  if (isForbidden) return '⛔';
  return fromNamed(row) ? '🟠' : '➕';
}

/** To what a row opens, where that is outside: `the internet`, `office`. */
export function openedTo(row: DiffRow): string | undefined {
  if (fromInternet(row)) return 'the internet';
  return fromNamed(row) ? row.from.name : undefined;
}

/** `web · 3 interfaces`, `internet (198.51.100.0/24)`. */
export function partyText(party: Party, potential = false): string {
  const { kind, name, interfaceIds, cidrs } = party;
  // What a group may come to hold is no interface yet.
  const members = interfaceIds?.filter((id) => !id.startsWith('potential:')).length ?? 0;
  const size =
    !potential && kind !== 'interface' && members > 0 ? ` · ${members} interface${members === 1 ? '' : 's'}` : '';
  // A name such as `internet except office` says already which part is meant.
  const part = kind === 'internet' && name === 'internet' && cidrs ? internetPart(cidrs) : '';
  return `${name}${part}${size}`;
}

/** Which part of the internet is meant; IPv4 alone is what people mean by it anyway. */
function internetPart(cidrs: readonly string[]): string {
  if (cidrs.length === 0) return '';
  const parts = cidrs.filter((cidr) => cidr !== '0.0.0.0/0');
  if (parts.length < cidrs.length && parts.every((cidr) => cidr === '::/0')) return '';
  return parts.length === 1 && parts[0] === '::/0' ? ' (IPv6)' : ` (${cidrList(cidrs)})`;
}

function cidrList(cidrs: readonly string[]): string {
  return cidrs.length > 3 ? `${cidrs.slice(0, 3).join(', ')} and ${cidrs.length - 3} more` : cidrs.join(', ');
}

/** The diff as other tools read it: the contract in docs/reachability.md, nothing more and nothing less. */
export function diffJson(diff: Diff) {
  return {
    opened: ordered(diff.opened).map(flowJson),
    closed: ordered(diff.closed).map(flowJson),
    unknowns: [...diff.unknowns],
  };
}

/** One flow as other tools read it. */
export function flowJson({ from, to, services, because, exposure, potential }: DiffRow) {
  return { from: partyJson(from), to: partyJson(to), services, because: because.map(causeJson), exposure, potential };
}

function partyJson({ kind, name, cidrs }: Party) {
  return { kind, name, ...(cidrs && { cidrs }) };
}

function causeJson({ address, ruleId, file, line, text }: Cause) {
  return {
    ...(address !== undefined && { address }),
    ...(ruleId !== undefined && { ruleId }),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    text,
  };
}
