export type { Check, Parameters } from './check.ts';
export { type CheckContext, checkContext } from './context.ts';
export { type ExposedInterface, type Finding, SEVERITIES, type Severity } from './finding.ts';
export { DEFAULT_LIMITS, type Gauge, type GaugeLimits, quotaGauges } from './quota/gauges.ts';
export { CHECKS } from './registry.ts';
export { type CheckSetting, type CheckSettings, CheckSettingsError, enabledChecks, runChecks } from './run.ts';
