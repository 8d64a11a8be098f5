import type { CodeEntry } from '../config/index.ts';
import { type Network, type Problem, SallyportError } from '../network/index.ts';
import type { Diff, DiffRow } from '../reachability/index.ts';
import { type Breach, fromInternet } from '../report/index.ts';
import { type RegionSnapshot, toNetwork } from '../snapshot/index.ts';
import { type Plan, readPlan } from '../terraform/index.ts';
import type { Code } from './code.ts';
import { type ComparisonJob, type ComparisonResult, compareRoots } from './compare-roots.ts';
import type { RootNetworks } from './lay-over.ts';
import type { PlanFile } from './ports.ts';
import { planNetworks, type RootCode, readRoot } from './read-root.ts';
import type { Rules } from './rules.ts';
import type { RootsAround, Surroundings } from './surroundings.ts';

/** What one root's code changes. */
export interface RootChange {
  readonly root: CodeEntry;
  readonly before: Code;
  readonly after: Code;
  /** What a pipeline planned for exactly this head; goes before the code. */
  readonly plan?: PlanFile;
  /** What stood in the way of reading it. */
  readonly problems?: readonly Problem[];
  /** Where it was read from, when not from the repository. */
  readonly origin?: string;
}

/** What the code of one account changes, laid over what is live. */
export interface CodeChange {
  /** Twelve digits. */
  readonly account: string;
  readonly roots: readonly RootChange[];
  /** Its Regions first, then those it is connected with; absent when nothing was collected yet, or its details may not
   * be shown. */
  readonly live?: readonly RegionSnapshot[];
  readonly rules: Rules;
  /** What the code map names, for what these roots take from others. */
  readonly others?: RootsAround;
}

export interface CodeComparison extends Omit<ComparisonResult, 'disagreement'> {
  readonly problems: readonly Problem[];
  /** What each root was read from: `envs/prod: Terraform code`. */
  readonly sources: readonly string[];
  /** What was laid over the live state, for later. */
  readonly roots: readonly RootNetworks[];
}

/** Evaluates both sides of an account's roots, lays them over what is live, and compares who can reach what. */
export async function compareCode(
  { account, roots, live, rules, others }: CodeChange,
  run: (job: ComparisonJob) => ComparisonResult | Promise<ComparisonResult> = compareRoots,
): Promise<CodeComparison> {
  const read: Read[] = [];
  let known: Network | undefined;
  const around: Surroundings = {
    ...others,
    together: together(roots),
    ...(live && {
      live: () => {
        known ??= toNetwork({ regions: live });
        return known;
      },
    }),
  };
  for (const change of roots) read.push(await readChange(change, account, around));
  const isPlanned = read.some(({ plan }) => plan !== undefined);
  const stated = read.map(({ code, plan }) => plan ?? networks(code));
  const { disagreement, ...result } = await run({
    ...(live && { live }),
    roots: stated,
    ...(isPlanned && { code: read.map(({ code }) => networks(code)) }),
    rules,
    places: roots.map(({ root }) => ({ account, region: root.region })),
    texts: new Map(roots.flatMap(({ after }) => [...after.files])),
  });
  const hidden = rules.failOn === 'never' ? [] : hiddenByPlan(disagreement);
  const planned = read.filter(({ plan }) => plan !== undefined).map(({ code }) => code.name);
  return {
    ...result,
    breaches: [...result.breaches, ...hidden],
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...(disagreement ? disagreements(planned.join(', '), disagreement) : []),
    ],
    sources: read.map(({ source }) => source),
    roots: stated,
  };
}

/**
 * The roots whose code one may refer to from another's: a plan has ids of its own, and two roots of one folder cannot be told
 * apart by it.
 */
function together(roots: readonly RootChange[]): ReadonlySet<CodeEntry> {
  const isAlone = ({ path }: CodeEntry) => roots.filter(({ root }) => root.path === path).length === 1;
  return new Set(roots.flatMap(({ root, plan }) => (!plan && isAlone(root) ? [root] : [])));
}

interface Read {
  readonly code: RootCode;
  readonly plan?: RootNetworks;
  readonly problems: readonly Problem[];
  readonly source: string;
}

async function readChange(
  { root, before, after, plan, problems = [], origin }: RootChange,
  account: string,
  around: Surroundings,
): Promise<Read> {
  const place = { root, account, ...around };
  const code = await readRoot(place, before, after);
  const source = `${code.source}${origin === undefined ? '' : ` ${origin}`}`;
  if (!plan) return { code, problems: [...problems, ...code.problems], source };
  const name = `the plan ${plan.path} of workflow run ${plan.run}`;
  let read: Plan;
  try {
    read = readPlan(plan.bytes, { code: code.resources });
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error;
    const message = `${name} cannot be used, so the code was read instead: ${error.message}`;
    return { code, problems: [...code.problems, { resource: root.path, message }], source: code.source };
  }
  const networks = planNetworks(place, read);
  // What the code alone leaves open the plan settles; what it leaves open itself is for the diff to say.
  return {
    code,
    plan: networks,
    problems: networks.after.problems,
    source: `${root.path}: ${name} (checked against the code)`,
  };
}

function networks({ name, before, after }: RootCode): RootNetworks {
  return { name, before, after };
}

const MAX_DISAGREEMENTS = 10;

/**
 * Where the plan and the code of the same commit differ, one of them is not what it says. What only the code lets through
 * always counts; what only the plan does may be a value that the code does not have.
 */
function disagreements(resource: string, { opened, closed, unknowns }: Diff): readonly Problem[] {
  const all = [
    ...opened.map((row) => `only the code lets ${rowText(row)}`),
    ...(unknowns.length === 0 ? closed.map((row) => `only the plan lets ${rowText(row)}`) : []),
  ];
  const more = all.length - MAX_DISAGREEMENTS;
  return [...all.slice(0, MAX_DISAGREEMENTS), ...(more > 0 ? [`and ${more} more`] : [])].map((text) => ({
    resource,
    message: `the plan and the code disagree: ${text}`,
  }));
}

/** A plan that leaves out what its own code opens to the internet opens it all the same. */
function hiddenByPlan(disagreement: Diff | undefined): readonly Breach[] {
  const exposing = (disagreement?.opened ?? []).filter((row) => fromInternet(row) && !row.potential);
  return exposing.length > 0
    ? [{ rule: 'nothing may be opened to the internet, and the code does, whatever the plan says', rows: [] }]
    : [];
}

function rowText({ from, to, because }: DiffRow): string {
  const [cause] = because;
  return `${because.some(({ sensitive }) => sensitive) ? '(sensitive)' : from.name} reach ${to.name}${cause ? ` (${cause.text})` : ''}`;
}
