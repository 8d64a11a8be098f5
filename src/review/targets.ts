import { CONFIG_PATH, type CodeEntry, type Config, narrow, parseRepositoryConfig } from '../config/index.ts';
import { SallyportError } from '../network/index.ts';
import type { DiffRow } from '../reachability/index.ts';
import type { ReviewTarget } from '../report/index.ts';
import type { RegionSnapshot } from '../snapshot/index.ts';
import { type Artifact, isUnsynthesized, partsOf, synthesized } from './assemblies.ts';
import { accountOf, codeOf, rootsAround } from './code-map.ts';
import type { CodeChange, CodeComparison, RootChange } from './compare.ts';
import { realPaths } from './links.ts';
import type { Elsewhere } from './on-demand.ts';
import { liesIn, normalized, parentOf } from './path.ts';
import type { Change, Contents, PlanFile } from './ports.ts';
import { rulesOf } from './rules.ts';
import { type TouchedRoot, touchedRoots } from './touched.ts';

export interface LiveState {
  readonly regions: readonly RegionSnapshot[];
  /** Operations that could not be read. */
  readonly incomplete: number;
}

/** What any review compares with, and by what. */
export interface ComparisonSetting {
  readonly contents: Contents;
  /** `owner/name`. */
  readonly repository: string;
  /** The organisation's; the repository's own file on the base branch can narrow it. */
  readonly config: Config;
  /** The newest complete snapshot of an account and Region, or else the newest, with those it is connected with. */
  readonly live: (account: string, region: string) => Promise<LiveState | undefined>;
  /** Another repository at the head of its default branch; undefined when the App cannot read it. */
  readonly elsewhere?: Elsewhere;
  readonly compare: (change: CodeChange) => CodeComparison | Promise<CodeComparison>;
  /** Plan files that workflow runs of exactly this commit left; none by default. */
  readonly plans?: (commit: string) => Promise<readonly PlanFile[]>;
  readonly clock: () => Date;
}

/** Two commits of a repository, and what lies between them. */
export interface Comparison {
  readonly mergeBase: string;
  readonly head: string;
  readonly files: readonly Change[];
  /** The head comes from another repository: whoever pushes there also writes the workflow that would make the plan. */
  readonly fork: boolean;
  /** Whether whoever may read the report may know the account. */
  readonly showsLive: boolean;
}

/** What the roots of one account change. */
export interface AccountTarget extends ReviewTarget {
  /** Twelve digits. */
  readonly account: string;
  readonly roots: readonly CodeEntry[];
  readonly comparison: CodeComparison;
}

/** Compares the touched roots, those of one account together. */
export async function targetsOf(
  setting: ComparisonSetting,
  { mergeBase, head, files, fork, showsLive }: Comparison,
): Promise<readonly AccountTarget[]> {
  const { config, repository, contents } = setting;
  const commits = { mergeBase, head };
  const touched = await touchedRoots(contents, codeOf(config, repository), files, commits);
  const artifacts = new Map<string, Promise<Artifact>>();
  const artifact = (commit: string) => {
    const known = artifacts.get(commit) ?? (fork ? NO_FILES : (setting.plans?.(commit) ?? NO_FILES)).then(partsOf);
    artifacts.set(commit, known);
    return known;
  };
  const { plans } = touched.length > 0 ? await artifact(head) : { plans: [] };
  const isAlone = touched.filter(isUnsynthesized).length === 1;
  const changes: RootChange[] = [];
  for (const change of withPlans(touched, plans)) {
    const sides = { mergeBase, head, artifact, isAlone, fork };
    changes.push(isUnsynthesized(change) ? await synthesized(change, contents, sides) : change);
  }
  const targets: AccountTarget[] = [];
  for (const [account, roots] of Map.groupBy(changes, ({ root }) => accountOf(config, root).id))
    targets.push(await targetOf(setting, account, roots, { head, showsLive }));
  return targets;
}

const NO_FILES: Promise<readonly PlanFile[]> = Promise.resolve([]);

/** The organisation's configuration as the repository's own file at the base leaves it. */
export async function narrowed(
  { config, contents, repository }: Pick<ComparisonSetting, 'config' | 'contents' | 'repository'>,
  base: string,
): Promise<Config> {
  // There the file is the organisation's own.
  if (repository.toLowerCase().endsWith('/.github')) return config;
  const own = await contents.read(base, CONFIG_PATH);
  if (own === undefined) return config;
  const parsed = parseRepositoryConfig(own, CONFIG_PATH);
  if (parsed.ok) return narrow(config, parsed.config);
  const errors = parsed.errors.map(({ line, message }) => `line ${line}: ${message}`);
  throw new SallyportError(`${CONFIG_PATH} of this repository is not valid.\n${errors.join('\n')}`);
}

