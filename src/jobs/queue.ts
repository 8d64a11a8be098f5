import { type Db, fromPglite, type JobWithMetadata, PgBoss } from 'pg-boss';
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
  readonly 'merge-group': {
    readonly installationId: number;
    readonly owner: string;
    readonly repo: string;
    readonly headSha: string;
    readonly baseSha: string;
    readonly headRef: string;
  };
  /** What the comment asks; kept with the job, since the comment may be edited meanwhile. */
  readonly command: { readonly key: string; readonly request: object };
}
type QueueName = keyof Jobs;
/** `due` is the queue's own: a scan whose time has come, and that takes its place in the line then. */
type InnerQueue = QueueName | 'due';

/** A rejection is retried with back-off, then kept as a dead letter. `signal` aborts on expiry and on stop. */
export type Handlers = {
  readonly [Name in QueueName]: (data: Jobs[Name], signal: AbortSignal) => Promise<void>;
};

interface DeadLetter {
  readonly queue: QueueName;
  readonly data: object;
  readonly error: string;
}

export interface SendOptions {
  /** Seconds to wait first, so that a burst of reasons for the same work makes one job. */
  readonly delay?: number;
}

export interface Queue {
  /** @returns false when the same work was waiting already */
  send<Name extends QueueName>(name: Name, data: Jobs[Name], options?: SendOptions): Promise<boolean>;
  /** Has webhooks handled, all of them by one statement. @param within the transaction that keeps them */
  sendDeliveries(deliveries: readonly Jobs['deliveries'][], within?: Db): Promise<void>;
  /** Makes these the scans of an installation that recur every so many minutes, and no others. */
  schedule(installationId: number, minutes: number, scans: readonly Jobs['scan'][]): Promise<void>;
  /** The scans that recur. */
  scheduled(): Promise<readonly Jobs['scan'][]>;
  /** Work that was given up, and not done since. */
  dead(): Promise<readonly DeadLetter[]>;
  /** How much of it there is, by queue. */
  givenUp(): Promise<Readonly<Record<QueueName, number>>>;
  /** Jobs that wait, by queue. */
  waiting(): Promise<Readonly<Record<QueueName, number>>>;
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
  /** Jobs fetched and settled together, each `concurrency` of them: where there are very many small ones. */
  readonly batch?: number;
  /** Seconds after which a job is taken to hang. */
  readonly expire: number;
}

/**
 * A job reads the newest state when it runs, so a second one that waits for the same subject adds nothing (pg-boss's
 * policy `short`): latest wins. Jobs of one subject never run together (a group of concurrency 1). Not policy `stately`:
 * there the waiting job of a busy subject blocks the queue's head for everybody else.
 */
const scanKey = ({ installationId, account, region }: Jobs['scan']) => `${installationId}/${account}/${region}`;
const POLICIES: { readonly [Name in QueueName]: QueuePolicy<Name> } & { readonly due: QueuePolicy<'scan'> } = {
  deliveries: { key: ({ guid }) => guid, concurrency: 2, batch: 6, expire: 900 },
  scan: { key: scanKey, concurrency: 4, expire: 1800 },
  due: { key: scanKey, concurrency: 2, expire: 60 },
  review: { key: ({ owner, repo, number }) => `${owner}/${repo}/${number}`, concurrency: 4, expire: 600 },
  'merge-group': { key: ({ owner, repo, headSha }) => `${owner}/${repo}/${headSha}`, concurrency: 2, expire: 600 },
  command: { key: ({ key }) => key, concurrency: 2, expire: 300 },
};
const NAMES = Object.keys(POLICIES) as readonly InnerQueue[];
const OUTER: readonly QueueName[] = NAMES.filter((name) => name !== 'due');

const deadLetterOf = (name: InnerQueue) => `${name}-dead`;

export interface QueueSettings {
  /** Told of failed jobs and of database trouble, each already handled. */
  readonly onError?: (error: Error) => void;
  /** Seconds before a failed job is tried again, doubled each time up to 15 minutes. Default 5. */
  readonly retryDelay?: number;
  /** How often a failed job is tried again before it becomes a dead letter. Default 6: half an hour or so. */
  readonly retryLimit?: number;
  /** Whether this process does the work (default), or only sends it to others. */
  readonly workers?: boolean;
  /** Scans at a time in this process. Default 4. */
  readonly scans?: number;
  /** Seconds, 10 at least, after which work of a process that died is taken up by another. Default 30. */
  readonly heartbeat?: number;
}

