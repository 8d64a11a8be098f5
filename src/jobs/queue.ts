import { fromPglite, type Job, PgBoss } from 'pg-boss';
import type { Store } from '../store/index.ts';
import { recurrence } from './schedule.ts';

/** The queues and what a job of each carries: references, never payloads; a worker reads what is true when it runs. */
export interface Jobs {
  readonly deliveries: { readonly guid: string };
  readonly scan: { readonly installationId: number; readonly account: string; readonly region: string };
  readonly review: {
    readonly installationId: number;
    readonly owner: string;
    readonly repo: string;
    readonly number: number;
  };
  /** What the comment asks; kept with the job, since the comment may be edited meanwhile. */
  readonly command: { readonly key: string; readonly request: object };
}
type QueueName = keyof Jobs;

/** A rejection is retried with back-off, then kept as a dead letter. `signal` aborts on expiry and on stop. */
export type Handlers = {
  readonly [Name in QueueName]: (data: Jobs[Name], signal: AbortSignal) => Promise<void>;
};

interface DeadLetter {
  readonly queue: QueueName;
  readonly data: object;
  readonly error: string;
}

export interface Queue {
  /** @returns false when the same work was waiting already */
  send<Name extends QueueName>(name: Name, data: Jobs[Name]): Promise<boolean>;
  /** Makes these the scans of an installation that recur every so many minutes, and no others. */
  schedule(installationId: number, minutes: number, scans: readonly Jobs['scan'][]): Promise<void>;
  /** The scans that recur. */
  scheduled(): Promise<readonly Jobs['scan'][]>;
  /** Work that was given up. */
  dead(): Promise<readonly DeadLetter[]>;
  /** Resolves once no job waits or runs; for the demo and for tests. */
  idle(): Promise<void>;
  /** Takes no new jobs, waits for those that run (30 s), and puts back what did not end. */
  stop(): Promise<void>;
}

interface QueuePolicy<Name extends QueueName> {
  /** What makes two jobs the same work: one of them waits at most, and one runs at a time. */
  readonly key: (data: Jobs[Name]) => string;
  /** Jobs at a time in this process. */
  readonly concurrency: number;
  /** Seconds after which a job is taken to hang. */
  readonly expire: number;
}

/**
 * A job reads the newest state when it runs, so a second one that waits for the same subject adds nothing (pg-boss's
 * policy `short`): latest wins. Jobs of one subject never run together (a group of concurrency 1). Not policy `stately`:
 * there the waiting job of a busy subject blocks the queue's head for everybody else.
 */
const POLICIES: { readonly [Name in QueueName]: QueuePolicy<Name> } = {
  deliveries: { key: ({ guid }) => guid, concurrency: 4, expire: 900 },
  scan: {
    key: ({ installationId, account, region }) => `${installationId}/${account}/${region}`,
    concurrency: 4,
    expire: 1800,
  },
  review: { key: ({ owner, repo, number }) => `${owner}/${repo}/${number}`, concurrency: 4, expire: 600 },
  command: { key: ({ key }) => key, concurrency: 2, expire: 300 },
};
const NAMES = Object.keys(POLICIES) as readonly QueueName[];

const deadLetterOf = (name: QueueName) => `${name}-dead`;

export interface QueueSettings {
  /** Told of failed jobs and of database trouble, each already handled. */
  readonly onError?: (error: Error) => void;
  /** Seconds before a failed job is tried again, doubled each time up to 15 minutes. Default 5. */
  readonly retryDelay?: number;
  /** How often a failed job is tried again before it becomes a dead letter. Default 6: half an hour or so. */
  readonly retryLimit?: number;
}

