export { type Plan, PlanFormatError, type PlanOptions, readPlan } from './plan/index.ts';
export type { Diagnostic, ResourceInstance, Value } from './resource.ts';
export { terraformNetwork } from './resources/index.ts';
