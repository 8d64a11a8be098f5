import { createPublicKey } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { serve } from '@hono/node-server';
import { makeCommit } from './actions/commits.ts';
import { install, selectRepositories, suspend, uninstall } from './actions/installations.ts';
import { type CheckRunDump, checkRunsOf, type Dump, dump } from './dump.ts';
import type { Fault } from './faults.ts';
import { createObjectStore } from './git/objects.ts';
import { createApplication } from './http/application.ts';
import { notFound } from './http/error.ts';
import { type Person, personOf } from './people.ts';
import { waiting } from './wait.ts';
import { createDeliveries, type Hook } from './webhooks/deliveries.ts';
import type { Delivery, Installation, Limits, Permissions, Repository, World } from './world.ts';
import { account, findRepository, now } from './world.ts';

export interface StandInOptions {
  readonly app: {
    readonly id: number;
    /** The app writes as `<slug>[bot]`. */
    readonly slug: string;
    readonly name: string;
    /** PEM of the RSA key whose private half signs the app's JWTs. */
    readonly publicKey: string;
    readonly permissions: Permissions;
    readonly events: readonly string[];
  };
  /** `url` may be set later, by `setWebhookUrl`; until then nothing is sent. */
  readonly webhook: { readonly secret: string; readonly url?: string };
  /** GitHub's own by default: 5,000 requests an hour, 80 new contents a minute and 500 an hour. */
  readonly limits?: Partial<Limits>;
  readonly clock?: () => Date;
  /** A free one by default. */
  readonly port?: number;
}

interface RepositoryOptions {
  /** `owner/name`; the owner is an organization unless it is known as a user. */
  readonly fullName: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** Whether issues are switched on; they are by default. */
  readonly hasIssues?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly collaborators?: Readonly<Record<string, 'admin' | 'maintain' | 'write' | 'triage' | 'read'>>;
}

export interface StandIn {
  /** `http://127.0.0.1:PORT`: base URL of the API, and the pages' address. */
  readonly url: string;
  /** Creates a repository with its first commit, silently. */
  addRepository(options: RepositoryOptions): void;
  addTeam(organization: string, slug: string, members: readonly string[]): void;
  setWebhookUrl(url: string): void;
  /** Installs the app on an account, as one of its owners; the installation's id. */
  install(owner: string, accountLogin: string, repositories?: 'all' | readonly string[]): number;
  uninstall(id: number): void;
  suspend(id: number, suspended: boolean): void;
  selectRepositories(id: number, selection: 'all' | readonly string[]): void;
  as(login: string): Person;
  /** Orders something to go wrong with the next requests that match; once unless `times` says more. @returns how to end it */
  fail(fault: Omit<Fault, 'times'> & { readonly times?: number }): () => void;
  /** Ids of the installations there are. */
  installations(): readonly number[];
  /** Check runs of one commit, as they were made. */
  checkRuns(repository: string, headSha: string): readonly CheckRunDump[];
  /** The log of webhooks, newest first. */
  deliveries(): readonly Delivery[];
  /** Sends a webhook of the log again, as the button in the app's settings does. */
  redeliver(delivery: Delivery): void;
  /** Resolves when every webhook under way has been answered. */
  settled(): Promise<void>;
  /**
   * Resolves with the first value of `find` that is not undefined, looking again whenever something changes.
   * @throws Error naming `what` after `timeoutMs`
   */
  waitFor<T>(what: string, find: (dump: Dump) => T | undefined, timeoutMs?: number): Promise<T>;
  dump(): Dump;
  stop(): Promise<void>;
}

