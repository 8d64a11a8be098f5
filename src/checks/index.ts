export { checkContext } from './context.ts';
export { type Finding, SEVERITIES, type Severity } from './finding.ts';
export { type Gauge, quotaGauges } from './quota/gauges.ts';
export { CHECKS } from './registry.ts';
export { enabledChecks, runChecks } from './run.ts';
export type { CheckSettings } from './settings.ts';
