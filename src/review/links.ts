import { parentOf } from './path.ts';
import type { Contents } from './ports.ts';

type Files = Awaited<ReturnType<Contents['files']>>;

/** Links that lead to links; those of a circle end here, too. */
const MAX_LINKS = 5;
/** Links that lead to each other may multiply paths without end. */
const MAX_PATHS = 100_000;

/**
 * The further paths by which symbolic links lead to files, to what is in folders, and to what no longer is there.
 * Undefined when these are too many to be told.
 * @param files those of a commit
 */
export function throughLinks(files: Files, paths: Iterable<string>): ReadonlySet<string> | undefined {
  const links = Map.groupBy(files, ({ real }) => real);
  links.delete(undefined);
  const found = new Set<string>();
  if (links.size === 0) return found;
  let wave = paths;
  for (let hops = 0; hops < MAX_LINKS; hops++) {
    const next = new Set<string>();
    for (const path of wave)
      for (let at = path; at !== ''; at = parentOf(at))
        for (const link of links.get(at) ?? []) {
          if (next.size + found.size >= MAX_PATHS) return undefined;
          next.add(link.path + path.slice(at.length));
        }
    wave = [...next].filter((path) => !found.has(path));
    for (const path of wave) found.add(path);
  }
  return found;
}

/** Where files really lie: only there can a line be commented on. */
export function realPaths(files: Files): (path: string) => string {
  const links = new Map(files.flatMap(({ path, real }) => (real === undefined ? [] : [[path, real]])));
  return (path) => {
    let at = path;
    for (let hops = 0; hops < MAX_LINKS; hops++) at = links.get(at) ?? at;
    return at;
  };
}
