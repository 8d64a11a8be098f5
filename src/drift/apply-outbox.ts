import { findingKeyOf, type IssueAction, type IssueView, overviewKey, parseOverviewMarker } from '../findings/index.ts';
import type { OutboxEntry, Store } from '../store/index.ts';
import { type KnownIssues, keepIssues } from './known-issues.ts';
import type { Issues } from './ports.ts';

interface Outbox extends Omit<KnownIssues, 'store'> {
  readonly store: Pick<Store, 'outbox' | 'findings' | 'issues' | 'transaction'>;
}

/**
 * Does what a repository's outbox holds, in order, each once whatever crashes between. An edit may be repeated. A create
 * whose outcome is not known is looked for by its marker first. A comment whose outcome is not known is not written
 * again: one that is missing does less harm than one said twice.
 *
 * What GitHub refuses for good (gone, switched off, invalid) is given up with its reason; the next reconciliation decides
 * afresh. Anything else is thrown, and the rest stays for the next attempt. The caller holds the repository's lock.
 * @returns what GitHub refused, in words
 */
export async function applyOutbox({ store, issues, repository, seal, clock }: Outbox): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const entry of await store.outbox.pending(repository)) {
    if (!entry.attempted) await store.outbox.attempt(entry.id, clock());
    let written: IssueView | undefined;
    let refusal: string | undefined;
    try {
      written = await apply(issues, entry);
    } catch (error) {
      refusal = refusalOf(error);
      if (refusal === undefined) {
        if (isUndone(error)) await store.outbox.attempt(entry.id, null);
        throw error;
      }
      refused.push(refusal);
    }
    await store.transaction(async (tables) => {
      const { action } = entry;
      if (written) await keepIssues({ store: tables, repository, seal }, [written]);
      if (written && action.kind === 'create') await tables.findings.setIssue(repository, entry.key, written.number);
      if (refusal !== undefined && action.kind !== 'create') await tables.issues.doubt(repository, action.number);
      await tables.outbox.done(entry.id, clock(), refusal);
    });
  }
  return refused;
}

/** @returns the issue as it then is; a comment tells nothing of it */
async function apply(issues: Issues, { action, attempted }: OutboxEntry): Promise<IssueView | undefined> {
  switch (action.kind) {
    case 'create': {
      const existing = attempted ? ownIssue(await issues.list(), action) : undefined;
      if (existing) return existing;
      const { kind: _, key: __, ...issue } = action;
      return issues.create(issue);
    }
    case 'update': {
      const { kind: _, key: __, number, ...changes } = action;
      return issues.update(number, changes);
    }
    case 'comment': {
      if (!attempted) await issues.comment(action.number, action.body);
      return undefined;
    }
  }
}

/** The oldest issue that bears the marker of this key, or, where somebody edited that away, no marker and this title. */
function ownIssue(
  issues: readonly IssueView[],
  { key, title }: Extract<IssueAction, { kind: 'create' }>,
): IssueView | undefined {
  const oldest = issues.toSorted((a, b) => a.number - b.number);
  const keys = oldest.map(({ body }) => keyOf(body));
  return oldest.find((_, at) => keys[at] === key) ?? oldest.find((issue, at) => !keys[at] && issue.title === title);
}

function keyOf(body: string): string | undefined {
  const overview = parseOverviewMarker(body);
  return findingKeyOf(body) ?? (overview && overviewKey(overview.account));
}

/** Whether GitHub said that it did nothing: a limit, or a permission that is lacking. */
function isUndone(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return status === 401 || status === 403 || status === 429;
}

/** 404 and 410: the issue or the repository's issues are gone; 422: GitHub understood and refused. */
function refusalOf(error: unknown): string | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return status === 404 || status === 410 || status === 422 ? (error as Error).message : undefined;
}
