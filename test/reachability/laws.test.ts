import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/network/index.ts';
import { compile, diff, exposure, reach, toServiceRanges } from '../../src/reachability/index.ts';
import { build, edited, plan, type QuestionPlan, question, questionPlan, shuffled, split } from './generate/index.ts';

const RUNS = { numRuns: 100 };
const questions = fc.array(questionPlan, { minLength: 6, maxLength: 6 });
const edit = fc.record({ what: fc.nat(99), at: fc.nat(99) });

/** What does not depend on how a network is written down: verdicts and service sets. */
function answers(network: Network, asked: readonly QuestionPlan[], of: Network) {
  const compiled = compile(network);
  return asked.map((each) => {
    const { from, to } = question(of, each);
    const { verdict, forward, services } = reach(compiled, { from, to });
    return { from, to, verdict, forward, services };
  });
}

/** Who of the internet reaches what, without the rules that say so, in the order of the interfaces' ids. */
function exposed(network: Network) {
  return exposure(compile(network))
    .map(({ interfaceId, sources }) => ({
      interfaceId,
      sources: sources.map(({ cidrs, services }) => ({ cidrs, services: toServiceRanges(services) })),
    }))
    .sort((one, other) => one.interfaceId.localeCompare(other.interfaceId));
}

/** The second network, with the very objects of the first wherever the two are equal: what an overlay hands on. */
function keepSame(before: Network, after: Network): Network {
  const known = new Map(
    Object.values(before).flatMap((list: readonly unknown[]) =>
      list.map((each) => [JSON.stringify(each), each] as const),
    ),
  );
  const same = (list: readonly unknown[]) => list.map((each) => known.get(JSON.stringify(each)) ?? each);
  return Object.fromEntries(
    Object.entries(after).map(([kind, list]: [string, readonly unknown[]]) => {
      const old = before[kind as keyof Network];
      return [kind, JSON.stringify(old) === JSON.stringify(list) ? old : same(list)];
    }),
  ) as unknown as Network;
}

describe('a network compared', () => {
  it('with itself shows nothing', () => {
    fc.assert(
      fc.property(plan, (each) => {
        const network = build(each);
        expect(diff(compile(network), compile(structuredClone(network)))).toMatchObject({ opened: [], closed: [] });
      }),
      RUNS,
    );
  });

  it('with another shows opened what the reverse shows closed', () => {
    fc.assert(
      fc.property(plan, edit, (each, change) => {
        const before = compile(build(each));
        const after = compile(build(edited(each, change)));
        const there = diff(before, after);
        const back = diff(after, before);
        expect(back.closed).toEqual(there.opened);
        expect(back.opened).toEqual(there.closed);
      }),
      RUNS,
    );
  });

  it('with itself in another order shows nothing', () => {
    fc.assert(
      fc.property(plan, fc.nat(), (each, seed) => {
        const network = build(each);
        expect(diff(compile(network), compile(shuffled(network, seed)))).toMatchObject({ opened: [], closed: [] });
      }),
      RUNS,
    );
  });

  it('with itself in halves shows nothing', () => {
    fc.assert(
      fc.property(plan, (each) => {
        const network = build(each);
        expect(diff(compile(network), compile(split(network)))).toMatchObject({ opened: [], closed: [] });
      }),
      RUNS,
    );
  });
});

describe('answers do not depend on', () => {
  it('what a compiled network was made from', () => {
    fc.assert(
      fc.property(plan, edit, questions, (each, change, asked) => {
        const before = compile(build(each));
        const network = build(edited(each, change));
        const kept = keepSame(before.network, network);
        const reused = compile(kept, { reuse: before });
        const fresh = compile(network);
        expect(diff(before, reused)).toEqual(diff(before, fresh));
        for (const one of asked) {
          const { from, to } = question(network, one);
          expect(reach(reused, { from, to })).toEqual(reach(fresh, { from, to }));
        }
      }),
      RUNS,
    );
  });

  it('the order of anything', () => {
    fc.assert(
      fc.property(plan, questions, fc.nat(), (each, asked, seed) => {
        const network = build(each);
        const other = shuffled(network, seed);
        expect(answers(other, asked, network)).toEqual(answers(network, asked, network));
        expect(exposed(other)).toEqual(exposed(network));
      }),
      RUNS,
    );
  });

  it('how CIDRs and port ranges are cut', () => {
    fc.assert(
      fc.property(plan, questions, (each, asked) => {
        const network = build(each);
        const other = split(network);
        expect(answers(other, asked, network)).toEqual(answers(network, asked, network));
        expect(exposed(other)).toEqual(exposed(network));
      }),
      RUNS,
    );
  });
});
