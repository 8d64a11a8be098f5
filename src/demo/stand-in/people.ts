import { runWorkflow, type WorkflowInput } from './actions/artifacts.ts';
import { emitCheckRun, emitCheckSuite } from './actions/check-runs.ts';
import { branchHead, type CommitInput, fork, makeCommit, push } from './actions/commits.ts';
import {
  createIssue,
  deleteIssue,
  emitIssue,
  type IssueChange,
  type IssueInput,
  updateIssue,
} from './actions/issues.ts';
import { queueMerge } from './actions/merge-queue.ts';
import { addComment, editComment, react } from './actions/posts.ts';
import { mergePullRequest, openPullRequest, type PullInput } from './actions/pulls.ts';
import { ApiError, notFound } from './http/error.ts';
import type { PullIssue } from './views/pull-request.ts';
import type { Issue, Repository, World } from './world.ts';
import { account, findRepository } from './world.ts';

/** What a person does on the web: each act takes effect at once and sends its webhooks. Repositories are `owner/name`. */
export interface Person {
  /** Commits to a branch, made from `from` (default: the default branch) when it does not exist yet; the commit's id. */
  commit(
    repository: string,
    input: {
      readonly branch?: string;
      readonly from?: string;
      readonly message: string;
      readonly files: CommitInput['files'];
      /** Replaces the branch by this commit on top of `from`. */
      readonly force?: boolean;
    },
  ): string;
  deleteBranch(repository: string, branch: string): void;
  fork(repository: string): string;
  openPullRequest(repository: string, input: Omit<PullInput, 'base'> & { readonly base?: string }): number;
  mergePullRequest(repository: string, number: number): string;
  /** Aims it at another branch. */
  changeBase(repository: string, number: number, base: string): void;
  markReady(repository: string, number: number): void;
  /** Adds it to the merge queue; the commit that would be merged. */
  queueMerge(repository: string, number: number): string;
  /** A workflow run that leaves an artifact; the run's id. */
  runWorkflow(repository: string, input: WorkflowInput): number;
  openIssue(repository: string, input: IssueInput): number;
  editIssue(repository: string, number: number, change: Omit<IssueChange, 'state' | 'stateReason'>): void;
  /** Issues and pull requests alike. */
  closeIssue(repository: string, number: number, reason?: 'completed' | 'not_planned' | 'duplicate'): void;
  reopenIssue(repository: string, number: number): void;
  lockIssue(repository: string, number: number): void;
  deleteIssue(repository: string, number: number): void;
  comment(repository: string, number: number, body: string): number;
  editComment(repository: string, number: number, id: number, body: string): void;
  react(repository: string, number: number, content: string): void;
  rerequestCheckRun(repository: string, id: number): void;
  /** "Re-run all checks" of a pull request. */
  rerequestChecks(repository: string, number: number): void;
  requestCheckAction(repository: string, id: number, identifier: string): void;
}

