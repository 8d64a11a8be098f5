export { TemplateError } from './error.ts';
export { readTemplate, type TemplateOptions } from './read.ts';
