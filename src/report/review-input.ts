import type { Problem } from '../network/index.ts';
import type { Diff } from '../reachability/index.ts';

/** A rule of the organisation that a change breaks. */
export interface Breach {
  /** `nothing in dev may reach prod`. */
  readonly rule: string;
  /** What breaks it: places in `diff.opened`; none where it is not about rows. */
  readonly rows: readonly number[];
}

/** What could stand in place of a causing line, where the fix is mechanical. */
export interface Suggestion {
  readonly file: string;
  readonly line: number;
  /** What it does: `narrow it to office (198.51.100.0/24)`. */
  readonly text: string;
  /** The lines in place of that one; none: delete it. */
  readonly lines: readonly string[];
}

/** The code roots of one account, which are applied together. */
export interface ReviewTarget {
  /** What a person calls it: `prod, us-east-1`. */
  readonly name: string;
  /** Folders of its roots, where the name alone does not say which are meant. */
  readonly paths?: readonly string[];
  readonly diff: Diff;
  /** Quota effects in words: `web would hold 58 of 60 rules`. */
  readonly quotas: readonly string[];
  /** Code that could not be read as written. */
  readonly problems: readonly Problem[];
  /** What the code was laid over: `over the snapshot of 2026-03-01 10:00 UTC`; or `alone`, and why. */
  readonly basis?: string;
  /** What each root was read from: `envs/prod: Terraform code`. */
  readonly sources?: readonly string[];
  readonly breaches?: readonly Breach[];
  readonly suggestions?: readonly Suggestion[];
}

export interface ReviewInput {
  /** The pull request, `acme/infra#12`; the sticky comment's identity. */
  readonly pullRequest: string;
  /** Where it would be merged, when that is not the default branch: another pull request's branch. */
  readonly baseBranch?: string;
  readonly targets: readonly ReviewTarget[];
  readonly base: string;
  readonly head: string;
  /** What fails the check: rows that let the internet in, any opened row, or nothing. */
  readonly failOn: 'internet' | 'any' | 'never';
  /** `changes`: comment only when there is something to say. */
  readonly comment: 'never' | 'changes' | 'always';
  /** Whether an earlier push left a comment, which then must not go stale. */
  readonly hasComment: boolean;
  /** False where details may leak (public repository, fork): counts only, and no comment. */
  readonly details: boolean;
  /** The head comes from another repository. */
  readonly fork?: boolean;
  /** Turns a failure green. */
  readonly approval?: { readonly by: string; readonly reason: string };
}

export interface ReviewComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
  /** The same over pushes for the same cause, wherever its line moved. */
  readonly key: string;
}

export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title: string;
}

export interface RenderedReview {
  /** The sticky comment, marker included; absent: there is nothing to say. */
  readonly comment?: string;
  /** Worst first, at most ten. */
  readonly reviewComments: readonly ReviewComment[];
  readonly checkRun: {
    readonly conclusion: 'success' | 'neutral' | 'failure';
    readonly title: string;
    readonly summary: string;
    /** Worst first, at most 50. */
    readonly annotations: readonly Annotation[];
  };
}
