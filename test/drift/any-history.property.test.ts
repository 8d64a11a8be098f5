import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bringUpToDate, type Tracker } from '../../src/drift/index.ts';
import { accept, findingKey, findingKeyOf, type ReconcileConfig } from '../../src/findings/index.ts';
import { ACCOUNT, CONFIG, findingOf, REGION, RENDER, SEAL } from './estate.ts';
import { fakeIssues, faultyWrites } from './fake-issues.ts';
import { memoryStore } from './memory-store.ts';

// Scans, people and failures in any order. A failure strikes any write, to GitHub or to the database: it never arrives, or
// it takes effect and nobody hears of it.

const GROUPS = ['sg-a', 'sg-b', 'sg-c'];
const KEYS = new Map(GROUPS.map((group) => [findingKey(findingOf(group)), group]));
const HOUR = 60 * 60 * 1000;

interface Fault {
  readonly at: number;
  readonly effect: 'lost' | 'unheard';
  /** GitHub's status; 0: the connection broke. */
  readonly status: number;
}
type Step =
  | {
      readonly kind: 'scan';
      readonly present: readonly string[];
      readonly whole: boolean;
      readonly lag: boolean;
      readonly fault?: Fault;
    }
  /** `heard`: GitHub's webhook arrives, where there is one. */
  | { readonly kind: 'person'; readonly pick: number; readonly does: (typeof PERSON)[number]; readonly heard: boolean }
  | { readonly kind: 'accept'; readonly pick: number }
  | { readonly kind: 'lose' }
  | { readonly kind: 'wait'; readonly days: number };
const PERSON = [
  ...(['close', 'reopen', 'title', 'body', 'wipe', 'labels', 'lock', 'unlock', 'transfer', 'delete'] as const),
];

const present = fc.subarray(GROUPS);
const at = fc.integer({ min: 1, max: 20 });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ at, effect: fc.constant('lost' as const), status: fc.constantFrom(0, 401, 403, 429, 502) }),
  // A limit or a refusal says that nothing was done; these do not.
  fc.record({ at, effect: fc.constant('unheard' as const), status: fc.constantFrom(0, 500, 502, 504) }),
);
const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { kind: fc.constant('scan' as const), present, whole: fc.boolean(), lag: fc.boolean(), fault },
      { requiredKeys: ['kind', 'present', 'whole', 'lag'] },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      ...{ pick, does: fc.constantFrom(...PERSON), heard: fc.boolean() },
    }),
  },
  fc.record({ kind: fc.constant('accept' as const), pick }),
  fc.constant<Step>({ kind: 'lose' }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }),
);

