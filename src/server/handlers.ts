import { z } from 'zod';
import { CONFIG_PATH } from '../config/index.ts';
import { SallyportError } from '../network/index.ts';
import { parseCommand } from './commands.ts';
import { type EventName, isSubscribed } from './events.ts';
import type { InstallationChange, RepositoryRef, UseCases } from './use-cases.ts';

/** A webhook: event name and parsed body. */
export interface Delivery {
  readonly event: string;
  readonly payload: unknown;
}

/** A signed payload lacks what GitHub documents; repeating it won't help. */
export class PayloadError extends SallyportError {}

/** One use case and what it is asked. */
export type Call = {
  readonly [Name in keyof UseCases]: readonly [useCase: Name, input: Parameters<UseCases[Name]>[0]];
}[Exclude<keyof UseCases, 'scan'>];

/**
 * What a delivery asks for, in order; nothing for most of what GitHub sends.
 * @throws PayloadError when the payload is not the event's
 */
export function callsOf({ event, payload }: Delivery): readonly Call[] {
  const action = z.object({ action: z.string().optional() }).safeParse(payload).data?.action;
  return isSubscribed(event, action) ? HANDLERS[event](payload) : [];
}

/** Does what a delivery asks for; run by the queue, after the delivery was acknowledged. A rejection is for it to try again. */
export async function handleDelivery(delivery: Delivery, useCases: UseCases): Promise<void> {
  for (const [useCase, input] of callsOf(delivery)) await useCases[useCase](input as never);
}

const account = z.object({ login: z.string() });
const installation = z.object({ id: z.int() });
const repository = z.object({ name: z.string(), owner: account });
const inRepository = { installation, repository };
const repositories = z.array(z.object({ full_name: z.string() }));

/** A handler that sees only the payload's few fields it names. */
function handler<T>(
  event: EventName,
  schema: z.ZodType<T>,
  handle: (payload: T) => readonly Call[],
): (payload: unknown) => readonly Call[] {
  return (payload) => {
    const result = schema.safeParse(payload);
    if (!result.success)
      throw new PayloadError(`a '${event}' webhook lacks what GitHub documents: ${z.prettifyError(result.error)}`);
    return handle(result.data);
  };
}

const INSTALLATION_CHANGES: Readonly<Record<string, InstallationChange['change']>> = {
  created: 'created',
  deleted: 'deleted',
  suspend: 'suspended',
  unsuspend: 'unsuspended',
  new_permissions_accepted: 'permissions',
};

