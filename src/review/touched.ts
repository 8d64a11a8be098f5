import { type Code, mayConcern, readCode } from './code.ts';
import { isUnder, normalized, parentOf } from './path.ts';
import type { Change, Contents, Root } from './ports.ts';

export interface TouchedRoot<R extends Root> {
  readonly root: R;
  /** At the merge base; without folders when the pull request adds the root. */
  readonly before: Code;
  /** At the head; without folders when the pull request removes it. */
  readonly after: Code;
}

/**
 * The roots whose code a pull request may change: their own files, the local modules they call, their variable files and
 * what they read, on either side. A root is only read when a change lies below it, or where a module or shared data may
 * be: anywhere but directly in the folder of another root.
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
  const rootFolders = new Set(roots.map((root) => normalized(root.path)));
  const shared = paths.some((path) => !rootFolders.has(parentOf(path)) && !path.endsWith('.md'));
  const touched: TouchedRoot<R>[] = [];
  for (const root of roots) {
    if (!shared && !paths.some((path) => isUnder(path, normalized(root.path)))) continue;
    const before = await readCode(contents, commits.mergeBase, root);
    const after = await readCode(contents, commits.head, root);
    if (paths.some((path) => mayConcern(before, path) || mayConcern(after, path)))
      touched.push({ root, before, after });
  }
  return touched;
}
