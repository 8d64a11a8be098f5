import { type Code, folderOf, isPartOf, parentOf, readCode } from './code.ts';
import type { Change, Contents, Root } from './ports.ts';

export interface TouchedRoot<R extends Root> {
  readonly root: R;
  /** At the merge base; without files when the pull request adds the root. */
  readonly before: Code;
  /** At the head; without files when the pull request removes it. */
  readonly after: Code;
}

/**
 * The roots whose code a pull request changes: their own files, the local modules they call, their variable files, on
 * either side. A root is only read when a change lies inside it, or where a module may be: anywhere but directly in the
 * folder of another root.
 */
export async function touchedRoots<R extends Root>(
  contents: Contents,
  roots: readonly R[],
  changes: readonly Change[],
  commits: { readonly mergeBase: string; readonly head: string },
): Promise<readonly TouchedRoot<R>[]> {
  const paths = changes.flatMap(({ path, previousPath }) =>
    previousPath === undefined ? [path] : [path, previousPath],
  );
  const rootFolders = new Set(roots.map((root) => folderOf(root.path)));
  const inModule = paths.some((path) => !rootFolders.has(parentOf(path)) && !path.endsWith('.md'));
  const touched: TouchedRoot<R>[] = [];
  for (const root of roots) {
    if (!inModule && !paths.some((path) => isUnder(path, root.path))) continue;
    const before = await readCode(contents, commits.mergeBase, root);
    const after = await readCode(contents, commits.head, root);
    if (paths.some((path) => isPartOf(before, path) || isPartOf(after, path))) touched.push({ root, before, after });
  }
  return touched;
}

function isUnder(path: string, folder: string): boolean {
  const prefix = folderOf(folder);
  return prefix === '' || path.startsWith(`${prefix}/`);
}
