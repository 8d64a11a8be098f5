import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { StoreError } from './error.ts';
import { lockFolder } from './folder-lock.ts';

/** The embedded database's own backup, in its folder. */
const BACKUP_FILE = 'backup.tar.gz';

/** Replaces the backup whole, and on the disk: a power failure leaves the former one. */
export async function writeBackup(dataDir: string, dump: Blob): Promise<void> {
  const aside = join(dataDir, `.${BACKUP_FILE}`);
  const file = await open(aside, 'w');
  try {
    await file.writeFile(Buffer.from(await dump.arrayBuffer()));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(dataDir, BACKUP_FILE));
}

/**
 * Makes an embedded database from a backup.
 * @param dataDir a folder without a database
 * @throws StoreError when there is one already, or the file is no backup
 */
export async function restoreBackup(file: string, dataDir: string): Promise<void> {
  const database = join(dataDir, 'postgres');
  const dump = await readFile(file).catch((cause: unknown) => {
    throw new StoreError(`The backup '${file}' cannot be read: ${cause}`, cause);
  });
  const unlock = await lockFolder(dataDir);
  try {
    if (existsSync(database))
      throw new StoreError(`'${database}' holds a database already. Move it away first; nothing was changed.`);
    const pglite = new PGlite({ dataDir: database, loadDataDir: new Blob([dump]) });
    await pglite.waitReady;
    await pglite.close();
  } catch (cause) {
    throw cause instanceof StoreError ? cause : new StoreError(`'${file}' is no backup: ${cause}`, cause);
  } finally {
    await unlock();
  }
}
