import { posix } from 'node:path';
import { isAssembly } from './assemblies.ts';
import { type Code, readCode } from './code.ts';
import { isUnder, normalized, parentOf } from './path.ts';
import type { Change, Contents, Root } from './ports.ts';
import { isCode, localModules, means, readsOf } from './references.ts';

export interface TouchedRoot<R extends Root> {
  readonly root: R;
  /** At the merge base; without folders when the pull request adds the root. */
  readonly before: Code;
  /** At the head; without folders when the pull request removes it. */
  readonly after: Code;
}

/**
 * The roots whose code a pull request may change: their own files, the local modules they use, directly or not, their
 * variable files and what they read by name. Only these are read on both sides.
 */
export async function touchedRoots<R extends Root>(
  contents: Contents,
  roots: readonly R[],
  changes: readonly Change[],
  commits: { readonly mergeBase: string; readonly head: string },
): Promise<readonly TouchedRoot<R>[]> {
  const paths = changes
    .flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]))
    .filter((path) => !path.endsWith('.md'));
  const isTouched = await touches(contents, roots, paths, commits.head);
  const isApp = await appsOf(contents, roots, paths, commits.head);
  const touched: TouchedRoot<R>[] = [];
  for (const root of roots.filter((each) => isTouched(each) || isApp(each))) {
    const before = await readCode(contents, commits.mergeBase, root);
    const after = await readCode(contents, commits.head, root);
    touched.push({ root, before, after });
  }
  return touched;
}

/**
 * Code that lies in a root's folder concerns that root alone. Anything else may be a module's, or data that some root reads:
 * then the code of all roots is searched for it. Their texts are remembered by SHA, so a repository is searched through once.
 * One side is enough: a root or a module whose own text changes is touched anyway, and any other is the same on both.
 */
async function touches(
  contents: Contents,
  roots: readonly Root[],
  paths: readonly string[],
  head: string,
): Promise<(root: Root) => boolean> {
  const isOwn = ownFiles(roots);
  const own = (root: Root) => paths.some((path) => isOwn(root, path));
  const folders = new Set(roots.map((root) => normalized(root.path)));
  const belongsElsewhere = (root: Root, path: string) =>
    folders.has(path) || (folders.has(parentOf(path)) && IN_PLACE.test(path) && !isUnder(path, normalized(root.path)));
  const sharedWith = (root: Root) => paths.filter((path) => !belongsElsewhere(root, path));
  const others = roots.filter((root) => !own(root) && sharedWith(root).length > 0);
  if (others.length === 0) return own;
  const code = await searchCode(contents, head, others);
  const searched = new Set(others);
  return (root) => {
    if (!searched.has(root)) return own(root);
    const { modules, globs } = code(normalized(root.path));
    return sharedWith(root).some(
      (path) => modules.has(parentOf(path)) || globs.some((glob) => means(glob, modules, path)),
    );
  };
}

/** Synthesized apps that are not committed: whatever lies beside them, and in no other root, may be the app's own code. */
async function appsOf(
  contents: Contents,
  roots: readonly Root[],
  paths: readonly string[],
  head: string,
): Promise<(root: Root) => boolean> {
  const apps = new Set<Root>();
  for (const root of roots.filter(({ path }) => isAssembly(path))) {
    const folder = normalized(root.path);
    const isElsewhere = (path: string) => roots.some((other) => isUnder(path, normalized(other.path)));
    if (!paths.some((path) => isUnder(path, parentOf(folder)) && !isElsewhere(path))) continue;
    if ((await contents.files(head, folder)).length === 0) apps.add(root);
  }
  return (root) => apps.has(root);
}

/** What a root's folder holds for that root alone. */
const IN_PLACE = /(\.(tf|tofu|tfvars)(\.json)?|\.hcl)$/;

/** Whether a path is a root's own: lies in its folder or below, or is named by the configuration. */
function ownFiles(roots: readonly Root[]): (root: Root, path: string) => boolean {
  const folders = new Set(roots.map((root) => normalized(root.path)));
  return ({ path: rootPath, varFiles }, path) => {
    const folder = normalized(rootPath);
    const start = /\.(ya?ml|json|template)$/.test(folder) ? parentOf(folder) : folder;
    if (path === folder || varFiles.some((name) => normalized(posix.join(start, name)) === path)) return true;
    if (!isUnder(path, folder)) return false;
    // What lies in a root within this one is that root's.
    for (let at = parentOf(path); at !== folder; at = parentOf(at)) if (folders.has(at)) return false;
    return true;
  };
}

interface Reached {
  /** The root's folder and those of the modules it uses. */
  readonly modules: ReadonlySet<string>;
  readonly globs: readonly string[];
}

/** Follows the local modules of roots, wave by wave, so that one request fetches the files of many folders. */
async function searchCode(
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
