export { analyser } from './analyse.ts';
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
export { reportConfigErrors } from './config-issue.ts';
export { type Configuration, type ConfigurationSource, loadConfiguration } from './configuration.ts';
export { externalId } from './external-id.ts';
export { type Place, withNeighbours } from './neighbours.ts';
export type { Analyse, Clock, Collect, Issues } from './ports.ts';
export { type CheckFacts, rulesFor } from './rules.ts';
export { type ScanRequest, type ScanResult, scanRegion } from './scan-region.ts';
