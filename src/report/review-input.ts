import type { Problem } from '../network/index.ts';
import type { Cause, Diff } from '../reachability/index.ts';

/** One code root and the account it goes to. */
export interface ReviewTarget {
  /** What a person calls it: `prod, us-east-1`. */
  readonly name: string;
  readonly diff: Diff;
  /** Quota effects in words: `web would hold 58 of 60 rules`. */
  readonly quotas: readonly string[];
  /** Code that could not be read as written. */
  readonly problems: readonly Problem[];
  /** What the code was laid over: `the snapshot of 2026-03-01 10:00 UTC`. */
  readonly basis?: string;
}

export interface ReviewInput {
  /** The pull request, `acme/infra#12`; the sticky comment's identity. */
  readonly pullRequest: string;
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
  /** Turns a failure green. */
  readonly approval?: { readonly by: string; readonly reason: string };
  /** The lines that should stand in place of the cause's, where the fix is mechanical; empty: delete them. */
  readonly suggest?: (cause: Cause) => readonly string[] | undefined;
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