/** A repository, its tracker, and what only the world knows: what is there, and which issue was opened for what. */
function world(config: Partial<ReconcileConfig> = {}) {
  const faulty = faultyWrites();
  const github = fakeIssues(faulty);
  const memory = memoryStore(faulty.write);
  const openedFor = new Map<number, string>();
  /** Seen gone by a whole scan, and not found again by one that succeeded. */
  const gone = new Set<string>();
  const waived = new Set<string>();
  const wronglyClosed: string[] = [];
  let now = Date.UTC(2026, 0, 1);

  const tracker: Tracker = {
    ...{ store: memory.store, repository: 'acme/infra', render: RENDER, seal: SEAL },
    config: { ...CONFIG, dueDays: { ...CONFIG.dueDays, critical: 3 }, ...config },
    clock: () => new Date(now),
    issues: {
      ...github.port,
      update(number, changes) {
        const key = openedFor.get(number);
        if (changes.state === 'closed' && key !== undefined && !gone.has(key) && !waived.has(key))
          wronglyClosed.push(KEYS.get(key)!);
        return github.port.update(number, changes);
      },
    },
  };

  /** Every issue is born with its marker; people may edit it away later. */
  const identify = () => {
    for (const { number, body } of github.all()) {
      const key = findingKeyOf(body);
      if (key !== undefined && !openedFor.has(number)) openedFor.set(number, key);
    }
  };
  const scanAgain = (groups: readonly string[], whole = true) => {
    const operations = ['describe-security-groups', 'describe-network-interfaces'];
    const incomplete = whole ? [] : [{ operation: operations.pop()!, reason: 'denied' }];
    return bringUpToDate(tracker, {
      findings: groups.map(findingOf),
      completeness: [{ account: ACCOUNT, region: REGION, complete: operations, incomplete }],
    });
  };
  return {
    ...{ github, memory, tracker, openedFor, gone, waived, wronglyClosed, identify, scanAgain },
    wait(hours: number) {
      now += hours * HOUR;
    },
    async scan(groups: readonly string[], whole = true) {
      now += HOUR / 4;
      if (whole) for (const [key, group] of KEYS) if (!groups.includes(group)) gone.add(key);
      try {
        await scanAgain(groups, whole);
        const states = new Map(memory.tracked().map(({ key, state }) => [key, state]));
        for (const [key, group] of KEYS) {
          if (groups.includes(group)) gone.delete(key);
          if (states.get(key) !== 'accepted') waived.delete(key);
        }
      } finally {
        identify();
      }
    },
    open: (key: string) =>
      github.all().filter(({ number, state }) => state === 'open' && openedFor.get(number) === key).length,
    tracked: (key: string) => memory.tracked().find((one) => one.key === key),
  };
}
type World = ReturnType<typeof world>;

/** What nothing on GitHub nor in the database tells to be a finding's cannot be found again: nobody goes so far here. */
function isForgotten({ openedFor, github, tracked }: World, number: number, change: { title?: string; body?: string }) {
  const issue = { ...github.all().find((one) => one.number === number)!, ...change };
  const key = openedFor.get(number);
  const isKnown = key !== undefined && tracked(key)?.issueNumber === number;
  return findingKeyOf(issue.body) === undefined && !issue.title.startsWith('prod:') && !isKnown;
}

function edit(at: World, number: number, does: (typeof PERSON)[number]): void {
  const { github } = at;
  const { body } = github.all().find((one) => one.number === number)!;
  const rewrite = (change: { title?: string; body?: string }) => {
    if (!isForgotten(at, number, change)) github.edit(number, change);
  };
  const edits: Readonly<Record<(typeof PERSON)[number], () => void>> = {
    close: () => github.edit(number, { state: 'closed', closedBy: 'person' }),
    reopen: () => github.edit(number, { state: 'open' }),
    title: () => rewrite({ title: `renamed ${number}` }),
    body: () => rewrite({ body: `see below\r\n\r\n${body.replaceAll(/\r?\n/g, '\r\n')}\r\nedited` }),
    wipe: () => rewrite({ body: 'nothing to see here' }),
    labels: () => github.edit(number, { labels: ['mine'] }),
    lock: () => github.edit(number, { locked: true }),
    unlock: () => github.edit(number, { locked: false }),
    transfer: () => github.remove(number),
    delete: () => github.remove(number),
  };
  edits[does]();
}

async function acceptOne(at: World, number: number): Promise<void> {
  const key = at.openedFor.get(number);
  const memory = key === undefined ? undefined : at.tracked(key);
  if (!memory || memory.state === 'resolved') return;
  const now = at.tracker.clock();
  const until = new Date(now.getTime() + 10 * 24 * HOUR).toISOString().slice(0, 10);
  at.waived.add(memory.key);
  await bringUpToDate(at.tracker, {
    ...{ findings: [memory.finding], completeness: [] },
    amend: (tracked) =>
      tracked.map((one) =>
        one.key === key ? accept(one, { by: 'ada', reason: 'r', until }, now.toISOString(), 30) : one,
      ),
  });
}

