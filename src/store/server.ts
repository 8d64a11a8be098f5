import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Whoever holds a lock occupies one and needs another: more than twice the jobs that run at a time. */
const MAX_CONNECTIONS = 30;

/** @param databaseUrl `postgres://user:password@host:port/database`, with pg's own query parameters */
export function openServer(databaseUrl: string): { readonly dialect: Dialect; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'sallyport', max: MAX_CONNECTIONS });
  // An idle connection that dies is replaced at the next query, which reports what is wrong.
  pool.on('error', () => {});
  return { dialect: new PostgresDialect({ pool }), close: () => (pool.ended ? Promise.resolve() : pool.end()) };
}
