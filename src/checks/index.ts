export type { Check, Parameters } from './check.ts';
export type { CodeRoot } from './code.ts';
export { checkContext, type More } from './context.ts';
export { type Finding, SEVERITIES, type Severity } from './finding.ts';
export { type History, historyOf, type RuleChange } from './history.ts';
export { type Gauge, quotaGauges } from './quota/gauges.ts';
export { CHECKS } from './registry.ts';
export { enabledChecks, runChecks, runChecksByAccount } from './run.ts';
export type { CheckSettings } from './settings.ts';
