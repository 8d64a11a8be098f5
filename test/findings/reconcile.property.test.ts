import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/checks/index.ts';
import { accept, findingKey } from '../../src/findings/index.ts';
import { finding, PARTIAL, scan, Tracker } from './support.ts';

const GROUPS = ['sg-a', 'sg-b', 'sg-c'];

/** What may happen between and in scans. `pick` chooses among the issues there are. */
type Step =
  | { readonly kind: 'scan'; readonly present: readonly Finding[]; readonly partial: boolean; readonly crash: boolean }
  | {
      readonly kind: 'edit';
      readonly pick: number;
      readonly what: 'close' | 'open' | 'title' | 'body' | 'labels' | 'lock';
    }
  | { readonly kind: 'delete' | 'accept'; readonly pick: number }
  | { readonly kind: 'double'; readonly pick: number }
  | { readonly kind: 'lose' }
  | { readonly kind: 'wait'; readonly days: number };

const present = fc
  .subarray(GROUPS)
  .chain((groups) =>
    fc.tuple(
      ...groups.map((group) =>
        fc.constantFrom(finding(group), finding(group, { severity: 'medium', exposure: 'latent' })),
      ),
    ),
  );

const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('scan' as const), present, partial: fc.boolean(), crash: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      pick,
      what: fc.constantFrom('close', 'open', 'title', 'body', 'labels', 'lock'),
    }),
  },
  fc.record({ kind: fc.constantFrom('delete' as const, 'accept' as const), pick }),
  fc.record({ kind: fc.constant('double' as const), pick }),
  fc.constant<Step>({ kind: 'lose' }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }),
);

/** A person's edit that leaves at least one of the two memories an issue has on GitHub: its marker and its title. */
function edit(tracker: Tracker, number: number, what: Extract<Step, { kind: 'edit' }>['what']): void {
  const { github } = tracker;
  const issue = github.issue(number);
  if (what === 'close') github.edit(number, { state: 'closed' });
  else if (what === 'open') github.edit(number, { state: 'open' });
  else if (what === 'title') github.edit(number, { title: `renamed ${number}` });
  else if (what === 'labels') github.edit(number, { labels: ['mine'] });
  else if (what === 'lock') github.edit(number, { locked: true });
  else github.edit(number, { body: `see below\r\n\r\n${issue.body.replaceAll('\n', '\r\n')}\r\nedited` });
}

/** Plays a step; a crashing scan loses what the tracker would have remembered of it, or even its last actions. */
function play(tracker: Tracker, step: Step): void {
  const { github } = tracker;
  const chosen = 'pick' in step ? github.issues[step.pick % Math.max(1, github.issues.length)] : undefined;
  if (step.kind === 'wait') tracker.wait(step.days);
  else if (step.kind === 'lose') tracker.loseDatabase();
  else if (step.kind === 'scan') {
    const before = tracker.tracked;
    tracker.scan(step.present, [step.partial ? PARTIAL : scan()]);
    if (step.crash) tracker.tracked = before;
  } else if (!chosen) return;
  else if (step.kind === 'edit') edit(tracker, chosen.number, step.what);
  else if (step.kind === 'delete') github.delete(chosen.number);
  else if (step.kind === 'double') github.create(chosen.title, chosen.body, chosen.labels);
  else {
    const until = new Date(Date.parse(tracker.now) + 10 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    tracker.tracked = tracker.tracked.map((entry) =>
      entry.issueNumber === chosen.number ? accept(entry, { by: 'a', reason: 'r', until }, tracker.now, 30) : entry,
    );
  }
}

describe('after any history', () => {
  const history = fc.array(step, { maxLength: 25 });

  it('one finding never has two open issues, and an open issue for each that nobody set aside', () => {
    fc.assert(
      fc.property(history, present, (steps, last) => {
        const tracker = new Tracker();
        for (const each of steps) play(tracker, each);
        tracker.scan(last);
        const states = new Map(tracker.tracked.map((entry) => [entry.key, entry.state]));
        for (const group of GROUPS) {
          const key = findingKey(finding(group));
          const isPresent = last.some((found) => findingKey(found) === key);
          const expected = isPresent && states.get(key) === 'open' ? 1 : 0;
          const open = tracker.github.openFor(key).length;
          if (isPresent) expect(open).toBe(expected);
          else expect(open).toBeLessThanOrEqual(1); // one that a person reopened after the fix may stay
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reconciling again at the same time changes nothing', () => {
    fc.assert(
      fc.property(history, present, (steps, last) => {
        const tracker = new Tracker({ maxNewPerScan: 1 });
        for (const each of steps) play(tracker, each);
        tracker.scan(last);
        expect(tracker.pass(last)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a partial scan closes no issue that was open, whatever it fails to see', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const tracker = new Tracker();
        for (const each of steps) play(tracker, each);
        tracker.scan(GROUPS.map((group) => finding(group)));
        const open = tracker.github.issues.filter((issue) => issue.state === 'open').map((issue) => issue.number);
        tracker.scan([], [PARTIAL]);
        expect(open.map((number) => tracker.github.issue(number).state)).toEqual(open.map(() => 'open'));
      }),
      { numRuns: 300 },
    );
  });

  it('a complete scan that shows nothing closes every issue nobody reopened after the fix', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const tracker = new Tracker();
        for (const each of steps) play(tracker, each);
        tracker.scan(GROUPS.map((group) => finding(group)));
        tracker.scan([]);
        for (const group of GROUPS) expect(tracker.github.openFor(findingKey(finding(group)))).toEqual([]);
        expect(tracker.tracked.every((entry) => entry.state === 'resolved')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('tells of one change and one missed deadline at most in a scan', () => {
    fc.assert(
      fc.property(history, present, (steps, last) => {
        const tracker = new Tracker();
        for (const each of steps) play(tracker, each);
        const before = tracker.github.comments.length;
        tracker.scan(last);
        const numbers = tracker.github.comments.slice(before).map((comment) => comment.number);
        for (const number of new Set(numbers))
          expect(numbers.filter((each) => each === number).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });
});
