export { analyser } from './analyse.ts';
export { answerReach } from './answer-reach.ts';
export { bringUpToDate, type Tracker } from './bring-up-to-date.ts';
export { CODEOWNERS_PATHS, ownersOf } from './code-owners.ts';
export {
  type Answer,
  answerIssueCommand,
  type CommandRules,
  type Conversation,
  type IssueCommand,
  mayCommand,
  refusal,
} from './commands.ts';
export { reportConfigErrors } from './config-issue.ts';
export { type Configuration, type ConfigurationMemory, loadConfiguration } from './configuration.ts';
export { type Destination, destinations } from './destinations.ts';
export { externalId } from './external-id.ts';
export { type Place, withNeighbours } from './neighbours.ts';
export type { Beside, Clock, Collect, Issues } from './ports.ts';
export { noticePublic, withdrawNotice } from './public-notice.ts';
export type { RouteFacts } from './route.ts';
export { rulesFor } from './rules.ts';
export { scanRegion, type Together } from './scan-region.ts';
