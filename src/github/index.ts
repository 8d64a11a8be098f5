export { type Allowance, ContentLimitError, createAllowance } from './allowance.ts';
export { createGitHubApp, type GitHubApp, type GitHubAppOptions, type Installation } from './app.ts';
export { artifactFiles, hasArtifact } from './artifacts.ts';
export type { Reserve } from './budget.ts';
export type { ChangedFile, Comparison } from './changed-files.ts';
export { type Annotation, type CheckRun, type Conclusion, pullRequestsChecked } from './check-run.ts';
export type { CommentResult } from './comments.ts';
export { createContents, type RepositoryContents, type RepositoryFile } from './contents.ts';
export { ForbiddenError, GitHubError, NotFoundError, RateLimitError, RejectedError } from './errors.ts';
export { type FileAtCommit, readFileAt } from './file.ts';
export type { HookDelivery } from './hook-deliveries.ts';
export { type AppState, inspectApp } from './inspect.ts';
export { createIssueTracker, type IssueChanges, type IssueTracker, type NewIssue } from './issue-tracker.ts';
export type { LabelMemory } from './labels.ts';
export { hostOf, type Octokit, type OctokitSettings, octokitClass } from './octokit.ts';
export type { Permission } from './permission.ts';
export { commentFromPipeline } from './pipeline-comment.ts';
export {
  createPullRequestPublisher,
  type PullRequest,
  type PullRequestPublisher,
  type Reaction,
} from './pull-request.ts';
export { type Repository, type RepositoryFacts, repositoryFacts } from './repository.ts';
export type { ReviewComment, ReviewCommentsResult } from './review-comments.ts';
export { withSubmodules } from './submodules.ts';
export { createTextMemory, type TextMemory } from './text-memory.ts';
