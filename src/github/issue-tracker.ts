import type { IssueView } from '../findings/index.ts';
import { botLogin, isWrittenBy } from './author.ts';
import { calling, NotFoundError, RejectedError } from './errors.ts';
import { createLabels, type LabelMemory } from './labels.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

export interface NewIssue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Logins; when GitHub takes one of them not to be assignable, the issue is opened without. */
  readonly assignees?: readonly string[];
}

/** What to change; absent fields stay as they are. `labels` replaces all labels. */
export interface IssueChanges {
  readonly title?: string;
  readonly body?: string;
  readonly labels?: readonly string[];
  readonly state?: 'open' | 'closed';
  readonly stateReason?: 'completed' | 'not_planned' | 'reopened' | 'duplicate';
}

/** The issues of one repository that this app itself wrote. */
export interface IssueTracker {
  /** All of them, open and closed, oldest first; who closed one may be left out. */
  list(): Promise<readonly IssueView[]>;
  /** The same page by page, what changed last first. */
  pages(size: number): AsyncIterable<readonly IssueView[]>;
  /** One of them; undefined when it was deleted, moved to another repository, or is not the app's. */
  get(number: number): Promise<IssueView | undefined>;
  create(issue: NewIssue): Promise<IssueView>;
  update(number: number, changes: IssueChanges): Promise<IssueView>;
  comment(number: number, body: string): Promise<void>;
}

/** Labels that do not exist yet are created with their colour before the first issue wears them. */
export function createIssueTracker(
  octokit: Octokit,
  { owner, repo, appSlug }: Repository & { readonly appSlug: string },
  labels?: LabelMemory,
): IssueTracker {
  const repository = { owner, repo };
  const ensureLabels = createLabels(octokit, repository, labels);
  const view = (issue: GitHubIssue) => viewOf(issue, appSlug);
  const own = (issues: readonly GitHubIssue[]) =>
    issues.filter((issue) => !issue.pull_request && isWrittenBy(appSlug, issue)).map(view);

  return {
    async list() {
      const issues = await calling(`list issues of ${owner}/${repo}`, () =>
        octokit.paginate(octokit.rest.issues.listForRepo, {
          ...repository,
          state: 'all',
          creator: botLogin(appSlug),
          sort: 'created',
          direction: 'asc',
          per_page: 100,
        }),
      );
      return own(issues);
    },

    async *pages(size) {
      const pages = octokit.paginate
        .iterator(octokit.rest.issues.listForRepo, {
          ...repository,
          state: 'all',
          creator: botLogin(appSlug),
          sort: 'updated',
          direction: 'desc',
          per_page: size,
        })
        [Symbol.asyncIterator]();
      for (;;) {
        const { value, done } = await calling(`list issues of ${owner}/${repo}`, () => pages.next());
        if (done) return;
        yield own(value.data);
      }
    },

    async get(number) {
      try {
        const { data } = await calling(`read ${owner}/${repo}#${number}`, () =>
          octokit.rest.issues.get({ ...repository, issue_number: number }),
        );
        // GitHub leads from where an issue was to where it was moved.
        const isHere = data.repository_url.toLowerCase().endsWith(`/repos/${owner}/${repo}`.toLowerCase());
        return isHere && data.number === number && isWrittenBy(appSlug, data) ? view(data) : undefined;
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },

    async create({ title, body, labels, assignees = [] }) {
      await ensureLabels(labels);
      const issue = { ...repository, title, body, labels: [...labels] };
      const create = (assigned: object) =>
        calling(`create an issue in ${owner}/${repo}`, () => octokit.rest.issues.create({ ...issue, ...assigned }));
      if (assignees.length === 0) return view((await create({})).data);
      try {
        return view((await create({ assignees: [...assignees] })).data);
      } catch (error) {
        // Somebody who left the organisation must not keep a finding from being told.
        if (!(error instanceof RejectedError)) throw error;
        return view((await create({})).data);
      }
    },

    async update(number, { title, body, labels, state, stateReason }) {
      if (labels) await ensureLabels(labels);
      const { data } = await writing(`update ${owner}/${repo}#${number}`, () =>
        octokit.rest.issues.update({
          ...repository,
          ...HERE,
          issue_number: number,
          ...(title !== undefined && { title }),
          ...(body !== undefined && { body }),
          ...(labels !== undefined && { labels: [...labels] }),
          ...(state !== undefined && { state }),
          ...(stateReason !== undefined && { state_reason: stateReason }),
        }),
      );
      return view(data);
    },

    async comment(number, body) {
      await writing(`comment on ${owner}/${repo}#${number}`, () =>
        octokit.rest.issues.createComment({ ...repository, ...HERE, issue_number: number, body }),
      );
    },
  };
}

/** GitHub leads to where an issue was moved. What is said here is not for another repository's readers. */
const HERE = { request: { redirect: 'manual' } } as const;

async function writing<T extends { readonly status: number }>(doing: string, write: () => Promise<T>): Promise<T> {
  const answer = await calling(doing, write);
  if (answer.status >= 300)
    throw new NotFoundError(`GitHub refused '${doing}': the issue was moved away.`, 410, undefined);
  return answer;
}

type GitHubIssue = Awaited<ReturnType<Octokit['rest']['issues']['get']>>['data'];

function viewOf(issue: GitHubIssue, appSlug: string): IssueView {
  const closed = issue.state === 'closed';
  return {
    number: issue.number,
    title: issue.title,
    body: (issue.body ?? '').replaceAll('\r\n', '\n'),
    state: closed ? 'closed' : 'open',
    labels: issue.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    locked: issue.locked,
    ...(closed && issue.closed_by && { closedBy: issue.closed_by.login === botLogin(appSlug) ? 'app' : 'person' }),
  };
}
