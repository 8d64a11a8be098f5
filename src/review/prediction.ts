import type { Network } from '../network/index.ts';
import { addressSet, compile, type DiffRow, diff, hasAddresses, intersectAddresses } from '../reachability/index.ts';
import { layOver, type RootNetworks } from './lay-over.ts';
import type { Rules } from './rules.ts';
import type { AccountTarget } from './targets.ts';

/** A row by what people know it by; ids of what is only in code change when it is made. */
interface PredictedRow {
  readonly direction: 'opened' | 'closed';
  readonly from: string;
  readonly to: string;
  readonly services: string;
  /** Addresses of the two ends that are ranges: a part of one has another name. */
  readonly fromCidrs?: readonly string[];
  readonly toCidrs?: readonly string[];
}

/** What a review said of one account: enough to see later whether it came true. Plain data. */
export interface Prediction {
  readonly roots: readonly RootNetworks[];
  readonly rows: readonly PredictedRow[];
  /** Interfaces that the internet comes to reach, by other services perhaps. */
  readonly exposed: readonly string[];
  /** And those that it reaches no more, or less. */
  readonly covered: readonly string[];
}

/** What a target predicts; nothing when it changes nothing that a scan could see. */
export function predictionOf({ comparison }: Pick<AccountTarget, 'comparison'>): Prediction | undefined {
  const { diff: changes, roots } = comparison;
  const rows = [...rowsOf('opened', changes.opened), ...rowsOf('closed', changes.closed)];
  return rows.length === 0
    ? undefined
    : { roots, rows, exposed: reached(changes.opened), covered: reached(changes.closed) };
}

/** What may hold a group later is not there to be seen. */
function rowsOf(direction: PredictedRow['direction'], rows: readonly DiffRow[]): PredictedRow[] {
  return rows
    .filter(({ potential }) => !potential)
    .map(({ from, to, services }) => ({
      direction,
      from: from.name,
      to: to.name,
      services: JSON.stringify(services),
      ...(from.cidrs && { fromCidrs: from.cidrs }),
      ...(to.cidrs && { toCidrs: to.cidrs }),
    }));
}

/** Interfaces at the end of rows that come from the internet. */
function reached(rows: readonly DiffRow[]): readonly string[] {
  const exposing = rows.filter(
    ({ exposure, potential, to }) => exposure === 'internet' && !potential && to.kind !== 'internet',
  );
  return [...new Set(exposing.flatMap(({ to }) => to.interfaceIds ?? to.id ?? []))];
}

/** `different`: some of it is there, and some is not, or not as said. */
export type Outcome = 'applied' | 'missing' | 'different';

/** Whether what was predicted is what the account now is: what the code would still change is compared with it. */
export function outcomeOf({ roots, rows }: Prediction, live: Network, { named }: Pick<Rules, 'named'>): Outcome {
  const rest = diff(compile(live), compile(layOver(live, roots).after), { named });
  const pending = [...rowsOf('opened', rest.opened), ...rowsOf('closed', rest.closed)];
  const isWhole = (row: PredictedRow) =>
    pending.some(
      (other) =>
        other.direction === row.direction &&
        other.from === row.from &&
        other.to === row.to &&
        other.services === row.services,
    );
  if (rows.every(isWhole)) return 'missing';
  return rows.some((row) => pending.some((other) => meets(row, other))) ? 'different' : 'applied';
}

/** Whether a part of a row is in another. */
function meets(row: PredictedRow, other: PredictedRow): boolean {
  return (
    other.direction === row.direction &&
    (other.from === row.from || overlap(other.fromCidrs, row.fromCidrs)) &&
    (other.to === row.to || overlap(other.toCidrs, row.toCidrs))
  );
}

function overlap(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return hasAddresses(intersectAddresses(addressSet(a), addressSet(b)));
}
