export { flattened, type ReadShared, readShared } from './extend.ts';
export { jsonSchemas } from './json-schema.ts';
export { narrow } from './narrow.ts';
export { type ParsedConfig, parseConfig, parseRepositoryConfig } from './parse.ts';
export { scheduleMinutes } from './schedule.ts';
export {
  type AccountConfig,
  type CheckSettings,
  CONFIG_PATH,
  type CodeEntry,
  type Config,
  type RepositoryConfig,
  type Route,
} from './schema.ts';
export type { ConfigError } from './source.ts';
