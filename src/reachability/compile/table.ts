import { type AddressNumber, type Family, parseCidr } from '../../network/index.ts';
import { END_V4, END_V6 } from '../sets/addresses.ts';

/**
 * An address under study together with how far the answers got so far stay the same: every table it is looked up in
 * lowers `until` to the end of the segment it fell in. Evaluating at one address and moving on to `until` visits
 * a whole range exactly, however many tables were asked on the way.
 */
export interface Cursor {
  readonly at: AddressNumber;
  until: AddressNumber;
}

/** A cursor at an address, good for the rest of its family until a table says otherwise. */
export function cursor(at: AddressNumber): Cursor {
  return { at, until: typeof at === 'number' ? END_V4 : END_V6 };
}

/** A piecewise constant function over the addresses of one family. */
export interface Table<V> {
  /** Ascending; `starts[0]` is the family's first address. */
  readonly starts: readonly AddressNumber[];
  /** `values[i]` holds from `starts[i]` up to the next start. */
  readonly values: readonly V[];
}

/** The value at a cursor's address; narrows the cursor to the segment. */
export function lookup<V>(table: Table<V>, cursor: Cursor): V {
  const { starts, values } = table;
  const at = segmentAt(table, cursor.at);
  if (at + 1 < starts.length && starts[at + 1]! < cursor.until) cursor.until = starts[at + 1]!;
  return values[at]!;
}

/** The index of the segment an address falls in. */
export function segmentAt({ starts }: Table<unknown>, address: AddressNumber): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= address) low = middle;
    else high = middle;
  }
  return low;
}

/** The table that says everywhere what all of some tables say together. */
export function mergeTables<V>(
  tables: readonly Table<V>[],
  origin: AddressNumber,
  nothing: V,
  combine: (a: V, b: V) => V,
  isSame: (a: V, b: V) => boolean,
): Table<V> {
  if (tables.length <= 1) return tables[0] ?? { starts: [origin], values: [nothing] };
  const starts: AddressNumber[] = [];
  const values: V[] = [];
  const segments = tables.map(() => 0);
  let start: AddressNumber | undefined = origin;
  while (start !== undefined) {
    const value = tables.reduce((all, table, at) => combine(all, table.values[segments[at]!]!), nothing);
    if (values.length === 0 || !isSame(values.at(-1)!, value)) {
      starts.push(start);
      values.push(value);
    }
    start = undefined;
    const following = tables.map((table, at) => table.starts[segments[at]! + 1]);
    for (const next of following) if (next !== undefined && (start === undefined || next < start)) start = next;
    following.forEach((next, at) => {
      if (next === start) segments[at]!++;
    });
  }
  return { starts, values };
}

/** An item that holds over [first, end). */
export interface Span<I> {
  readonly first: AddressNumber;
  readonly end: AddressNumber;
  readonly item: I;
}

/**
 * Builds a table from overlapping spans in one sweep. `resolve` is given the items that cover a segment, in the order of
 * `spans`; it is asked once for each distinct segment.
 */
export function buildTable<I, V>(
  family: Family,
  spans: readonly Span<I>[],
  resolve: (items: readonly I[]) => V,
): Table<V> {
  const origin = family === 4 ? 0 : 0n;
  const end = family === 4 ? END_V4 : END_V6;
  const events: { at: AddressNumber; index: number; opens: boolean }[] = [];
  spans.forEach((span, index) => {
    events.push({ at: span.first, index, opens: true });
    if (span.end < end) events.push({ at: span.end, index, opens: false });
  });
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const starts: AddressNumber[] = [];
  const values: V[] = [];
  const open = new Set<number>();
  const emit = (at: AddressNumber) => {
    const value = resolve([...open].sort((a, b) => a - b).map((index) => spans[index]!.item));
    if (values.length > 0 && values.at(-1) === value) return;
    starts.push(at);
    values.push(value);
  };
  let next = 0;
  if (events.length === 0 || events[0]!.at > origin) emit(origin);
  while (next < events.length) {
    const at = events[next]!.at;
    for (; next < events.length && events[next]!.at === at; next++) {
      const event = events[next]!;
      if (event.opens) open.add(event.index);
      else open.delete(event.index);
    }
    emit(at);
  }
  return { starts, values };
}

/** Whether an address is in some of the CIDRs, as a table for each family. */
export function membership(cidrs: readonly string[]): { readonly v4: Table<boolean>; readonly v6: Table<boolean> } {
  const spans = cidrs.map((cidr) => ({ ...parseCidr(cidr), item: true }));
  const build = (family: Family) =>
    buildTable(
      family,
      spans.filter((span) => span.family === family),
      (items) => items.length > 0,
    );
  return { v4: build(4), v6: build(6) };
}
