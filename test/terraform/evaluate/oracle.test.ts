import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerOf, sameAnswer } from '../../../scripts/oracle/answer.ts';

const fixture = join(import.meta.dirname, 'fixtures/oracle.json');
const recorded = Object.entries(JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, string>);

// Recorded from the terraform binary by `scripts/oracle.ts --record`.
it(`gives Terraform's value and type for ${recorded.length} expressions`, () => {
  const different = recorded
    .map(([expression, theirs]) => ({ expression, theirs, ours: answerOf(expression) }))
    .filter(({ ours, theirs }) => !sameAnswer(ours, theirs));
  expect(recorded.length).toBeGreaterThan(600);
  expect(different).toEqual([]);
});
