export type { Code } from './code.ts';
export type { FileReader } from './on-demand.ts';
export type { Contents, PullRequests } from './ports.ts';
export {
  CHECK_NAME,
  type CodeChange,
  type CodeComparison,
  type LiveState,
  type ReviewOutcome,
  type ReviewRequest,
  reviewPullRequest,
} from './review-pull-request.ts';
