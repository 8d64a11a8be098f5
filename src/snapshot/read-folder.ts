import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPLETENESS_FILE, type Completeness, parseCompleteness, withCompleteness } from './completeness.ts';
import { SnapshotError } from './error.ts';
import type { RegionSnapshot, Snapshot } from './model.ts';
import { shapeError } from './shape.ts';

/**
 * Reads a snapshot folder, `<dir>/<account-id>/<region>/<operation>.json`. Files of operations the network does not
 * read are kept; what is not JSON, or lies outside account folders, is left alone.
 * @throws SnapshotError naming the folder or file that is missing, is no JSON or has the wrong outermost shape
 */
export async function readSnapshot(dir: string): Promise<Snapshot> {
  const accounts = await accountFolders(dir);
  const regions: RegionSnapshot[] = [];
  for (const account of accounts) {
    const folders = await regionFolders(join(dir, account));
    if (folders.size === 0)
      throw new SnapshotError(join(dir, account), 'holds no Region folder; expected <account-id>/<region>/*.json');
    for (const [region, folder] of folders) regions.push(await readRegion(join(dir, account, folder), account, region));
  }
  return { regions };
}

async function accountFolders(dir: string): Promise<readonly string[]> {
  const folders = await foldersIn(dir);
  const misnamed = folders.find((name) => /^\d+$/.test(name) && name.length !== 12);
  if (misnamed !== undefined)
    throw new SnapshotError(join(dir, misnamed), 'is no account id; account folders are named by twelve digits');
  const accounts = folders.filter((name) => /^\d{12}$/.test(name));
  if (accounts.length === 0)
    throw new SnapshotError(
      dir,
      "holds no account folder; a snapshot is <dir>/<account-id>/<region>/<operation>.json, as 'sallyport snapshot --out <dir>' writes it",
    );
  return accounts;
}

/**
 * Region → folder. Replacing a Region takes two renames; a crash between them leaves its former folder under the name it
 * stepped aside to, and that is the Region then.
 */
async function regionFolders(dir: string): Promise<ReadonlyMap<string, string>> {
  const names = await directoriesIn(dir);
  const aside = names.flatMap((name) => {
    const region = /^\.([a-z0-9-]+)\.[0-9a-f-]{36}\.old$/.exec(name)?.[1];
    return region === undefined ? [] : [[region, name] as const];
  });
  const present = names.filter((name) => !name.startsWith('.')).map((name) => [name, name] as const);
  return new Map([...new Map([...aside, ...present])].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function foldersIn(dir: string): Promise<readonly string[]> {
  return (await directoriesIn(dir)).filter((name) => !name.startsWith('.'));
}

async function directoriesIn(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new SnapshotError(dir, whyNot(cause), { cause });
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no such directory; name the folder that holds the account folders';
  if (code === 'ENOTDIR') return 'is a file; name the folder that holds the account folders';
  return `cannot be read (${message})`;
}

async function readRegion(dir: string, account: string, region: string): Promise<RegionSnapshot> {
  const outputs = new Map<string, unknown>();
  let completeness: Completeness = { incomplete: {} };
  for (const file of (await readdir(dir)).sort()) {
    if (!file.endsWith('.json') || file.startsWith('.')) continue;
    const path = join(dir, file);
    const json = await readJson(path);
    if (file === COMPLETENESS_FILE) completeness = readCompleteness(path, json);
    else outputs.set(file.slice(0, -'.json'.length), checked(path, file, json));
  }
  return {
    account,
    region,
    ...(completeness.takenAt !== undefined && { takenAt: completeness.takenAt }),
    operations: withCompleteness(outputs, completeness),
  };
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new SnapshotError(path, `cannot be read (${cause.message})`, { cause });
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SnapshotError(path, `is not valid JSON (${why}); record it again with --output json`, { cause });
  }
}

function checked(path: string, file: string, json: unknown): unknown {
  const wrong = shapeError(file.slice(0, -'.json'.length), json);
  if (wrong !== undefined) throw new SnapshotError(path, wrong);
  return json;
}

function readCompleteness(path: string, json: unknown): Completeness {
  try {
    return parseCompleteness(json);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SnapshotError(path, `does not say what was read (${why}); take the snapshot again`, { cause });
  }
}