async function play(at: World, step: Step): Promise<void> {
  const { github, memory } = at;
  const issues = github.all().filter(({ number }) => at.openedFor.has(number));
  const chosen = 'pick' in step ? issues[step.pick % Math.max(1, issues.length)]?.number : undefined;
  if (step.kind === 'wait') at.wait(24 * step.days);
  else if (step.kind === 'lose') {
    const without = issues.map(({ number }) => number);
    memory.lose();
    if (without.some((number) => isForgotten(at, number, {}))) fc.pre(false);
  } else if (step.kind === 'person') {
    if (chosen !== undefined) edit(at, chosen, step.does);
    // Unheard, it is noticed when all issues are next looked at.
    if (chosen !== undefined && /^(close|reopen|transfer|delete)$/.test(step.does))
      await (step.heard ? at.tracker.store.issues.doubt('acme/infra', chosen) : at.wait(1));
  } else if (step.kind === 'accept') {
    if (chosen !== undefined) await acceptOne(at, chosen);
  } else {
    // Of an issue that the database lost as well, nobody could know before GitHub lists it.
    if (step.lag) github.lag((number) => memory.tracked().some(({ issueNumber }) => issueNumber === number));
    if (step.fault) github.failAt(step.fault.at, step.fault.effect, failure(step.fault));
    await at.scan(step.present, step.whole).then(
      () => expectTold(at, step.present),
      (error: unknown) => expect(error).toHaveProperty('message', 'struck'),
    );
    github.heal();
    github.catchUp();
  }
  for (const key of KEYS.keys()) expect(at.open(key)).toBeLessThanOrEqual(1);
  expect(at.wronglyClosed).toEqual([]);
}

function failure({ status }: Fault): Error {
  return Object.assign(new Error('struck'), status > 0 && { status });
}

/** Every finding there is has its one open issue, unless a person set it aside. */
function expectTold(at: World, groups: readonly string[]): void {
  for (const [key, group] of KEYS) {
    if (!groups.includes(group)) continue;
    const { state } = at.tracked(key)!;
    expect([group, state, at.open(key)]).toEqual([group, state, state === 'open' ? 1 : 0]);
  }
}

const history = fc.array(step, { maxLength: 30 });

describe('whatever happens', () => {
  it('no finding ever has two open issues, none that is there is closed, and all is told by the next scan', async () => {
    await fc.assert(
      fc.asyncProperty(history, present, async (steps, last) => {
        const at = world();
        for (const each of steps) await play(at, each);
        await play(at, { kind: 'scan', present: last, whole: true, lag: false });
        const told = at.github.all();
        await at.scanAgain(last);
        expect(at.github.all()).toEqual(told);
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  it('a crash at any point leads to the same issues as none', async () => {
    const scans = fc.array(fc.record({ present, whole: fc.boolean() }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(scans, fc.nat(5), fault, async (all, nth, struck) => {
        const [reference, crashed] = [world({ maxNewPerScan: 2 }), world({ maxNewPerScan: 2 })];
        for (const [index, { present: groups, whole }] of all.entries()) {
          await reference.scan(groups, whole);
          if (index === nth % all.length) crashed.github.failAt(struck.at, struck.effect, failure(struck));
          await crashed.scan(groups, whole).catch(async () => {
            crashed.github.heal();
            await crashed.scanAgain(groups, whole);
          });
          crashed.github.heal();
        }
        const [wanted, got] = [reference.github.all(), crashed.github.all()];
        const withoutComments = ({ comments: _, updatedAt: __, ...issue }: (typeof wanted)[number]) => issue;
        expect(got.map(withoutComments)).toEqual(wanted.map(withoutComments));
        expect(crashed.memory.tracked()).toEqual(reference.memory.tracked());
        for (const [index, { comments }] of wanted.entries()) {
          expect(comments).toEqual(expect.arrayContaining([...got[index]!.comments]));
          expect(got[index]!.comments.length).toBeGreaterThanOrEqual(comments.length - 1);
          expect(got[index]!.comments.length).toBeLessThanOrEqual(comments.length);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});
