export { type KnownRoot, type LiveDataOptions, liveData, outside } from './data-sources/index.ts';
export { type DirectoryOptions, readTerraformDirectory } from './directory.ts';
export type { DataLookup, EvaluateOptions, Evaluation, FileReader } from './evaluate/index.ts';
export { splitParts } from './parts.ts';
export { type Plan, PlanFormatError, type PlanOptions, readPlan } from './plan/index.ts';
export type { Diagnostic, ResourceInstance, Value } from './resource.ts';
export { type Namer, terraformNetwork } from './resources/index.ts';
export { evaluateRoot } from './terragrunt/index.ts';
export { unreadOf } from './unread.ts';