/** Starts a GitHub stand-in on the loopback interface. */
export async function createStandIn(options: StandInOptions): Promise<StandIn> {
  const events = new EventEmitter().setMaxListeners(0);
  const changed = (): void => void events.emit('change');
  const hook: Hook = { secret: options.webhook.secret, url: options.webhook.url };
  const deliveries = createDeliveries(() => world, hook, changed);
  const world = createWorld(options, deliveries.send);
  const application = createApplication(world, hook, deliveries, changed);
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: application.fetch, hostname: '127.0.0.1', port: options.port ?? 0 }, ({ port }) => {
      world.url = `http://127.0.0.1:${port}`;
      resolve(started);
    });
  });
  const found = (id: number): Installation => {
    const installation = world.installations.find((candidate) => candidate.id === id);
    if (!installation) throw notFound();
    return installation;
  };

  return {
    url: world.url,
    addRepository: (repository) => addRepository(world, repository),
    addTeam: (organization, slug, members) =>
      void world.teams.set(
        `${organization}/${slug}`.toLowerCase(),
        new Set(members.map((login) => login.toLowerCase())),
      ),
    setWebhookUrl(url) {
      hook.url = url;
    },
    install: (owner, login, repositories = 'all') =>
      install(world, account(world, owner), account(world, login, 'Organization'), repositories).id,
    uninstall: (id) => uninstall(world, found(id).account, found(id)),
    suspend: (id, suspended) => suspend(world, found(id).account, found(id), suspended),
    selectRepositories: (id, selection) => selectRepositories(world, found(id).account, found(id), selection),
    as: (login) => personOf(world, login, changed),
    fail: (fault) => {
      const ordered = { times: 1, ...fault };
      world.faults.push(ordered);
      return () => {
        ordered.times = 0;
      };
    },
    installations: () => world.installations.map((installation) => installation.id),
    checkRuns: (repository, headSha) => checkRunsOf(world, repository, headSha),
    deliveries: () => [...world.deliveries],
    redeliver: deliveries.redeliver,
    settled: deliveries.settled,
    waitFor: (what, find, timeoutMs = 15_000) => waiting(events, what, () => find(dump(world)), timeoutMs),
    dump: () => dump(world),
    async stop() {
      hook.url = undefined;
      await deliveries.settled();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

function createWorld({ app, limits, clock = () => new Date() }: StandInOptions, emit: World['emit']): World {
  let lastId = 1000;
  const seed = { accounts: new Map(), nextId: () => ++lastId } as Pick<World, 'accounts' | 'nextId'>;
  const owner = account(seed as World, app.slug, 'Organization');
  const bot = account(seed as World, `${app.slug}[bot]`);
  return {
    ...seed,
    url: '',
    clock,
    limits: { requestsPerHour: 5000, contentPerMinute: 80, contentPerHour: 500, ...limits },
    app: {
      ...app,
      permissions: { metadata: 'read', ...app.permissions },
      publicKey: createPublicKey(app.publicKey),
      owner,
      bot,
      createdAt: clock().toISOString(),
    },
    repositories: new Map(),
    installations: [],
    tokens: new Map(),
    teams: new Map(),
    git: createObjectStore(),
    deliveries: [],
    faults: [],
    usage: new Map(),
    emit,
  };
}

function addRepository(world: World, options: RepositoryOptions): void {
  const [login = '', name = ''] = options.fullName.split('/');
  if (findRepository(world, options.fullName)) throw new Error(`${options.fullName} exists already`);
  const owner = account(world, login, 'Organization');
  const repository: Repository = {
    id: world.nextId(),
    owner,
    name,
    fullName: options.fullName,
    private: options.private ?? true,
    fork: false,
    defaultBranch: options.defaultBranch ?? 'main',
    createdAt: now(world),
    branches: new Map(),
    collaborators: new Map(Object.entries(options.collaborators ?? {})),
    labels: [],
    issues: [],
    deletedIssues: new Set(),
    hasIssues: options.hasIssues ?? true,
    checkRuns: [],
    artifacts: [],
  };
  for (const person of repository.collaborators.keys()) account(world, person);
  const commit = makeCommit(world, owner, { message: 'Initial commit', parents: [], files: options.files ?? {} });
  repository.branches.set(repository.defaultBranch, commit.sha);
  world.repositories.set(options.fullName.toLowerCase(), repository);
}
