import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPLETENESS_FILE, completenessOf } from './completeness.ts';
import { SnapshotError } from './error.ts';
import type { RegionSnapshot, Snapshot } from './model.ts';

/**
 * Writes a snapshot folder. Each Region folder appears whole or not at all: it is written aside and renamed into
 * place, replacing what was there; Regions the snapshot does not hold stay as they are.
 * @throws SnapshotError when a name could leave the folder or a file cannot be written
 */
export async function writeSnapshot(snapshot: Snapshot, dir: string): Promise<void> {
  for (const region of snapshot.regions) {
    refuseBadNames(region, dir);
    try {
      await writeRegion(region, join(dir, region.account));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SnapshotError(join(dir, region.account, region.region), `cannot be written (${why})`, { cause });
    }
  }
}

function refuseBadNames({ account, region, operations }: RegionSnapshot, dir: string): void {
  if (!/^\d{12}$/.test(account)) throw new SnapshotError(dir, `'${account}' is no account id of twelve digits`);
  for (const name of [region, ...operations.keys()])
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw new SnapshotError(dir, `'${name}' is no Region or command name`);
}

async function writeRegion(region: RegionSnapshot, accountDir: string): Promise<void> {
  const target = join(accountDir, region.region);
  const mark = `${region.region}.${randomUUID()}`;
  const aside = join(accountDir, `.${mark}.new`);
  const former = join(accountDir, `.${mark}.old`);
  try {
    await mkdir(aside, { recursive: true });
    for (const [operation, { output }] of region.operations)
      if (output !== undefined) await writeFile(join(aside, `${operation}.json`), json(output));
    await writeFile(join(aside, COMPLETENESS_FILE), json(completenessOf(region)));
    const replaced = await moved(target, former);
    await rename(aside, target).catch(async (error: unknown) => {
      if (replaced) await rename(former, target);
      throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  await rm(former, { recursive: true, force: true });
}

/** A folder that is not empty cannot be renamed over, so the former one steps aside first. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
