export { COMMAND_USAGE, type Command, parseCommand, type RequestedService } from './commands.ts';
export { effectiveConfiguration } from './effective.ts';
export { type Environment, EnvironmentError, environmentSchema, readEnvironment, readPlace } from './environment.ts';
export { type Delivery, handleDelivery } from './handlers.ts';
export type { ReadinessChecks } from './health.ts';
export { createLog } from './log.ts';
export type { Metrics } from './metrics.ts';
export { createServer, type SallyportServer, type ServerOptions } from './server.ts';
export type {
  CommandRequest,
  InstallationChange,
  IssueChange,
  NumberedRef,
  RepositoryRef,
  UseCases,
} from './use-cases.ts';
export type { Deliveries } from './webhooks.ts';
export { createService, type Overrides, type Service } from './wire.ts';
