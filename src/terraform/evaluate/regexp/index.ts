export { compile, type Match, type Program, search, searchAll } from './match.ts';
export { parsePattern } from './syntax.ts';
