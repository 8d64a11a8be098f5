import type { Logger } from 'probot';
import type { Clock, Collect } from '../drift/index.ts';
import { createGitHubApp, type GitHubApp } from '../github/index.ts';
import { type Handlers, type Queue, type QueueSettings, startQueue } from '../jobs/index.ts';
import { createComparer } from '../review/index.ts';
import { openStore } from '../store/index.ts';
import { watchApiCalls } from './api-calls.ts';
import type { Environment } from './environment.ts';
import { handleDelivery, PayloadError } from './handlers.ts';
import { gitHubCheck } from './health-github.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createServer } from './server.ts';
import { stopOnSignals } from './shutdown.ts';
import type { CommandRequest, UseCases } from './use-cases.ts';
import { followChanges } from './wire/changes.ts';
import { runCommand } from './wire/commands.ts';
import { deliveryKeeper } from './wire/deliveries.ts';
import { installations } from './wire/installation.ts';
import { followPredictions } from './wire/predictions.ts';
import { runMergeGroup, runReview } from './wire/reviews.ts';
import { followConfiguration, runScan, type ScanParts } from './wire/scans.ts';
import { LONGEST, SWEEP_INTERVAL, sweepDeliveries } from './wire/sweep.ts';
import { measured, remembering } from './wire/tracing.ts';
import { useCasesOf } from './wire/use-cases.ts';
import { whileInstalled } from './wire/while-installed.ts';

/** What a demo or a test puts in place of the world. */
export interface Overrides {
  /** Reads a recording in place of live accounts. */
  readonly collect?: Collect;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** The embedded database in memory, whatever the environment says. */
  readonly inMemory?: boolean;
  readonly handleSignals?: boolean;
  /** A worker alone: takes jobs from the database it shares, listens for nothing. */
  readonly workerOnly?: boolean;
  readonly queue?: Pick<QueueSettings, 'scans' | 'heartbeat'>;
}

/** The whole service in one process: web server, queue workers and database. */
export interface Service {
  /** Listens, takes up what was left undone, and follows every installation's configuration. */
  start(): Promise<void>;
  /** Takes no more requests, finishes running jobs, closes the database. */
  stop(): Promise<void>;
  /** The port listened on; known after `start`. */
  readonly port: number;
  /** What webhooks ask for; a command line or a demo may ask directly. */
  readonly useCases: UseCases;
  /** Has GitHub send again what it could not deliver lately; how many webhooks that is. Happens by itself, too. */
  sweep(): Promise<number>;
  /** Resolves once no job waits or runs. */
  idle(): Promise<void>;
}

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/**
 * Puts the rooms together.
 * @throws StoreError when the database cannot be opened
 */
