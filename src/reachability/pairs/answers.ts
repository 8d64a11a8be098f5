import { type Decision, NOTHING, or } from '../compile/decision.ts';
import type { Cell } from './cells.ts';

/** Numbers for answers: equal ones have the same. 0 is nothing at all. */
export type Answers = (decision: Decision, doubts: string) => number;

export function createAnswers(): Answers {
  const certain = new WeakMap<Decision, number>();
  const known = new Map<string, number>();
  const find = ({ allowed, possible }: Decision, doubts: string): number => {
    const key = allowed === possible ? allowed.join() : `${allowed.join()}/${possible.join()}/${doubts}`;
    const number = known.get(key) ?? known.size + 1;
    known.set(key, number);
    return number;
  };
  return (decision, doubts) => {
    if (decision.possible.length === 0) return 0;
    if (decision.allowed !== decision.possible) return find(decision, doubts);
    const number = certain.get(decision) ?? find(decision, '');
    certain.set(decision, number);
    return number;
  };
}

/** What was said of one receiver's senders: an index stands for one cell, or for several that hold the same sender. */
export interface AnswerTable {
  readonly add: (cell: Pick<Cell, 'decision' | 'way' | 'guards'>) => number;
  /** What two cells say of a sender in both. */
  readonly both: (one: number, other: number) => number;
  /** How many indices there are. */
  readonly size: () => number;
  /** The number of the answer at an index. */
  readonly answer: (index: number) => number;
}

export function answerTable(answers: Answers): AnswerTable {
  const said: { readonly decision: Decision; readonly doubts: string; readonly answer: number }[] = [
    { decision: NOTHING, doubts: '', answer: 0 },
  ];
  const sums: Map<number, number>[] = [];
  const say = (decision: Decision, doubts: string): number => {
    said.push({ decision, doubts, answer: answers(decision, doubts) });
    return said.length - 1;
  };
  return {
    add: ({ decision, way, guards }) => {
      const isCertain = decision.allowed === decision.possible;
      return say(decision, isCertain ? '' : `${way.doubts}|${guards.map(({ reasons }) => reasons()).join('|')}`);
    },
    both: (one, other) => {
      const known = sums[one]?.get(other);
      if (known !== undefined) return known;
      const [a, b] = [said[one]!, said[other]!];
      const sum = say(or(a.decision, b.decision), a.doubts === b.doubts ? a.doubts : `${a.doubts}+${b.doubts}`);
      sums[one] ??= new Map();
      sums[one].set(other, sum);
      return sum;
    },
    size: () => said.length,
    answer: (index) => said[index]!.answer,
  };
}
