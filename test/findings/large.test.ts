import { expect, it } from 'vitest';
import { issueRenderer } from '../../src/report/index.ts';
import { finding, Tracker } from './support.ts';

/** Findings as a large account has them; the first thousand have issues. */
const estate = Array.from({ length: 5_000 }, (_, index) =>
  finding(`sg-${String(index).padStart(5, '0')}`, index < 1_000 ? {} : { severity: 'info' }),
);

it('reconciles 5,000 findings with 1,000 issues by the edits that are needed and no others', () => {
  const tracker = new Tracker({ maxNewPerScan: 1_000 }, issueRenderer([]));
  tracker.scan(estate);
  expect(tracker.github.issues).toHaveLength(1_001);
  // Unchanged: only the overview tells the time of the scan.
  expect(tracker.scan(estate).flat()).toHaveLength(1);
  // Three fixed, two worse: an edit and a comment each, and the overview.
  const changed = estate
    .slice(3)
    .map((each, index) => (index < 2 ? { ...each, because: [...each.because, { text: 'x' }] } : each));
  const actions = tracker.scan(changed).flat();
  expect(actions.map(({ kind }) => kind).sort()).toEqual([...Array(5).fill('comment'), ...Array(6).fill('update')]);
});
