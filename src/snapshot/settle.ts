import type { Resource } from '../network/index.ts';
import { order, type Reading } from './reading.ts';

/** A resource as one account and Region sees it. */
export interface Candidate<T> {
  readonly value: T;
  readonly reading: Reading;
  readonly owner: string | undefined;
}

/**
 * One resource of several views: the owner's, else the richest, else the latest. Views that contradict each other are a
 * problem, and make the resource ambiguous where its kind can say so.
 */
export function settle<T extends Resource>(
  candidates: readonly Candidate<T>[],
  crossRegion: boolean,
  ambiguous: (value: T, reason: string) => T = (value) => value,
): T {
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only.value;
  const ranked = candidates
    .map((candidate) => ({ ...candidate, text: JSON.stringify(candidate.value), essence: essence(candidate.value) }))
    .sort(
      (a, b) =>
        Number(isOwn(b)) - Number(isOwn(a)) ||
        facts(b.value) - facts(a.value) ||
        order(takenAt(b), takenAt(a)) ||
        order(a.text, b.text),
    );
  const [first] = ranked;
  if (first === undefined) throw new RangeError('a resource needs a candidate');
  const rival = ranked.find((other) => other.essence !== first.essence && contradicts(first, other, crossRegion));
  if (rival === undefined) return first.value;
  const reason = `is stated twice, differently (also in ${rival.reading.file}); the richest statement is used`;
  first.reading.problem(first.value.id, reason);
  return ambiguous(first.value, `${first.value.id} ${reason}`);
}

/** How much a view tells: the number of values in it. */
function facts(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + facts(member), 0);
}

function takenAt({ reading }: Candidate<unknown>): string {
  return reading.region.takenAt ?? '';
}

function isOwn({ owner, reading }: Candidate<unknown>): boolean {
  return owner === undefined || owner === reading.region.account;
}

/** Two accounts may see one resource differently, in one Region; anything else with the same id is another resource. */
function contradicts(a: Candidate<unknown>, b: Candidate<unknown>, crossRegion: boolean): boolean {
  const [here, there] = [a.reading.region, b.reading.region];
  if (here.account === there.account && here.region === there.region) return true;
  if (here.region !== there.region && !crossRegion) return true;
  return a.owner !== undefined && b.owner !== undefined && a.owner !== b.owner;
}

/** What a resource is, apart from who looked and what its tags are. */
function essence(value: Resource): string {
  return JSON.stringify({ ...value, account: '', region: '', tags: {}, name: '' }, (key, member) =>
    key === 'origin' ? undefined : member,
  );
}
