import { type Dialect, Kysely } from 'kysely';
import { type Db, fromKysely, type PGliteLike } from 'pg-boss';
import { audit } from './audit.ts';
import { type Cipher, createCipher, type EncryptionKeys } from './cipher.ts';
import { configs } from './configs.ts';
import { contentWrites } from './content-writes.ts';
import { deliveries } from './deliveries.ts';
import { openEmbedded } from './embedded.ts';
import { StoreError } from './error.ts';
import { findings } from './findings.ts';
import { issues } from './issues.ts';
import { type Lock, processLock } from './lock.ts';
import { members } from './members.ts';
import { migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { predictions } from './predictions.ts';
import { rekey, requireKeys, rowsByKey } from './rekey.ts';
import { reviews } from './reviews.ts';
import { rules } from './rules.ts';
import type { Database } from './schema.ts';
import { openServer } from './server.ts';
import { snapshots } from './snapshots.ts';
import { upkeep } from './upkeep.ts';

export function tables(db: Kysely<Database>, cipher: Cipher) {
  return {
    deliveries: deliveries(db, cipher),
    snapshots: snapshots(db, cipher),
    findings: findings(db, cipher),
    issues: issues(db, cipher),
    outbox: outbox(db, cipher),
    configs: configs(db),
    reviews: reviews(db),
    predictions: predictions(db, cipher),
    contentWrites: contentWrites(db),
    audit: audit(db),
    members: members(db),
    rules: rules(db, cipher),
  };
}

/** Every group of tables, each a plain object of functions. */
type Tables = ReturnType<typeof tables>;

export interface Store extends Tables {
  /**
   * Runs `work` on the same tables so that either all it writes is kept or nothing.
   * @param work its second argument is the transaction for the job queue
   */
  transaction<T>(work: (tables: Tables, queue: Db) => Promise<T>): Promise<T>;
  /** Runs `work` while no other worker, here or on another machine, holds `name`. Not reentrant. */
  readonly lock: Lock;
  /** Where the job queue keeps its own schema: the same database. */
  readonly queue: { readonly pglite: PGliteLike } | { readonly connectionString: string };
  /** Forgets what is too old to be asked for; to be called about once a day. */
  upkeep(now: Date): Promise<void>;
  /** Rewrites what is not encrypted under the key in force; how many rows that were. */
  rekey(): Promise<number>;
  /** How many rows are not encrypted under the key in force, and how many are. */
  encryption(): Promise<{ readonly underKey: number; readonly others: number }>;
  /** Keeps a copy of an embedded database beside it. A server's is its operator's to back up. */
  backup(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A PostgreSQL server (15 or newer). */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database, used when there is no server; in memory without it. */
  readonly dataDir?: string | undefined;
  /** Keys for what says who can reach what; without them it is stored readable. */
  readonly encryption?: EncryptionKeys | undefined;
}

/**
 * Opens the database and brings its schema to this version.
 * @throws StoreError when it cannot be reached or migrated, or another process holds the folder
 */
export async function openStore({ databaseUrl, dataDir, encryption }: StoreOptions): Promise<Store> {
  const cipher = createCipher(encryption);
  if (databaseUrl !== undefined) {
    const server = openServer(databaseUrl);
    return assemble({ ...server, backup: async () => {} }, { connectionString: databaseUrl }, cipher);
  }
  const embedded = await openEmbedded(dataDir);
  return assemble({ ...embedded, lock: processLock() }, { pglite: embedded.pglite }, cipher);
}

async function assemble(
  opened: { readonly dialect: Dialect; readonly lock: Lock; backup(): Promise<void>; close(): Promise<void> },
  queue: Store['queue'],
  cipher: Cipher,
): Promise<Store> {
  const db = new Kysely<Database>({ dialect: opened.dialect });
  try {
    await migrate(db);
    await requireKeys(db, cipher);
  } catch (error) {
    await opened.close();
    throw error instanceof StoreError ? error : new StoreError(`The database cannot be opened: ${error}`, error);
  }
  return {
    ...tables(db, cipher),
    transaction: (work) => db.transaction().execute((trx) => work(tables(trx, cipher), fromKysely(trx))),
    lock: opened.lock,
    queue,
    upkeep: (now) => upkeep(db, now),
    rekey: () => rekey(db, cipher),
    encryption: async () => {
      const rows = await rowsByKey(db);
      const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
      const underKey = rows.get(cipher.keyId ?? '') ?? 0;
      return { underKey, others: all - underKey };
    },
    backup: () => opened.backup(),
    close: async () => {
      await db.destroy();
      await opened.close();
    },
  };
}
