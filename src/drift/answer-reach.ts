import { type Compiled, compile, EndpointError, type Query, QueryError, reach } from '../reachability/index.ts';
import { renderReachAnswer, text } from '../report/index.ts';
import { type RegionSnapshot, toNetwork } from '../snapshot/index.ts';
import type { Snapshots } from '../store/index.ts';
import { type Place, withNeighbours } from './neighbours.ts';

export interface ReachScope {
  /** The accounts and Regions whoever asks may see, what is asked about first. */
  readonly own: readonly Place[];
  /** Every account and Region that is scanned: paths lead through them. */
  readonly linked: readonly Place[];
  /** Of the owner who links them. */
  readonly snapshots: Pick<Snapshots, 'newest'>;
}

/** Snapshots of one question at most, so that its memory is bounded. */
const LIMIT = 20;

/**
 * Answers who can reach what as of the newest snapshots. What a question names must lie in what whoever asks may see; the
 * way there may lead through what they may not.
 */
export async function answerReach(
  query: Query,
  { own, linked, snapshots }: ReachScope,
): Promise<{ readonly done: boolean; readonly text: string }> {
  const seen: RegionSnapshot[] = [];
  for (const place of own.slice(0, LIMIT)) {
    const stored = await snapshots.newest(place.account, place.region, 'any');
    if (stored) seen.push(stored.snapshot);
  }
  if (seen.length === 0) return { done: false, text: 'Nothing has been scanned yet that could answer this.' };
  const all = await withAllNeighbours(seen, linked, snapshots);
  try {
    const visible = networkOf(seen);
    const answer = reach(visible, query);
    const whole = all.length === seen.length ? answer : reach(networkOf(all), query);
    return { done: true, text: renderReachAnswer(query, whole, basisOf(seen, own.length)) };
  } catch (error) {
    if (!(error instanceof EndpointError || error instanceof QueryError)) throw error;
    return { done: false, text: text(error.message) };
  }
}

function networkOf(regions: readonly RegionSnapshot[]): Compiled {
  return compile(toNetwork({ regions }));
}

async function withAllNeighbours(
  seen: readonly RegionSnapshot[],
  linked: readonly Place[],
  snapshots: Pick<Snapshots, 'newest'>,
): Promise<readonly RegionSnapshot[]> {
  const name = ({ account, region }: Place) => `${account} ${region}`;
  const all = new Map(seen.map((snapshot) => [name(snapshot), snapshot]));
  for (const snapshot of seen)
    for (const next of await withNeighbours(snapshots, snapshot, linked, (one) => toNetwork({ regions: [one] }), LIMIT))
      if (all.size < LIMIT) all.set(name(next), all.get(name(next)) ?? next);
  return [...all.values()];
}

function basisOf(seen: readonly RegionSnapshot[], asked: number): string {
  const times = seen.map(({ account, region, takenAt }) => `${account} ${region} (${minute(takenAt)})`);
  const left = asked - seen.length;
  return `As of the snapshots of ${times.join(', ')}${left > 0 ? `; ${left} more places were not looked at` : ''}.`;
}

function minute(takenAt: string | undefined): string {
  return takenAt === undefined ? 'time unknown' : `${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
}
