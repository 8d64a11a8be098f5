import {
  type AddressRange,
  type Family,
  isUnknown,
  type NetworkAcl,
  type NetworkAclEntry,
  parseCidr,
} from '../../network/index.ts';
import { END_V4, END_V6 } from '../sets/addresses.ts';
import {
  ALL_SERVICES,
  NO_SERVICES,
  type ServiceSet,
  serviceSet,
  subtractServices,
  unionServices,
} from '../sets/services.ts';
import { certain, type Decision } from './decision.ts';
import { buildTable, type Span, type Table } from './table.ts';

export interface CompiledEntry {
  readonly entry: NetworkAclEntry;
  /** Absent while the CIDR is unknown. */
  readonly range?: AddressRange;
}

export interface CompiledAcl {
  readonly acl: NetworkAcl;
  /** In the order AWS asks them (rule 9). */
  readonly entries: Readonly<Record<'ingress' | 'egress', readonly CompiledEntry[]>>;
  readonly tables: Readonly<
    Record<'ingress' | 'egress', { readonly v4: Table<Decision>; readonly v6: Table<Decision> }>
  >;
}

export function compileAcl(acl: NetworkAcl): CompiledAcl {
  const entries = { ingress: orderedEntries(acl, 'ingress'), egress: orderedEntries(acl, 'egress') };
  return { acl, entries, tables: { ingress: compileEntries(entries.ingress), egress: compileEntries(entries.egress) } };
}

function orderedEntries(acl: NetworkAcl, direction: 'ingress' | 'egress'): CompiledEntry[] {
  return acl.entries
    .filter((entry) => entry.direction === direction)
    .sort((a, b) => a.ruleNumber - b.ruleNumber)
    .map((entry) => (isUnknown(entry.cidr) ? { entry } : { entry, range: parseCidr(entry.cidr) }));
}

function compileEntries(entries: readonly CompiledEntry[]): {
  readonly v4: Table<Decision>;
  readonly v6: Table<Decision>;
} {
  const spans: { 4: Span<NetworkAclEntry>[]; 6: Span<NetworkAclEntry>[] } = { 4: [], 6: [] };
  for (const { entry: item, range } of entries) {
    if (range) spans[range.family].push({ first: range.first, end: range.end, item });
    else {
      spans[4].push({ first: 0, end: END_V4, item });
      spans[6].push({ first: 0n, end: END_V6, item });
    }
  }
  const table = (family: Family) => buildTable(family, spans[family], decide);
  return { v4: table(4), v6: table(6) };
}

/**
 * The lowest rule number that matches decides (rule 9). What an entry of unknown extent might deny is carried on as in
 * doubt: a later allow then no longer makes it certain. What it might allow is possible, whatever comes later.
 */
function decide(entries: readonly NetworkAclEntry[]): Decision {
  let allowed: ServiceSet = NO_SERVICES;
  let possible: ServiceSet = NO_SERVICES;
  let decided: ServiceSet = NO_SERVICES;
  let doubtful: ServiceSet = NO_SERVICES;
  for (const entry of entries) {
    const matched = isUnknown(entry.service) ? ALL_SERVICES : serviceSet(entry.service);
    const open = subtractServices(matched, decided);
    if (entry.action === 'allow') possible = unionServices(possible, open);
    if (isUnknown(entry.cidr) || isUnknown(entry.service)) {
      if (entry.action === 'deny') doubtful = unionServices(doubtful, open);
      continue;
    }
    if (entry.action === 'allow') allowed = unionServices(allowed, subtractServices(open, doubtful));
    decided = unionServices(decided, matched);
  }
  return allowed.join() === possible.join() ? certain(allowed) : { allowed, possible };
}
