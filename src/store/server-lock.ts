import pg from 'pg';
import { StoreError } from './error.ts';
import { type Lock, processLock } from './lock.ts';
import { turns } from './turns.ts';

/** Milliseconds between two tries for a name another process holds: the first, and the longest they grow to. */
const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 400;
/** How long after the server came back those that held a name go first, in milliseconds. */
const HOLDERS_FIRST = 2_000;

/** How long a server that does not answer is waited for, in milliseconds; then the queue tries again later. */
const PATIENCE = 30_000;

export interface ServerLock {
  readonly lock: Lock;
  close(): Promise<void>;
}

/**
 * Waits in line among all processes on one PostgreSQL server. Every lock of this process is an advisory lock of one
 * session, however many are held or waited for; the server drops them with the connection, so a process that dies holds
 * nothing. A session lasts only as long as its connection: when the server restarts, whoever held a name takes it again
 * before others may, and one that came too late fails at its end rather than pass for done.
 */
export function serverLock(databaseUrl: string): ServerLock {
  const inProcess = processLock();
  const inTurn = turns();
  const holders = new Map<string, { isLost: boolean }>();
  let session: Promise<pg.Client> | undefined;
  let wasLost = false;
  let othersFrom = 0;
  let isClosed = false;

  const take = (client: pg.Client, name: string) =>
    inTurn(async () => {
      const text = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken';
      return (await client.query<{ taken: boolean }>(text, [name])).rows[0]?.taken === true;
    });
  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'sallyport-locks',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => {}); // 'end' follows
    await client.connect();
    if (wasLost) othersFrom = performance.now() + HOLDERS_FIRST;
    client.once('end', () => {
      session = undefined;
      wasLost = true;
      void regain();
    });
    try {
      for (const [name, holder] of holders) if (!(await take(client, name))) holder.isLost = true;
    } catch (error) {
      await client.end();
      throw error;
    }
    return client;
  };
  const connected = (): Promise<pg.Client> => {
    session ??= open().catch((error: unknown) => {
      session = undefined;
      throw error;
    });
    return session;
  };
  const regain = async () => {
    while (holders.size > 0 && !isClosed) {
      if (await connected().then(Boolean, () => false)) return;
      await pause(LONGEST_PAUSE);
    }
  };
  const acquire = async (name: string) => {
    let lastAnswer = performance.now();
    for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      try {
        const client = await connected();
        if (performance.now() >= othersFrom && (await take(client, name))) return;
        lastAnswer = performance.now();
      } catch (error) {
        if (performance.now() - lastAnswer > PATIENCE) throw error;
      }
      await pause(wait);
    }
  };
  const release = async (name: string) => {
    const client = await session?.catch(() => undefined);
    // Where the connection is gone, so is the lock.
    await inTurn(async () => client?.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])).catch(
      () => {},
    );
  };

  return {
    lock: (name, work) =>
      inProcess(name, async () => {
        await acquire(name);
        const holder = { isLost: false };
        holders.set(name, holder);
        try {
          const done = await work();
          if (holder.isLost) throw new StoreError(`The database restarted and another process took over '${name}'.`);
          return done;
        } finally {
          holders.delete(name);
          if (!holder.isLost) await release(name);
        }
      }),
    close: async () => {
      isClosed = true;
      const client = await session?.catch(() => undefined);
      await client?.end();
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
