import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { knownIssues } from '../../src/drift/known-issues.ts';
import { findingKey, findingMarker, overviewMarker, type TrackedFinding } from '../../src/findings/index.ts';
import { openStore } from '../../src/store/index.ts';
import { ACCOUNT, findingOf, SEAL } from './estate.ts';
import { fakeIssues } from './fake-issues.ts';

const OTHER = '999999999999';
const store = await openStore({});
afterAll(() => store.close());

let at: ReturnType<typeof world>;
let repository = 0;
beforeEach(() => {
  at = world(`acme/infra-${++repository}`);
});

function world(name: string) {
  const github = fakeIssues();
  const asked: number[] = [];
  let pages = 0;
  let now = Date.UTC(2026, 0, 1);
  const issues = {
    ...github.port,
    async *pages(size: number) {
      for await (const page of github.port.pages(size)) {
        pages++;
        yield page;
      }
    },
    get: (number: number) => {
      asked.push(number);
      return github.port.get(number);
    },
  };
  const known = { store, issues, repository: name, seal: SEAL, clock: () => new Date(now) };
  const tracked = (group: string, account: string, issueNumber?: number): TrackedFinding => {
    const finding = { ...findingOf(group), account };
    const times = { firstSeen: '2026-01-01T00:00:00Z', lastSeen: '2026-01-01T00:00:00Z' };
    const counts = { regressions: 0, handClosures: 0 };
    const number = issueNumber === undefined ? {} : { issueNumber };
    return {
      ...{ key: findingKey(finding), account, region: 'us-east-1', state: 'open', ...times, ...counts },
      ...{ finding, ...number },
    };
  };
  return {
    ...{ github, asked, name, tracked },
    pages: () => pages,
    wait(minutes: number) {
      now += minutes * 60_000;
    },
    async open(group: string, account = ACCOUNT) {
      const body = `${findingMarker(tracked(group, account), SEAL)}\ntext`;
      return (await github.port.create({ title: group, body, labels: [] })).number;
    },
    read: (accounts?: readonly string[], remembered: readonly TrackedFinding[] = []) => {
      pages = 0;
      asked.length = 0;
      return knownIssues(known, remembered, accounts);
    },
  };
}

const numbers = (issues: readonly { readonly number: number }[]) => issues.map(({ number }) => number);

describe('the issues of a repository that are known', () => {
  it('are read until nothing more has changed, what changed last first', async () => {
    for (const group of ['a', 'b', 'c', 'd', 'e', 'f']) await at.open(group);
    expect(numbers(await at.read())).toEqual([1, 2, 3, 4, 5, 6]);
    expect(at.pages()).toBe(3);
    await at.read();
    expect(at.pages()).toBe(1);
    at.github.edit(2, { title: 'by hand' });
    at.github.edit(1, { title: 'by hand' });
    at.github.edit(5, { title: 'by hand' });
    expect((await at.read()).map(({ title }) => title)).toEqual(['by hand', 'by hand', 'c', 'd', 'by hand', 'f']);
    expect(at.pages()).toBe(3);
    expect(at.asked).toEqual([]);
  });

  it('an edit in the second of the last reading is seen', async () => {
    await at.open('a');
    at.github.edit(1, { title: 'first' });
    await at.read();
    at.github.edit(1, { title: 'second' });
    const [before, after] = [at.github.all()[0]?.updatedAt, (await at.read())[0]];
    expect(after).toMatchObject({ title: 'second', updatedAt: before });
  });

  it('are never taken back by a list that lags behind', async () => {
    await at.open('a');
    await at.read();
    const [old] = await at.read();
    for (const title of ['new', 'newer', 'newest']) at.github.edit(1, { title });
    await at.read();
    expect(await store.issues.different(at.name, [old!])).toEqual([]);
  });

  it('one that is deleted is noticed at once where GitHub tells, within the hour where it does not', async () => {
    for (const group of ['a', 'b', 'c']) await at.open(group);
    await at.read();
    at.github.remove(1);
    at.github.remove(2);
    await store.issues.doubt(at.name, 1);
    expect(numbers(await at.read())).toEqual([2, 3]);
    at.wait(59);
    expect(numbers(await at.read())).toEqual([2, 3]);
    at.wait(1);
    expect(numbers(await at.read())).toEqual([3]);
    expect(at.asked).toEqual([2]);
  });

  it('one that happened to be listed late is asked for by its number', async () => {
    await at.read();
    await at.open('a');
    at.github.lag(() => true);
    const remembered = [at.tracked('a', ACCOUNT, 1)];
    expect(numbers(await at.read([ACCOUNT], remembered))).toEqual([1]);
    expect(at.asked).toEqual([1]);
  });

  it('who closed one is asked once, and not of what the app set aside', async () => {
    for (const group of ['a', 'b']) await at.open(group);
    await at.read();
    at.github.edit(1, { state: 'closed' });
    const resolved = findingMarker({ ...at.tracked('b', ACCOUNT), state: 'resolved' }, SEAL);
    at.github.edit(2, { state: 'closed', body: resolved });
    await at.read();
    expect(at.asked).toEqual([1]);
    await at.read();
    expect(at.asked).toEqual([]);
  });

  it('are given by account: what the tracker knows, else what the marker says, and what nobody can tell', async () => {
    const mine = await at.open('a');
    const theirs = await at.open('a', OTHER);
    const wiped = await at.open('b');
    const theirsWiped = await at.open('b', OTHER);
    for (const number of [wiped, theirsWiped]) at.github.edit(number, { body: 'nothing to see here' });
    const forged = await at.open('c', OTHER);
    at.github.edit(forged, { body: findingMarker(at.tracked('c', ACCOUNT), SEAL) });
    const overviews = [ACCOUNT, OTHER].map((account) => overviewMarker(account, {}));
    for (const body of overviews) await at.github.port.create({ title: 'overview', body, labels: [] });
    await store.findings.save(at.name, [at.tracked('b', OTHER, theirsWiped), at.tracked('c', OTHER, forged)]);
    expect(numbers(await at.read([ACCOUNT]))).toEqual([mine, wiped, forged + 1]);
    expect(numbers(await at.read([OTHER]))).toEqual([theirs, wiped, theirsWiped, forged, forged + 2]);
    expect(numbers(await at.read())).toEqual([mine, theirs, wiped, theirsWiped, forged, forged + 1, forged + 2]);
  });
});
