import type { Issues } from '../../src/drift/index.ts';
import type { IssueView } from '../../src/findings/index.ts';

export interface FakeIssue extends IssueView {
  readonly comments: readonly string[];
}

/** One repository's issues on a GitHub that can be made to fail at the n-th write, before or after it took effect. */
export function fakeIssues(faulty = faultyWrites(), pageSize = 2) {
  const issues = new Map<number, FakeIssue>();
  let made = 0;
  let changes = 0;
  /** GitHub counts in seconds, in which several things may happen. */
  const touch = () => new Date(Date.UTC(2026, 0, 1, 0, 0, Math.floor(++changes / 3))).toISOString();
  const set = (issue: Omit<FakeIssue, 'updatedAt'>): IssueView => {
    const touched = { ...issue, updatedAt: touch() };
    issues.set(issue.number, touched);
    return seen(touched);
  };
  const { write, ...faults } = faulty;
  const at = (number: number): FakeIssue => {
    const issue = issues.get(number);
    if (!issue) throw Object.assign(new Error(`no issue ${number}`), { status: 404 });
    return issue;
  };

  const seen = ({ comments: _, ...issue }: FakeIssue): IssueView => issue;
  let unlisted: number | undefined;
  const listed = () => {
    const shown = [...issues.values()].filter(({ number }) => number !== unlisted).map(seen);
    unlisted = undefined;
    return shown;
  };
  const port: Issues = {
    list: async () => listed(),
    async *pages() {
      const newest = listed().sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
      for (let at = 0; at < newest.length; at += pageSize) yield newest.slice(at, at + pageSize);
    },
    get: async (number) => {
      const issue = issues.get(number);
      return issue && seen(issue);
    },
    create: ({ title, body, labels }) =>
      write(() => {
        const number = ++made;
        const createdAt = new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();
        return set({ number, title, body, labels, state: 'open', createdAt, locked: false, comments: [] });
      }),
    update: (number, { stateReason: _, ...changes }) =>
      write(() => {
        const by = changes.state === 'closed' ? { closedBy: 'app' as const } : {};
        return set({ ...at(number), ...changes, ...by });
      }),
    comment: (number, body) =>
      write(() => {
        const issue = at(number);
        set({ ...issue, comments: [...issue.comments, body] });
      }),
  };

  return {
    port,
    all: () => [...issues.values()],
    ...faults,
    edit(number: number, change: Partial<FakeIssue>) {
      set({ ...at(number), ...change });
    },
    /** The next list does not show the newest of these issues yet. */
    lag(isOne: (number: number) => boolean) {
      unlisted = [...issues.keys()].findLast(isOne);
    },
    catchUp() {
      unlisted = undefined;
    },
    /** Deleted, or moved to a repository the app cannot see. */
    remove: (number: number) => issues.delete(number),
    /** What a slower worker of a lost race leaves behind. */
    duplicate(number: number) {
      const copy = ++made;
      set({ ...at(number), number: copy, createdAt: '2026-06-01T00:00:00Z' });
      return copy;
    },
  };
}

/** Writes of which the n-th can be made to fail, before or after it took effect. */
export function faultyWrites() {
  let writes = 0;
  let failure: { at: number; effect: 'lost' | 'unheard'; error: Error } | undefined;
  return {
    /** `lost`: the request never arrived; `unheard`: it did, and the answer never came. */
    async write<T>(effect: () => T): Promise<T> {
      writes++;
      const mine = failure?.at === writes ? failure : undefined;
      if (mine?.effect === 'lost') throw mine.error;
      const result = effect();
      if (mine) throw mine.error;
      return result;
    },
    writes: () => writes,
    failAt(write: number, effect: 'lost' | 'unheard', error = new Error('connection reset')) {
      failure = { at: write, effect, error };
      writes = 0;
    },
    heal() {
      failure = undefined;
    },
  };
}
