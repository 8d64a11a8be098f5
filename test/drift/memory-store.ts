import type { IssueAction, TrackedFinding } from '../../src/findings/index.ts';
import type { OutboxEntry, Store } from '../../src/store/index.ts';

interface State {
  tracked: readonly TrackedFinding[];
  entries: readonly (OutboxEntry & { readonly done: boolean })[];
  next: number;
}
const EMPTY: State = { tracked: [], entries: [], next: 1 };

/** One repository's tables in memory, which may fail before or after any operation; a transaction is kept whole or not. */
export function memoryStore(operation: <T>(effect: () => T) => Promise<T>) {
  let state = EMPTY;

  const tablesOn = (at: { state: State }) => {
    const change = (id: string, changed: Partial<State['entries'][number]>) => {
      const entries = at.state.entries.map((entry) => (entry.id === id ? { ...entry, ...changed } : entry));
      at.state = { ...at.state, entries };
    };
    return {
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
  const { findings, outbox } = tablesOn(committed);
  const store = {
    findings,
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
