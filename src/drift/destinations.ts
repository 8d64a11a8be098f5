import type { Config } from '../config/index.ts';
import { type Elsewhere, type Finding, findingKey, type IssueExtras, type TrackedFinding } from '../findings/index.ts';
import type { Store } from '../store/index.ts';
import type { News, Tracker } from './bring-up-to-date.ts';
import type { Place } from './neighbours.ts';
import { type Routed, type RouteFacts, routeOf } from './route.ts';

/** One repository and what it is told of a scan. */
export interface Destination extends Pick<News, 'extras' | 'elsewhere' | 'amend'> {
  readonly tracker: Tracker;
  readonly findings: readonly Finding[];
}

export interface Routing {
  readonly place: Place;
  readonly config: Config;
  readonly store: Pick<Store, 'findings'>;
  /** Undefined where issues may not, or cannot, be written. */
  readonly trackerOf: (repository: string) => Promise<Tracker | undefined>;
  readonly factsOf: (finding: Finding) => RouteFacts;
}

/**
 * Deals a scan's findings out to the repositories that keep them. A repository that cannot be written to leaves its share
 * to the account's own. One that kept something of this account and Region before is told too, so that it closes what has
 * gone or moved; what moves takes its memory along: since when it is known, how often it came back, its waiver.
 */
export async function destinations(findings: readonly Finding[], routing: Routing): Promise<readonly Destination[]> {
  const { place, config, store } = routing;
  const home = config.accounts.find(({ id }) => id === place.account)?.issues;
  const trackers = new Map<string, Tracker>();
  const open = async (repository: string | undefined): Promise<Tracker | undefined> => {
    const tracker = repository === undefined ? undefined : await routing.trackerOf(repository);
    if (tracker) trackers.set(tracker.repository, tracker);
    return tracker;
  };
  const homeTracker = await open(home);
  const routed = await Promise.all(
    findings.map(async (finding) => {
      const route = routeOf(finding, routing.factsOf(finding), config);
      const tracker = (await open(route.repository)) ?? homeTracker;
      return { finding, key: findingKey(finding), route, repository: tracker?.repository };
    }),
  );
  const memories = await store.findings.ofPlace(place.account, place.region);
  for (const [repository, kept] of memories)
    if (kept.some(({ state }) => state !== 'resolved') && !trackers.has(repository) && isOfOwner(repository, config))
      await open(repository);
  return [...trackers.values()].map((tracker): Destination => {
    const mine = routed.filter(({ repository }) => repository === tracker.repository);
    const others = routed.filter(({ repository }) => repository !== undefined && repository !== tracker.repository);
    return {
      tracker,
      findings: mine.map(({ finding }) => finding),
      extras: new Map(mine.map(({ key, route }): [string, IssueExtras] => [key, route])),
      elsewhere: new Map(
        others.map(({ key, finding, repository }): [string, Elsewhere] => [
          key,
          { account: finding.account, repository: repository! },
        ]),
      ),
      amend: adopting(mine, tracker.repository, memories),
    };
  });
}

/** Adds what other repositories remember of findings that are new here. */
function adopting(
  mine: readonly { readonly key: string; readonly route: Routed }[],
  repository: string,
  memories: ReadonlyMap<string, readonly TrackedFinding[]>,
): NonNullable<News['amend']> {
  const wanted = new Set(mine.map(({ key }) => key));
  const newest = new Map<string, TrackedFinding>();
  for (const [other, kept] of memories)
    for (const memory of kept) {
      if (other === repository || !wanted.has(memory.key)) continue;
      const best = newest.get(memory.key);
      if (!best || best.lastSeen < memory.lastSeen) newest.set(memory.key, memory);
    }
  return (tracked) => {
    const known = new Set(tracked.map(({ key }) => key));
    const adopted = [...newest.values()].filter(({ key }) => !known.has(key));
    return [...tracked, ...adopted.map(({ issueNumber: _n, title: _t, deferredAt: _d, ...memory }) => memory)];
  };
}

/** Repositories of other installations share the database. */
function isOfOwner(repository: string, { accounts, issues }: Config): boolean {
  const named = [...accounts, ...issues.routes].flatMap((each) => each.issues ?? []);
  const owner = (name: string) => name.split('/')[0]?.toLowerCase();
  return named.some((name) => owner(name) === owner(repository));
}
