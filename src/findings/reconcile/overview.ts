import { overviewKey } from '../key.ts';
import { findingKeyOf, overviewMarker, parseOverviewMarker, type RegionScans, withMarker } from '../marker.ts';
import type { IssueAction, IssueView, TrackedFinding } from '../model.ts';
import { compareFindings, compareText } from '../severity.ts';
import { oldestFirst } from './assign.ts';
import type { CheckRules, ReconcileInput } from './input.ts';
import { bring } from './outcome.ts';

export type Overviews = ReadonlyMap<string, readonly IssueView[]>;

/** The overview issues there are, by account, the oldest first; one whose marker was edited away, by its exact title. */
export function findOverviews({ issues, completeness, config, render, now }: ReconcileInput): Overviews {
  const { minSeverity } = config;
  const titles = new Map(
    completeness.flatMap(({ account }) => {
      const { name } = config.accounts.get(account) ?? {};
      if (name === undefined) return [];
      const empty = { account, accountName: name, rows: [], regions: {}, now, minSeverity };
      return [[render.overview(empty).title, account] as const];
    }),
  );
  const found = new Map<string, IssueView[]>();
  for (const issue of issues) {
    if (findingKeyOf(issue.body) !== undefined) continue;
    const account = parseOverviewMarker(issue.body)?.account ?? titles.get(issue.title);
    if (account !== undefined) found.set(account, [...(found.get(account) ?? []), issue]);
  }
  return new Map([...found].map(([account, group]) => [account, oldestFirst(group)]));
}

/** One overview for each account scanned this time; that of an account no longer linked is closed. */
export function overviewActions(
  input: ReconcileInput,
  tracked: readonly TrackedFinding[],
  overviews: Overviews,
): readonly IssueAction[] {
  const scanned = new Set(input.completeness.map((scan) => scan.account));
  const accounts = [...new Set([...scanned, ...overviews.keys()])].sort(compareText);
  return accounts.flatMap((account) => {
    const [issue, ...duplicates] = overviews.get(account) ?? [];
    const key = overviewKey(account);
    const closings = duplicates.flatMap((double) => closeDuplicate(key, double, issue!.number, input));
    if (input.config.stranded?.has(account)) return closings;
    if (!input.config.accounts.has(account)) return [...closings, ...retire(key, issue, input)];
    if (!scanned.has(account)) return closings;
    const wanted = renderAccount(account, issue, tracked, input);
    if (!issue) return [{ kind: 'create', key, ...wanted }];
    const { title: _kept, ...rest } = wanted; // a title somebody gave it stays
    return [...closings, ...bring(key, issue, rest, [], input.render)];
  });
}

/** Closes an issue that a race made beside an older one of the same key. */
export function closeDuplicate(
  key: string,
  issue: IssueView,
  of: number,
  input: ReconcileInput,
): readonly IssueAction[] {
  if (issue.state === 'closed') return [];
  return bring(key, issue, { to: { state: 'closed', reason: 'duplicate' } }, [{ kind: 'duplicate', of }], input.render);
}

function retire(key: string, issue: IssueView | undefined, { render }: ReconcileInput): readonly IssueAction[] {
  if (!issue) return [];
  return bring(key, issue, { to: { state: 'closed', reason: 'not_planned' } }, [], render);
}

function renderAccount(
  account: string,
  issue: IssueView | undefined,
  tracked: readonly TrackedFinding[],
  input: ReconcileInput,
) {
  const { config, now, render } = input;
  const linked = config.accounts.get(account)!;
  const regions = scansOf(account, linked.regions, issue, input);
  const rows = tracked
    .filter((entry) => entry.account === account && entry.state !== 'resolved')
    .sort((a, b) => compareFindings(a.finding, b.finding) || compareText(a.key, b.key))
    .map((entry) => ({ tracked: entry, ...(entry.issueNumber && { issueNumber: entry.issueNumber }) }));
  const { minSeverity } = config;
  const elsewhere = keptElsewhere(account, input);
  const undecided = undecidedWithout(regions, linked.checks ?? config.checks);
  const facts = { account, accountName: linked.name, rows, regions, undecided, now, minSeverity };
  const rendered = render.overview({ ...facts, ...(elsewhere.length > 0 && { elsewhere }) });
  return { ...rendered, body: withMarker('overview', rendered.body, overviewMarker(account, regions)) };
}

/** Which checks wait for what lies beside the network; for the network's own calls nearly all do, and naming them helps nobody. */
function undecidedWithout(regions: RegionScans, checks: CheckRules): ReadonlyMap<string, readonly string[]> {
  const unread = Object.values(regions).flatMap(({ incomplete }) => incomplete.filter(({ beside }) => beside));
  return new Map(
    unread.map(({ operation }) => [
      operation,
      [...checks]
        .flatMap(([id, { dependsOn, alsoReads = [] }]) =>
          [...dependsOn, ...alsoReads].includes(operation) ? [id] : [],
        )
        .sort(compareText),
    ]),
  );
}

function keptElsewhere(account: string, { elsewhere = new Map() }: ReconcileInput) {
  const counts = new Map<string, number>();
  for (const { account: of, repository } of elsewhere.values())
    if (of === account) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => compareText(a, b)).map(([repository, count]) => ({ repository, count }));
}

/** The Regions scanned now, and what the overview remembers of the others. */
function scansOf(
  account: string,
  watched: readonly string[] | undefined,
  issue: IssueView | undefined,
  input: ReconcileInput,
): RegionScans {
  const before = (issue && parseOverviewMarker(issue.body)?.regions) ?? {};
  const now = input.completeness
    .filter((scan) => scan.account === account)
    .map((scan) => {
      const gauges = (input.gauges ?? [])
        .filter((gauge) => gauge.account === account && gauge.region === scan.region)
        .map(({ account: _a, region: _r, ...gauge }) => gauge);
      const incomplete = [...scan.incomplete].sort((a, b) => compareText(a.operation, b.operation));
      return [scan.region, { at: input.now, incomplete, gauges }] as const;
    });
  const all = Object.entries({ ...before, ...Object.fromEntries(now) });
  return Object.fromEntries(
    all.filter(([region]) => !watched || watched.includes(region)).sort(([a], [b]) => compareText(a, b)),
  );
}
