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
  readonly add: (cell: Cell) => number;
  /** What two cells say of a sender in both. */
  readonly both: (one: number, other: number) => number;
  /** How many indices there are. */
  readonly size: () => number;
  /** The number of the answer at an index. */
  readonly answer: (index: number) => number;
}

/**
 * `isOfReceivers`: only what receivers' groups say may have changed, so that cells of which they say the same may share an
 * index, whichever way and by whichever egress rules senders come.
 */
export function answerTable(answers: Answers, isOfReceivers: boolean): AnswerTable {
  const said: { readonly decision: Decision; readonly doubts: string; readonly answer: number }[] = [
    { decision: NOTHING, doubts: '', answer: 0 },
  ];
  const sums: Map<number, number>[] = [];
  const say = (decision: Decision, doubts: string): number => {
    said.push({ decision, doubts, answer: answers(decision, doubts) });
    return said.length - 1;
  };
  const grants = new Map<Decision, number>();
  const numberOf = (grant: Decision): number => {
    const number = grants.get(grant) ?? grants.size;
    grants.set(grant, number);
    return number;
  };
  const shared = new Map<string, number>();
  return {
    add: ({ decision, granted, named, way, guards }) => {
      const isCertain = decision.allowed === decision.possible;
      const doubts = isCertain ? '' : `${way.doubts}|${guards.map(({ reasons }) => reasons()).join('|')}`;
      if (!isOfReceivers) return say(decision, doubts);
      const key = `${answers(decision, doubts)} ${way.seen} ${numberOf(granted)} ${numberOf(named)}`;
      const index = shared.get(key) ?? say(decision, doubts);
      shared.set(key, index);
      return index;
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
