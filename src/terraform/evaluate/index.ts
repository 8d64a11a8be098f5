export type { DataLookup } from './data-source.ts';
export type { FileReader } from './project-files.ts';
export type { ProviderHint } from './provider.ts';
export type { RemoteModule } from './remote-module.ts';
export { type EvaluateOptions, type Evaluation, evaluateRoot } from './root.ts';
export { evaluateExpression } from './standalone.ts';
