export { bringUpToDate, type Change, type News, type Tracker } from './bring-up-to-date.ts';
export {
  answerIssueCommand,
  type CommandRules,
  type Conversation,
  type IssueCommand,
  type IssueCommandRequest,
  mayCommand,
  refusal,
} from './commands.ts';
export type { Analyse, Clock, Collect, Issues } from './ports.ts';
export { type ScanRequest, type ScanResult, scanRegion } from './scan-region.ts';
