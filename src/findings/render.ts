import type { Finding, Severity } from '../checks/index.ts';
import type { RegionScans } from './marker.ts';
import type { Resolution, TrackedFinding, Waiver } from './model.ts';

/** What is shown beside a finding's own facts. */
export interface IssueContext {
  readonly accountName: string;
  readonly tracked: TrackedFinding;
  /** ISO time of the deadline, where one applies. */
  readonly due?: string;
}

export interface RenderedIssue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** One finding in an overview. */
export interface OverviewRow {
  readonly tracked: TrackedFinding;
  readonly issueNumber?: number;
}

export interface OverviewInput {
  readonly account: string;
  readonly accountName: string;
  /** Worst first; what is resolved is not among them. */
  readonly rows: readonly OverviewRow[];
  readonly regions: RegionScans;
  /** Checks in force that say nothing, or not all, while an operation is not wholly read; by operation. */
  readonly undecided?: ReadonlyMap<string, readonly string[]>;
  readonly now: string;
  readonly minSeverity: Severity;
  /** Findings of this account that other repositories keep. */
  readonly elsewhere?: readonly { readonly repository: string; readonly count: number }[];
}

/** Something that happened to a finding and that somebody should read: one comment each. */
export type IssueEvent =
  | { readonly kind: 'worse' | 'better'; readonly before: Finding; readonly after: Finding }
  | { readonly kind: 'regressed'; readonly finding: Finding; readonly count: number }
  | { readonly kind: 'returned'; readonly finding: Finding; readonly closedBecause: Resolution }
  | { readonly kind: 'closed-by-hand'; readonly finding: Finding }
  | { readonly kind: 'still-present'; readonly finding: Finding }
  | { readonly kind: 'waiver-expired' | 'waiver-revoked'; readonly finding: Finding; readonly waiver: Waiver }
  | { readonly kind: 'overdue'; readonly finding: Finding; readonly due: string }
  | {
      readonly kind: 'resolved';
      readonly finding: Finding;
      readonly because: Resolution;
      /** Operations that were read completely and show it gone. */
      readonly evidence: readonly string[];
      /** Where it is kept from now on, when it was routed elsewhere. */
      readonly repository?: string;
      readonly now: string;
    }
  | { readonly kind: 'duplicate'; readonly of: number };

/** Turns facts into GitHub text. `src/report` holds the real one; the reconciler only knows this face. */
export interface Renderer {
  finding(finding: Finding, context: IssueContext): RenderedIssue;
  overview(input: OverviewInput): RenderedIssue;
  event(event: IssueEvent): string;
}
