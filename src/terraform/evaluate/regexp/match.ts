import { type Budget, refuse } from '../problem.ts';
import { type Assertion, isWord, type ParsedPattern, type Pattern } from './syntax.ts';

/**
 * Go's regular expressions: leftmost-first matching in time linear in the text, whatever the pattern (a Pike machine),
 * where a backtracking engine could be made to run for years.
 */
type Instruction =
  | { readonly op: 'char'; readonly test: (code: number) => boolean }
  | { readonly op: 'assert'; readonly at: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  /** Goes on at both; the first is preferred. */
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'match' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly groups: readonly (string | undefined)[];
}

/** Where a match and its groups lie: code point offsets, start and end of each; undefined for a group not taken. */
export type Match = readonly (number | undefined)[];

const MAX_PROGRAM = 20_000;

export function compile({ pattern, groups }: ParsedPattern): Program {
  const instructions: Instruction[] = [];
  const emit = (instruction: Instruction): number => {
    if (instructions.length >= MAX_PROGRAM) refuse('the regular expression is too large');
    return instructions.push(instruction) - 1;
  };
  const write = (node: Pattern): void => {
    switch (node.kind) {
      case 'char':
        emit({ op: 'char', test: node.test });
        return;
      case 'assert':
        emit({ op: 'assert', at: node.at });
        return;
      case 'group':
        emit({ op: 'save', slot: 2 + 2 * node.index });
        write(node.inner);
        emit({ op: 'save', slot: 3 + 2 * node.index });
        return;
      case 'sequence':
        for (const part of node.parts) write(part);
        return;
      case 'either':
        writeEither(node.parts);
        return;
      case 'repeat':
        for (let count = 0; count < node.min; count++) write(node.inner);
        if (node.max === Number.POSITIVE_INFINITY) writeLoop(node.inner, node.greedy);
        else writeOptional(node.inner, node.max - node.min, node.greedy);
    }
  };
  const writeEither = (parts: readonly Pattern[]): void => {
    const ends: number[] = [];
    for (const [index, part] of parts.entries()) {
      const last = index === parts.length - 1;
      const split = last ? -1 : emit({ op: 'split', first: instructions.length + 1, second: -1 });
      write(part);
      if (last) break;
      ends.push(emit({ op: 'jump', to: -1 }));
      instructions[split] = { op: 'split', first: split + 1, second: instructions.length };
    }
    for (const end of ends) instructions[end] = { op: 'jump', to: instructions.length };
  };
  const writeLoop = (inner: Pattern, greedy: boolean): void => {
    const split = emit({ op: 'split', first: -1, second: -1 });
    write(inner);
    emit({ op: 'jump', to: split });
    instructions[split] = fork(split + 1, instructions.length, greedy);
  };
  const writeOptional = (inner: Pattern, times: number, greedy: boolean): void => {
    const splits: number[] = [];
    for (let count = 0; count < times; count++) {
      splits.push(emit({ op: 'split', first: -1, second: -1 }));
      write(inner);
    }
    for (const split of splits) instructions[split] = fork(split + 1, instructions.length, greedy);
  };
  emit({ op: 'save', slot: 0 });
  write(pattern);
  emit({ op: 'save', slot: 1 });
  emit({ op: 'match' });
  return { instructions, groups };
}

function fork(into: number, past: number, greedy: boolean): Instruction {
  return greedy ? { op: 'split', first: into, second: past } : { op: 'split', first: past, second: into };
}

interface Thread {
  readonly at: number;
  readonly slots: Match;
}

/** The leftmost match at or after `from`. */
export function search(
  { instructions }: Program,
  text: readonly number[],
  from: number,
  budget: Budget,
): Match | undefined {
  let threads: Thread[] = [];
  let found: Match | undefined;
  const seen = new Uint32Array(instructions.length);
  for (let position = from; position <= text.length; position++) {
    const stamp = position - from + 1;
    const ready: Thread[] = [];
    const stack: Thread[] = [];
    if (!found) threads.push({ at: 0, slots: [] });
    for (const thread of threads) {
      stack.push(thread);
      while (stack.length > 0) {
        const { at, slots } = stack.pop()!;
        if (seen[at] === stamp) continue;
        seen[at] = stamp;
        const instruction = instructions[at]!;
        if (instruction.op === 'jump') stack.push({ at: instruction.to, slots });
        else if (instruction.op === 'split')
          stack.push({ at: instruction.second, slots }, { at: instruction.first, slots });
        else if (instruction.op === 'save')
          stack.push({ at: at + 1, slots: withSlot(slots, instruction.slot, position) });
        else if (instruction.op === 'assert') {
          if (holds(instruction.at, text, position)) stack.push({ at: at + 1, slots });
        } else ready.push({ at, slots });
      }
    }
    budget.spend(1 + ready.length / 4);
    threads = [];
    for (const { at, slots } of ready) {
      const instruction = instructions[at]!;
      if (instruction.op === 'match') {
        found = slots;
        break;
      }
      if (instruction.op === 'char' && position < text.length && instruction.test(text[position]!))
        threads.push({ at: at + 1, slots });
    }
    if (found && threads.length === 0) return found;
  }
  return found;
}

/** All matches that do not overlap; an empty one right behind another is none. */
export function searchAll(program: Program, text: readonly number[], budget: Budget): Match[] {
  const matches: Match[] = [];
  let previousEnd = -1;
  for (let from = 0; from <= text.length; ) {
    const match = search(program, text, from, budget);
    if (!match) break;
    const [start, end] = match as readonly [number, number];
    if (end > start || start !== previousEnd) matches.push(match);
    previousEnd = end;
    from = end > start ? end : end + 1;
  }
  return matches;
}

function withSlot(slots: Match, slot: number, position: number): Match {
  const copy = [...slots];
  copy[slot] = position;
  return copy;
}

function holds(assertion: Assertion, text: readonly number[], position: number): boolean {
  const word = (at: number) => at >= 0 && at < text.length && isWord(text[at]!);
  switch (assertion) {
    case 'textStart':
      return position === 0;
    case 'textEnd':
      return position === text.length;
    case 'lineStart':
      return position === 0 || text[position - 1] === 10;
    case 'lineEnd':
      return position === text.length || text[position] === 10;
    case 'wordEdge':
      return word(position - 1) !== word(position);
    case 'noWordEdge':
      return word(position - 1) === word(position);
  }
}
