export { build } from './build.ts';
export { type Plan, plan } from './plan.ts';
export { EPHEMERAL } from './pools.ts';
export {
  edges,
  type Question,
  type QuestionPlan,
  question,
  questionPlan,
  type SampleService,
  services,
} from './questions.ts';
export { edited, shuffled, split } from './variations.ts';
