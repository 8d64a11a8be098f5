import {
  type Elsewhere,
  type Finding,
  type Gauge,
  type IssueExtras,
  overviewKey,
  type ReconcileConfig,
  type Renderer,
  reconcile,
  type ScanCompleteness,
  type Seal,
  type TrackedFinding,
} from '../findings/index.ts';
import type { Store } from '../store/index.ts';
import { applyOutbox } from './apply-outbox.ts';
import { knownIssues } from './known-issues.ts';
import type { Clock, Issues } from './ports.ts';

/** One repository's tracker: its issues, what is remembered of them, and the rules they follow. */
export interface Tracker {
  readonly store: Store;
  readonly issues: Issues;
  /** `owner/name`. */
  readonly repository: string;
  readonly config: ReconcileConfig;
  readonly render: Renderer;
  readonly seal: Seal;
  readonly clock: Clock;
}

/** What is known now. Accounts and Regions that `completeness` does not name are left as they are. */
export interface News {
  readonly findings: readonly Finding[];
  readonly completeness: readonly ScanCompleteness[];
  readonly gauges?: readonly Gauge[];
  /** Labels and assignees of the configuration, by key. */
  readonly extras?: ReadonlyMap<string, IssueExtras>;
  /** What other repositories keep. */
  readonly elsewhere?: ReadonlyMap<string, Elsewhere>;
  /** Changes the tracker's memory first, e.g. grants a waiver. */
  readonly amend?: (tracked: readonly TrackedFinding[]) => readonly TrackedFinding[];
}

export interface Change {
  readonly opened: number;
  readonly closed: number;
  /** What GitHub would not have, in words. */
  readonly refused: readonly string[];
}

/**
 * Makes a repository's issues tell the news. What is decided is written with the tracker's memory in one transaction and
 * then done; a crash anywhere leaves either nothing or an outbox that the next call empties first. One at a time per
 * repository.
 */
export function bringUpToDate(tracker: Tracker, news: News): Promise<Change> {
  const { store, repository, clock } = tracker;
  return store.lock(`issues of ${repository}`, async () => {
    const now = clock().toISOString();
    const refused = [...(await applyOutbox(tracker))];
    const first = await decide(tracker, news, now);
    refused.push(...(await applyOutbox(tracker)));
    if (first.created > 0 || refused.length > 0) {
      // A second look links new issues in the overview, closes the younger of two that a race made, and meets a refusal.
      await decide(tracker, { ...news, amend: undefined }, now);
      refused.push(...(await applyOutbox(tracker)));
    }
    return { opened: first.opened, closed: first.closed, refused };
  });
}

interface Decided {
  /** Issues that will be created, overviews included. */
  readonly created: number;
  readonly opened: number;
  readonly closed: number;
}

async function decide(tracker: Tracker, news: Amendable, now: string): Promise<Decided> {
  const { store, repository, config, render, seal } = tracker;
  const accounts = concerned(news);
  const remembered = await store.findings.list(repository, accounts);
  const issues = await knownIssues(tracker, remembered, accounts);
  const tracked = news.amend ? news.amend(remembered) : remembered;
  const { amend: _, ...known } = news;
  return store.transaction(async (tables) => {
    const decision = reconcile({ ...known, tracked, issues, config, now, render, seal });
    await tables.findings.replace(repository, decision.tracked, remembered);
    await tables.outbox.add(repository, decision.actions);
    const overviews = new Set([...config.accounts.keys()].map(overviewKey));
    const creates = decision.actions.filter((action) => action.kind === 'create');
    return {
      created: creates.length,
      opened: creates.filter(({ key }) => !overviews.has(key)).length,
      closed: decision.actions.filter((action) => action.kind === 'update' && action.state === 'closed').length,
    };
  });
}

/** The accounts there is news of: no scan costs what other accounts have. Without any, the configuration may concern all. */
function concerned({ findings, completeness }: Amendable): readonly string[] | undefined {
  const named = [...new Set([...completeness, ...findings].map(({ account }) => account))];
  return named.length > 0 ? named : undefined;
}

type Amendable = Omit<News, 'amend'> & { readonly amend?: News['amend'] | undefined };
