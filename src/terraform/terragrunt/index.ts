export { evaluateRoot } from './evaluate.ts';
