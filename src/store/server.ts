import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

/** A scan holds two locks, each on a connection of its own, and needs another: more than three times the jobs that run. */
const MAX_CONNECTIONS = 60;

/** @param databaseUrl `postgres://user:password@host:port/database`, with pg's own query parameters */
export function openServer(databaseUrl: string): { readonly dialect: Dialect; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'sallyport', max: MAX_CONNECTIONS });
  // An idle connection that dies is replaced at the next query, which reports what is wrong.
  pool.on('error', () => {});
  return { dialect: new PostgresDialect({ pool }), close: () => (pool.ended ? Promise.resolve() : pool.end()) };
}
