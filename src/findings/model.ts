import type { Finding } from '../checks/index.ts';

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
  readonly regressions: number;
  /** How often a person closed the issue while the finding was still present. */
  readonly handClosures: number;
  readonly waiver?: { readonly by: string; readonly reason: string; readonly until: string };
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
  readonly locked: boolean;
  /** Whether the app itself closed it last; unknown counts as by the app. */
  readonly closedBy?: 'app' | 'person';
}

/** What one scan of one account and Region could read, per operation. */
export interface ScanCompleteness {
  readonly account: string;
  readonly region: string;
  /** Operations read completely, e.g. `describe-security-groups`. */
  readonly complete: readonly string[];
  readonly incomplete: readonly { readonly operation: string; readonly reason: string }[];
}

/** What the executor is to do on GitHub, in order. `key` identifies the finding; the overview has a key of its own. */
export type IssueAction =
  | {
      readonly kind: 'create';
      readonly key: string;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
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