const HANDLERS: { readonly [event in EventName]: (payload: unknown) => readonly Call[] } = {
  installation: handler(
    'installation',
    z.object({
      action: z.enum(['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted']),
      installation: installation.extend({ account }),
      repositories: repositories.optional(),
    }),
    ({ action, installation: { id, account: owner }, repositories: listed = [] }) => {
      const names = listed.map(({ full_name }) => full_name);
      const change = {
        installationId: id,
        owner: owner.login,
        change: INSTALLATION_CHANGES[action]!,
        added: action === 'created' ? names : [],
        removed: action === 'deleted' ? names : [],
      };
      return [['installationChanged', change]];
    },
  ),

  installation_repositories: handler(
    'installation_repositories',
    z.object({
      installation: installation.extend({ account }),
      repositories_added: repositories,
      repositories_removed: repositories,
    }),
    ({ installation: { id, account: owner }, repositories_added, repositories_removed }) => {
      const added = repositories_added.map(({ full_name }) => full_name);
      const removed = repositories_removed.map(({ full_name }) => full_name);
      return [
        ['installationChanged', { installationId: id, owner: owner.login, change: 'repositories', added, removed }],
      ];
    },
  ),

  /** What may be said there, and under which name, is another question now. */
  repository: handler('repository', z.object({ installation, repository }), (payload) => {
    const { installationId, owner } = repositoryRef(payload);
    return [['installationChanged', { installationId, owner, change: 'repositories', added: [], removed: [] }]];
  }),

  push: handler(
    'push',
    z.object({
      installation,
      ref: z.string(),
      repository: repository.extend({ default_branch: z.string() }),
      forced: z.boolean().default(false),
      commits: z.array(z.object({ added: paths(), removed: paths(), modified: paths() })).default([]),
    }),
    ({ ref, repository: { name, owner, default_branch }, forced, commits, installation: { id } }) => {
      if (ref !== `refs/heads/${default_branch}`) return [];
      const isOurs = name === CONFIG_REPOSITORY ? (path: string) => path === CONFIG_PATH : isShared;
      // A forced push, and one of too many commits for a payload, lists too little to rule the file out.
      const complete = !forced && commits.length > 0 && commits.length < MAX_COMMITS;
      const touched = commits.some((commit) => [commit.added, commit.removed, commit.modified].flat().some(isOurs));
      const concerned = touched || (name === CONFIG_REPOSITORY && !complete);
      return concerned ? [['configChanged', { installationId: id, owner: owner.login }]] : [];
    },
  ),

  pull_request: handler(
    'pull_request',
    z.object({
      ...inRepository,
      action: z.string(),
      number: z.int(),
      changes: z.object({ base: z.unknown().optional() }).optional(),
      pull_request: z.object({ merged: z.boolean().optional() }).optional(),
    }),
    ({ action, number, changes, pull_request: pull, ...payload }) => {
      if (action === 'closed') return pull?.merged ? [['merged', { ...repositoryRef(payload), number }]] : [];
      // Title and text may change freely; only another base branch changes what is compared.
      return action === 'edited' && changes?.base === undefined ? [] : reviews(payload, [{ number }]);
    },
  ),

  merge_group: handler(
    'merge_group',
    z.object({
      ...inRepository,
      merge_group: z.object({ head_sha: z.string(), base_sha: z.string(), head_ref: z.string() }),
    }),
    ({ merge_group: { head_sha, base_sha, head_ref }, ...payload }) => [
      ['mergeGroup', { ...repositoryRef(payload), headSha: head_sha, baseSha: base_sha, headRef: head_ref }],
    ],
  ),

  workflow_run: handler(
    'workflow_run',
    z.object({
      ...inRepository,
      workflow_run: z.object({
        id: z.int(),
        head_sha: z.string(),
        head_branch: z.string().nullish(),
        pull_requests: numbered(),
      }),
    }),
    ({ workflow_run: { id, head_sha, head_branch, pull_requests }, ...payload }) => {
      const pullRequests = pull_requests.map(({ number }) => number);
      const baseSha = MERGE_QUEUE.exec(head_branch ?? '')?.[1];
      const queued = baseSha === undefined ? undefined : { baseSha, headRef: `refs/heads/${head_branch}` };
      // A push to a branch without one, and a fork's run, whose plan is not believed.
      if (pullRequests.length === 0 && !queued) return [];
      const run = { ...repositoryRef(payload), run: id, headSha: head_sha, pullRequests };
      return [['workflowEnded', { ...run, ...(queued && { queued }) }]];
    },
  ),

  issue_comment: handler(
    'issue_comment',
    z.object({
      ...inRepository,
      issue: z.object({ number: z.int(), pull_request: z.unknown().optional() }),
      comment: z.object({
        id: z.int(),
        body: z.string(),
        user: account.extend({ type: z.string().optional() }).nullable(),
      }),
    }),
    ({ issue, comment, ...payload }) => {
      const command = parseCommand(comment.body);
      // Bots don't command: an answer that quotes a command must not start another round.
      if (!command || !comment.user || comment.user.type === 'Bot') return [];
      const request = {
        ...repositoryRef(payload),
        number: issue.number,
        commentId: comment.id,
        author: comment.user.login,
        body: comment.body,
        command,
        isPullRequest: issue.pull_request !== undefined,
      };
      return [['command', request]];
    },
  ),

  issues: handler(
    'issues',
    z.object({
      ...inRepository,
      action: z.enum(['closed', 'reopened', 'deleted', 'transferred']),
      issue: z.object({ number: z.int() }),
      sender: account,
    }),
    ({ action, issue, sender, ...payload }) => [
      ['issueChanged', { ...repositoryRef(payload), number: issue.number, change: action, by: sender.login }],
    ],
  ),

  check_run: handler(
    'check_run',
    z.object({
      ...inRepository,
      check_run: z.object({ external_id: z.string().nullish(), pull_requests: numbered() }),
    }),
    ({ check_run: { external_id, pull_requests }, ...payload }) => {
      // A fork's check run lists no pull request; ours carry its number as external id.
      const own = /^pull-request:(\d+)$/.exec(external_id ?? '')?.[1];
      return reviews(payload, own === undefined ? pull_requests : [{ number: Number(own) }]);
    },
  ),

  check_suite: handler(
    'check_suite',
    z.object({ ...inRepository, check_suite: z.object({ head_sha: z.string(), pull_requests: numbered() }) }),
    ({ check_suite: { head_sha, pull_requests }, ...payload }) =>
      pull_requests.length > 0
        ? reviews(payload, pull_requests)
        : // A fork's lists none.
          [['checksRequested', { ...repositoryRef(payload), headSha: head_sha }]],
  ),
};

/** The branch on which a merge queue tries a pull request, by the commit it is based on. */
const MERGE_QUEUE = /^gh-readonly-queue\/.+\/pr-\d+-([\da-f]{40})$/;

/** The organisation's repository that alone links accounts. */
const CONFIG_REPOSITORY = '.github';
/** A push payload lists at most this many commits. */
const MAX_COMMITS = 2048;

/** Whether another repository's file may be one that the configuration extends: its name has to say so. */
function isShared(path: string): boolean {
  return path !== CONFIG_PATH && /sallyport[\w.-]*\.ya?ml$/.test(path);
}

function paths() {
  return z.array(z.string()).default([]);
}

function numbered() {
  return z.array(z.object({ number: z.int() })).default([]);
}

function repositoryRef(payload: {
  readonly installation: { readonly id: number };
  readonly repository: z.output<typeof repository>;
}): RepositoryRef {
  const { name, owner } = payload.repository;
  return { installationId: payload.installation.id, owner: owner.login, repo: name };
}

/** In the configuration's own repository, a pull request may break that too. */
function reviews(
  payload: Parameters<typeof repositoryRef>[0],
  pullRequests: readonly { readonly number: number }[],
): readonly Call[] {
  const ref = repositoryRef(payload);
  return pullRequests.flatMap(({ number }): readonly Call[] => [
    ...(ref.repo === CONFIG_REPOSITORY ? [['checkConfigPullRequest', { ...ref, number }] as const] : []),
    ['review', { ...ref, number }],
  ]);
}
