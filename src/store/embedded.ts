import { join } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import { type Dialect, PGliteDialect } from 'kysely';
import type { PGliteLike } from 'pg-boss';
import { writeBackup } from './backup.ts';
import { lockFolder } from './folder-lock.ts';
import { turns } from './turns.ts';

export interface EmbeddedDatabase {
  readonly dialect: Dialect;
  /** The same database for the job queue. */
  readonly pglite: PGliteLike;
  /** Writes all of it, as of now, to its folder's backup; nothing where it is kept in memory. */
  backup(): Promise<void>;
  close(): Promise<void>;
}

/**
 * PostgreSQL inside this process, kept in `dataDir` (held for this process alone), or in memory without it.
 *
 * PGlite is one connection for two users, Kysely and the queue, which sends `begin; …; commit` as one text. When such
 * a text fails half-way the connection is left in an aborted transaction, and whoever comes next would fail with it.
 * So each user's turn lasts until its failure is rolled back.
 */
export async function openEmbedded(dataDir?: string): Promise<EmbeddedDatabase> {
  const unlock = dataDir === undefined ? async () => {} : await lockFolder(dataDir);
  const pglite = new PGlite({
    ...(dataDir === undefined ? {} : { dataDir: join(dataDir, 'postgres') }),
    parsers: { [types.INT8]: (text: string) => text },
  });
  try {
    await pglite.waitReady;
  } catch (error) {
    await unlock();
    throw error;
  }
  const inTurn = turns();
  const orRollBack = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      await pglite.exec('rollback');
      throw error;
    }
  };
  return {
    dialect: new PGliteDialect({
      pglite: {
        get closed() {
          return pglite.closed;
        },
        get ready() {
          return pglite.ready;
        },
        waitReady: pglite.waitReady,
        close: () => pglite.close(),
        query: (text, values, options) => inTurn(() => pglite.query(text, values, options as never)),
        transaction: (work) => inTurn(() => pglite.transaction((tx) => work(tx as never))) as never,
      },
    }),
    pglite: {
      query: (text, values) => inTurn(() => orRollBack(pglite.query(text, values as unknown[]))),
      exec: (text) => inTurn(() => orRollBack(pglite.exec(text))),
      listen: (channel, callback) => inTurn(() => pglite.listen(channel, callback)),
    },
    backup: async () => {
      if (dataDir !== undefined) await writeBackup(dataDir, await inTurn(() => pglite.dumpDataDir('gzip')));
    },
    close: async () => {
      if (!pglite.closed) await pglite.close();
      await unlock();
    },
  };
}
