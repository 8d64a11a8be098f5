export { PlanFormatError } from './error.ts';
export { type Plan, type PlanOptions, readPlan } from './read.ts';
