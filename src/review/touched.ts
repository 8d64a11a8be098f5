import { posix } from 'node:path';
import { isAssembly } from './assemblies.ts';
import { type Code, readCode } from './code.ts';
import { throughLinks } from './links.ts';
import { isUnder, normalized, parentOf } from './path.ts';
import type { Change, Contents, Root } from './ports.ts';
import { isCode, meaning } from './references.ts';
import { type Reached, searchCode } from './search-code.ts';

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
 * Code that lies in a root's folder concerns that root alone, and those that link to it. Anything else may be a module's, or
 * data that some root reads: then the code of all roots is searched for it. Their texts are remembered by SHA, so a repository
 * is searched through once. One side is enough: a root, a module or a link that itself changes is touched anyway, and any other
 * is the same on both.
 */
async function touches(
  contents: Contents,
  roots: readonly Root[],
  changed: readonly string[],
  head: string,
): Promise<(root: Root) => boolean> {
  const linked = throughLinks(await contents.files(head), changed);
  if (!linked) return () => true;
  const own = ownFiles(roots, changed, linked);
  const folders = new Set(roots.map((root) => normalized(root.path)));
  const paths = [...new Set([...changed, ...linked])].filter((path) => !folders.has(path));
  const isInPlace = (path: string) => folders.has(parentOf(path)) && IN_PLACE.test(path);
  const shared = paths.filter((path) => !isInPlace(path));
  const inPlace = paths.filter(isInPlace);
  const below = (root: Root) => inPlace.filter((path) => isUnder(path, normalized(root.path)));
  const others = roots.filter((root) => !own(root) && (shared.length > 0 || below(root).length > 0));
  if (others.length === 0) return own;
  const code = await searchCode(contents, head, others);
  const searched = new Set(others);
  const reachesShared = reaches(shared);
  return (root) => {
    if (!searched.has(root)) return own(root);
    const reached = code(normalized(root.path));
    return reachesShared(reached) || reaches(below(root))(reached);
  };
}

/** Whether code uses one of the paths: as a module's, by its name, or as the submodule that a module lies in. */
function reaches(paths: readonly string[]): (code: Reached) => boolean {
  const all = new Set(paths);
  const modulesOf = new Set(paths.map(parentOf));
  return ({ modules, globs }) =>
    [...modules].some((at) => modulesOf.has(at) || all.has(at) || innermost(all, at) !== undefined) ||
    paths.some(meaning(globs, modules));
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

/**
 * Whether one of the paths is a root's own: lies in its folder or below, or is named by the configuration. Code that only a link
 * leads to concerns the roots right beside the link, and below a root those that call it: many may link to one folder of modules.
 */
function ownFiles(
  roots: readonly Root[],
  changed: readonly string[],
  linked: ReadonlySet<string>,
): (root: Root) => boolean {
  const folders = new Set(roots.map((root) => normalized(root.path)));
  const named = new Set([...changed, ...linked]);
  const touched = new Set<string | undefined>(changed.map((path) => innermost(folders, path)));
  for (const path of linked) touched.add(isCode(path) ? parentOf(path) : innermost(folders, path));
  return ({ path, varFiles }) => {
    const folder = normalized(path);
    const start = /\.(ya?ml|json|template)$/.test(folder) ? parentOf(folder) : folder;
    return (
      touched.has(folder) ||
      named.has(folder) ||
      varFiles.some((name) => named.has(normalized(posix.join(start, name))))
    );
  };
}

/** The folder, of some within each other, that a path lies in. */
function innermost(folders: ReadonlySet<string>, path: string): string | undefined {
  for (let at = path; at !== ''; ) {
    at = parentOf(at);
    if (folders.has(at)) return at;
  }
  return undefined;
}
