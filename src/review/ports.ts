import type { PullRequest, PullRequestPublisher } from '../github/index.ts';

interface RepositoryFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Where it really lies, when a symbolic link leads there from its path. */
  readonly real?: string;
}

/** Files of one repository by commit. */
export interface Contents {
  /** Every file of a commit, or below the folder `under`; none when it does not exist. */
  files(commit: string, under?: string): Promise<readonly RepositoryFile[]>;
  /** A file's text, or undefined when the commit has no such file. */
  read(commit: string, path: string): Promise<string | undefined>;
  /** Makes reading these quick; what is not there is passed over. */
  prefetch(commit: string, paths: readonly string[]): Promise<void>;
  /** Why a folder that belongs to something else than the repository has no files here; undefined for any other. */
  absence(commit: string, folder: string): Promise<string | undefined>;
}

/** A file a pull request changes. */
export interface Change {
  readonly path: string;
  readonly previousPath?: string;
}

/** Where a code map entry lies in its repository. */
export interface Root {
  /** Folder; `.` is the repository's root. */
  readonly path: string;
  /** Relative to `path`. */
  readonly varFiles: readonly string[];
}

/** A file that a pipeline left for exactly one commit. */
export interface PlanFile {
  /** In the artifact. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Id of the workflow run that made it. */
  readonly run: number;
}

/** What a review reads and says on GitHub. Every call may be repeated. */
export type PullRequests = Pick<
  PullRequestPublisher,
  'pullRequest' | 'changedFiles' | 'upsertComment' | 'reviewComments' | 'checkRun'
>;
export type PullRequestFacts = PullRequest;
