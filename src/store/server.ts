import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

/** @param databaseUrl `postgres://user:password@host:port/database`, with pg's own query parameters */
export function openServer(databaseUrl: string): { readonly dialect: Dialect; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'sallyport', max: 10 });
  // An idle connection that dies is replaced at the next query, which reports what is wrong.
  pool.on('error', () => {});
  return { dialect: new PostgresDialect({ pool }), close: () => (pool.ended ? Promise.resolve() : pool.end()) };
}
