import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Lock } from './lock.ts';
import { serverLock } from './server-lock.ts';

/** Nothing holds a connection longer than a query or a short transaction; who finds none free waits for one. */
const MAX_CONNECTIONS = 10;

/** @param databaseUrl `postgres://user:password@host:port/database`, with pg's own query parameters */
export function openServer(databaseUrl: string): {
  readonly dialect: Dialect;
  readonly lock: Lock;
  close(): Promise<void>;
} {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'sallyport', max: MAX_CONNECTIONS });
  // An idle connection that dies is replaced at the next query, which reports what is wrong.
  pool.on('error', () => {});
  // One that dies between two queries of a transaction says so to nobody else, which would end the process; the next query fails.
  pool.on('connect', (client) => void client.on('error', () => {}));
  const { lock, close } = serverLock(databaseUrl);
  return {
    dialect: new PostgresDialect({ pool }),
    lock,
    close: async () => {
      await close();
      if (!pool.ended) await pool.end();
    },
  };
}
