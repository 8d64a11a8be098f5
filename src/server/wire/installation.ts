import type { Logger } from 'probot';
import { CONFIG_PATH, type Config } from '../../config/index.ts';
import {
  type Clock,
  type Configuration,
  type Issues,
  loadConfiguration,
  rulesFor,
  type Tracker,
} from '../../drift/index.ts';
import { createSeal } from '../../findings/index.ts';
import {
  createContents,
  createIssueTracker,
  createPullRequestPublisher,
  type GitHubApp,
  NotFoundError,
  type PullRequestPublisher,
  type RepositoryContents,
  type RepositoryFacts,
  readFileAt,
  repositoryFacts,
} from '../../github/index.ts';
import type { Store } from '../../store/index.ts';
import { CHECKS, RENDER, verifyChecks } from './checks.ts';
import { withMembers } from './members.ts';

/** What the wiring of one service shares. */
export interface Parts {
  readonly store: Store;
  readonly gitHub: GitHubApp;
  readonly clock: Clock;
  readonly log: Logger;
  /** The server's own: key of the external ids and of what markers remember. */
  readonly secret: string;
}

/** The app in one organisation: its configuration, and ports to its repositories, written `owner/name`. */
export interface Installation {
  readonly id: number;
  readonly owner: string;
  configuration(): Promise<Configuration>;
  facts(repository: string): Promise<RepositoryFacts>;
  issues(repository: string): Promise<Issues>;
  contents(repository: string): Promise<RepositoryContents>;
  pullRequests(repository: string): Promise<PullRequestPublisher>;
  /** Undefined, with the reason in the log, where the app must not or cannot write issues. */
  tracker(repository: string, config: Config | undefined): Promise<Tracker | undefined>;
}

/** The owner's repository that alone links accounts. */
export const CONFIG_REPOSITORY = '.github';

export type Installations = (installationId: number) => Promise<Installation>;

/** Opens installations by id; who owns them is remembered. */
export function installations(parts: Parts): Installations {
  const owners = new Map<number, string>();
  return async (id) => {
    if (!owners.has(id)) for (const one of await parts.gitHub.installations()) owners.set(one.id, one.owner);
    const owner = owners.get(id);
    if (owner === undefined) throw new NotFoundError(`GitHub knows no installation ${id} of this app`, 404, undefined);
    return openInstallation(parts, id, owner);
  };
}

async function openInstallation(
  { store, gitHub, clock, log, secret }: Parts,
  id: number,
  owner: string,
): Promise<Installation> {
  const octokit = await gitHub.octokit(id);
  const seal = createSeal(secret);
  const place = async (repository: string) => ({ ...split(repository), appSlug: await gitHub.slug() });
  const installation: Installation = {
    id,
    owner,
    async configuration() {
      const loaded = await loadConfiguration({
        store,
        owner,
        read: () => readFileAt(octokit, { owner, repo: CONFIG_REPOSITORY, path: CONFIG_PATH }),
        checks: CHECKS.map((check) => check.id),
        verify: verifyChecks,
        clock,
      });
      return withMembers(loaded, loaded.config?.organization ? await store.members.list(owner) : []);
    },
    facts: (repository) => repositoryFacts(octokit, split(repository)),
    issues: async (repository) => createIssueTracker(octokit, await place(repository)),
    contents: async (repository) => createContents(octokit, split(repository)),
    pullRequests: async (repository) => createPullRequestPublisher(octokit, await place(repository)),
    async tracker(repository, config) {
      const obstacle = await obstacleTo(installation, repository);
      if (obstacle !== undefined) {
        log.warn({ repository, owner }, `no issues are written: ${obstacle}`);
        return undefined;
      }
      const issues = await installation.issues(repository);
      return { store, issues, repository, config: rulesFor(config, repository, CHECKS), render: RENDER, seal, clock };
    },
  };
  return installation;
}

/** Why the app may not write issues there. Details of exposures are secrets: never where strangers read. */
async function obstacleTo({ owner, facts }: Installation, repository: string): Promise<string | undefined> {
  if (split(repository).owner.toLowerCase() !== owner.toLowerCase())
    return `it belongs to another owner than the configuration (${owner})`;
  try {
    const { visibility, archived, issuesEnabled } = await facts(repository);
    if (visibility === 'public') return 'it is public';
    if (archived) return 'it is archived';
    return issuesEnabled ? undefined : 'its issues are switched off';
  } catch (error) {
    if (error instanceof NotFoundError) return 'it does not exist, or the app is not installed there';
    throw error;
  }
}

export function split(repository: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
