export { answerPullRequestCommand, type PullRequestCommand } from './commands.ts';
export { compareCode } from './compare.ts';
export { checkConfigPullRequest } from './config-check.ts';
export { type CodeChange, type LiveState, type ReviewRequest, reviewPullRequest } from './review-pull-request.ts';