/** Starts workers for every queue in this process; jobs live in the store's database. */
export async function startQueue(
  store: Pick<Store, 'queue'>,
  handlers: Handlers,
  { onError = () => {}, retryDelay = 5, retryLimit = 6, workers = true, scans, heartbeat = 30 }: QueueSettings = {},
): Promise<Queue> {
  const boss = new PgBoss({
    ...connectionOf(store),
    useListenNotify: true,
    // A worker that died is noticed within a heartbeat and a monitor round.
    monitorIntervalSeconds: heartbeat,
    superviseIntervalSeconds: heartbeat,
  });
  boss.on('error', onError);
  await boss.start();
  const settled = new EventTarget();
  const sendScan = (scan: Jobs['scan'], priority: number, { delay = 0 }: SendOptions = {}) => {
    const key = scanKey(scan);
    return boss.send('scan', scan, {
      singletonKey: key,
      group: { id: key },
      priority,
      ...(delay > 0 && { startAfter: delay }),
    });
  };
  const inner = {
    ...handlers,
    due: async (scan: Jobs['scan']) => void (await sendScan(scan, await turnOf(boss, scan.installationId))),
  };
  for (const name of NAMES) {
    await createQueue(boss, name, { retryDelay, retryLimit }, heartbeat);
    if (!workers) continue;
    const concurrency = (name === 'scan' ? scans : undefined) ?? POLICIES[name].concurrency;
    await startWorkers(boss, name, concurrency, POLICIES[name].batch, inner[name] as Handle, (error) => {
      if (error) onError(error);
      // Once pg-boss has recorded the outcome, which it does after the handler returned.
      setImmediate(() => settled.dispatchEvent(new Event('settled')));
    });
  }

  return {
    async send(name, data, options = {}) {
      if (name === 'scan') {
        const scan = data as Jobs['scan'];
        return (await sendScan(scan, await turnOf(boss, scan.installationId), options)) !== null;
      }
      const key = POLICIES[name].key(data as never);
      return (await boss.send(name, data, { singletonKey: key, group: { id: key } })) !== null;
    },

    async sendDeliveries(deliveries, within) {
      const jobs = deliveries.map((data) => ({ data, singletonKey: POLICIES.deliveries.key(data) }));
      if (jobs.length > 0) await boss.insert('deliveries', jobs, within && { db: within });
    },

    async schedule(installationId, minutes, scans) {
      const wanted = new Set(scans.map(scanKey));
      for (const queue of ['due', 'scan'] as const)
        for (const { key } of await boss.getSchedules(queue))
          if (key.startsWith(`${installationId}/`) && (queue === 'scan' || !wanted.has(key)))
            await boss.unschedule(queue, key);
      for (const scan of scans) {
        const key = scanKey(scan);
        await boss.schedule('due', recurrence(minutes, key), scan, { key, singletonKey: key, missed: 'once' });
      }
    },

    async scheduled() {
      return (await boss.getSchedules('due')).map(({ data }) => data as Jobs['scan']);
    },

    dead: () => deadIn(boss),

    givenUp: () => countIn(boss, deadLetterOf),
    waiting: () => countIn(boss, (name) => name),

    async idle() {
      while (await busy(boss)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const wake = () => resolve();
        settled.addEventListener('settled', wake);
        // A job that another process runs settles without an event here.
        const timer = setTimeout(resolve, 200);
        await promise;
        settled.removeEventListener('settled', wake);
        clearTimeout(timer);
      }
    },

    stop: () => boss.stop({ graceful: true, timeout: 30_000 }),
  };
}

/**
 * The work that was given up, read without taking any on.
 * @throws when the queue was never started on this database
 */
export async function deadLetters(store: Pick<Store, 'queue'>): Promise<readonly DeadLetter[]> {
  const boss = new PgBoss({ ...connectionOf(store), supervise: false, schedule: false, migrate: false });
  boss.on('error', () => {});
  await boss.start();
  try {
    return await deadIn(boss);
  } finally {
    await boss.stop({ graceful: false });
  }
}

async function deadIn(boss: PgBoss): Promise<readonly DeadLetter[]> {
  const letters = OUTER.map(async (queue) =>
    (await boss.findJobs<object>(deadLetterOf(queue))).map(({ data, sourceOutput }) => ({
      queue,
      data,
      error: messageOf(sourceOutput),
    })),
  );
  return (await Promise.all(letters)).flat();
}

function connectionOf(store: Pick<Store, 'queue'>) {
  return 'pglite' in store.queue
    ? { db: fromPglite(store.queue.pglite), backend: 'pglite' as const }
    : { connectionString: store.queue.connectionString, application_name: 'sallyport-queue', max: 6 };
}

