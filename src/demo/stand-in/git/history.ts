import type { Commit, ObjectStore } from './objects.ts';

/** A commit and everything behind it, nearest first. */
export function ancestry(store: ObjectStore, sha: string): Set<string> {
  const seen = new Set<string>([sha]);
  for (const at of seen) for (const parent of store.commits.get(at)?.parents ?? []) seen.add(parent);
  return seen;
}

/** The best common ancestor: one that is behind no other common ancestor. */
export function mergeBase(store: ObjectStore, one: string, other: string): Commit | undefined {
  const behind = ancestry(store, one);
  const common = [...ancestry(store, other)].filter((sha) => behind.has(sha));
  const best = common.find((sha) => common.every((peer) => peer === sha || !ancestry(store, peer).has(sha)));
  return best === undefined ? undefined : store.commits.get(best);
}

/** Commits of `head` that `base` lacks, oldest first. */
export function commitsSince(store: ObjectStore, base: string, head: string): Commit[] {
  const known = ancestry(store, base);
  return [...ancestry(store, head)]
    .filter((sha) => !known.has(sha))
    .map((sha) => store.commits.get(sha)!)
    .reverse();
}
