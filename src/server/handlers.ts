import { z } from 'zod';
import { CONFIG_PATH } from '../config/index.ts';
import { SallyportError } from '../network/index.ts';
import { parseCommand } from './commands.ts';
import { type EventName, isSubscribed } from './events.ts';
import type { InstallationChange, RepositoryRef, UseCases } from './use-cases.ts';

/** A kept webhook: event name and parsed body. */
export interface Delivery {
  readonly event: string;
  readonly payload: unknown;
}

/** A signed payload lacks what GitHub documents; repeating it won't help. */
export class PayloadError extends SallyportError {}

/**
 * Turns one delivery into use cases; run by the queue, after the delivery was acknowledged. Events nobody subscribed to do
 * nothing.
 * @throws PayloadError when the payload is not the event's; and whatever the use case throws, for the queue to try again
 */
export async function handleDelivery({ event, payload }: Delivery, useCases: UseCases): Promise<void> {
  const action = z.object({ action: z.string().optional() }).safeParse(payload).data?.action;
  if (isSubscribed(event, action)) await HANDLERS[event](payload, useCases);
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
  handle: (payload: T, useCases: UseCases) => Promise<void>,
): (payload: unknown, useCases: UseCases) => Promise<void> {
  return (payload, useCases) => {
    const result = schema.safeParse(payload);
    if (!result.success)
      throw new PayloadError(`a '${event}' webhook lacks what GitHub documents: ${z.prettifyError(result.error)}`);
    return handle(result.data, useCases);
  };
}

const INSTALLATION_CHANGES: Readonly<Record<string, InstallationChange['change']>> = {
  created: 'created',
  deleted: 'deleted',
  suspend: 'suspended',
  unsuspend: 'unsuspended',
  new_permissions_accepted: 'permissions',
};

const HANDLERS: { readonly [event in EventName]: (payload: unknown, useCases: UseCases) => Promise<void> } = {
  installation: handler(
    'installation',
    z.object({
      action: z.enum(['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted']),
      installation: installation.extend({ account }),
      repositories: repositories.optional(),
    }),
    ({ action, installation: { id, account: owner }, repositories: listed = [] }, useCases) => {
      const names = listed.map(({ full_name }) => full_name);
      return useCases.installationChanged({
        installationId: id,
        owner: owner.login,
        change: INSTALLATION_CHANGES[action]!,
        added: action === 'created' ? names : [],
        removed: action === 'deleted' ? names : [],
      });
    },
  ),

  installation_repositories: handler(
    'installation_repositories',
    z.object({
      installation: installation.extend({ account }),
      repositories_added: repositories,
      repositories_removed: repositories,
    }),
    ({ installation: { id, account: owner }, repositories_added, repositories_removed }, useCases) =>
      useCases.installationChanged({
        installationId: id,
        owner: owner.login,
        change: 'repositories',
        added: repositories_added.map(({ full_name }) => full_name),
        removed: repositories_removed.map(({ full_name }) => full_name),
      }),
  ),

  push: handler(
    'push',
    z.object({
      installation,
      ref: z.string(),
      repository: repository.extend({ default_branch: z.string() }),
      forced: z.boolean().default(false),
      commits: z.array(z.object({ added: paths(), removed: paths(), modified: paths() })).default([]),
    }),
    async ({ ref, repository: { name, owner, default_branch }, forced, commits, installation: { id } }, useCases) => {
      if (name !== CONFIG_REPOSITORY || ref !== `refs/heads/${default_branch}`) return;
      // A forced push, and one of too many commits for a payload, lists too little to rule the file out.
      const complete = !forced && commits.length > 0 && commits.length < MAX_COMMITS;
      const touched = commits.some((commit) =>
        [commit.added, commit.removed, commit.modified].flat().includes(CONFIG_PATH),
      );
      if (touched || !complete) await useCases.configChanged({ installationId: id, owner: owner.login });
    },
  ),

  pull_request: handler(
    'pull_request',
    z.object({
      ...inRepository,
      action: z.string(),
      number: z.int(),
      changes: z.object({ base: z.unknown().optional() }).optional(),
    }),
    async ({ action, number, changes, ...payload }, useCases) => {
      // Title and text may change freely; only another base branch changes what is compared.
      if (action === 'edited' && changes?.base === undefined) return;
      const pullRequest = { ...repositoryRef(payload), number };
      if (pullRequest.repo === CONFIG_REPOSITORY) await useCases.checkConfigPullRequest(pullRequest);
      await useCases.review(pullRequest);
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
    async ({ issue, comment, ...payload }, useCases) => {
      const command = parseCommand(comment.body);
      // Bots don't command: an answer that quotes a command must not start another round.
      if (!command || !comment.user || comment.user.type === 'Bot') return;
      await useCases.command({
        ...repositoryRef(payload),
        number: issue.number,
        commentId: comment.id,
        author: comment.user.login,
        body: comment.body,
        command,
        isPullRequest: issue.pull_request !== undefined,
      });
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
    ({ action, issue, sender, ...payload }, useCases) =>
      useCases.issueChanged({ ...repositoryRef(payload), number: issue.number, change: action, by: sender.login }),
  ),

  check_run: handler(
    'check_run',
    z.object({
      ...inRepository,
      check_run: z.object({ external_id: z.string().nullish(), pull_requests: numbered() }),
    }),
    ({ check_run: { external_id, pull_requests }, ...payload }, useCases) => {
      // A fork's check run lists no pull request; ours carry its number as external id.
      const own = /^pull-request:(\d+)$/.exec(external_id ?? '')?.[1];
      return reviewAll(payload, own === undefined ? pull_requests : [{ number: Number(own) }], useCases);
    },
  ),

  check_suite: handler(
    'check_suite',
    z.object({ ...inRepository, check_suite: z.object({ pull_requests: numbered() }) }),
    ({ check_suite: { pull_requests }, ...payload }, useCases) => reviewAll(payload, pull_requests, useCases),
  ),
};

/** The organisation's repository that alone links accounts. */
const CONFIG_REPOSITORY = '.github';
/** A push payload lists at most this many commits. */
const MAX_COMMITS = 2048;

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

async function reviewAll(
  payload: Parameters<typeof repositoryRef>[0],
  pullRequests: readonly { readonly number: number }[],
  useCases: UseCases,
): Promise<void> {
  const ref = repositoryRef(payload);
  for (const { number } of pullRequests) {
    if (ref.repo === CONFIG_REPOSITORY) await useCases.checkConfigPullRequest({ ...ref, number });
    await useCases.review({ ...ref, number });
  }
}