/** A plan belongs to the root whose folder it lies in; one that is alone belongs to a root that is alone. */
function withPlans(roots: readonly TouchedRoot<CodeEntry>[], plans: readonly PlanFile[]): readonly RootChange[] {
  return roots.map((change) => {
    const own = plans.filter((plan) => liesIn(parentOf(plan.path), normalized(change.root.path)));
    const isAlone = roots.length === 1 && plans.length === 1;
    const plan = own.length === 1 ? own[0] : isAlone ? plans[0] : undefined;
    return { ...change, ...(plan && { plan }) };
  });
}

async function targetOf(
  setting: ComparisonSetting,
  account: string,
  roots: readonly RootChange[],
  { head, showsLive }: Pick<Comparison, 'head' | 'showsLive'>,
): Promise<AccountTarget> {
  const { config, contents, clock } = setting;
  const entries = roots.map(({ root }) => root);
  const regions = [...new Set(entries.map(({ region }) => region))];
  const states: LiveState[] = [];
  if (showsLive)
    for (const region of regions) {
      const state = await setting.live(account, region);
      if (state) states.push(state);
    }
  const live = distinctRegions(states);
  const comparison = await setting.compare({
    account,
    roots,
    rules: rulesOf(config),
    others: rootsAround(showsLive ? setting : { config, repository: setting.repository }, account),
    ...(live.length > 0 && { live }),
  });
  const { name } = accountOf(config, entries[0]!);
  const alone = showsLive ? `${name} was not scanned yet` : 'a fork is shown nothing of the account';
  const { quotas, sources, breaches, found } = comparison;
  const inPlace = placedIn(realPaths(await contents.files(head)));
  const matched = found === undefined ? '' : `; ${found}`;
  return {
    ...inPlace(comparison),
    quotas,
    sources,
    breaches,
    account,
    comparison,
    roots: entries,
    name: `${name}, ${regions.join(' and ')}`,
    ...(rootsAt(config, entries) > 1 && { paths: entries.map(({ path }) => path) }),
    basis: states.length > 0 ? `over ${basisOf(states, clock())}${matched}` : `alone: ${alone}`,
  };
}

/** What is written behind a symbolic link is told where it really lies. */
function placedIn(realPath: (path: string) => string) {
  const place = <T extends { readonly file?: string }>(items: readonly T[]): readonly T[] =>
    items.map((item) => (item.file === undefined ? item : { ...item, file: realPath(item.file) }));
  const rows = (all: readonly DiffRow[]) => all.map((row) => ({ ...row, because: place(row.because) }));
  return ({ diff, problems, suggestions }: CodeComparison) => ({
    diff: { ...diff, opened: rows(diff.opened), closed: rows(diff.closed) },
    problems: place(problems),
    suggestions: place(suggestions),
  });
}

/** Regions that several of an account are connected with come once. */
function distinctRegions(states: readonly LiveState[]): readonly RegionSnapshot[] {
  const regions = states.flatMap((state) => state.regions);
  return [...new Map(regions.map((each) => [`${each.account} ${each.region}`, each])).values()];
}

/** How many roots go to the same places, so that their names must tell them apart. */
function rootsAt({ code }: Config, entries: readonly CodeEntry[]): number {
  return code.filter((entry) =>
    entries.some((e) => e.repo === entry.repo && e.account === entry.account && e.region === entry.region),
  ).length;
}

/** A comparison is as old as the oldest snapshot in it. */
function basisOf(states: readonly LiveState[], now: Date): string {
  const incomplete = states.reduce((sum, state) => sum + state.incomplete, 0);
  const lacks = incomplete > 0 ? `, ${incomplete} operations incomplete` : '';
  return `the snapshot of ${takenText({ regions: states.flatMap(({ regions }) => regions.slice(0, 1)) }, now, lacks)}`;
}

/** `2026-03-01 10:00 UTC (5 min old)`, of the oldest of some Regions. */
export function takenText({ regions }: Pick<LiveState, 'regions'>, now: Date, lacks = ''): string {
  const [oldest] = regions.map(({ takenAt }) => takenAt).sort();
  return oldest === undefined ? `unknown time${lacks}` : `${minute(oldest)} (${age(oldest, now)} old${lacks})`;
}

function minute(takenAt: string): string {
  return `${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function age(takenAt: string, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(takenAt)) / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
