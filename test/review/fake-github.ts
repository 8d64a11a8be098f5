import type { PullRequestFacts, PullRequests } from '../../src/review/ports.ts';

type CheckRun = Parameters<PullRequests['checkRun']>[0] & { readonly conclusion?: string };

/** One pull request on a GitHub that remembers what was said. */
export function fakeGitHub(facts: Partial<PullRequestFacts> & { readonly changed: readonly string[] }) {
  const { changed, ...rest } = facts;
  let pull: PullRequestFacts = {
    number: 7,
    title: 'Open it',
    author: 'ada',
    state: 'open',
    merged: false,
    draft: false,
    baseSha: 'base',
    baseBranch: 'main',
    headSha: 'head',
    fork: false,
    ...rest,
  };
  const checkRuns = new Map<string, CheckRun>();
  const history: string[] = [];
  const lines: string[] = [];
  let comment: string | undefined;

  const port: PullRequests = {
    pullRequest: async () => pull,
    changedFiles: async () => ({ mergeBase: 'base', files: changed.map((path) => ({ path, status: 'modified' })) }),
    upsertComment: async (_number, marker, body, { create = true } = {}) => {
      if (!body.includes(marker)) throw new Error('the comment lacks its marker');
      if (comment === undefined && !create) return { outcome: 'skipped' };
      const outcome = comment === undefined ? 'created' : 'updated';
      comment = body;
      return { outcome, id: 1 };
    },
    reviewComments: async (_number, headSha, comments) => {
      lines.push(...comments.map(({ path, line }) => `${path}:${line} at ${headSha}`));
      return { posted: comments.map(({ key }) => key), repeated: [], outsideDiff: [], overLimit: [] };
    },
    checkRun: async (run: CheckRun) => {
      checkRuns.set(run.headSha, run);
      history.push(`${run.headSha} ${run.conclusion ?? run.status}`);
      return checkRuns.size;
    },
  };
  return {
    port,
    /** Somebody pushes. */
    push(headSha: string) {
      pull = { ...pull, headSha };
    },
    close() {
      pull = { ...pull, state: 'closed' };
    },
    comment: () => comment,
    lines: () => lines,
    checkRun: (headSha = pull.headSha) => checkRuns.get(headSha),
    history: () => history,
  };
}
