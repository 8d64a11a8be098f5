import { type Kysely, sql } from 'kysely';

/** Runs `work` while nobody else holds `name`. */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Waits in line inside this process. */
export function processLock(): Lock {
  const lines = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const mine = (lines.get(name) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => {});
    lines.set(name, settled);
    try {
      return await mine;
    } finally {
      if (lines.get(name) === settled) lines.delete(name);
    }
  };
}

/**
 * Waits in line among all processes on one PostgreSQL server: an advisory lock on a connection of its own, which the
 * server drops with the connection, so a process that dies holds nothing. In-process first, so that waiters of one
 * process occupy one connection.
 */
export function serverLock<T>(db: Kysely<T>): Lock {
  const inProcess = processLock();
  return (name, work) =>
    inProcess(name, () =>
      db.connection().execute(async (connection) => {
        await sql`select pg_advisory_lock(hashtextextended(${name}, 0))`.execute(connection);
        try {
          return await work();
        } finally {
          await sql`select pg_advisory_unlock(hashtextextended(${name}, 0))`.execute(connection);
        }
      }),
    );
}