/** @throws ApiError 403 for what the person's role in the repository does not allow */
export function personOf(world: World, login: string, changed: () => void): Person {
  const user = account(world, login);

  const open = (name: string): Repository => {
    const repository = findRepository(world, name);
    if (!repository) throw notFound();
    return repository;
  };
  const writable = (name: string): Repository => {
    const repository = open(name);
    if (!['admin', 'maintain', 'write'].includes(repository.collaborators.get(login) ?? 'none'))
      throw new ApiError(403, `${login} has no write access to ${name}`);
    return repository;
  };
  const issueIn = (repository: Repository, number: number): Issue => {
    const issue = repository.issues.find((candidate) => candidate.number === number);
    if (!issue) throw notFound();
    return issue;
  };
  /** One's own issue or, with write access, anybody's. */
  const update = (name: string, number: number, change: IssueChange): void => {
    const issue = issueIn(open(name), number);
    if (issue.user.id !== user.id) writable(name);
    updateIssue(world, user, open(name), issue, change);
  };
  const checkRunIn = (repository: Repository, id: number) => {
    const run = repository.checkRuns.find((candidate) => candidate.id === id);
    if (!run) throw notFound();
    return run;
  };

  const person: Person = {
    commit(name, { branch, from, message, files, force = false }) {
      const repository = writable(name);
      const target = branch ?? repository.defaultBranch;
      const start = force ? undefined : repository.branches.get(target);
      const parent = start ?? repository.branches.get(from ?? repository.defaultBranch);
      const parents = parent === undefined ? [] : [parent];
      const commit = makeCommit(world, user, { message, files, parents });
      push(world, user, repository, target, commit.sha);
      return commit.sha;
    },
    deleteBranch(name, branch) {
      const repository = writable(name);
      branchHead(repository, branch);
      push(world, user, repository, branch, null);
    },
    fork: (name) => fork(world, user, open(name)).fullName,
    openPullRequest(name, input) {
      const repository = input.head.includes(':') ? open(name) : writable(name);
      return openPullRequest(world, user, repository, { base: repository.defaultBranch, ...input }).number;
    },
    mergePullRequest(name, number) {
      const repository = writable(name);
      const issue = issueIn(repository, number);
      if (!issue.pull) throw notFound();
      return mergePullRequest(world, user, repository, issue as PullIssue);
    },
    changeBase(name, number, ref) {
      const repository = writable(name);
      const issue = issueIn(repository, number) as PullIssue;
      const changes = { base: { ref: { from: issue.pull.base.ref } } };
      issue.pull.base = { repository, ref };
      emitIssue(world, 'edited', user, repository, issue, { changes });
    },
    markReady(name, number) {
      const repository = writable(name);
      const issue = issueIn(repository, number) as PullIssue;
      issue.pull.draft = false;
      emitIssue(world, 'ready_for_review', user, repository, issue);
    },
    queueMerge(name, number) {
      const repository = writable(name);
      const issue = issueIn(repository, number);
      if (!issue.pull) throw notFound();
      return queueMerge(world, user, repository, issue as PullIssue);
    },
    runWorkflow: (name, input) => runWorkflow(world, user, writable(name), input),
    openIssue: (name, input) => createIssue(world, user, open(name), input).number,
    editIssue: update,
    closeIssue: (name, number, stateReason) => update(name, number, { state: 'closed', stateReason }),
    reopenIssue: (name, number) => update(name, number, { state: 'open' }),
    lockIssue(name, number) {
      issueIn(writable(name), number).locked = true;
    },
    deleteIssue(name, number) {
      const repository = open(name);
      if (repository.collaborators.get(login) !== 'admin') throw new ApiError(403, `${login} is no admin of ${name}`);
      deleteIssue(world, user, repository, issueIn(repository, number));
    },
    comment(name, number, body) {
      const repository = open(name);
      return addComment(world, user, repository, issueIn(repository, number), body).id;
    },
    editComment(name, number, id, body) {
      const repository = open(name);
      const issue = issueIn(repository, number);
      const comment = issue.comments.find((candidate) => candidate.id === id);
      if (!comment) throw notFound();
      if (comment.user.id !== user.id) writable(name);
      editComment(world, user, repository, issue, comment, body);
    },
    react: (name, number, content) => void react(world, user, issueIn(open(name), number), content),
    rerequestCheckRun(name, id) {
      const repository = writable(name);
      emitCheckRun(world, 'rerequested', user, repository, checkRunIn(repository, id));
    },
    rerequestChecks(name, number) {
      const repository = writable(name);
      const issue = issueIn(repository, number);
      if (!issue.pull) throw notFound();
      emitCheckSuite(world, user, repository, issue as PullIssue);
    },
    requestCheckAction(name, id, identifier) {
      const repository = writable(name);
      const run = checkRunIn(repository, id);
      emitCheckRun(world, 'requested_action', user, repository, run, { requested_action: { identifier } });
    },
  };
  return announcing(person, changed);
}

/** The same acts, each followed by a call to `changed`. */
function announcing(person: Person, changed: () => void): Person {
  const wrap =
    (act: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      const result = act(...args);
      changed();
      return result;
    };
  return Object.fromEntries(Object.entries(person).map(([name, act]) => [name, wrap(act)])) as unknown as Person;
}
