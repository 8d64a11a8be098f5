import { type IssueView, memoryOf, parseOverviewMarker, type Seal, saysClosedByApp } from '../findings/index.ts';
import type { Store } from '../store/index.ts';
import type { Clock, Issues } from './ports.ts';

/** A repository's issues on GitHub, and where what was seen of them is kept. */
export interface KnownIssues {
  readonly store: Pick<Store, 'findings' | 'issues' | 'transaction'>;
  readonly issues: Issues;
  /** `owner/name`. */
  readonly repository: string;
  readonly seal: Seal;
  readonly clock: Clock;
}

/** Every issue is looked at again after this time (milliseconds): nothing else tells of one that was deleted unheard. */
const TRUSTED = 60 * 60 * 1000;
const PAGE = 100;
/** Until this many, what changed last first, are as they are known. More than GitHub lets an app edit while its list lags. */
const UNCHANGED = 30;

/**
 * Brings what is known of a repository's issues up to date, and gives those that may be about some accounts. Read are the
 * issues that changed since the last time, however many there are. One that is remembered and that neither a list nor
 * what is known shows is asked for by its number: GitHub's list may lack what was opened a moment ago.
 * @param accounts absent: all
 */
export async function knownIssues(
  known: KnownIssues,
  remembered: readonly { readonly issueNumber?: number }[],
  accounts?: readonly string[],
): Promise<readonly IssueView[]> {
  const { store, repository, clock } = known;
  for (const number of await store.issues.doubted(repository)) await look(known, number);
  const listedAt = await store.issues.listedAt(repository);
  if (listedAt && Math.abs(clock().getTime() - listedAt.getTime()) < TRUSTED) await readChanges(known);
  else await readAll(known);
  const found = await store.issues.list(repository, accounts);
  const numbers = new Set(found.map(({ number }) => number));
  const missing: IssueView[] = [];
  for (const { issueNumber } of remembered) {
    const issue = issueNumber === undefined || numbers.has(issueNumber) ? undefined : await look(known, issueNumber);
    if (issue) missing.push(issue);
  }
  return [...found, ...missing];
}

/** Keeps issues as they were just seen. */
export async function keepIssues(
  { store, repository, seal }: Pick<KnownIssues, 'repository' | 'seal'> & { readonly store: Pick<Store, 'issues'> },
  seen: readonly IssueView[],
): Promise<void> {
  const accountOf = ({ body, number }: IssueView) =>
    memoryOf(body, number, seal)?.account ?? parseOverviewMarker(body)?.account;
  await store.issues.save(
    repository,
    seen.map((issue) => ({ issue, account: accountOf(issue) })),
  );
}

/** Kept at once: what is known must never be newer than something that is not. */
async function readChanges(known: KnownIssues): Promise<void> {
  const changed: IssueView[] = [];
  for await (const page of known.issues.pages(UNCHANGED)) {
    const different = await known.store.issues.different(known.repository, page);
    if (different.length === 0) break;
    changed.push(...different);
  }
  if (changed.length === 0) return;
  const seen = await withClosers(known, changed);
  await known.store.transaction((tables) => keepIssues({ ...known, store: tables }, seen));
}

async function readAll(known: KnownIssues): Promise<void> {
  const { store, issues, repository, clock } = known;
  const startedAt = clock();
  const listed = new Set<number>();
  for await (const page of issues.pages(PAGE)) {
    for (const { number } of page) listed.add(number);
    await keepIssues(known, await withClosers(known, await store.issues.different(repository, page)));
  }
  for (const number of await store.issues.numbers(repository)) if (!listed.has(number)) await look(known, number);
  await store.issues.listed(repository, startedAt);
}

/** Asks for one issue; undefined when it is gone. */
async function look(known: KnownIssues, number: number): Promise<IssueView | undefined> {
  const issue = await known.issues.get(number);
  if (issue) await keepIssues(known, [issue]);
  else await known.store.issues.forget(known.repository, number);
  return issue;
}

/** A list may leave out who closed an issue. Of what the app set aside itself that is not asked. */
function withClosers({ issues }: KnownIssues, listed: readonly IssueView[]): Promise<readonly IssueView[]> {
  const isQuestion = ({ state, closedBy, body }: IssueView) =>
    state === 'closed' && closedBy === undefined && !saysClosedByApp(body);
  return Promise.all(
    listed.map(async (issue) => (isQuestion(issue) ? ((await issues.get(issue.number)) ?? issue) : issue)),
  );
}
