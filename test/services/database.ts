import pg from 'pg';

/** A database of its own on the server of these tests. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every connection and refuses new ones, as a server that restarts does. @returns how to take them again */
  restart(): Promise<() => Promise<void>>;
  /** Connections there are, by application. */
  connections(): Promise<Readonly<Record<string, number>>>;
  drop(): Promise<void>;
}

export async function createDatabase(server: string, name: string): Promise<TestDatabase> {
  const database = `${name}_${process.pid}_${Date.now()}`;
  const on = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  };
  await on(`create database ${database}`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return {
    url: url.href,
    restart: async () => {
      await on(`alter database ${database} with allow_connections false`);
      await on(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
      return async () => void (await on(`alter database ${database} with allow_connections true`));
    },
    connections: async () => {
      const rows = await on<{ name: string; count: number }>(
        `select application_name as name, count(*)::int as count from pg_stat_activity where datname = '${database}' group by 1`,
      );
      return Object.fromEntries(rows.map(({ name: application, count }) => [application, count]));
    },
    drop: async () => void (await on(`drop database if exists ${database} with (force)`)),
  };
}
