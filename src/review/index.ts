export type { Code } from './code.ts';
export { answerPullRequestCommand, type PullRequestCommand } from './commands.ts';
export { compareCode } from './compare.ts';
export { checkConfigPullRequest } from './config-check.ts';
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
