import type { Logger } from 'probot';
import {
  CONFIG_PATH,
  type Config,
  narrow,
  parseRepositoryConfig,
  type ReadShared,
  type RepositoryConfig,
} from '../../config/index.ts';
import {
  type Clock,
  type Configuration,
  type ConfigurationMemory,
  type Issues,
  loadConfiguration,
} from '../../drift/index.ts';
import {
  createAllowance,
  createContents,
  createIssueTracker,
  createPullRequestPublisher,
  createTextMemory,
  type FileAtCommit,
  type GitHubApp,
  hostOf,
  type LabelMemory,
  NotFoundError,
  type PullRequestPublisher,
  type Repository,
  type RepositoryContents,
  type RepositoryFacts,
  readFileAt,
  repositoryFacts,
  type TextMemory,
  withSubmodules,
} from '../../github/index.ts';
import type { Store } from '../../store/index.ts';
import { CHECKS, verifyChecks } from './checks.ts';
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
  readonly readShared: ReadShared;
  facts(repository: string): Promise<RepositoryFacts>;
  issues(repository: string): Promise<Issues>;
  contents(repository: string): Promise<RepositoryContents>;
  pullRequests(repository: string): Promise<PullRequestPublisher>;
  /** The organisation's configuration as the repository's own file, on its default branch, leaves it. */
  narrowed(repository: string, config: Config): Promise<Config>;
}

/** The owner's repository that alone links accounts. */
export const CONFIG_REPOSITORY = '.github';

export type Installations = (installationId: number) => Promise<Installation>;

/** Opens installations by id; who owns them is remembered. */
export function installations(parts: Parts): Installations {
  const owners = new Map<number, string>();
  const memory: Memory = { texts: createTextMemory(), configurations: new Map(), labels: new Map() };
  return async (id) => {
    if (!owners.has(id)) for (const one of await parts.gitHub.installations()) owners.set(one.id, one.owner);
    const owner = owners.get(id);
    if (owner === undefined) throw new NotFoundError(`GitHub knows no installation ${id} of this app`, 404, undefined);
    return openInstallation(parts, id, owner, memory);
  };
}

/** What all installations read before. */
interface Memory {
  readonly texts: TextMemory;
  readonly configurations: ConfigurationMemory;
  readonly labels: LabelMemory;
}

async function openInstallation(parts: Parts, id: number, owner: string, memory: Memory): Promise<Installation> {
  const { store, gitHub, clock } = parts;
  const octokit = await gitHub.octokit(id);
  const place = async (repository: string) => ({ ...split(repository), appSlug: await gitHub.slug() });
  const shared: ReadShared = async (repository, path) =>
    (await readFileAt(octokit, { ...split(repository), path }))?.text;
  return {
    id,
    owner,
    readShared: shared,
    async configuration() {
      const loaded = await loadConfiguration({
        store,
        owner,
        read: () => readFileAt(octokit, { owner, repo: CONFIG_REPOSITORY, path: CONFIG_PATH }),
        readShared: shared,
        checks: CHECKS.map((check) => check.id),
        verify: verifyChecks,
        clock,
        memory: memory.configurations,
      });
      return withMembers(loaded, loaded.config?.organization ? await store.members.list(owner) : []);
    },
    facts: (repository) => repositoryFacts(octokit, split(repository)),
    issues: async (repository) => createIssueTracker(octokit, await place(repository), memory.labels),
    async contents(repository) {
      const allowance = createAllowance();
      const open = (each: Repository) => createContents(octokit, each, { memory: memory.texts, allowance });
      const gitmodules = async (each: Repository) =>
        (await readFileAt(octokit, { ...each, path: '.gitmodules' }))?.text;
      return withSubmodules(open(split(repository)), split(repository), { host: hostOf(octokit), open, gitmodules });
    },
    pullRequests: async (repository) => createPullRequestPublisher(octokit, await place(repository)),
    async narrowed(repository, config) {
      const { repo } = split(repository);
      if (repo.toLowerCase() === CONFIG_REPOSITORY) return config;
      const file = await readFileAt(octokit, { owner, repo, path: CONFIG_PATH });
      const own = file && (await lastGoodOwn(parts, repository, file));
      return own ? narrow(config, own) : config;
    },
  };
}

/** A repository's own file; while it is not valid, what it last said that was. */
async function lastGoodOwn(
  { store, clock, log }: Parts,
  repository: string,
  file: FileAtCommit,
): Promise<RepositoryConfig | undefined> {
  const parsed = parseRepositoryConfig(file.text, CONFIG_PATH);
  const before = await store.configs.get(repository);
  if (parsed.ok) {
    if (before?.good?.sha !== file.sha) await store.configs.accept(repository, file, clock());
    return parsed.config;
  }
  log.warn({ repository, errors: parsed.errors.length }, "a repository's own configuration has errors");
  const good = before?.good && parseRepositoryConfig(before.good.text, CONFIG_PATH);
  return good?.ok ? good.config : undefined;
}

export function split(repository: string): Repository {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