export async function createService(environment: Environment, overrides: Overrides = {}): Promise<Service> {
  const { clock = () => new Date(), log = createLog(environment), handleSignals = false } = overrides;
  const { databaseUrl, dataDir, encryption } = environment;
  const store = await openStore({ encryption, ...(overrides.inMemory ? {} : { databaseUrl, dataDir }) });
  const gitHub = createGitHubApp({
    appId: environment.appId,
    privateKey: environment.privateKey,
    log,
    baseUrl: environment.gitHubApiUrl,
    throttle: environment.gitHubThrottle,
    countWrites: (installation) => (limits, maxWait) => store.contentWrites.reserve(installation, limits, maxWait),
  });
  const { secret } = environment;
  let queue: Queue | undefined;
  const timers: NodeJS.Timeout[] = [];
  const comparer = createComparer();
  const parts: ScanParts = {
    store,
    gitHub,
    clock,
    log,
    secret,
    collect: overrides.collect,
    comparer,
    knownCode: new Map(),
    installation: installations({ store, gitHub, clock, log, secret }),
    queue: () => {
      if (!queue) throw new Error('the service is not started');
      return queue;
    },
  };
  const useCases = useCasesOf(parts);
  const metrics = createMetrics();
  metrics.observe({
    waiting: () => parts.queue().waiting(),
    givenUp: () => parts.queue().givenUp(),
    findings: () => store.findings.bySeverity(),
  });
  const stopWatching = watchApiCalls(environment.gitHubApiUrl, (call) => {
    metrics.apiCall(call);
    log.debug(call, 'API call');
  });
  let stopChanges = async () => {};
  const drain = async () => {
    for (const timer of timers) clearInterval(timer);
    await stopChanges();
    stopWatching();
    await queue?.stop();
    await comparer.close();
    await store.close();
  };
  const server = createServer({
    environment,
    log,
    deliveries: deliveryKeeper(store, parts.queue),
    metrics,
    readiness: {
      database: () => store.deliveries.get(''),
      queue: () => parts.queue().waiting(),
      github: gitHubCheck(gitHub, clock),
    },
    drain,
    handleSignals,
  });

  const keepUp = () =>
    store
      .upkeep(clock())
      .then(() => store.backup())
      .catch((error: unknown) => log.error({ err: error }, 'upkeep of the database failed'));

  const sweep = (back: number) =>
    sweepDeliveries(parts, back).catch((error: unknown) =>
      log.error({ err: error }, 'webhooks that never arrived could not be looked for'),
    );

  return {
    async start() {
      const onError = (error: Error) => log.error({ err: error }, error.message);
      const workers = overrides.workerOnly || environment.workers;
      const handlers = measured(handlersOf(parts, useCases, metrics), metrics);
      queue = remembering(await startQueue(store, handlers, { ...overrides.queue, onError, workers }));
      if (overrides.workerOnly) {
        if (handleSignals) stopOnSignals(drain, { log });
        return;
      }
      await server.start();
      await queue.sendDeliveries((await store.deliveries.pending()).map((guid) => ({ guid })));
      timers.push(
        setInterval(() => void keepUp(), DAY).unref(),
        // Twice the interval: what fails in one sweep is met by the next.
        setInterval(() => void sweep(2 * SWEEP_INTERVAL), SWEEP_INTERVAL).unref(),
      );
      await keepUp();
      const dead = await queue.dead();
      if (dead.length > 0) log.warn({ jobs: dead.length, newest: dead.at(-1) }, 'jobs were given up');
      await sweep(LONGEST);
      await followInstallations(parts, gitHub, log);
      timers.push(setInterval(() => void followInstallations(parts, gitHub, log), HOUR).unref());
      if (environment.eventsQueueUrl !== undefined) stopChanges = followChanges(parts, environment.eventsQueueUrl);
    },
    stop: () => (overrides.workerOnly ? drain() : server.stop()),
    get port() {
      return server.port;
    },
    useCases,
    sweep: () => sweepDeliveries(parts, LONGEST),
    idle: () => parts.queue().idle(),
  };
}

function handlersOf(parts: ScanParts, useCases: UseCases, metrics: Metrics): Handlers {
  const installed =
    <Job extends { readonly installationId: number }>(run: (job: Job) => Promise<void>) =>
    (job: Job) =>
      whileInstalled(parts, job.installationId, () => run(job));
  return {
    deliveries: async ({ guid }) => {
      const age = await deliver(parts, useCases, guid);
      if (age !== undefined) metrics.webhookLag.observe(age / 1000);
    },
    scan: installed(async (job) => {
      metrics.scans.inc({ outcome: await runScan(parts, job) });
      await followPredictions(parts, job);
    }),
    review: installed((job) => runReview(parts, job)),
    'merge-group': installed((job) => runMergeGroup(parts, job)),
    command: async ({ request }) => {
      const asked = request as CommandRequest;
      await whileInstalled(parts, asked.installationId, () => runCommand(parts, asked));
    },
  };
}

/** @returns how long it took from when it arrived, in milliseconds */
async function deliver(parts: ScanParts, useCases: UseCases, guid: string): Promise<number | undefined> {
  const delivery = await parts.store.deliveries.undone(guid);
  if (!delivery) return undefined;
  try {
    await handleDelivery(delivery, useCases);
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    parts.log.error({ delivery: guid, err: error }, 'webhook given up');
  }
  return parts.store.deliveries.done(guid, parts.clock());
}

/** One organisation's trouble delays no other, nor the start: its next event tries again. */
async function followInstallations(parts: ScanParts, gitHub: GitHubApp, log: Logger): Promise<void> {
  try {
    const active = (await gitHub.installations()).filter(({ suspended }) => !suspended);
    const left = (await parts.queue().scheduled()).map(({ installationId }) => installationId);
    for (const id of new Set(left)) if (!active.some((one) => one.id === id)) await parts.queue().schedule(id, 30, []);
    for (const { id, owner } of active) {
      await followConfiguration(parts, id, 'new').catch((error: unknown) =>
        log.error({ err: error, owner }, 'configuration could not be followed'),
      );
    }
  } catch (error) {
    log.error({ err: error }, 'installations could not be listed');
  }
}
