import type { Value } from '../../resource.ts';
import { type Budget, refuse } from '../problem.ts';
import { compile, type Match, type Program, parsePattern, search, searchAll } from '../regexp/index.ts';
import { list, nothing, object, text, tuple } from '../value.ts';
import { type FunctionTable, string, textOf } from './define.ts';

const codesOf = (value: string): number[] => Array.from(value, (char) => char.codePointAt(0)!);

function cut(codes: readonly number[], match: Match, group: number): string | undefined {
  const start = match[2 * group];
  const end = match[2 * group + 1];
  if (start === undefined || end === undefined) return undefined;
  let out = '';
  for (let at = start; at < end; at++) out += String.fromCodePoint(codes[at]!);
  return out;
}

/** Without groups the matched text, with named groups an object, else a tuple of the groups. */
function captured({ groups }: Program, codes: readonly number[], match: Match): Value {
  const group = (index: number): Value => {
    const part = cut(codes, match, index);
    return part === undefined ? nothing() : text(part);
  };
  if (groups.length === 0) return group(0);
  const named = groups.filter((name) => name !== undefined);
  if (named.length === 0) return tuple(groups.map((_, index) => group(index + 1)));
  if (named.length < groups.length) refuse('a regular expression cannot mix named and unnamed groups');
  return object(new Map(groups.map((name, index) => [name!, group(index + 1)])));
}

function replace(value: string, wanted: string, replacement: string, budget: Budget): string {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1];
  if (pattern === undefined) {
    if (wanted === '') return [...value].reduce((out, char) => out + char + replacement, replacement);
    budget.spend((value.split(wanted).length * replacement.length) / 64);
    return value.replaceAll(wanted, () => replacement);
  }
  const program = compile(parsePattern(pattern));
  const codes = codesOf(value);
  let out = '';
  let behind = 0;
  for (const match of searchAll(program, codes, budget)) {
    out += cut(codes, [behind, match[0]], 0)! + expand(replacement, program, codes, match);
    behind = match[1]!;
    budget.spend(1 + replacement.length / 16);
  }
  return out + cut(codes, [behind, codes.length], 0)!;
}

/** Go's templates: `$1`, `$name` (as long a name as can be), `${name}`, `$$`. */
function expand(template: string, program: Program, codes: readonly number[], match: Match): string {
  return template.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (_, dollar: string | undefined, short?: string, long?: string) => {
      if (dollar) return '$';
      const name = short ?? long!;
      const index = /^\d+$/.test(name) ? Number(name) : program.groups.indexOf(name) + 1 || -1;
      return index < 0 ? '' : (cut(codes, match, index) ?? '');
    },
  );
}

export const regexFunctions: FunctionTable = {
  regex: {
    params: [string, string],
    run: ([pattern, value], { context }) => {
      const program = compile(parsePattern(textOf(pattern)));
      const codes = codesOf(textOf(value));
      const match = search(program, codes, 0, context.budget) ?? refuse('the pattern does not match the string');
      return captured(program, codes, match);
    },
  },
  regexall: {
    params: [string, string],
    run: ([pattern, value], { context }) => {
      const program = compile(parsePattern(textOf(pattern)));
      const codes = codesOf(textOf(value));
      return list(searchAll(program, codes, context.budget).map((match) => captured(program, codes, match)));
    },
  },
  replace: {
    params: [string, string, string],
    run: ([value, wanted, replacement], { context }) =>
      text(replace(textOf(value), textOf(wanted), textOf(replacement), context.budget)),
  },
};
