import type { Finding } from '../checks/index.ts';

/** Why a finding counts as over. Only `gone` was proved by a scan; what returns after another reason is no regression. */
export type Resolution = 'gone' | 'check-disabled' | 'account-unlinked' | 'region-unlinked' | 'routed-elsewhere';

/** A person's decision to live with a finding for a time. */
export interface Waiver {
  readonly by: string;
  readonly reason: string;
  /** The last day it holds, `YYYY-MM-DD`, to that day's end in UTC. */
  readonly until: string;
}

/** What the tracker remembers of one finding between scans. Rebuilt from issues' markers when the database is lost. */
export interface TrackedFinding {
  /** Versioned identity key, see `findingKey`. */
  readonly key: string;
  readonly account: string;
  readonly region: string;
  readonly state: 'open' | 'accepted' | 'resolved' | 'closed-by-hand';
  readonly issueNumber?: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Start of the present spell: first seen, regressed, or left by its waiver. Deadlines count from here. */
  readonly since?: string;
  readonly regressions: number;
  /** How often a person closed the issue while the finding was still present. */
  readonly handClosures: number;
  readonly waiver?: Waiver;
  /** Set once the overdue comment of this spell was written. */
  readonly overdue?: boolean;
  readonly closedBecause?: Resolution;
  /** The scan (its time) that left this finding to the overview because enough issues had been opened. */
  readonly deferredAt?: string;
  /** The title last given to the issue; a title that differs was a person's wish and is kept. */
  readonly title?: string;
  /** The finding as last seen; evidence for closing. */
  readonly finding: Finding;
}

/** An issue the app itself wrote, as GitHub shows it now. */
export interface IssueView {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly createdAt: string;
  /** Moves with every change and comment; GitHub counts in seconds. */
  readonly updatedAt: string;
  readonly locked: boolean;
  /** Whether the app itself closed it last; unknown counts as by the app. */
  readonly closedBy?: 'app' | 'person';
}

/** What a configuration adds to a finding's issue. Assignees are named when it is opened; later they are people's. */
export interface IssueExtras {
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

/** What one scan of one account and Region could read, per operation. */
export interface ScanCompleteness {
  readonly account: string;
  readonly region: string;
  /** Operations read completely, e.g. `describe-security-groups`. */
  readonly complete: readonly string[];
  readonly incomplete: readonly Unread[];
}

/** An operation that was asked, and not wholly answered. */
export interface Unread {
  readonly operation: string;
  readonly reason: string;
  /** What it says lies beside the network (volumes, patch states): the network is whole without it. */
  readonly beside?: true;
}

/** What the executor is to do on GitHub, in order. `key` identifies the finding; the overview has a key of its own. */
export type IssueAction =
  | {
      readonly kind: 'create';
      readonly key: string;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
      readonly assignees?: readonly string[];
    }
  | {
      readonly kind: 'update';
      readonly key: string;
      readonly number: number;
      readonly title?: string;
      readonly body?: string;
      readonly labels?: readonly string[];
      readonly state?: 'open' | 'closed';
      readonly stateReason?: 'completed' | 'not_planned' | 'reopened' | 'duplicate';
    }
  | { readonly kind: 'comment'; readonly key: string; readonly number: number; readonly body: string };
