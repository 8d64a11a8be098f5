import type { Command } from './commands.ts';

/** A repository as one installation of the app sees it. */
export interface RepositoryRef {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
}

/** A pull request, or an issue: GitHub numbers them together. */
export interface NumberedRef extends RepositoryRef {
  readonly number: number;
}

export interface CommandRequest extends NumberedRef {
  readonly commentId: number;
  /** Login of who wrote the comment; whether they may is the use case's question. */
  readonly author: string;
  readonly body: string;
  readonly command: Command;
  readonly isPullRequest: boolean;
}

export interface InstallationChange {
  readonly installationId: number;
  readonly owner: string;
  readonly change: 'created' | 'deleted' | 'suspended' | 'unsuspended' | 'permissions' | 'repositories';
  /** Names (`acme/infra`) of the repositories that came and went. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface MergeGroup extends RepositoryRef {
  readonly headSha: string;
  readonly baseSha: string;
  /** `refs/heads/gh-readonly-queue/main/pr-12-…`. */
  readonly headRef: string;
}

export interface WorkflowRun extends RepositoryRef {
  readonly run: number;
  readonly headSha: string;
  /** Numbers of its pull requests; a fork's has none. */
  readonly pullRequests: readonly number[];
  /** The merge queue it ran for. */
  readonly queued?: Pick<MergeGroup, 'baseSha' | 'headRef'>;
}

export interface IssueChange extends NumberedRef {
  readonly change: 'closed' | 'reopened' | 'deleted' | 'transferred';
  /** Login of who did it; the app's own changes arrive too, as `<slug>[bot]`. */
  readonly by: string;
}

/**
 * What GitHub's events and the clock ask of the product; the two loops implement it. Every call may be repeated (a delivery
 * is retried after a crash), so each must be idempotent. A rejection is retried by the queue.
 */
export interface UseCases {
  /** Scans every account the installation's configuration links, or one, and brings the issues up to date. */
  scan(installationId: number, accountId?: string): Promise<void>;
  /** Reviews the head of a pull request; it reads what to compare from GitHub, not from the event. */
  review(pullRequest: NumberedRef): Promise<void>;
  /** Reviews the pull requests again that our check runs on a commit were about. */
  checksRequested(commit: RepositoryRef & { readonly headSha: string }): Promise<void>;
  /** Judges what a merge queue is about to merge. */
  mergeGroup(group: MergeGroup): Promise<void>;
  /** A pull request was merged: what its review said is to come true now. */
  merged(pullRequest: NumberedRef): Promise<void>;
  /** A workflow run ended; when it left a plan, its pull requests are reviewed again. */
  workflowEnded(run: WorkflowRun): Promise<void>;
  command(request: CommandRequest): Promise<void>;
  /** `.github/sallyport.yml` of `<owner>/.github` may have changed on its default branch. */
  configChanged(installation: { readonly installationId: number; readonly owner: string }): Promise<void>;
  /** A pull request in `<owner>/.github`: when it touches the configuration, a check run says whether that is valid. */
  checkConfigPullRequest(pullRequest: NumberedRef): Promise<void>;
  installationChanged(change: InstallationChange): Promise<void>;
  issueChanged(change: IssueChange): Promise<void>;
}
