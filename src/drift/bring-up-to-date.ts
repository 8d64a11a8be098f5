import {
  type Finding,
  type Gauge,
  type ReconcileConfig,
  type Renderer,
  reconcile,
  type ScanCompleteness,
  type TrackedFinding,
} from '../findings/index.ts';
import type { Store } from '../store/index.ts';
import { applyOutbox } from './apply-outbox.ts';
import type { Clock, Issues } from './ports.ts';

/** One repository's tracker: its issues, what is remembered of them, and the rules they follow. */
export interface Tracker {
  readonly store: Store;
  readonly issues: Issues;
  /** `owner/name`. */
  readonly repository: string;
  readonly config: ReconcileConfig;
  readonly render: Renderer;
  readonly clock: Clock;
}

/** What is known now. Accounts and Regions that `completeness` does not name are left as they are. */
export interface News {
  readonly findings: readonly Finding[];
  readonly completeness: readonly ScanCompleteness[];
  readonly gauges?: readonly Gauge[];
  /** Changes the tracker's memory first, e.g. grants a waiver. */
  readonly amend?: (tracked: readonly TrackedFinding[]) => readonly TrackedFinding[];
}

export interface Change {
  readonly opened: number;
  readonly closed: number;
}

/** The first round writes, the second links new issues in the overview, a third must find nothing left to do. */
const ROUNDS = 3;

/**
 * Makes a repository's issues tell the news. What is decided is written with the tracker's memory in one transaction and
 * then done; a crash anywhere leaves either nothing or an outbox that the next call empties first. One at a time per
 * repository.
 */
export function bringUpToDate(tracker: Tracker, news: News): Promise<Change> {
  const { store, repository, clock } = tracker;
  return store.lock(`issues of ${repository}`, async () => {
    const now = clock().toISOString();
    await applyOutbox(store, tracker.issues, repository, clock);
    let change: Change = { opened: 0, closed: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const decided = await decide(tracker, round === 0 ? news : { ...news, amend: undefined }, now);
      if (decided === undefined) break;
      change = { opened: change.opened + decided.opened, closed: change.closed + decided.closed };
      await applyOutbox(store, tracker.issues, repository, clock);
    }
    return change;
  });
}

async function decide(tracker: Tracker, news: Amendable, now: string): Promise<Change | undefined> {
  const { store, repository, config, render } = tracker;
  const issues = await tracker.issues.list();
  return store.transaction(async (tables) => {
    const remembered = await tables.findings.list(repository);
    const tracked = news.amend ? news.amend(remembered) : remembered;
    const { findings, completeness, gauges = [] } = news;
    const decision = reconcile({ findings, completeness, gauges, tracked, issues, config, now, render });
    await tables.findings.replace(repository, decision.tracked);
    if (decision.actions.length === 0) return undefined;
    await tables.outbox.add(repository, decision.actions);
    return {
      opened: decision.actions.filter((action) => action.kind === 'create' && !action.key.startsWith('overview:'))
        .length,
      closed: decision.actions.filter((action) => action.kind === 'update' && action.state === 'closed').length,
    };
  });
}

type Amendable = Omit<News, 'amend'> & { readonly amend?: News['amend'] | undefined };