/** Starts workers for every queue in this process; jobs live in the store's database. */
export async function startQueue(
  store: Pick<Store, 'queue'>,
  handlers: Handlers,
  { onError = () => {}, retryDelay = 5, retryLimit = 6 }: QueueSettings = {},
): Promise<Queue> {
  const boss = new PgBoss({
    ...('pglite' in store.queue
      ? { db: fromPglite(store.queue.pglite), backend: 'pglite' as const }
      : { connectionString: store.queue.connectionString, application_name: 'sallyport-queue', max: 6 }),
    useListenNotify: true,
    // A worker that died is noticed within a heartbeat and a monitor round.
    monitorIntervalSeconds: 30,
    superviseIntervalSeconds: 30,
  });
  boss.on('error', onError);
  await boss.start();
  const settled = new EventTarget();
  for (const name of NAMES) {
    await createQueue(boss, name, { retryDelay, retryLimit });
    await startWorkers(boss, name, handlers[name] as Handle, (error) => {
      if (error) onError(error);
      // Once pg-boss has recorded the outcome, which it does after the handler returned.
      setImmediate(() => settled.dispatchEvent(new Event('settled')));
    });
  }

  return {
    async send(name, data) {
      const key = POLICIES[name].key(data);
      return (await boss.send(name, data, { singletonKey: key, group: { id: key } })) !== null;
    },

    async schedule(installationId, minutes, scans) {
      const wanted = new Set(scans.map(POLICIES.scan.key));
      for (const { key } of await boss.getSchedules('scan'))
        if (key.startsWith(`${installationId}/`) && !wanted.has(key)) await boss.unschedule('scan', key);
      for (const scan of scans) {
        const key = POLICIES.scan.key(scan);
        const once = { singletonKey: key, group: { id: key }, missed: 'once' } as const;
        await boss.schedule('scan', recurrence(minutes, key), scan, { key, ...once });
      }
    },

    async scheduled() {
      return (await boss.getSchedules('scan')).map(({ data }) => data as Jobs['scan']);
    },

    async dead() {
      const letters = NAMES.map(async (queue) =>
        (await boss.findJobs<object>(deadLetterOf(queue))).map(({ data, sourceOutput }) => ({
          queue,
          data,
          error: messageOf(sourceOutput),
        })),
      );
      return (await Promise.all(letters)).flat();
    },

    async idle() {
      while (await busy(boss)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        settled.addEventListener('settled', () => resolve(), { once: true });
        // A job that another process runs settles without an event here.
        const timer = setTimeout(resolve, 200);
        await promise;
        clearTimeout(timer);
      }
    },

    stop: () => boss.stop({ graceful: true, timeout: 30_000 }),
  };
}

type Handle = (data: object, signal: AbortSignal) => Promise<void>;

async function createQueue(
  boss: PgBoss,
  name: QueueName,
  retry: Pick<QueueSettings, 'retryDelay' | 'retryLimit'>,
): Promise<void> {
  const backoff = { ...retry, retryBackoff: true, retryDelayMax: 900 };
  const options = { ...backoff, expireInSeconds: POLICIES[name].expire, heartbeatSeconds: 30, notify: true };
  await boss.createQueue(deadLetterOf(name));
  await boss.createQueue(name, { policy: 'short', deadLetter: deadLetterOf(name), ...options });
  await boss.updateQueue(name, options);
}

async function startWorkers(
  boss: PgBoss,
  name: QueueName,
  handle: Handle,
  onSettled: (error?: Error) => void,
): Promise<void> {
  await boss.work(
    name,
    {
      localConcurrency: POLICIES[name].concurrency,
      groupConcurrency: 1,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 5,
    },
    async ([job]: Job<object>[]) => {
      if (!job) return;
      try {
        await handle(job.data, job.signal);
      } catch (error) {
        onSettled(new Error(`A job of queue '${name}' failed: ${messageOf(error)}`, { cause: error }));
        throw error;
      }
      onSettled();
    },
  );
}

async function busy(boss: PgBoss): Promise<boolean> {
  const { rows } = await boss
    .getDb()
    .executeSql(`select 1 from pgboss.job where name = any($1) and state < 'completed' limit 1`, [NAMES]);
  return rows.length > 0;
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
