import { type History, historyOf } from '../checks/index.ts';
import { readSnapshot, type Snapshot, toNetwork } from '../snapshot/index.ts';
import { SourceError } from './source.ts';

/**
 * The changes that earlier snapshots show, up to a snapshot.
 * @throws SourceError when one does not say when it was taken
 */
export async function historyUntil(present: Snapshot, path: string, earlier: readonly string[]): Promise<History> {
  const before = await Promise.all(earlier.map(async (each) => ({ path: each, snapshot: await readSnapshot(each) })));
  const seen = [...before, { path, snapshot: present }].map((each) => ({
    at: takenAt(each.snapshot, each.path),
    network: toNetwork(each.snapshot),
  }));
  return historyOf(seen, takenAt(present, path));
}

function takenAt({ regions }: Snapshot, path: string): string {
  const times = regions.flatMap(({ takenAt: time }) => time ?? []).sort();
  const last = times.at(-1);
  if (last === undefined)
    throw new SourceError(`${path} does not say when it was taken; snapshots of \`sallyport snapshot\` do.`);
  return last;
}
