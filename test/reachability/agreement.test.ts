import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDisagreement, disagreements, serviceDisagreements } from './agreement.ts';
import { build, plan, questionPlan } from './generate/index.ts';

// Shrinking a disagreement to something a person can read takes a while.
const PATIENCE = 180_000;

describe('engine and walker', () => {
  it(
    'give every packet of 200 random networks the same fate',
    () => {
      fc.assert(
        fc.property(plan, fc.array(questionPlan, { minLength: 12, maxLength: 12 }), (each, questions) => {
          const network = build(each);
          const found = disagreements(each, questions).map((one) => describeDisagreement(network, one));
          expect(found).toEqual([]);
        }),
        { numRuns: 200 },
      );
    },
    PATIENCE,
  );

  it(
    'find the same services open between two endpoints',
    () => {
      fc.assert(
        fc.property(plan, questionPlan, (each, pair) => {
          const network = build(each);
          const found = serviceDisagreements(each, pair).map((one) => describeDisagreement(network, one));
          expect(found).toEqual([]);
        }),
        { numRuns: 200 },
      );
    },
    PATIENCE,
  );
});
