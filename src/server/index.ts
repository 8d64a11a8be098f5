export { COMMAND_USAGE, type Command, parseCommand, type RequestedService } from './commands.ts';
export type {
  CommandRequest,
  InstallationChange,
  IssueChange,
  NumberedRef,
  RepositoryRef,
  UseCases,
} from './use-cases.ts';
