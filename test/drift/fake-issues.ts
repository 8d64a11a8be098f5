import type { Issues } from '../../src/drift/index.ts';
import type { IssueView } from '../../src/findings/index.ts';

export interface FakeIssue extends IssueView {
  readonly comments: readonly string[];
}

/** One repository's issues on a GitHub that can be made to fail at the n-th write, before or after it took effect. */
export function fakeIssues(faulty = faultyWrites()) {
  const issues = new Map<number, FakeIssue>();
  let made = 0;
  const { write, ...faults } = faulty;
  const at = (number: number): FakeIssue => {
    const issue = issues.get(number);
    if (!issue) throw Object.assign(new Error(`no issue ${number}`), { status: 404 });
    return issue;
  };

  const seen = ({ comments: _, ...issue }: FakeIssue): IssueView => issue;
  let unlisted: number | undefined;
  const port: Issues = {
    list: async () => {
      const listed = [...issues.values()].filter(({ number }) => number !== unlisted).map(seen);
      unlisted = undefined;
      return listed;
    },
    get: async (number) => {
      const issue = issues.get(number);
      return issue && seen(issue);
    },
    create: ({ title, body, labels }) =>
      write(() => {
        const number = ++made;
        const createdAt = new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();
        issues.set(number, { number, title, body, labels, state: 'open', createdAt, locked: false, comments: [] });
        return { number };
      }),
    update: (number, { stateReason: _, ...changes }) =>
      write(() => {
        const by = changes.state === 'closed' ? { closedBy: 'app' as const } : {};
        issues.set(number, { ...at(number), ...changes, ...by });
      }),
    comment: (number, body) =>
      write(() => {
        const issue = at(number);
        issues.set(number, { ...issue, comments: [...issue.comments, body] });
      }),
  };

  return {
    port,
    all: () => [...issues.values()],
    ...faults,
    edit(number: number, change: Partial<FakeIssue>) {
      issues.set(number, { ...at(number), ...change });
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
      issues.set(copy, { ...at(number), number: copy, createdAt: '2026-06-01T00:00:00Z' });
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
