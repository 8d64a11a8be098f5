import { posix } from 'node:path';
import { normalized, parentOf } from './path.ts';
import type { Contents, Root } from './ports.ts';
import { isCode, localModules, readsOf } from './references.ts';

export interface Reached {
  /** The root's folder and those of the modules it uses. */
  readonly modules: ReadonlySet<string>;
  readonly globs: readonly string[];
}

/**
 * Follows the local modules of many roots over the texts of a commit. It goes wave by wave, so that one request fetches the files
 * of many folders; whoever reads these roots afterwards asks for next to nothing.
 */
export async function searchCode(
  contents: Contents,
  commit: string,
  roots: readonly Root[],
): Promise<(rootFolder: string) => Reached> {
  const byFolder = Map.groupBy((await contents.files(commit)).map(({ path }) => path).filter(isCode), (path) =>
    parentOf(path),
  );
  const known = new Map<string, { readonly leads: readonly string[]; readonly globs: readonly string[] }>();
  let wave = new Set(roots.map((root) => normalized(root.path)));
  while (wave.size > 0) {
    // A commit's own files are all of its files but those in submodules.
    for (const folder of [...wave].filter((each) => !byFolder.has(each)))
      for (const { path } of await contents.files(commit, folder))
        if (isCode(path) && parentOf(path) === folder) byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
    const files = [...wave].flatMap((folder) => byFolder.get(folder) ?? []);
    await contents.prefetch(commit, files);
    for (const folder of wave) {
      const paths = byFolder.get(folder) ?? [];
      const texts = await Promise.all(paths.map(async (path) => (await contents.read(commit, path)) ?? ''));
      known.set(folder, {
        leads: texts.flatMap((text) => localModules(folder, text)),
        globs: [...texts.flatMap((text, at) => readsOf(paths[at]!, text)), ...parentFiles(folder, byFolder)],
      });
    }
    wave = new Set([...wave].flatMap((folder) => known.get(folder)!.leads).filter((folder) => !known.has(folder)));
  }
  return (rootFolder) => {
    const modules = new Set([rootFolder]);
    for (const folder of modules) for (const lead of known.get(folder)?.leads ?? []) modules.add(lead);
    return { modules, globs: [...modules].flatMap((folder) => known.get(folder)?.globs ?? []) };
  };
}

/** Terragrunt looks for files in the folders above a unit. */
function parentFiles(folder: string, byFolder: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (!byFolder.get(folder)?.includes(posix.join(folder, 'terragrunt.hcl'))) return [];
  const above: string[] = [];
  for (let at = folder; at !== ''; at = parentOf(at))
    above.push(...(byFolder.get(parentOf(at)) ?? []).filter((path) => path.endsWith('.hcl')));
  return above.map((path) => posix.relative(folder, path));
}
