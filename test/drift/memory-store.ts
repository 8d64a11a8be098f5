import type { IssueAction, IssueView, TrackedFinding } from '../../src/findings/index.ts';
import type { OutboxEntry, Store } from '../../src/store/index.ts';

interface State {
  tracked: readonly TrackedFinding[];
  entries: readonly (OutboxEntry & { readonly done: boolean })[];
  next: number;
  issues: ReadonlyMap<number, KeptIssue & { readonly doubted?: true }>;
  listedAt?: Date;
}
interface KeptIssue {
  readonly issue: IssueView;
  readonly account?: string | undefined;
}
const EMPTY: State = { tracked: [], entries: [], next: 1, issues: new Map() };

/** One repository's tables in memory, which may fail before or after any operation; a transaction is kept whole or not. */
export function memoryStore(operation: <T>(effect: () => T) => Promise<T>) {
  let state = EMPTY;

  const tablesOn = (at: { state: State }) => {
    const change = (id: string, changed: Partial<State['entries'][number]>) => {
      const entries = at.state.entries.map((entry) => (entry.id === id ? { ...entry, ...changed } : entry));
      at.state = { ...at.state, entries };
    };
    const setKept = (
      kept: Iterable<readonly [number, State['issues'] extends ReadonlyMap<number, infer T> ? T : never]>,
    ) => {
      at.state = { ...at.state, issues: new Map(kept) };
    };
    return {
      issues: {
        different: async (_repository: string, page: readonly IssueView[]) =>
          page.filter((issue) => {
            const known = at.state.issues.get(issue.number);
            if (!known) return true;
            const isSame = !known.doubted && shown(known.issue) === shown(issue);
            return issue.updatedAt >= known.issue.updatedAt && !isSame;
          }),
        save: async (_repository: string, seen: readonly KeptIssue[]) =>
          setKept([...at.state.issues, ...seen.map((one) => [one.issue.number, one] as const)]),
        forget: async (_repository: string, number: number) =>
          setKept([...at.state.issues].filter(([one]) => one !== number)),
        doubt: async (_repository: string, number: number) =>
          setKept([...at.state.issues].map(([one, kept]) => [one, one === number ? { ...kept, doubted: true } : kept])),
        doubted: async () => [...at.state.issues].flatMap(([number, { doubted }]) => (doubted ? [number] : [])),
        numbers: async () => [...at.state.issues.keys()],
        list: async () => [...at.state.issues.values()].map(({ issue }) => issue),
        listedAt: async () => at.state.listedAt,
        listed: async (_repository: string, listedAt: Date) => {
          at.state = { ...at.state, listedAt };
        },
      },
      findings: {
        list: async () => at.state.tracked,
        replace: async (_repository: string, tracked: readonly TrackedFinding[]) => {
          at.state = { ...at.state, tracked };
        },
        setIssue: async (_repository: string, key: string, issueNumber: number) => {
          const tracked = at.state.tracked.map((one) => (one.key === key ? { ...one, issueNumber } : one));
          at.state = { ...at.state, tracked };
        },
      },
      outbox: {
        pending: async () => at.state.entries.filter(({ done }) => !done),
        add: async (_repository: string, actions: readonly IssueAction[]) => {
          for (const action of actions) {
            const { entries, next } = at.state;
            const entry = { id: String(next), key: action.key, action, attempted: false, done: false };
            at.state = { ...at.state, entries: [...entries, entry], next: next + 1 };
          }
        },
        attempt: async (id: string, time: Date | null) => change(id, { attempted: time !== null }),
        done: async (id: string) => change(id, { done: true }),
      },
    };
  };

  const committed = {
    get state() {
      return state;
    },
    set state(next: State) {
      state = next;
    },
  };
  const { findings, issues, outbox } = tablesOn(committed);
  const store = {
    findings,
    issues: {
      ...issues,
      save: (...args: Parameters<typeof issues.save>) => operation(() => void issues.save(...args)),
      forget: (...args: Parameters<typeof issues.forget>) => operation(() => void issues.forget(...args)),
      listed: (...args: Parameters<typeof issues.listed>) => operation(() => void issues.listed(...args)),
    },
    lock: (_name: string, work: () => Promise<unknown>) => work(),
    outbox: { ...outbox, attempt: async (id: string, at: Date | null) => operation(() => void outbox.attempt(id, at)) },
    transaction: async (work: (tables: ReturnType<typeof tablesOn>) => Promise<unknown>) => {
      const draft = { state };
      const result = await work(tablesOn(draft));
      await operation(() => {
        state = draft.state;
      });
      return result;
    },
  };
  return {
    store: store as unknown as Store,
    tracked: () => state.tracked,
    lose: () => {
      state = EMPTY;
    },
  };
}

function shown({ closedBy: _, ...issue }: IssueView): string {
  return JSON.stringify(issue);
}
