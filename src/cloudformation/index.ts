export { cdkStacks } from './cdk.ts';
export { TemplateError } from './error.ts';
export { exportsOf } from './imports.ts';
export { parameters } from './parameters.ts';
export { readStacks, readTemplate, type TemplateOptions } from './read.ts';
export type { StackSource } from './stack.ts';
