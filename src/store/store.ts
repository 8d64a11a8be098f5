import { type Dialect, Kysely } from 'kysely';
import type { PGliteLike } from 'pg-boss';
import { audit } from './audit.ts';
import { configs } from './configs.ts';
import { deliveries } from './deliveries.ts';
import { openEmbedded } from './embedded.ts';
import { StoreError } from './error.ts';
import { findings } from './findings.ts';
import { type Lock, processLock, serverLock } from './lock.ts';
import { members } from './members.ts';
import { migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { predictions } from './predictions.ts';
import { reviews } from './reviews.ts';
import { rules } from './rules.ts';
import type { Database } from './schema.ts';
import { openServer } from './server.ts';
import { snapshots } from './snapshots.ts';
import { upkeep } from './upkeep.ts';

function tables(db: Kysely<Database>) {
  return {
    deliveries: deliveries(db),
    snapshots: snapshots(db),
    findings: findings(db),
    outbox: outbox(db),
    configs: configs(db),
    reviews: reviews(db),
    predictions: predictions(db),
    audit: audit(db),
    members: members(db),
    rules: rules(db),
  };
}

/** Every group of tables, each a plain object of functions. */
type Tables = ReturnType<typeof tables>;

export interface Store extends Tables {
  /** Runs `work` on the same tables so that either all it writes is kept or nothing. */
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /** Runs `work` while no other worker, here or on another machine, holds `name`. Not reentrant. */
  readonly lock: Lock;
  /** Where the job queue keeps its own schema: the same database. */
  readonly queue: { readonly pglite: PGliteLike } | { readonly connectionString: string };
  /** Forgets what is too old to be asked for; to be called about once a day. */
  upkeep(now: Date): Promise<void>;
  /** Keeps a copy of an embedded database beside it. A server's is its operator's to back up. */
  backup(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A PostgreSQL server (15 or newer). */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database, used when there is no server; in memory without it. */
  readonly dataDir?: string | undefined;
}

/**
 * Opens the database and brings its schema to this version.
 * @throws StoreError when it cannot be reached or migrated, or another process holds the folder
 */
export async function openStore({ databaseUrl, dataDir }: StoreOptions): Promise<Store> {
  if (databaseUrl !== undefined) {
    const server = openServer(databaseUrl);
    return assemble({ ...server, backup: async () => {} }, { connectionString: databaseUrl }, serverLock);
  }
  const embedded = await openEmbedded(dataDir);
  return assemble(embedded, { pglite: embedded.pglite }, processLock);
}

async function assemble(
  opened: { readonly dialect: Dialect; backup(): Promise<void>; close(): Promise<void> },
  queue: Store['queue'],
  lock: (db: Kysely<Database>) => Lock,
): Promise<Store> {
  const db = new Kysely<Database>({ dialect: opened.dialect });
  try {
    await migrate(db);
  } catch (error) {
    await opened.close();
    throw error instanceof StoreError ? error : new StoreError(`The database cannot be opened: ${error}`, error);
  }
  return {
    ...tables(db),
    transaction: (work) => db.transaction().execute((trx) => work(tables(trx))),
    lock: lock(db),
    queue,
    upkeep: (now) => upkeep(db, now),
    backup: () => opened.backup(),
    close: async () => {
      await db.destroy();
      await opened.close();
    },
  };
}
