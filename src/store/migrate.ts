import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StoreError } from './error.ts';
import { up as initial } from './migrations/0001-initial.ts';
import { up as history } from './migrations/0002-history.ts';
import { up as predictions } from './migrations/0003-predictions.ts';
import { up as encryption } from './migrations/0004-encryption.ts';
import { up as contentWrites } from './migrations/0005-content-writes.ts';
import { up as spells } from './migrations/0006-spells.ts';
import { up as issues } from './migrations/0007-issues.ts';

/** In order of their names; one that has been released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': { up: initial },
  '0002-history': { up: history },
  '0003-predictions': { up: predictions },
  '0004-encryption': { up: encryption },
  '0005-content-writes': { up: contentWrites },
  '0006-spells': { up: spells },
  '0007-issues': { up: issues },
};

/**
 * Brings the schema to the newest version; does nothing when it is there.
 * @param migrations fewer of them: an earlier version's
 * @throws StoreError naming the migration that failed; the database is then as it was before it
 */
export async function migrate<T>(db: Kysely<T>, migrations = MIGRATIONS): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const newer = /previously executed migration (\S+) is missing/.exec(String(error))?.[1];
  if (newer !== undefined)
    throw new StoreError(
      `The database belongs to a newer version of Sallyport (it has ${newer}). Start that version, or restore a backup of before the upgrade.`,
      error,
    );
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'before the first migration';
  throw new StoreError(
    `The database could not be brought to this version's schema (${failed}): ${String(error)}`,
    error,
  );
}
