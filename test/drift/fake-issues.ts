import type { Issues } from '../../src/drift/index.ts';
import type { IssueView } from '../../src/findings/index.ts';

export interface FakeIssue extends IssueView {
  readonly comments: readonly string[];
}

/** One repository's issues on a GitHub that can be made to fail at the n-th write, before or after it took effect. */
export function fakeIssues() {
  const issues = new Map<number, FakeIssue>();
  let writes = 0;
  let failure: { at: number; effect: 'lost' | 'unheard'; error: Error } | undefined;

  /** `lost`: GitHub never saw the request; `unheard`: it did, and the answer never arrived. */
  async function write<T>(effect: () => T): Promise<T> {
    writes++;
    const mine = failure?.at === writes ? failure : undefined;
    if (mine?.effect === 'lost') throw mine.error;
    const result = effect();
    if (mine) throw mine.error;
    return result;
  }
  const at = (number: number): FakeIssue => {
    const issue = issues.get(number);
    if (!issue) throw Object.assign(new Error(`no issue ${number}`), { status: 404 });
    return issue;
  };

  const port: Issues = {
    list: async () => [...issues.values()].map(({ comments: _, ...issue }) => issue),
    create: ({ title, body, labels }) =>
      write(() => {
        const number = issues.size + 1;
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
    writes: () => writes,
    failAt(write: number, effect: 'lost' | 'unheard', error = new Error('connection reset')) {
      failure = { at: write, effect, error };
      writes = 0;
    },
    heal() {
      failure = undefined;
    },
    edit(number: number, change: Partial<FakeIssue>) {
      issues.set(number, { ...at(number), ...change });
    },
    /** What a slower worker of a lost race leaves behind. */
    duplicate(number: number) {
      const copy = issues.size + 1;
      issues.set(copy, { ...at(number), number: copy, createdAt: '2026-06-01T00:00:00Z' });
      return copy;
    },
  };
}