/**
 * The priority of an installation's next scan: start-time fair queueing. Each installation's scans stand one behind the
 * other, and one that has none waiting joins behind the scan whose turn it is now: an organisation with ten thousand
 * accounts delays one with three by one scan, not by ten thousand. Nobody starves: who waits is only ever overtaken by
 * installations that have had fewer turns.
 */
async function turnOf(boss: PgBoss, installationId: number): Promise<number> {
  const { rows } = await boss.getDb().executeSql(
    `select least(
       (select min(priority) from pgboss.job
         where name = 'scan' and state < 'active' and data->>'installationId' = $1),
       (select max(priority) from pgboss.job where name = 'scan' and state <= 'active')) - 1 as turn`,
    [String(installationId)],
  );
  return (rows[0] as { readonly turn: number | null } | undefined)?.turn ?? 0;
}

type Handle = (data: object, signal: AbortSignal) => Promise<void>;

async function createQueue(
  boss: PgBoss,
  name: InnerQueue,
  retry: Pick<QueueSettings, 'retryDelay' | 'retryLimit'>,
  heartbeatSeconds: number,
): Promise<void> {
  const backoff = { ...retry, retryBackoff: true, retryDelayMax: 900 };
  const options = { ...backoff, expireInSeconds: POLICIES[name].expire, heartbeatSeconds, notify: true };
  await boss.createQueue(deadLetterOf(name));
  await boss.createQueue(name, { policy: 'short', deadLetter: deadLetterOf(name), ...options });
  await boss.updateQueue(name, options);
}

async function startWorkers(
  boss: PgBoss,
  name: InnerQueue,
  localConcurrency: number,
  batchSize: number | undefined,
  handle: Handle,
  onSettled: (error?: Error) => void,
): Promise<void> {
  /** @returns what went wrong */
  const run = async ({ data, signal, retryCount, retryLimit }: JobWithMetadata<object>): Promise<unknown> => {
    try {
      await handle(data, signal);
    } catch (error) {
      const how = retryCount < retryLimit ? 'failed' : `was given up at try ${retryCount + 1}`;
      onSettled(new Error(`A job of queue '${name}' ${how}: ${messageOf(error)}`, { cause: error }));
      return error;
    }
    await forgive(boss, name, data).catch(onSettled);
    onSettled();
    return undefined;
  };
  const pollingIntervalSeconds = 1;
  const polling = {
    localConcurrency,
    pollingIntervalSeconds,
    notifyPollingIntervalSeconds: 5,
    includeMetadata: true as const,
  };
  if (batchSize !== undefined) {
    const options = { ...polling, batchSize, burstWhenBatchFull: true, perJobResults: true as const };
    await boss.work(name, options, (jobs: JobWithMetadata<object>[]) =>
      Promise.all(
        jobs.map(async (job) => {
          const error = await run(job);
          if (error === undefined) return { id: job.id, status: 'completed' };
          return { id: job.id, status: 'failed', output: { message: messageOf(error) } };
        }),
      ),
    );
    return;
  }
  const worker = await boss.work(
    name,
    { ...polling, groupConcurrency: 1 },
    async ([job]: JobWithMetadata<object>[]) => {
      if (!job) return;
      const error = await run(job);
      // Where there was one job there may be another: without this a backlog is worked off at one job a poll.
      boss.notifyWorker(worker);
      if (error !== undefined) throw error;
    },
  );
}

/** What was done after all was not given up: asked for again by a schedule, a person or GitHub. */
async function forgive(boss: PgBoss, name: InnerQueue, data: object): Promise<void> {
  const text = 'delete from pgboss.job where name = $1 and data = $2::jsonb';
  await boss.getDb().executeSql(text, [deadLetterOf(name), JSON.stringify(data)]);
}

/** Jobs that nobody took yet, by queue. @param nameOf where a queue's are looked for */
async function countIn(boss: PgBoss, nameOf: (queue: QueueName) => string): Promise<Record<QueueName, number>> {
  const { rows } = await boss
    .getDb()
    .executeSql(
      `select name, count(*)::int as jobs from pgboss.job where name = any($1) and state < 'active' group by name`,
      [OUTER.map(nameOf)],
    );
  const found = new Map((rows as readonly { name: string; jobs: number }[]).map(({ name, jobs }) => [name, jobs]));
  return Object.fromEntries(OUTER.map((name) => [name, found.get(nameOf(name)) ?? 0])) as Record<QueueName, number>;
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
