import type { Finding, Gauge, Severity } from '../../checks/index.ts';
import { DEFAULT_DUE_DAYS, type DueDays } from '../due.ts';
import type { IssueAction, IssueExtras, IssueView, ScanCompleteness, TrackedFinding } from '../model.ts';
import type { Renderer } from '../render.ts';
import type { Seal } from '../seal.ts';

/** What an enabled check must have read completely before its silence proves anything, and its own deadline. */
export interface CheckRule {
  readonly dependsOn: readonly string[];
  /** What it must have read completely where it was asked. */
  readonly alsoReads?: readonly string[];
  readonly dueDays?: number;
}

/** Enabled checks by id. */
export type CheckRules = ReadonlyMap<string, CheckRule>;

export interface ReconcileConfig {
  /** Linked accounts by id; `regions` absent: every Region; `checks` absent: those for all. */
  readonly accounts: ReadonlyMap<
    string,
    { readonly name: string; readonly regions?: readonly string[]; readonly checks?: CheckRules }
  >;
  /** Every account that is linked at all; those not among `accounts` have their issues in other repositories. */
  readonly linked?: ReadonlySet<string>;
  /** Of those, the ones whose own repository takes no issues now: what is kept here stays until another can keep it. */
  readonly stranded?: ReadonlySet<string>;
  /** Those of accounts without checks of their own. */
  readonly checks: CheckRules;
  /** Most new issues one scan may open (`issues.maxNewPerScan`). */
  readonly maxNewPerScan: number;
  /** Milder findings get no issue of their own, only a row in the overview. */
  readonly minSeverity: Severity;
  readonly dueDays: DueDays;
}

export const ISSUE_DEFAULTS = {
  maxNewPerScan: 10,
  minSeverity: 'low',
  dueDays: DEFAULT_DUE_DAYS,
} as const satisfies Partial<ReconcileConfig>;

export interface ReconcileInput {
  /** Everything the scans named in `completeness` found. */
  readonly findings: readonly Finding[];
  /** One entry for each account and Region scanned this time; all others are left as they are. */
  readonly completeness: readonly ScanCompleteness[];
  readonly tracked: readonly TrackedFinding[];
  /** Every issue of the tracker's repository that the app itself wrote, open and closed. */
  readonly issues: readonly IssueView[];
  readonly config: ReconcileConfig;
  /** ISO time of the scan; also its name: a second run with the same time opens no further issues. */
  readonly now: string;
  readonly render: Renderer;
  /** Signs what markers remember, and tells what was changed by others. */
  readonly seal: Seal;
  readonly gauges?: readonly Gauge[];
  /** Labels and assignees of the configuration, by key. */
  readonly extras?: ReadonlyMap<string, IssueExtras>;
  /** What this time's scans found and other repositories keep: key → account and repository. */
  readonly elsewhere?: ReadonlyMap<string, Elsewhere>;
}

export interface Elsewhere {
  readonly account: string;
  /** `owner/name`. */
  readonly repository: string;
}

export interface Reconciliation {
  readonly actions: readonly IssueAction[];
  readonly tracked: readonly TrackedFinding[];
}

/** The check a finding comes from as it is in force for its account; undefined while it is off. */
export function ruleOf({ config }: ReconcileInput, { account, check }: Finding): CheckRule | undefined {
  return (config.accounts.get(account)?.checks ?? config.checks).get(check);
}

/** Whether this time's scan looked at what the finding was found by beside the network, or looked at nothing at all. */
export function isLookedAt(input: ReconcileInput, finding: Finding): boolean {
  const scan = scanOf(input, finding);
  return !scan || (finding.restsOn ?? []).every((operation) => scan.complete.includes(operation));
}

function scanOf({ completeness }: ReconcileInput, { account, region }: Finding): ScanCompleteness | undefined {
  return completeness.find((scan) => scan.account === account && scan.region === region);
}

/** Whether this time's scan would have shown the finding if it were still there. */
export function isProof(input: ReconcileInput, finding: Finding): boolean {
  const scan = scanOf(input, finding);
  const rule = ruleOf(input, finding);
  if (!scan || !rule || !isLookedAt(input, finding)) return false;
  const incomplete = new Set(scan.incomplete.map(({ operation }) => operation));
  return (
    rule.dependsOn.every((operation) => scan.complete.includes(operation) && !incomplete.has(operation)) &&
    (rule.alsoReads ?? []).every((operation) => !incomplete.has(operation))
  );
}
