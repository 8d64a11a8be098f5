/**
 * Holds the reachability engine against the naive packet walker on random networks.
 *
 *     npm run fuzz -- [networks=20000] [seed]
 *
 * Exits 1 with the smallest counterexample found; the printed seed and path reproduce it.
 */
import fc from 'fast-check';
import { describeDisagreement, disagreements, serviceDisagreements } from '../test/reachability/agreement.ts';
import { build, plan, questionPlan } from '../test/reachability/generate/index.ts';

const [countText = '20000', seedText = String(Date.now() % 2 ** 31), path] = process.argv.slice(2);
const numRuns = Number(countText);
const seed = Number(seedText);
if (!Number.isInteger(numRuns) || numRuns < 1 || !Number.isInteger(seed)) {
  console.error('usage: npm run fuzz -- [networks] [seed] [path]');
  process.exit(1);
}

let done = 0;
let running = true;
const result = fc.check(
  fc.property(plan, fc.array(questionPlan, { minLength: 10, maxLength: 10 }), (each, questions) => {
    if (running && ++done % 1000 === 0) console.log(`${done} networks agree`);
    const first = questions[0];
    const agree =
      disagreements(each, questions).length === 0 && (!first || serviceDisagreements(each, first).length === 0);
    running &&= agree;
    return agree;
  }),
  { numRuns, seed, ...(path === undefined ? {} : { path }) },
);

if (!result.failed) {
  console.log(`engine and walker agree on ${numRuns} networks (seed ${seed})`);
} else {
  console.error(`disagreement; reproduce with: npm run fuzz -- ${numRuns} ${seed} ${result.counterexamplePath}`);
  if (result.counterexample) {
    const [each, questions] = result.counterexample;
    const network = build(each);
    const found = [
      ...disagreements(each, questions),
      ...(questions[0] ? serviceDisagreements(each, questions[0]) : []),
    ];
    for (const one of found.slice(0, 3)) console.error(describeDisagreement(network, one), '\n');
  }
  if (result.errorInstance !== null && result.errorInstance !== undefined) console.error(result.errorInstance);
  process.exit(1);
}
